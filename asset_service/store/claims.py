"""One worker's hold on one job: every write of it names the epoch of its claim.

The statements are built once, and on tables: what a worker does for each job is mostly this,
and building them anew, or for objects, took longer than running them.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Interval,
    Select,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from asset_service.domain.vocabulary import JobStatus
from asset_service.models.asset import Asset
from asset_service.models.base import table_of
from asset_service.models.job import Job
from asset_service.models.job_reference import JobReference
from asset_service.store.jobs import requester_may_change

_JOBS = table_of(Job)
_ASSETS = table_of(Asset)
_NOW = func.clock_timestamp()
_LEASE = bindparam("lease", type_=Interval)
HELD = (
    _JOBS.c.id == bindparam("job"),
    _JOBS.c.epoch == bindparam("of_epoch"),
    _JOBS.c.status == JobStatus.RUNNING.value,
)
"""The fence: the job still runs, and for this claim."""
_OTHER = _JOBS.alias()
_FOLLOWED = table_of(JobReference)


def _claiming(*conditions: ColumnElement[bool]) -> Select[Any]:
    started = _started(*conditions)
    return select(
        *(column for column in started.c if column.key != "created_at"),
        _ASSETS.c.name,
        _ASSETS.c.type,
        _ASSETS.c.description,
        _ASSETS.c.scene_numbers,
        _ASSETS.c.binned_at.is_not(None).label("asset_binned"),
        select(func.count())
        .where(
            _OTHER.c.asset_id == started.c.asset_id,
            tuple_(_OTHER.c.created_at, _OTHER.c.id) <= tuple_(started.c.created_at, started.c.id),
        )
        .scalar_subquery()
        .label("number"),
        select(
            func.coalesce(
                func.jsonb_agg(
                    aggregate_order_by(
                        func.jsonb_build_array(
                            _FOLLOWED.c.sha256, _FOLLOWED.c.role, _FOLLOWED.c.name
                        ),
                        _FOLLOWED.c.place,
                    )
                ),
                text("'[]'::jsonb"),
            )
        )
        .where(_FOLLOWED.c.job_id == started.c.id)
        .scalar_subquery()
        .label("followed"),
    ).join(_ASSETS, _ASSETS.c.id == started.c.asset_id)


def _started(*conditions: ColumnElement[bool]) -> CTE:
    return (
        update(_JOBS)
        .where(
            _JOBS.c.id == bindparam("job"),
            _JOBS.c.requested_by == bindparam("user"),
            _JOBS.c.status == JobStatus.QUEUED.value,
            _JOBS.c.due_at <= _NOW,
            *conditions,
        )
        .values(
            status=JobStatus.RUNNING.value,
            stage="generating",
            epoch=_JOBS.c.epoch + 1,
            deliveries=_JOBS.c.deliveries + 1,
            tries=_JOBS.c.tries + 1,
            claimed_by=bindparam("message"),
            lease_until=_NOW + _LEASE,
            started_at=func.coalesce(_JOBS.c.started_at, _NOW),
        )
        .returning(
            _JOBS.c.id,
            _JOBS.c.epoch,
            _JOBS.c.project_id,
            _JOBS.c.asset_id,
            _JOBS.c.scene_asset_id,
            _JOBS.c.scene_id,
            _JOBS.c.requested_by,
            _JOBS.c.provider,
            _JOBS.c.model,
            _JOBS.c.paid,
            _JOBS.c.prompt,
            _JOBS.c.negative,
            _JOBS.c.aspect,
            _JOBS.c.width,
            _JOBS.c.height,
            _JOBS.c.options,
            _JOBS.c.strength,
            _JOBS.c.seed,
            _JOBS.c.style_version,
            _JOBS.c.provider_handle,
            _JOBS.c.created_at,
        )
        .cte("started")
    )


_CLAIM = _claiming(
    or_(_JOBS.c.cancel_requested_at.is_(None), _JOBS.c.provider_handle.is_not(None)),
    requester_may_change(),
)
# By the heir of who asked (`services/acting.py`): only to ask after what is paid for.
_CLAIM_INHERITED = _claiming(_JOBS.c.paid, _JOBS.c.provider_handle.is_not(None))
_BEAT = (
    update(_JOBS)
    .where(*HELD)
    .values(
        lease_until=_NOW + _LEASE,
        progress=func.greatest(_JOBS.c.progress, bindparam("at_least")),
        stage=bindparam("in_stage"),
    )
    .returning(_JOBS.c.cancel_requested_at)
)
_HOLD = select(Job).where(*HELD).with_for_update().execution_options(populate_existing=True)


@dataclass(frozen=True)
class Claim:
    """One start of one job, and its asset as it was then, in the bin too.

    `number` says which of the asset's jobs this is: from 1, in the order they were asked for.
    With a `scene_id` it draws the asset in that scene. `followed` has hash, role and name of the
    pictures that the new one shall follow, in order.
    """

    id: UUID
    epoch: int
    project_id: UUID
    asset_id: UUID
    scene_asset_id: UUID | None
    scene_id: UUID | None
    requested_by: UUID
    provider: str
    model: str
    paid: bool
    prompt: str
    negative: str
    aspect: str
    width: int | None
    height: int | None
    options: dict[str, str]
    strength: float | None
    seed: int | None
    style_version: int
    provider_handle: str | None
    name: str
    type: str
    description: str
    scene_numbers: list[int]
    asset_binned: bool
    number: int
    followed: list[tuple[str, str, str]]


def claim(  # noqa: PLR0913 - one statement
    session: Session,
    job_id: UUID,
    user_id: UUID,
    lease: timedelta,
    message: str = "",
    *,
    inherited: bool = False,
) -> Claim | None:
    """Start the job if it is queued, due and the user's; None leaves it alone.

    A cancelled one only where a provider is to be asked after what it was sent. `message` is
    what the claim came with. `inherited`: the work is done for another user, because this one
    lost access; only a job that is paid for is started then.
    """
    known = {"job": job_id, "user": user_id, "lease": lease, "message": message}
    row = session.execute(_CLAIM_INHERITED if inherited else _CLAIM, known).one_or_none()
    return Claim(**row._asdict()) if row is not None else None


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
        update(_JOBS).where(*HELD).values(**values).returning(_JOBS.c.id),
        {"job": job_id, "of_epoch": epoch},
    )
    return marked.one_or_none() is not None


def hold(session: Session, job_id: UUID, epoch: int) -> Job | None:
    """Lock the running job of this claim; None when the claim is somebody else's now."""
    return session.scalar(_HOLD, {"job": job_id, "of_epoch": epoch})
