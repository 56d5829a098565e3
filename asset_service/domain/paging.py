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
        raise Invalid(
            "The cursor is not one of ours.", fields={"cursor": ["Unknown cursor."]}
        ) from None
