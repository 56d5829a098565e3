"""Tables as CSV that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""What Excel looks for before it takes a table for UTF-8."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}")


def cell(value: Any) -> str:
    """Return a value as text; what a spreadsheet would run begins with an apostrophe instead.

    Numbers are not text that somebody wrote: they stay as they are, also below zero.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def row(values: Iterable[Any]) -> str:
    """Return one line of a table, its end with it (RFC 4180)."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow([cell(value) for value in values])
    return held.getvalue()
