"""Jobs as rows: every change of a running one names the epoch of the claim it belongs to.

Times are the database's own, so that machines with other clocks agree on leases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, insert, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import JobStatus, Role
from asset_service.models.asset import Asset
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


def claim(session: Session, job_id: UUID, user_id: UUID, lease: timedelta) -> Job | None:
    """Start the job if it is queued, due, not cancelled and the user's; None leaves it alone."""
    now = func.clock_timestamp()
    return session.scalar(
        update(Job)
        .where(
            Job.id == job_id,
            Job.requested_by == user_id,
            Job.status == JobStatus.QUEUED.value,
            Job.due_at <= now,
            Job.cancel_requested_at.is_(None),
            requester_may_change(),
        )
        .values(
            status=JobStatus.RUNNING.value,
            stage="generating",
            epoch=Job.epoch + 1,
            deliveries=Job.deliveries + 1,
            tries=Job.tries + 1,
            lease_until=now + lease,
            started_at=func.coalesce(Job.started_at, now),
        )
        .returning(Job),
        execution_options={"populate_existing": True, "synchronize_session": False},
    )


@dataclass(frozen=True)
class Beat:
    cancel_requested: bool


def beat(  # noqa: PLR0913 - one statement
    session: Session, job_id: UUID, epoch: int, lease: timedelta, *, progress: float, stage: str
) -> Beat | None:
    """Renew the lease; None when the claim is somebody else's now. `progress` is in 0..1."""
    row = session.execute(
        update(Job)
        .where(*_held(job_id, epoch))
        .values(
            lease_until=func.clock_timestamp() + lease,
            progress=func.greatest(Job.progress, progress),
            stage=stage,
        )
        .returning(Job.cancel_requested_at),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return Beat(row.cancel_requested_at is not None) if row is not None else None


def mark(session: Session, job_id: UUID, epoch: int, **values: Any) -> bool:
    """Write facts of a running job; False when the claim is somebody else's now."""
    return (
        session.execute(
            update(Job).where(*_held(job_id, epoch)).values(**values).returning(Job.id),
            execution_options={"synchronize_session": False},
        ).one_or_none()
        is not None
    )


@dataclass(frozen=True)
class Held:
    """A locked job; `sibling_arrived`: its batch already brought a picture for the same asset."""

    job: Job
    sibling_arrived: bool


def hold(session: Session, job_id: UUID, epoch: int) -> Held | None:
    """Lock the running job of this claim; None when the claim is somebody else's now.

    What it says of siblings holds for whoever locked the asset before.
    """
    sibling = aliased(Job)
    arrived = exists().where(
        sibling.batch_id == Job.batch_id,
        sibling.asset_id == Job.asset_id,
        sibling.id != Job.id,
        sibling.status == JobStatus.SUCCEEDED.value,
    )
    row = session.execute(
        select(Job, arrived)
        .where(*_held(job_id, epoch))
        .with_for_update(of=Job)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return Held(*row) if row is not None else None


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


def subject(session: Session, job: Job) -> tuple[Asset, int]:
    """Return the job's asset, in the bin too, and which of its jobs this is.

    They count from 1, in the order they were asked for.
    """
    other = aliased(Job)
    ordinal = (
        select(func.count())
        .where(
            other.asset_id == Asset.id,
            tuple_(other.created_at, other.id) <= tuple_(job.created_at, job.id),
        )
        .scalar_subquery()
    )
    asset, number = session.execute(select(Asset, ordinal).where(Asset.id == job.asset_id)).one()
    return asset, number


def _held(job_id: UUID, epoch: int) -> tuple[ColumnElement[bool], ...]:
    return (Job.id == job_id, Job.epoch == epoch, Job.status == JobStatus.RUNNING.value)
