"""Jobs across all tenants, as the maintenance role reads them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job


def newest(
    session: Session,
    *,
    status: str | None,
    project_id: UUID | None,
    user_id: UUID | None,
    limit: int,
) -> list[tuple[Job, UUID | None]]:
    """Return jobs, the newest first, each with the attempt it made; every filter must hold."""
    conditions = []
    if status is not None:
        conditions.append(Job.status == status)
    if project_id is not None:
        conditions.append(Job.project_id == project_id)
    if user_id is not None:
        conditions.append(Job.requested_by == user_id)
    found = session.execute(
        select(Job, Attempt.id)
        .outerjoin(Attempt, Attempt.job_id == Job.id)
        .where(*conditions)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
    )
    return [(job, attempt_id) for job, attempt_id in found]


def one(session: Session, job_id: UUID) -> tuple[Job, UUID | None]:
    """Return one job and the attempt it made; raises NotFound."""
    found = session.execute(
        select(Job, Attempt.id).outerjoin(Attempt, Attempt.job_id == Job.id).where(Job.id == job_id)
    ).one_or_none()
    if found is None:
        raise NotFound("job")
    job, attempt_id = found
    return job, attempt_id
