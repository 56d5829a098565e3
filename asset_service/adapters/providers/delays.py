"""How long a provider asks to be left alone, in seconds."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def of_headers(headers: Mapping[str, str]) -> float | None:
    """Return what `retry-after-ms` or `retry-after` says (seconds, or a date); None if neither.

    `headers` finds names in any case. The first is OpenAI's own (openai `_base_client.py`), the
    second RFC 9110 section 10.2.3.
    """
    thousandths = _number(headers.get("retry-after-ms", ""))
    if thousandths is not None:
        return thousandths / 1000
    said = headers.get("retry-after", "")
    seconds = _number(said)
    return _until(said) if seconds is None else seconds


def of_duration(said: str) -> float | None:
    """Return the seconds of a protobuf duration as JSON has it: `22s`, `1.5s`."""
    return _number(said[:-1]) if said.endswith("s") else None


def _number(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _until(said: str) -> float | None:
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, OverflowError):  # no date, or none that a calendar has
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max((when - datetime.now(UTC)).total_seconds(), 0.0)
