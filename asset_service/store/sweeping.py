"""What the sweeper looks for, across all tenants, as the maintenance role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    all_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from asset_service.domain.members import INVITATION_KEPT
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.attempt import Attempt
from asset_service.models.event import Event
from asset_service.models.idempotency_key import IdempotencyKey
from asset_service.models.invitation import Invitation
from asset_service.models.job import Job
from asset_service.models.membership import Membership
from asset_service.models.outbox import OutboxMessage
from asset_service.models.password_reset import PasswordReset
from asset_service.models.script_draft import ScriptDraft
from asset_service.models.stored_object import StoredObject
from asset_service.models.user_session import UserSession
from asset_service.ports.queue import Lane
from asset_service.store.jobs import requester_may_change
from asset_service.store.outbox import RENDER

KEPT = timedelta(hours=24)
"""How long answers to idempotency keys, and events for pages that were away, are kept."""
IDLE = timedelta(days=14)
"""How long a session lasts that is not used: see `app.find_credential`."""
RENDERED_AFTER = timedelta(minutes=10)
"""A picture without all its sizes by then has lost the message that asks for them."""


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
    """Lock and return queued jobs of people who may no longer change the project.

    One that is paid for only waits to be asked after again, for the bin.
    """
    return list(
        session.scalars(
            select(Job)
            .where(
                Job.status == JobStatus.QUEUED.value,
                ~requester_may_change(),
                ~(Job.paid & Job.provider_handle.is_not(None)),
            )
            .limit(limit)
            .with_for_update(of=Job, skip_locked=True)
        )
    )


def overdue(session: Session, limit: int) -> list[Job]:
    """Lock and return jobs that waited past their deadline, and that nothing was paid for.

    One with a provider's handle only waits to be asked after again: its picture may be there.
    """
    return list(
        session.scalars(
            select(Job)
            .where(
                Job.status == JobStatus.QUEUED.value,
                Job.expires_at < func.now(),
                Job.provider_handle.is_(None),
            )
            .order_by(Job.expires_at)
            .limit(limit)
            .with_for_update(of=Job, skip_locked=True)
        )
    )


def count_published(session: Session) -> int:
    """Return how many jobs wait for a worker and have no message left to be sent."""
    return session.scalar(select(func.count()).select_from(Job).where(*_published())) or 0


def unheard(session: Session, since: timedelta, limit: int) -> list[Job]:
    """Lock published jobs that no worker started for a while, and take that mark from them.

    The longest published come first; sent again they come last the next time, so that every
    one has its turn. A job in that state without the mark lost its message in another way.
    """
    published_at = func.coalesce(Job.published_at, Job.due_at)
    found = list(
        session.scalars(
            select(Job)
            .where(*_published(), published_at < func.now() - since)
            .order_by(published_at)
            .limit(limit)
            .with_for_update(of=Job, skip_locked=True)
        )
    )
    for job in found:
        job.published_at = None
    session.flush()
    return found


def ask_for_renditions(session: Session, widths: Sequence[int], limit: int) -> int:
    """Write messages for pictures that still lack one of these sizes; return for how many.

    Only what is older than any rendition takes and younger than a day: one that cannot be
    decoded is not tried for ever. It is asked for as somebody who made an attempt with it and
    may still see it; a file that is being removed has no attempt.
    """
    now = func.now()
    asker = (
        select(Attempt.created_by)
        .join(
            Membership,
            (Membership.user_id == Attempt.created_by)
            & (Membership.project_id == Attempt.project_id),
        )
        .where(Attempt.project_id == StoredObject.project_id, Attempt.sha256 == StoredObject.sha256)
        .limit(1)
        .lateral()
    )
    lacking = (
        select(
            StoredObject.project_id,
            literal(RENDER),
            literal(Lane.PIXELS.value),
            StoredObject.sha256,
            asker.c.created_by,
        )
        .join(asker, true())
        .where(
            StoredObject.created_at.between(now - KEPT, now - RENDERED_AFTER),
            or_(*(literal(width) != all_(StoredObject.renditions) for width in widths)),
            ~exists().where(
                OutboxMessage.project_id == StoredObject.project_id,
                OutboxMessage.sha256 == StoredObject.sha256,
            ),
        )
        .order_by(StoredObject.created_at)
        .limit(limit)
    )
    columns = ["project_id", "kind", "lane", "sha256", "user_id"]
    asked = session.execute(
        insert(OutboxMessage).from_select(columns, lacking).returning(OutboxMessage.id)
    )
    return len(asked.all())


def forget_old(session: Session) -> int:
    """Delete what has served: drafts, sessions, answers, events, invitations; return how many."""
    now = func.now()
    old: Sequence[tuple[type, ColumnElement[bool]]] = (
        (ScriptDraft, ScriptDraft.expires_at < now),
        (UserSession, UserSession.expires_at < now),
        (UserSession, UserSession.last_seen_at < now - KEPT - IDLE),
        (PasswordReset, PasswordReset.expires_at < now - KEPT),
        (IdempotencyKey, IdempotencyKey.created_at < now - KEPT),
        (Event, Event.created_at < now - KEPT),
        (Invitation, Invitation.expires_at < now - INVITATION_KEPT),
    )
    forgotten = 0
    for table, condition in old:
        deleted: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
            delete(table).where(condition), execution_options={"synchronize_session": False}
        )
        forgotten += deleted.rowcount
    return forgotten


def _published() -> tuple[ColumnElement[bool], ...]:
    return (
        Job.status == JobStatus.QUEUED.value,
        Job.due_at <= func.now(),
        ~exists().where(OutboxMessage.job_id == Job.id),
    )
