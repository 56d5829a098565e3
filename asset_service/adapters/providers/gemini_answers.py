"""A picture as Gemini sends it: among the parts of a candidate, beside words and thoughts."""

import base64
from collections.abc import Mapping
from typing import Any

from asset_service.adapters.providers import loose_json
from asset_service.adapters.providers.picture_bytes import has_c2pa, mime_of
from asset_service.domain.pricing import Usage
from asset_service.ports.providers import GeneratedImage

_FINISHED = frozenset({"", "STOP", "FINISH_REASON_UNSPECIFIED"})


class NotAPicture(Exception):
    """What was sent for one is none: the words say why."""


def images(body: Mapping[str, Any], seed: int | None) -> tuple[GeneratedImage, ...]:
    """Return the finished pictures of an answer; drafts are among its thoughts and stay out.

    `seed` is what was sent. Raises NotAPicture.
    """
    return tuple(
        _image(blob, seed)
        for candidate in loose_json.items(body.get("candidates"))
        for part in loose_json.items(loose_json.fields(candidate.get("content")).get("parts"))
        if not part.get("thought") and (blob := _either(part, "inlineData", "inline_data"))
    )


def usage_of(body: Mapping[str, Any]) -> Usage | None:
    """Return what was counted; None when nothing is said.

    Thoughts are charged as words that came out (ai.google.dev/gemini-api/docs/pricing).
    """
    usage = loose_json.fields(body.get("usageMetadata"))
    went_in = _by_kind(usage.get("promptTokensDetails"))
    came_out = _by_kind(usage.get("candidatesTokensDetails"))
    prompt, candidates, thoughts = (
        loose_json.count(usage.get(name))
        for name in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    )
    pictures = came_out.get("IMAGE", candidates)
    words = None if candidates is None else candidates - (pictures or 0)
    found = Usage(
        text_tokens=went_in.get("TEXT", prompt if not went_in else None),
        image_tokens=went_in.get("IMAGE"),
        output_tokens=pictures,
        text_output_tokens=None
        if words is None and thoughts is None
        else max(words or 0, 0) + (thoughts or 0),
    )
    return None if found == Usage() else found


def told_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what else was told of the picture."""
    told: dict[str, Any] = {}
    if version := loose_json.text(body.get("modelVersion")):
        told["model"] = version
    for candidate in loose_json.items(body.get("candidates")):
        reason = loose_json.text(candidate.get("finishReason"))
        if reason not in _FINISHED:
            told["finish_reason"] = reason
        parts = loose_json.items(loose_json.fields(candidate.get("content")).get("parts"))
        words = [loose_json.text(part.get("text")) for part in parts if not part.get("thought")]
        if any(words):
            told["words"] = " ".join(word for word in words if word)
    return told


def _image(blob: Mapping[str, Any], seed: int | None) -> GeneratedImage:
    encoded = loose_json.text(blob.get("data"))
    try:
        # proto JSON may be written in either alphabet
        data = base64.b64decode(encoded.translate({ord("-"): "+", ord("_"): "/"}), validate=True)
    except ValueError:  # binascii's own is one, and so is a letter beyond ASCII
        raise NotAPicture("sent a picture whose base64 breaks off or is none") from None
    mime = mime_of(data)
    if mime is None:
        raise NotAPicture("sent something that is no PNG, JPEG or WebP picture")
    return GeneratedImage(data, mime, seed=seed, has_c2pa=has_c2pa(data))


def _by_kind(details: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for detail in loose_json.items(details):
        kind, tokens = loose_json.text(detail.get("modality")), detail.get("tokenCount")
        found[kind] = found.get(kind, 0) + (loose_json.count(tokens) or 0)
    return found


def _either(part: Mapping[str, Any], name: str, other: str) -> Mapping[str, Any]:
    return loose_json.fields(part.get(name)) or loose_json.fields(part.get(other))
