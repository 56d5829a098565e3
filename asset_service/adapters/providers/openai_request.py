"""A request in OpenAI's words: `images/generations`, or `images/edits` with references."""

from typing import Any

from asset_service.adapters.providers.openai_settings import ModelSettings
from asset_service.adapters.providers.picture_bytes import mime_of
from asset_service.ports.providers import Capabilities, ImageRequest, Reference

_NUMBERS = frozenset({"output_compression"})
"""Options that are numbers for the server; people choose among words."""


def arguments(request: ImageRequest, able: Capabilities, settings: ModelSettings) -> dict[str, Any]:
    """Return what the library's `generate` or `edit` is called with.

    The API has no seed and no negative prompt; compatible servers take them under these names,
    and their models' capabilities say so.
    """
    body = dict(settings.body())
    for name, word in request.options.items():
        body[name] = int(word) if name in _NUMBERS else word
    if able.seed and request.seed is not None:
        body["seed"] = request.seed
    if able.negative and request.negative:
        body["negative_prompt"] = request.negative
    told: dict[str, Any] = {
        "model": request.model,
        "prompt": request.prompt,
        "n": 1,
        "size": f"{request.size[0]}x{request.size[1]}",
        "extra_body": body,
    }
    if settings.stream:
        told["stream"] = True
    if request.refs:
        told["image"] = [_file(number, ref) for number, ref in enumerate(request.refs, start=1)]
    return told


def _file(number: int, reference: Reference) -> tuple[str, bytes, str]:
    """Return a part of the form; names of people and places stay here."""
    mime = mime_of(reference.data) or reference.mime
    return f"reference-{number}.{mime.rpartition('/')[2]}", reference.data, mime
