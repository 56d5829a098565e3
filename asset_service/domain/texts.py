"""What people type: which characters are text, and how long each field may be."""

import unicodedata
from collections.abc import Iterable

from asset_service.domain.errors import Invalid

FIELDS = ("type", "name", "description", "image_prompt")
"""The text of an asset, whose history is kept."""
NAME_MOST = 200
TEXT_MOST = 4000
FILE_NAME_MOST = 255
TAG_MOST = 40
TAGS_MOST = 12
_KEPT = {"\n", "\t"}


def is_text(value: str) -> bool:
    """Return False for NUL, other control characters and lone surrogates.

    PostgreSQL cannot store NUL, UTF-8 cannot say a lone surrogate, and nobody types either.
    """
    return not any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in _KEPT
        for character in value
    )


def clean_name(value: str, field: str = "name") -> str:
    """Return the name on one line; raises Invalid unless it has 1 to 200 characters."""
    name = " ".join(value.split()) if is_text(value) else ""
    if not 1 <= len(name) <= NAME_MOST:
        message = f"Must have 1 to {NAME_MOST} characters, without control characters."
        raise Invalid("The name cannot be used.", fields={field: [message]})
    return name


def clean_text(value: str, field: str, *, required: bool = False) -> str:
    """Return the text stripped, lines ended one way; raises Invalid above 4,000 characters."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_text(text) or len(text) > TEXT_MOST or (required and not text):
        least = 1 if required else 0
        message = f"Must have {least} to {TEXT_MOST} characters, without control characters."
        raise Invalid("The text cannot be used.", fields={field: [message]})
    return text


def clean_tags(values: Iterable[str], field: str) -> list[str]:
    """Return the tags in order, each once and on one line; raises Invalid for long or many."""
    found = list(dict.fromkeys(" ".join(value.split()) for value in values if value.strip()))
    if len(found) > TAGS_MOST or any(len(tag) > TAG_MOST or not is_text(tag) for tag in found):
        message = f"Must be at most {TAGS_MOST} tags of up to {TAG_MOST} characters."
        raise Invalid("The tags cannot be used.", fields={field: [message]})
    return found


def clean_file_name(value: str) -> str:
    """Return a name that is safe to show and to send in a header; it is never a path or a key."""
    last = value.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        character for character in last if unicodedata.category(character) not in {"Cc", "Cs", "Cf"}
    )
    return " ".join(shown.split())[:FILE_NAME_MOST].rstrip()
