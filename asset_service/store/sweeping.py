"""What the sweeper looks for, across all tenants, as the maintenance role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from asset_service.domain.vocabulary import JobStatus
from asset_service.models.event import Event
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.user_session import UserSession
from asset_service.store.jobs import requester_may_change

KEPT = timedelta(hours=24)
"""How long answers to idempotency keys, and events for pages that were away, are kept."""


@dataclass(frozen=True)
class Expired:
    """A running job whose lease ran out; `has_access`: who asked may still change the project."""

    job: Job
    has_access: bool


def expired(session: Session, limit: int) -> list[Expired]:
    """Lock and return jobs whose lease ran out and that no other sweeper holds."""
    found = session.execute(
        select(Job, requester_may_change())
        .where(Job.status == JobStatus.RUNNING.value, Job.lease_until < func.now())
        .order_by(Job.lease_until)
        .limit(limit)
        .with_for_update(of=Job, skip_locked=True)
    )
    return [Expired(*row) for row in found]


def withdrawn(session: Session, limit: int) -> list[Job]:
    """Lock and return queued jobs of people who may no longer change the project."""
    return list(
        session.scalars(
            select(Job)
            .where(Job.status == JobStatus.QUEUED.value, ~requester_may_change())
            .limit(limit)
            .with_for_update(of=Job, skip_locked=True)
        )
    )


def count_published(session: Session) -> int:
    """Return how many jobs wait for a worker and have no message left to be sent."""
    return session.scalar(select(func.count()).select_from(Job).where(*_published())) or 0


def untouched(session: Session, since: timedelta, limit: int) -> list[Job]:
    """Lock and return published jobs that nothing happened to for a while, and touch them.

    Touched ones come last the next time, so that every one has its turn.
    """
    found = list(
        session.scalars(
            select(Job)
            .where(*_published(), Job.updated_at < func.now() - since)
            .order_by(Job.updated_at)
            .limit(limit)
            .with_for_update(of=Job, skip_locked=True)
        )
    )
    session.execute(
        update(Job).where(Job.id.in_([job.id for job in found])).values(due_at=Job.due_at),
        execution_options={"synchronize_session": False},
    )
    return found


def forget_old(session: Session) -> None:
    """Delete what has served: drafts, sessions, stored answers, events."""
    now = func.now()
    old: Sequence[tuple[type, ColumnElement[bool]]] = (
        (ScriptDraft, ScriptDraft.expires_at < now),
        (UserSession, UserSession.expires_at < now),
        (IdempotencyKey, IdempotencyKey.created_at < now - KEPT),
        (Event, Event.created_at < now - KEPT),
    )
    for table, condition in old:
        session.execute(
            delete(table).where(condition), execution_options={"synchronize_session": False}
        )


def _published() -> tuple[ColumnElement[bool], ...]:
    return (
        Job.status == JobStatus.QUEUED.value,
        Job.due_at <= func.now(),
        ~exists().where(OutboxMessage.job_id == Job.id),
    )
