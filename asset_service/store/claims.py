"""One worker's hold on one job: every write of it names the epoch of its claim.

The statements are built once: what a worker does for each job is mostly this, and building
them anew, aliases most of all, took longer than running them.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Interval, bindparam, exists, func, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from asset_service.domain.vocabulary import JobStatus
from asset_service.models.asset import Asset
from asset_service.models.job import Job
from asset_service.store.jobs import requester_may_change

_NOW = func.clock_timestamp()
_LEASE = bindparam("lease", type_=Interval)
_HELD = (
    Job.id == bindparam("job"),
    Job.epoch == bindparam("of_epoch"),
    Job.status == JobStatus.RUNNING.value,
)
_OTHER = aliased(Job)

_CLAIM = (
    update(Job)
    .where(
        Job.id == bindparam("job"),
        Job.requested_by == bindparam("user"),
        Job.status == JobStatus.QUEUED.value,
        Job.due_at <= _NOW,
        Job.cancel_requested_at.is_(None),
        requester_may_change(),
    )
    .values(
        status=JobStatus.RUNNING.value,
        stage="generating",
        epoch=Job.epoch + 1,
        deliveries=Job.deliveries + 1,
        tries=Job.tries + 1,
        lease_until=_NOW + _LEASE,
        started_at=func.coalesce(Job.started_at, _NOW),
    )
    .returning(Job)
    .execution_options(populate_existing=True, synchronize_session=False)
)
_SUBJECT = select(
    Asset,
    select(func.count())
    .where(
        _OTHER.asset_id == Asset.id,
        tuple_(_OTHER.created_at, _OTHER.id) <= tuple_(bindparam("asked_at"), bindparam("job")),
    )
    .scalar_subquery(),
).where(Asset.id == bindparam("asset"))
_BEAT = (
    update(Job)
    .where(*_HELD)
    .values(
        lease_until=_NOW + _LEASE,
        progress=func.greatest(Job.progress, bindparam("at_least")),
        stage=bindparam("in_stage"),
    )
    .returning(Job.cancel_requested_at)
    .execution_options(synchronize_session=False)
)
_HOLD = (
    select(
        Job,
        exists().where(
            _OTHER.batch_id == Job.batch_id,
            _OTHER.asset_id == Job.asset_id,
            _OTHER.id != Job.id,
            _OTHER.status == JobStatus.SUCCEEDED.value,
        ),
    )
    .where(*_HELD)
    .with_for_update(of=Job)
    .execution_options(populate_existing=True)
)


def claim(session: Session, job_id: UUID, user_id: UUID, lease: timedelta) -> Job | None:
    """Start the job if it is queued, due, not cancelled and the user's; None leaves it alone."""
    return session.scalar(_CLAIM, {"job": job_id, "user": user_id, "lease": lease})


def subject(session: Session, job: Job) -> tuple[Asset, int]:
    """Return the job's asset, in the bin too, and which of its jobs this is.

    They count from 1, in the order they were asked for.
    """
    known = {"asset": job.asset_id, "asked_at": job.created_at, "job": job.id}
    asset, number = session.execute(_SUBJECT, known).one()
    return asset, number


@dataclass(frozen=True)
class Beat:
    cancel_requested: bool


def beat(  # noqa: PLR0913 - one statement
    session: Session, job_id: UUID, epoch: int, lease: timedelta, *, progress: float, stage: str
) -> Beat | None:
    """Renew the lease; None when the claim is somebody else's now. `progress` is in 0..1."""
    told = {"lease": lease, "at_least": progress, "in_stage": stage}
    row = session.execute(_BEAT, {"job": job_id, "of_epoch": epoch, **told}).one_or_none()
    return Beat(row.cancel_requested_at is not None) if row is not None else None


def mark(session: Session, job_id: UUID, epoch: int, **values: Any) -> bool:
    """Write facts of a running job; False when the claim is somebody else's now."""
    marked = session.execute(
        update(Job).where(*_HELD).values(**values).returning(Job.id),
        {"job": job_id, "of_epoch": epoch},
        execution_options={"synchronize_session": False},
    )
    return marked.one_or_none() is not None


@dataclass(frozen=True)
class Held:
    """A locked job; `sibling_arrived`: its batch already brought a picture for the same asset."""

    job: Job
    sibling_arrived: bool


def hold(session: Session, job_id: UUID, epoch: int) -> Held | None:
    """Lock the running job of this claim; None when the claim is somebody else's now.

    What it says of siblings holds for whoever locked the asset before.
    """
    row = session.execute(_HOLD, {"job": job_id, "of_epoch": epoch}).one_or_none()
    return Held(*row) if row is not None else None
