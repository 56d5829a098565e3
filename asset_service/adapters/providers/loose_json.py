"""Reads JSON that somebody else wrote: whatever is not as expected is as good as absent."""

import json
from collections.abc import Mapping
from typing import Any

NOTHING: Mapping[str, Any] = {}


def parsed(body: bytes | str) -> Mapping[str, Any] | None:
    """Return the object that `body` is; None if it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def fields(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else NOTHING


def items(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """Return a whole number that is not negative."""
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if fits else None
