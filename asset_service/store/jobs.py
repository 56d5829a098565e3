"""Jobs as rows. Times are the database's own: machines with other clocks agree on leases."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import JobStatus, Role
from asset_service.models.job import Job
from asset_service.models.membership import Membership

WAITING = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Insert queued jobs in one statement and return them in the order given."""
    return list(
        session.scalars(insert(Job).returning(Job, sort_by_parameter_order=True), list(rows))
    )


def requester_may_change() -> ColumnElement[bool]:
    """The condition that who asked for the job may still change its project."""
    return exists().where(
        Membership.user_id == Job.requested_by,
        Membership.project_id == Job.project_id,
        Membership.role != Role.VIEWER.value,
    )


def lock(session: Session, project_id: UUID, job_id: UUID) -> Job:
    """Lock one job of the project, whatever its state; raises NotFound."""
    job = session.scalar(
        select(Job)
        .where(Job.id == job_id, Job.project_id == project_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if job is None:
        raise NotFound("job")
    return job


def end(job: Job, status: JobStatus, **facts: Any) -> None:
    """Put the locked job into a terminal state."""
    job.status = status.value
    job.stage = ""
    job.lease_until = None
    job.finished_at = func.clock_timestamp()
    for name, value in facts.items():
        setattr(job, name, value)


def queue_again(session: Session, job: Job, delay: timedelta, **facts: Any) -> None:
    """Put the locked running job back into the queue, due after `delay`.

    What was submitted is forgotten unless the provider gave a handle to ask after.
    """
    job.status = JobStatus.QUEUED.value
    job.stage = ""
    job.lease_until = None
    job.due_at = func.clock_timestamp() + delay
    if job.provider_handle is None:
        job.submitted_at = None
    for name, value in facts.items():
        setattr(job, name, value)
    session.flush()
    session.refresh(job, ["due_at"])


def let_go(session: Session, job_id: UUID) -> None:
    """End the lease of a running job now: its worker is known to be dead."""
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.status == JobStatus.RUNNING.value)
        .values(lease_until=func.clock_timestamp()),
        execution_options={"synchronize_session": False},
    )
