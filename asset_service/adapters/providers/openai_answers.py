"""A picture as OpenAI and its like send it, `{"data": [{"b64_json" | "url"}], "usage"}`."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from asset_service.adapters.providers import loose_json
from asset_service.adapters.providers.picture_bytes import has_c2pa, mime_of
from asset_service.domain.pricing import Usage
from asset_service.ports.providers import GeneratedImage

_TOLD = ("created", "created_at", "model", "size", "quality", "background", "output_format")
_DATA_URI = "data:"


class NotAPicture(Exception):
    """What was sent for one is none: the words say why."""


@dataclass(frozen=True)
class Reading:
    """`fetch` gets the bytes at an address; `seed` is what was sent."""

    fetch: Callable[[str], bytes]
    seed: int | None

    def images(self, answer: Mapping[str, Any]) -> tuple[GeneratedImage, ...]:
        """Return all pictures; raises NotAPicture, and what `fetch` raises."""
        return tuple(self.image(item) for item in loose_json.items(answer.get("data")))

    def image(self, item: Mapping[str, Any]) -> GeneratedImage:
        """Return one picture, as it came; raises as `images` does."""
        data = self._bytes(loose_json.text(item.get("b64_json")), loose_json.text(item.get("url")))
        mime = mime_of(data)
        if mime is None:
            raise NotAPicture("sent something that is no PNG, JPEG or WebP picture")
        return GeneratedImage(data, mime, seed=self.seed, has_c2pa=has_c2pa(data))

    def _bytes(self, encoded: str, address: str) -> bytes:
        if not encoded and address.startswith(_DATA_URI):
            encoded = address
        if encoded:
            return _decoded(encoded)
        if not address:
            raise NotAPicture("sent no picture")
        return self.fetch(address)


def usage_of(answer: Mapping[str, Any]) -> Usage | None:
    """Return what was counted; None when nothing is said."""
    usage = loose_json.fields(answer.get("usage"))
    went_in = loose_json.fields(usage.get("input_tokens_details"))
    came_out = loose_json.fields(usage.get("output_tokens_details"))
    text = loose_json.count(went_in.get("text_tokens"))
    pictures = loose_json.count(came_out.get("image_tokens"))
    found = Usage(
        text_tokens=loose_json.count(usage.get("input_tokens")) if text is None else text,
        image_tokens=loose_json.count(went_in.get("image_tokens")),
        output_tokens=loose_json.count(usage.get("output_tokens"))
        if pictures is None
        else pictures,
        text_output_tokens=loose_json.count(came_out.get("text_tokens")),
    )
    return None if found == Usage() else found


def told_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what else was told of the picture."""
    told = {name: answer[name] for name in _TOLD if isinstance(answer.get(name), str | int)}
    for item in loose_json.items(answer.get("data")):
        if revised := loose_json.text(item.get("revised_prompt")):
            told["revised_prompt"] = revised
    return told


def _decoded(encoded: str) -> bytes:
    if encoded.startswith(_DATA_URI):
        encoded = encoded.partition(",")[2]
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except ValueError:  # binascii's own is one, and so is a letter beyond ASCII
        raise NotAPicture("sent a picture whose base64 breaks off or is none") from None
