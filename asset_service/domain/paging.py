"""Keyset paging: a cursor names the last row that was shown."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

from asset_service.domain.errors import Invalid


def encode(created_at: datetime, row_id: UUID) -> str:
    """Return an opaque cursor for the rows after this one."""
    raw = json.dumps([created_at.isoformat(), str(row_id)]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Read a cursor back; raises Invalid for anything `encode` did not make."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        at, row_id = json.loads(raw)
        # astimezone: a moment without a zone is not one of ours, but it must not fail later
        return datetime.fromisoformat(at).astimezone(UTC), UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise _unknown() from None


def decode_number(cursor: str) -> int:
    """Read the cursor of a list that is numbered by itself, which is the last number shown.

    Raises Invalid.
    """
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= _DIGITS):
        raise _unknown()
    return int(cursor)


_DIGITS = 18
"""A number of so many always fits in a bigint."""


def _unknown() -> Invalid:
    return Invalid("The cursor is not one of ours.", fields={"cursor": ["Unknown cursor."]})
