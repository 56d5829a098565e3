"""Jobs as people look at them: each with the attempt it made, and the job that asked again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session, aliased

from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.ports.queue import Lane

_RETRY = aliased(Job)


@dataclass(frozen=True)
class JobRow:
    """`attempt` is the one the job made, live or in the bin; `retry_id` asked for it again."""

    job: Job
    attempt: Attempt | None
    retry_id: UUID | None


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    project_id: UUID,
    *,
    status: str | None = None,
    asset_id: UUID | None = None,
    scene_id: UUID | None = None,
    of_scenes: bool = True,
    batch_id: UUID | None = None,
    limit: int | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> list[JobRow]:
    """Return up to `limit` jobs, the newest first, after the one named.

    Without `of_scenes` only those that draw an asset itself.
    """
    conditions = [Job.project_id == project_id]
    if status is not None:
        conditions.append(Job.status == status)
    if asset_id is not None:
        conditions.append(Job.asset_id == asset_id)
    if scene_id is not None:
        conditions.append(Job.scene_id == scene_id)
    if not of_scenes:
        conditions.append(Job.scene_id.is_(None))
    if batch_id is not None:
        conditions.append(Job.batch_id == batch_id)
    if after is not None:
        conditions.append(tuple_(Job.created_at, Job.id) < tuple_(*after))
    return _rows(session, conditions, limit)


def places(session: Session, project_id: UUID) -> dict[UUID, int]:
    """Return the queued jobs of a project, each with its place, in the order that they go.

    Those that the broker has go first, as they were sent; bulk work makes way for the rest.
    """
    line = (
        select(Job.id)
        .where(Job.project_id == project_id, Job.status == JobStatus.QUEUED.value)
        .order_by(
            Job.published_at.asc().nulls_last(),
            Job.lane == Lane.BACKGROUND.value,
            Job.due_at,
            Job.created_at,
            Job.id,
        )
    )
    return {job_id: place for place, job_id in enumerate(session.scalars(line), start=1)}


def one(session: Session, project_id: UUID, job_id: UUID) -> JobRow:
    """Return one job of the project; raises NotFound."""
    rows = _rows(session, [Job.project_id == project_id, Job.id == job_id], 1)
    if not rows:
        raise NotFound("job")
    return rows[0]


def retry_of(session: Session, job_id: UUID) -> JobRow | None:
    """Return the job that asked for this one again; None when nobody did."""
    rows = _rows(session, [Job.retry_of == job_id], 1)
    return rows[0] if rows else None


def _rows(
    session: Session, conditions: Collection[ColumnElement[bool]], limit: int | None
) -> list[JobRow]:
    found = session.execute(
        select(Job, Attempt, _RETRY.id)
        .outerjoin(Attempt, Attempt.job_id == Job.id)
        .outerjoin(_RETRY, _RETRY.retry_of == Job.id)
        .where(*conditions)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [JobRow(*row) for row in found]
