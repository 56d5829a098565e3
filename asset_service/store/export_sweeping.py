"""What sweeper and housekeeping look for among exports, across all tenants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from asset_service.domain.exports import ExportState
from asset_service.models.export import Export
from asset_service.store import outbox
from asset_service.store.exports import UNDER_WAY, has_message, requester_may_look

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True)
class Expired:
    """A running export whose lease ran out; `has_access`: who asked is still a member."""

    export: Export
    has_access: bool


@dataclass(frozen=True)
class StoredExport:
    """What names the file of an export."""

    project_id: UUID
    export_id: UUID
    epoch: int


def expired(session: Session, limit: int) -> list[Expired]:
    """Lock and return exports whose lease ran out and that no other sweeper holds."""
    found = session.execute(
        select(Export, requester_may_look())
        .where(Export.state == ExportState.RUNNING.value, Export.lease_until < func.now())
        .order_by(Export.lease_until)
        .limit(limit)
        .with_for_update(of=Export, skip_locked=True)
    )
    return [Expired(*row) for row in found]


def withdrawn(session: Session, limit: int) -> list[Export]:
    """Lock and return queued exports of people who are members no more."""
    return list(
        session.scalars(
            select(Export)
            .where(Export.state == ExportState.QUEUED.value, ~requester_may_look())
            .limit(limit)
            .with_for_update(of=Export, skip_locked=True)
        )
    )


def ask_for_lost(session: Session, since: timedelta, limit: int) -> int:
    """Write messages for queued exports that have had none for a while; return how many.

    One that waits for another one of the same person is left to whoever ends that.
    """
    other = aliased(Export)
    lost = list(
        session.scalars(
            select(Export)
            .where(
                Export.state == ExportState.QUEUED.value,
                func.coalesce(Export.published_at, Export.due_at) < func.now() - since,
                ~has_message(),
                ~select(other.id)
                .where(
                    other.project_id == Export.project_id,
                    other.requested_by == Export.requested_by,
                    other.state == ExportState.RUNNING.value,
                )
                .exists(),
            )
            .order_by(Export.created_at)
            .limit(limit)
            .with_for_update(of=Export, skip_locked=True)
        )
    )
    for export in lost:
        export.published_at = None
    session.flush()
    outbox.add_exports(session, lost)
    return len(lost)


def past_their_time(session: Session, limit: int) -> list[StoredExport]:
    """Return exports whose file has been kept long enough, the longest first."""
    found = session.execute(
        select(Export.project_id, Export.id, Export.epoch)
        .where(Export.expires_at < func.now(), Export.file_removed_at.is_(None))
        .order_by(Export.expires_at)
        .limit(limit)
    )
    return [StoredExport(*row) for row in found]


def mark_removed(session: Session, one: StoredExport) -> None:
    """Say that the file is gone; nobody is offered it from now on."""
    session.execute(
        update(Export)
        .where(Export.id == one.export_id, Export.file_removed_at.is_(None))
        .values(file_removed_at=func.clock_timestamp()),
        execution_options=_UNSEEN,
    )


def kept(session: Session, project_id: UUID) -> dict[UUID, tuple[int, bool]]:
    """Return the epoch of every export of the project, and whether that has a file, by id.

    The file of one that runs may be there before its row says so.
    """
    found = session.execute(
        select(
            Export.id,
            Export.epoch,
            or_(
                Export.state == ExportState.RUNNING.value,
                Export.file_removed_at.is_(None) & Export.sha256.is_not(None),
            ),
        ).where(Export.project_id == project_id)
    )
    return {row[0]: (row[1], row[2]) for row in found}


def forget(session: Session, after: timedelta) -> int:
    """Delete exports that ended long ago and have no file any more; return how many."""
    deleted: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
        delete(Export).where(
            Export.state.not_in(UNDER_WAY),
            func.coalesce(Export.file_removed_at, Export.finished_at) < func.now() - after,
            or_(Export.sha256.is_(None), Export.file_removed_at.is_not(None)),
        ),
        execution_options=_UNSEEN,
    )
    return deleted.rowcount


def now(session: Session) -> datetime:
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment
