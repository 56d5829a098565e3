"""Where a finished picture arrives: project, asset, scene and job, locked in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, exists, func, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.domain.jobs import WITHDRAWN_CODE
from asset_service.domain.money import Money
from asset_service.domain.vocabulary import JobStatus, Role
from asset_service.models.asset import Asset
from asset_service.models.base import table_of
from asset_service.models.job import Job
from asset_service.models.membership import Membership
from asset_service.models.project import Project
from asset_service.models.scene_asset import SceneAsset
from asset_service.store.claims import HELD, Claim

_PROJECTS = table_of(Project)
_MEMBERS = table_of(Membership)
_ASSETS = table_of(Asset)
_SCENE_ASSETS = table_of(SceneAsset)
_JOBS = table_of(Job)

# Each part reads the one before it, so none can be locked first; and PostgreSQL never merges
# parts that lock. A row that was waited for comes back as it is now, but nothing else does:
# whatever depends on the locks is asked in a later statement.
_ITS_PROJECT = (
    select(_PROJECTS.c.id, _PROJECTS.c.stage, _MEMBERS.c.role)
    .join(_MEMBERS, _MEMBERS.c.project_id == _PROJECTS.c.id)
    .where(_PROJECTS.c.id == bindparam("project"), _MEMBERS.c.user_id == bindparam("user"))
    .with_for_update(read=True, of=_PROJECTS)
    .cte("its_project")
)
_ITS_ASSET = (
    select(
        _ASSETS.c.id,
        _ASSETS.c.locked,
        _ASSETS.c.deferred,
        _ASSETS.c.attempt_counter,
        _ASSETS.c.choice_counter,
    )
    .join(_ITS_PROJECT, _ITS_PROJECT.c.id == _ASSETS.c.project_id)
    .where(_ASSETS.c.id == bindparam("asset"))
    .with_for_update(of=_ASSETS)
    .cte("its_asset")
)
_ITS_PLACE = (
    select(
        _SCENE_ASSETS.c.id,
        _SCENE_ASSETS.c.attempt_counter,
        _SCENE_ASSETS.c.choice_counter,
    )
    .join(_ITS_ASSET, _ITS_ASSET.c.id == _SCENE_ASSETS.c.asset_id)
    .where(_SCENE_ASSETS.c.id == bindparam("scene_asset", type_=Uuid))
    .with_for_update(of=_SCENE_ASSETS)
    .cte("its_place")
)
_ITS_JOB = (
    select(
        _JOBS.c.id,
        _JOBS.c.batch_id,
        _JOBS.c.choice_counter,
        _JOBS.c.cancel_requested_at,
        _JOBS.c.cost_amount,
        _JOBS.c.cost_currency,
    )
    .join(_ITS_ASSET, _ITS_ASSET.c.id == _JOBS.c.asset_id)
    .outerjoin(_ITS_PLACE, true())
    .where(*HELD)
    .with_for_update(of=_JOBS)
    .cte("its_job")
)
_LOCK = select(
    _ITS_PROJECT.c.role,
    _ITS_PROJECT.c.stage,
    _ITS_ASSET.c.id.label("asset_id"),
    _ITS_ASSET.c.locked,
    _ITS_ASSET.c.deferred,
    _ITS_ASSET.c.attempt_counter,
    _ITS_PLACE.c.id.label("scene_asset_id"),
    _ITS_PLACE.c.attempt_counter.label("scene_attempt_counter"),
    (
        func.coalesce(_ITS_PLACE.c.choice_counter, _ITS_ASSET.c.choice_counter)
        != _ITS_JOB.c.choice_counter
    ).label("chosen_since"),
    _ITS_JOB.c.id.label("job_id"),
    _ITS_JOB.c.batch_id,
    _ITS_JOB.c.cancel_requested_at.is_not(None).label("cancel_requested"),
    _ITS_JOB.c.cost_amount,
    _ITS_JOB.c.cost_currency,
).select_from(
    _ITS_PROJECT.outerjoin(_ITS_ASSET, true())
    .outerjoin(_ITS_PLACE, true())
    .outerjoin(_ITS_JOB, true())
)
_SIBLING_ARRIVED = select(
    exists().where(
        _JOBS.c.batch_id == bindparam("batch"),
        _JOBS.c.asset_id == bindparam("asset"),
        _JOBS.c.id != bindparam("job"),
        _JOBS.c.status == JobStatus.SUCCEEDED.value,
    )
)
_WITHDRAWN = _JOBS.c.error_code == WITHDRAWN_CODE
_END = (
    update(_JOBS)
    .where(*HELD)
    .values(
        status=bindparam("ends_as"),
        stage="",
        lease_until=None,
        finished_at=func.clock_timestamp(),
        progress=func.greatest(_JOBS.c.progress, bindparam("at_least")),
        seed=bindparam("with_seed"),
        cost_amount=bindparam("amount"),
        cost_currency=bindparam("currency"),
        provider_request_id=bindparam("request_id"),
        provider_meta=bindparam("meta", type_=JSONB),
        warnings=func.array_cat(_JOBS.c.warnings, bindparam("warned", type_=ARRAY(Text))),
        # but why a cancelled one was: nobody asked for it to be
        error_code=case((_WITHDRAWN, _JOBS.c.error_code)),
        error_message=case((_WITHDRAWN, _JOBS.c.error_message)),
    )
)


@dataclass(frozen=True)
class LockedAsset:
    id: UUID
    project_id: UUID
    locked: bool
    deferred: bool
    attempt_counter: int


@dataclass(frozen=True)
class LockedScene:
    """The scene asset that a job draws, taken out of its scene or not."""

    id: UUID
    attempt_counter: int


@dataclass(frozen=True)
class Landing:
    """What is known under the locks of project, asset, scene asset and job.

    `scene` is None for the asset itself, and where the scene asset is gone for good.
    `chosen_since`: a person chose a picture after the job was asked for. `cost` is what the
    job was charged so far.
    """

    stage: str
    asset: LockedAsset
    scene: LockedScene | None
    batch_id: UUID
    chosen_since: bool
    cancel_requested: bool
    cost: Money | None


def lock(session: Session, user_id: UUID, claim: Claim) -> Landing | None:
    """Lock project, asset, scene asset and job, in this order; None when the claim is lost.

    Finds the asset in the bin too. Raises NotFound for a stranger's project or an asset that
    is gone, Forbidden for a viewer.
    """
    known = {
        "user": user_id,
        "project": claim.project_id,
        "asset": claim.asset_id,
        "scene_asset": claim.scene_asset_id,
        "job": claim.id,
        "of_epoch": claim.epoch,
    }
    row = session.execute(_LOCK, known).one_or_none()
    if row is None:
        raise NotFound("project")
    if row.role == Role.VIEWER:
        raise Forbidden("A viewer may look at this project but not change it.")
    if row.asset_id is None:
        raise NotFound("asset")
    if row.job_id is None:
        return None
    return Landing(
        stage=row.stage,
        asset=LockedAsset(
            row.asset_id, claim.project_id, row.locked, row.deferred, row.attempt_counter
        ),
        scene=(
            LockedScene(row.scene_asset_id, row.scene_attempt_counter)
            if row.scene_asset_id is not None
            else None
        ),
        batch_id=row.batch_id,
        chosen_since=row.chosen_since,
        cancel_requested=row.cancel_requested,
        cost=Money(row.cost_amount, row.cost_currency) if row.cost_amount is not None else None,
    )


def sibling_arrived(session: Session, landing: Landing, job_id: UUID) -> bool:
    """Tell whether the job's batch already brought a picture for the same asset."""
    known = {"batch": landing.batch_id, "asset": landing.asset.id, "job": job_id}
    return bool(session.scalar(_SIBLING_ARRIVED, known))


@dataclass(frozen=True)
class Brought:
    """What came with the picture: seed, charge, and what the provider told of it."""

    seed: int | None
    cost: Money | None
    request_id: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()


def end(session: Session, claim: Claim, status: JobStatus, brought: Brought) -> None:
    """End the locked job with the picture it brought; what went wrong before is forgotten."""
    cost = brought.cost
    session.execute(
        _END,
        {
            "job": claim.id,
            "of_epoch": claim.epoch,
            "ends_as": status.value,
            "at_least": 1.0 if status == JobStatus.SUCCEEDED else 0.0,
            "with_seed": brought.seed,
            "amount": cost.amount if cost is not None else None,
            "currency": cost.currency if cost is not None else None,
            "request_id": brought.request_id,
            "meta": dict(brought.meta),
            "warned": list(brought.warnings),
        },
    )
