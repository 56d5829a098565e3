"""Parts of a file, as a reader asks for them (RFC 9110, section 14)."""

import re

from werkzeug.exceptions import RequestedRangeNotSatisfiable

_ONE_PART = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.IGNORECASE | re.ASCII)


def is_one_part(header: str) -> bool:
    """Whether it asks for one part; anything else, several parts too, may be ignored."""
    found = _ONE_PART.fullmatch(header)
    return found is not None and not (found[2] and int(found[2]) < int(found[1]))


def part_of(size: int, header: str) -> tuple[int, int]:
    """Return offset and length, in bytes, of the one part that `header` asks for.

    Raises RequestedRangeNotSatisfiable when none of it is among the `size` bytes.
    """
    found = _ONE_PART.fullmatch(header)
    if found is None:
        raise ValueError(f"not one part: {header!r}")
    first, last, count = (int(digits) if digits else None for digits in found.groups())
    if first is None:
        first = max(0, size - (count or 0))
    if first >= size:
        raise RequestedRangeNotSatisfiable(length=size)
    return first, (size if last is None else min(size, last + 1)) - first
