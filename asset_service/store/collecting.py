"""What the collector looks for and marks, across all tenants, as the maintenance role.

What rows name (`naming.py`) is looked at twice: without a lock to find it, and once more, by a
later statement, under the lock of the object's row, which a row needs to come to name it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.models.stored_object import StoredObject
from asset_service.store.naming import names_file

# What is written may be compared with what others wrote since this transaction began; what
# is only read goes by now(), which an index can be asked for.
_NOW = func.clock_timestamp()
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True, order=True)
class FileId:
    """What names a stored file; ordered as the rows are."""

    project_id: UUID
    sha256: str


@dataclass(frozen=True)
class Removed:
    """A file to be deleted. `removed_at` is when it was decided: who decides later has it."""

    id: FileId
    removed_at: datetime


def page_end(session: Session, after: FileId | None, size: int) -> FileId | None:
    """Return the last of the `size` rows that follow `after`; None when there are fewer."""
    found = session.execute(
        select(StoredObject.project_id, StoredObject.sha256)
        .where(*_beyond(after))
        .order_by(StoredObject.project_id, StoredObject.sha256)
        .offset(size - 1)
        .limit(1)
    ).one_or_none()
    return FileId(*found) if found is not None else None


def condemn(session: Session, after: FileId | None, until: FileId | None, grace: timedelta) -> int:
    """Mark what nothing refers to between the two, if it is older than `grace`; return how many."""
    orphans = (
        select(StoredObject.project_id, StoredObject.sha256)
        .where(
            *_beyond(after),
            *_up_to(until),
            StoredObject.condemned_at.is_(None),
            StoredObject.created_at <= func.now() - grace,
            ~_referenced(),
        )
        .with_for_update(skip_locked=True)
    )
    return _count(
        session.execute(
            update(StoredObject).where(_key().in_(orphans)).values(condemned_at=_NOW),
            execution_options=_UNSEEN,
        )
    )


def lock_condemned(session: Session, grace: timedelta, limit: int) -> list[FileId]:
    """Lock and return files that have been condemned for `grace`, the longest first."""
    found = session.execute(
        select(StoredObject.project_id, StoredObject.sha256)
        .where(
            StoredObject.condemned_at <= func.now() - grace,
            StoredObject.removed_at.is_(None),
        )
        .order_by(StoredObject.condemned_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [FileId(*row) for row in found]


def spare(session: Session, locked: Sequence[FileId]) -> int:
    """Clear the mark of those of the `locked` files that something refers to again."""
    return _count(
        session.execute(
            update(StoredObject).where(_is_one_of(locked), _referenced()).values(condemned_at=None),
            execution_options=_UNSEEN,
        )
    )


def remove(session: Session, locked: Sequence[FileId]) -> list[Removed]:
    """Decide that those of the `locked` files go that nothing refers to."""
    found = session.execute(
        update(StoredObject)
        .where(_is_one_of(locked), StoredObject.condemned_at.is_not(None), ~_referenced())
        .values(removed_at=_NOW)
        .returning(StoredObject.project_id, StoredObject.sha256, StoredObject.removed_at),
        execution_options=_UNSEEN,
    )
    return _removed(found)


def take_over(session: Session, after: timedelta, limit: int) -> list[Removed]:
    """Make the oldest decisions that nobody carried out this collector's, if older than that."""
    left = (
        select(StoredObject.project_id, StoredObject.sha256)
        .where(
            StoredObject.condemned_at.is_not(None),
            StoredObject.removed_at <= func.now() - after,
            StoredObject.files_gone_at.is_(None),
        )
        .order_by(StoredObject.condemned_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.execute(
        update(StoredObject)
        .where(_key().in_(left))
        .values(removed_at=_NOW)
        .returning(StoredObject.project_id, StoredObject.sha256, StoredObject.removed_at),
        execution_options=_UNSEEN,
    )
    return _removed(found)


def mark_gone(session: Session, files: Sequence[Removed]) -> int:
    """Write that these files are deleted, where the decision is still this one."""
    mine = tuple_(StoredObject.project_id, StoredObject.sha256, StoredObject.removed_at)
    return _count(
        session.execute(
            update(StoredObject)
            .where(
                mine.in_([(one.id.project_id, one.id.sha256, one.removed_at) for one in files]),
                StoredObject.files_gone_at.is_(None),
            )
            .values(files_gone_at=_NOW),
            execution_options=_UNSEEN,
        )
    )


def forget(session: Session, after: timedelta, limit: int) -> int:
    """Delete rows whose files have been gone for that long."""
    old = (
        select(StoredObject.project_id, StoredObject.sha256)
        .where(
            StoredObject.condemned_at.is_not(None),
            StoredObject.files_gone_at <= func.now() - after,
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _count(
        session.execute(delete(StoredObject).where(_key().in_(old)), execution_options=_UNSEEN)
    )


def adopt(session: Session, strays: Sequence[tuple[FileId, int]]) -> list[Removed]:
    """Give files that no row names a row, as removed ones; return those that had none.

    Each comes with its size in bytes. The other facts are unknown: nobody reads them before
    the file is put again. A row that says its files were gone is told that they are not.
    """
    row = insert(StoredObject).values(
        [
            {
                "project_id": one.project_id,
                "sha256": one.sha256,
                "size": max(1, size),
                "mime": "image/png",
                "width": 1,
                "height": 1,
                "thumbhash": b"",
                "condemned_at": _NOW,
                "removed_at": _NOW,
            }
            for one, size in strays
        ]
    )
    found = session.execute(
        row.on_conflict_do_update(
            index_elements=["project_id", "sha256"],
            set_={"removed_at": _NOW, "files_gone_at": None},
            where=StoredObject.files_gone_at.is_not(None),
        ).returning(StoredObject.project_id, StoredObject.sha256, StoredObject.removed_at),
        execution_options=_UNSEEN,
    )
    return _removed(found)


def _referenced() -> ColumnElement[bool]:
    return names_file(StoredObject.project_id, StoredObject.sha256)


def _key() -> Any:
    return tuple_(StoredObject.project_id, StoredObject.sha256)


def _is_one_of(files: Sequence[FileId]) -> Any:
    return _key().in_([(one.project_id, one.sha256) for one in files])


def _beyond(after: FileId | None) -> tuple[ColumnElement[bool], ...]:
    return (_key() > tuple_(after.project_id, after.sha256),) if after is not None else ()


def _up_to(until: FileId | None) -> tuple[ColumnElement[bool], ...]:
    return (_key() <= tuple_(until.project_id, until.sha256),) if until is not None else ()


def _removed(found: Any) -> list[Removed]:
    return [Removed(FileId(row[0], row[1]), row[2]) for row in found]


def _count(result: Any) -> int:
    counted: CursorResult[Any] = result
    return counted.rowcount
