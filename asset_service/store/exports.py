"""Exports as rows: asked for, shown, claimed, and ended. Times are the database's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from asset_service.domain.errors import NotFound
from asset_service.domain.exports import ExportState
from asset_service.models.export import Export
from asset_service.models.membership import Membership
from asset_service.models.outbox import OutboxMessage
from asset_service.models.user import User
from asset_service.store import outbox
from asset_service.store.claims import Beat

_NOW = func.clock_timestamp()
_UNSEEN: dict[str, Any] = {"synchronize_session": False}
UNDER_WAY = (ExportState.QUEUED.value, ExportState.RUNNING.value)


@dataclass(frozen=True)
class Claim:
    """One start of one export."""

    id: UUID
    epoch: int
    project_id: UUID
    requested_by: UUID
    kind: str
    options: dict[str, Any]
    created_at: datetime


def add(session: Session, facts: Mapping[str, Any]) -> Export:
    """Insert a queued export, with the message that tells the workers of it."""
    export = Export(**facts)
    session.add(export)
    session.flush()
    outbox.add_exports(session, [export])
    return export


def count_under_way(session: Session, project_id: UUID, user_id: UUID) -> int:
    """Return how many exports of this person wait or run in the project."""
    wanted = select(func.count()).where(
        Export.project_id == project_id,
        Export.requested_by == user_id,
        Export.state.in_(UNDER_WAY),
    )
    return session.scalar(wanted) or 0


def get(session: Session, project_id: UUID, export_id: UUID, *, lock: bool = False) -> Export:
    """Return an export of the project; raises NotFound. With `lock`, hold its row."""
    wanted = select(Export).where(Export.id == export_id, Export.project_id == project_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    export = session.scalar(wanted)
    if export is None:
        raise NotFound("export")
    return export


def page(
    session: Session, project_id: UUID, limit: int, after: tuple[datetime, UUID] | None
) -> list[Export]:
    """Return up to `limit` exports of the project, the newest first, after the one named."""
    wanted = select(Export).where(Export.project_id == project_id)
    if after is not None:
        wanted = wanted.where(tuple_(Export.created_at, Export.id) < tuple_(*after))
    return list(
        session.scalars(wanted.order_by(Export.created_at.desc(), Export.id.desc()).limit(limit))
    )


def claim(
    session: Session, export_id: UUID, user_id: UUID, lease: timedelta, message: str
) -> Claim | None:
    """Start the export if it is queued, due, the user's, and the only one of his to run here.

    None leaves it alone. Raises IntegrityError when another one was started at the same moment.
    """
    row = session.execute(
        update(Export)
        .where(
            Export.id == export_id,
            Export.requested_by == user_id,
            Export.state == ExportState.QUEUED.value,
            Export.due_at <= _NOW,
            ~_another_runs(),
        )
        .values(
            state=ExportState.RUNNING.value,
            epoch=Export.epoch + 1,
            deliveries=Export.deliveries + 1,
            done=0,
            total=0,
            claimed_by=message,
            lease_until=_NOW + lease,
            started_at=func.coalesce(Export.started_at, _NOW),
        )
        .returning(
            Export.id,
            Export.epoch,
            Export.project_id,
            Export.requested_by,
            Export.kind,
            Export.options,
            Export.created_at,
        ),
        execution_options=_UNSEEN,
    ).one_or_none()
    return Claim(**row._asdict()) if row is not None else None


def step_back(session: Session, export_id: UUID) -> None:
    """Let a queued export wait for the one that runs: whoever ends that asks for it again."""
    session.execute(
        update(Export)
        .where(Export.id == export_id, Export.state == ExportState.QUEUED.value, _another_runs())
        .values(published_at=None),
        execution_options=_UNSEEN,
    )


def beat(  # noqa: PLR0913 - one statement
    session: Session, export_id: UUID, epoch: int, lease: timedelta, *, done: int, total: int
) -> Beat | None:
    """Renew the lease and say how far it is; None when the claim is somebody else's now."""
    row = session.execute(
        update(Export)
        .where(*_held(export_id, epoch))
        .values(lease_until=_NOW + lease, done=done, total=total)
        .returning(Export.cancel_requested_at),
        execution_options=_UNSEEN,
    ).one_or_none()
    return Beat(row.cancel_requested_at is not None) if row is not None else None


def hold(session: Session, export_id: UUID, epoch: int) -> Export | None:
    """Lock the running export of this claim; None when the claim is somebody else's now."""
    return session.scalar(
        select(Export)
        .where(*_held(export_id, epoch))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def end(session: Session, export: Export, state: ExportState, **facts: Any) -> None:
    """Put the locked export into a terminal state, and ask for what waits behind it."""
    export.state = state.value
    export.lease_until = None
    export.finished_at = _NOW
    for name, value in facts.items():
        setattr(export, name, value)
    session.flush()
    ask_for_next(session, export)


def queue_again(session: Session, export: Export, delay: timedelta) -> None:
    """Put the locked running export back into the queue, due after `delay`."""
    export.state = ExportState.QUEUED.value
    export.lease_until = None
    export.published_at = None
    export.due_at = _NOW + delay
    session.flush()
    session.refresh(export, ["due_at"])
    outbox.add_exports(session, [export])
    ask_for_next(session, export)


def ask_for_next(session: Session, export: Export) -> None:
    """Write a message for the oldest export of the same person here that has none and waits."""
    following = session.scalar(
        select(Export)
        .where(
            Export.project_id == export.project_id,
            Export.requested_by == export.requested_by,
            Export.id != export.id,
            Export.state == ExportState.QUEUED.value,
            ~has_message(),
        )
        .order_by(Export.created_at, Export.id)
        .limit(1)
    )
    if following is not None:
        outbox.add_exports(session, [following])


def let_go(session: Session, export_id: UUID, message: str) -> None:
    """End the lease of a running export now: the worker that this message went to is dead."""
    session.execute(
        update(Export)
        .where(
            Export.id == export_id,
            Export.state == ExportState.RUNNING.value,
            Export.claimed_by == message,
        )
        .values(lease_until=_NOW),
        execution_options=_UNSEEN,
    )


def requester_may_look() -> ColumnElement[bool]:
    """The condition that who asked for the export is still a member, and may sign in."""
    # by name: the sweeper may not read all of a person
    return exists(User.id).where(
        Membership.user_id == Export.requested_by,
        Membership.project_id == Export.project_id,
        User.id == Export.requested_by,
        User.disabled_at.is_(None),
    )


def count_in_flight(session: Session) -> int:
    """Return how many exports run, or are with the broker, whoever they belong to."""
    wanted = select(func.count()).where(
        or_(
            Export.state == ExportState.RUNNING.value,
            (Export.state == ExportState.QUEUED.value) & Export.published_at.is_not(None),
        )
    )
    return session.scalar(wanted) or 0


def has_message() -> ColumnElement[bool]:
    return exists().where(OutboxMessage.export_id == Export.id)


def _another_runs() -> ColumnElement[bool]:
    other = aliased(Export)
    return exists().where(
        other.project_id == Export.project_id,
        other.requested_by == Export.requested_by,
        other.id != Export.id,
        other.state == ExportState.RUNNING.value,
    )


def _held(export_id: UUID, epoch: int) -> tuple[ColumnElement[bool], ...]:
    """The fence: the export still runs, and for this claim."""
    return (
        Export.id == export_id,
        Export.epoch == epoch,
        Export.state == ExportState.RUNNING.value,
    )
