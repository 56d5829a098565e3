"""What AUTOMATIC1111 is sent for one picture, and what a model's settings may say."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from asset_service.adapters.providers.entry import Model
from asset_service.ports.providers import ImageRequest, NotConfigured, Unsupported

TEXT_TO_IMAGE = "/sdapi/v1/txt2img"
IMAGE_TO_IMAGE = "/sdapi/v1/img2img"
DENOISING = 0.6
"""How far a picture may go from its reference, a share in 0..1, where the settings do not say."""

_KINDS: Mapping[str, tuple[type, ...]] = {
    "steps": (int,),
    "cfg_scale": (int, float),
    "negative": (str,),
    "checkpoint": (str,),
    "sampler_name": (str,),
    "scheduler": (str,),
    "img2img": (bool,),
    "denoising_strength": (int, float),
}
_OPTIONS: Mapping[str, Callable[[str], Any]] = {
    "sampler_name": str,
    "scheduler": str,
    "checkpoint": str,
    "steps": int,
    "cfg_scale": float,
    "denoising_strength": float,
}
_SENT_AS_THEY_ARE = ("steps", "cfg_scale", "sampler_name", "scheduler")


@dataclass(frozen=True)
class Drawable:
    """`checkpoint` is the one that was asked for, empty for whichever is loaded."""

    path: str
    body: dict[str, Any]
    checkpoint: str


def check(model: Model) -> None:
    """Raise NotConfigured for settings that mean nothing, as a misspelt one would."""
    for name, value in model.settings.items():
        kinds = _KINDS.get(name)
        if kinds is None:
            raise NotConfigured(f"The model {model.name} has the unknown setting {name}.")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise NotConfigured(f"The setting {name} of the model {model.name} has a wrong value.")
    for name in model.capabilities.options:
        if name not in _OPTIONS:
            raise NotConfigured(f"The model {model.name} offers {name}, which cannot be sent.")


def drawable(request: ImageRequest, model: Model, *, seed: int, task: str) -> Drawable:
    """Return what is posted for one picture; raises NotConfigured and Unsupported.

    `task` is the name by which the server knows what it draws.
    """
    check(model)
    chosen = {**model.settings, **_words(request, model)}
    body: dict[str, Any] = {
        "prompt": request.prompt,
        "negative_prompt": request.negative or chosen.get("negative", ""),
        "seed": seed,
        "width": request.size[0],
        "height": request.size[1],
        "batch_size": 1,
        "n_iter": 1,
        "send_images": True,
        "save_images": False,
        "force_task_id": task,
        **{name: chosen[name] for name in _SENT_AS_THEY_ARE if chosen.get(name) not in {None, ""}},
    }
    checkpoint = chosen.get("checkpoint", "")
    if checkpoint:
        # Loaded once and kept: put back after each picture it would be read twice for each.
        body["override_settings"] = {"sd_model_checkpoint": checkpoint}
        body["override_settings_restore_afterwards"] = False
    if not request.refs:
        return Drawable(TEXT_TO_IMAGE, body, checkpoint)
    body["init_images"] = [base64.b64encode(_only_reference(request, model)).decode()]
    body["denoising_strength"] = _denoising(request, chosen)
    return Drawable(IMAGE_TO_IMAGE, body, checkpoint)


def _denoising(request: ImageRequest, chosen: dict[str, Any]) -> float:
    """Return how much is drawn anew: the less, the more the picture counts."""
    if request.strength is not None and "denoising_strength" not in request.options:
        return round(1 - request.strength, 2)
    return float(chosen.get("denoising_strength", DENOISING))


def _words(request: ImageRequest, model: Model) -> dict[str, Any]:
    told = {}
    for name, word in request.options.items():
        if word not in model.capabilities.options.get(name, ()):
            raise Unsupported(f"The model {model.name} offers no {name} {word!r}.")
        try:
            told[name] = _OPTIONS[name](word)
        except ValueError:
            raise NotConfigured(f"{word!r} is no value for {name}.") from None
    return told


def _only_reference(request: ImageRequest, model: Model) -> bytes:
    """Several would be taken for a batch: one picture starts from one."""
    takes = min(1, model.capabilities.max_refs) if model.settings.get("img2img") else 0
    if len(request.refs) > takes:
        raise Unsupported(
            f"The model {model.name} takes {takes} reference pictures, not {len(request.refs)}."
        )
    return request.refs[0].data
