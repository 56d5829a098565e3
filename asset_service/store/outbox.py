"""The outbox: written with the row it speaks of, emptied by the relay alone."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage

GENERATE = "generate"
RENDER = "render"


def add_jobs(session: Session, jobs: Iterable[Job]) -> None:
    """Ask the workers to look at these jobs, each not before it is due.

    The message's time is the row's own: one a moment earlier would find the job not due,
    be dropped, and leave it to the sweeper.
    """
    rows = [
        {
            "project_id": job.project_id,
            "kind": GENERATE,
            "job_id": job.id,
            "user_id": job.requested_by,
            "due_at": job.due_at,
        }
        for job in jobs
    ]
    if rows:
        session.execute(insert(OutboxMessage), rows)


def take_due(session: Session, kind: str, limit: int) -> list[OutboxMessage]:
    """Lock and return up to `limit` due messages of a kind that no other relay holds."""
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.kind == kind, OutboxMessage.due_at <= func.now())
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def remove(session: Session, ids: Sequence[int]) -> None:
    session.execute(
        delete(OutboxMessage).where(OutboxMessage.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
