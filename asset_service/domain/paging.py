"""Keyset paging: a cursor names the last row that was shown."""

import base64
import binascii
import json
from datetime import datetime
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
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("naive")
        return moment, UUID(row_id)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise Invalid(
            "The cursor is not one of ours.", fields={"cursor": ["Unknown cursor."]}
        ) from None
