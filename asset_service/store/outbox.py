"""The outbox: written with the row it speaks of, emptied by the relay alone."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from asset_service.domain.vocabulary import JobStatus
from asset_service.models.base import table_of
from asset_service.models.export import Export
from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage

GENERATE = "generate"
RENDER = "render"
EXPORT = "export"

_UNSEEN: dict[str, Any] = {"synchronize_session": False}
_RENDER_IT = insert(table_of(OutboxMessage)).values(
    kind=RENDER,
    lane="pixels",
    project_id=bindparam("of_project"),
    sha256=bindparam("of_picture"),
    user_id=bindparam("for_user"),
)


def add_jobs(session: Session, jobs: Iterable[Job]) -> None:
    """Ask the workers to look at these jobs, each not before it is due.

    The message's time is the row's own: one a moment earlier would find the job not due,
    be dropped, and leave it to the sweeper.
    """
    rows = [
        {
            "project_id": job.project_id,
            "kind": GENERATE,
            "lane": job.lane,
            "provider": job.provider,
            "job_id": job.id,
            "user_id": job.requested_by,
            "due_at": job.due_at,
        }
        for job in jobs
    ]
    if rows:
        session.execute(insert(OutboxMessage), rows)


def add_render(session: Session, project_id: UUID, sha256: str, user_id: UUID) -> None:
    """Ask the workers for the other sizes of a stored picture."""
    known = {"of_project": project_id, "of_picture": sha256, "for_user": user_id}
    session.execute(_RENDER_IT, known)


def add_exports(session: Session, exports: Iterable[Export]) -> None:
    """Ask the workers to look at these exports, each not before it is due."""
    rows = [
        {
            "project_id": export.project_id,
            "kind": EXPORT,
            "lane": "exports",
            "export_id": export.id,
            "user_id": export.requested_by,
            "due_at": export.due_at,
        }
        for export in exports
    ]
    if rows:
        session.execute(insert(OutboxMessage), rows)


def hold(session: Session, ids: Sequence[int]) -> list[OutboxMessage]:
    """Lock the jobs of these messages, and return those messages that can go, in this order.

    The jobs stay queued until the transaction ends: a worker that hears at once waits with its
    claim until they count as in flight. One that somebody else holds is left for the next time.
    """
    mine = (
        select(Job.id)
        .where(
            Job.id.in_(select(OutboxMessage.job_id).where(OutboxMessage.id.in_(ids))),
            Job.status == JobStatus.QUEUED.value,
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    held = set(session.scalars(mine))
    found = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.id.in_(ids),
            or_(OutboxMessage.job_id.is_(None), OutboxMessage.job_id.in_(held)),
        )
    )
    return sorted(found, key=lambda message: ids.index(message.id))


def sent(session: Session, messages: Sequence[OutboxMessage]) -> None:
    """Let the broker have them: their jobs and exports are in flight now."""
    for table, named in (
        (Job, [message.job_id for message in messages if message.job_id]),
        (Export, [message.export_id for message in messages if message.export_id]),
    ):
        if named:
            session.execute(
                update(table)
                .where(table.id.in_(named))
                .values(published_at=func.clock_timestamp()),
                execution_options=_UNSEEN,
            )
    session.execute(
        delete(OutboxMessage).where(OutboxMessage.id.in_([message.id for message in messages])),
        execution_options=_UNSEEN,
    )


def drop_needless(session: Session) -> int:
    """Delete the messages about jobs that no longer wait; return how many.

    A running job that goes back to the queue writes a new one.
    """
    needless = (
        select(OutboxMessage.id)
        .join(Job, Job.id == OutboxMessage.job_id)
        .where(Job.status != JobStatus.QUEUED.value)
        .with_for_update(of=OutboxMessage, skip_locked=True)
    )
    dropped: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete has a count
        delete(OutboxMessage).where(OutboxMessage.id.in_(needless)), execution_options=_UNSEEN
    )
    return dropped.rowcount
