"""What AUTOMATIC1111 answers: the picture among its images, and what it says of it."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from asset_service.adapters.providers.local_errors import error_of, unreadable
from asset_service.adapters.providers.local_http import Answer, LocalServer
from asset_service.adapters.providers.local_json import at, items, table, text
from asset_service.adapters.providers.local_picture import mime_of
from asset_service.ports.providers import NoImage, ProviderDown, ProviderError

TOLD = (
    "sampler_name",
    "cfg_scale",
    "steps",
    "width",
    "height",
    "sd_model_name",
    "sd_model_hash",
    "sd_vae_name",
    "denoising_strength",
    "job_timestamp",
    "version",
)
INFOTEXT_MOST = 8000
_NOT_THERE = 404


@dataclass(frozen=True)
class Picture:
    """`seed` is None when the server does not say; `info` is what else it says."""

    data: bytes
    mime: str
    seed: int | None
    info: dict[str, Any]

    @property
    def stamp(self) -> str:
        """The server's mark for the run that made it."""
        return text(self.info.get("job_timestamp"))

    def meta(self) -> dict[str, Any]:
        """Return what is worth keeping: plain JSON, bounded."""
        kept = {name: self.info[name] for name in TOLD if _plain(self.info.get(name))}
        infotext = text(at(self.info, "infotexts", _first(self.info)))
        return {**kept, "parameters": infotext[:INFOTEXT_MOST]} if infotext else kept

    def checkpoint_warning(self, wanted: str) -> str:
        """Return a warning when another checkpoint drew: an unknown one is ignored in silence."""
        used = text(self.info.get("sd_model_name"))
        if not wanted or not used or stem(wanted) == stem(used):
            return ""
        return f"The server has no checkpoint {wanted}: it drew with {used}."


def failure(server: LocalServer, answer: Answer) -> ProviderError:
    """Return the error for an answer that is no success.

    Its forms are `detail` as text or as pydantic's list, and `error` with `errors` beside it.
    """
    said = answer.json()
    if answer.status == _NOT_THERE and text(at(said, "detail")) in {"", "Not Found"}:
        return error_of(server, answer)  # the route is missing: no API there
    parts = [text(at(said, "error")), *_details(at(said, "detail")), text(at(said, "errors"))]
    words = ": ".join(part for part in parts if part and part != "HTTPException")
    if "OutOfMemoryError" in text(at(said, "error")):
        return ProviderDown(f"{server.label} had not enough memory: {server.said(words)}")
    return error_of(server, answer, words)


def picture(server: LocalServer, answer: Answer) -> Picture:
    """Return the picture of a good answer; raises NoImage, ProviderDown for half an answer."""
    said = answer.json()
    if not isinstance(said, dict):
        raise unreadable(server)
    info = _info(said.get("info"))
    images = items(said.get("images"))
    found = text(at(images, _first(info))) or text(at(images, 0))
    if not found:
        raise NoImage(f"{server.label} answered without a picture.")
    try:
        data = base64.b64decode(found.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise NoImage(f"The picture that {server.label} sent is cut off or no base64.") from None
    return Picture(data, mime_of(data, server.label), _seed(info), info)


def _info(said: Any) -> dict[str, Any]:
    """`info` is JSON in a text; sd-server leaves it empty."""
    if isinstance(said, dict):
        return said
    try:
        return table(json.loads(text(said)))
    except (ValueError, RecursionError):
        return {}


def _first(info: dict[str, Any]) -> int:
    """Where the first picture is: before it comes the grid, where there is one."""
    index = info.get("index_of_first_image")
    return index if type(index) is int and index >= 0 else 0


def _seed(info: dict[str, Any]) -> int | None:
    seed = at(info, "all_seeds", 0)
    seed = info.get("seed") if seed is None else seed
    return seed if type(seed) is int and 0 <= seed < 2**63 else None


def _details(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    places = (
        (".".join(str(step) for step in items(at(one, "loc"))), text(at(one, "msg")))
        for one in items(said)
    )
    return [f"{place}: {words}" if place else words for place, words in places][:5]


def names_of(answer: Answer) -> set[str]:
    """Return the checkpoints that a list of models names, as `stem` writes them."""
    listed = items(answer.json())
    names = (text(at(one, part)) for one in listed for part in ("title", "model_name"))
    return {stem(name) for name in names if name}


def stem(name: str) -> str:
    """Return what tells a checkpoint from others.

    It goes by file name, with or without folder, ending and hash.
    """
    bare = name.partition(" [")[0].replace("\\", "/").rpartition("/")[2]
    return bare.removesuffix(".safetensors").removesuffix(".ckpt").removesuffix(".gguf").casefold()


def _plain(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and 0 < len(value) <= 200)  # noqa: PLR2004 - a name
