"""What an attempt was made with, and what its file says of itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference


def claims(session: Session, attempt_id: UUID) -> dict[str, Any] | None:
    """Return what the attempt's file says of itself; None when nobody has read it."""
    return session.scalar(select(Attempt.claims).where(Attempt.id == attempt_id))


def job(session: Session, project_id: UUID, job_id: UUID) -> Job | None:
    return session.scalar(select(Job).where(Job.id == job_id, Job.project_id == project_id))


def references(session: Session, project_id: UUID, job_id: UUID) -> Sequence[JobReference]:
    """Return the pictures that a job's new one was to follow, in order."""
    return session.scalars(
        select(JobReference)
        .where(JobReference.job_id == job_id, JobReference.project_id == project_id)
        .order_by(JobReference.place)
    ).all()
