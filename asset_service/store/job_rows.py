"""Jobs as people look at them: each with the attempt it made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job


@dataclass(frozen=True)
class JobRow:
    """`attempt` is the one the job made, live or in the bin."""

    job: Job
    attempt: Attempt | None


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    project_id: UUID,
    *,
    status: str | None = None,
    asset_id: UUID | None = None,
    batch_id: UUID | None = None,
    limit: int | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> list[JobRow]:
    """Return up to `limit` jobs, the newest first, after the one named."""
    conditions = [Job.project_id == project_id]
    if status is not None:
        conditions.append(Job.status == status)
    if asset_id is not None:
        conditions.append(Job.asset_id == asset_id)
    if batch_id is not None:
        conditions.append(Job.batch_id == batch_id)
    if after is not None:
        conditions.append(tuple_(Job.created_at, Job.id) < tuple_(*after))
    return _rows(session, conditions, limit)


def one(session: Session, project_id: UUID, job_id: UUID) -> JobRow:
    """Return one job of the project; raises NotFound."""
    rows = _rows(session, [Job.project_id == project_id, Job.id == job_id], 1)
    if not rows:
        raise NotFound("job")
    return rows[0]


def _rows(
    session: Session, conditions: Collection[ColumnElement[bool]], limit: int | None
) -> list[JobRow]:
    found = session.execute(
        select(Job, Attempt)
        .outerjoin(Attempt, Attempt.job_id == Job.id)
        .where(*conditions)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [JobRow(*row) for row in found]
