"""Assets that still need a picture: active, without an attempt, and nobody is making one.

Pictures of their scenes count for nothing here.
"""

from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.store.jobs import WAITING


def lock(session: Session, project_id: UUID) -> list[Asset]:
    """Lock and return them, oldest first.

    Two statements: one that had waited for the lock would not see the jobs that the other
    request made meanwhile.
    """
    locked = session.scalars(
        _imageless(project_id)
        .order_by(Asset.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    wanted = _unasked(project_id).where(Asset.id.in_([asset.id for asset in locked]))
    return list(session.scalars(wanted))


def find(session: Session, project_id: UUID) -> list[Asset]:
    """As `lock`, without the locks."""
    return list(session.scalars(_unasked(project_id)))


def _imageless(project_id: UUID) -> Select[Asset]:
    return select(Asset).where(
        Asset.project_id == project_id,
        Asset.binned_at.is_(None),
        Asset.deferred.is_(False),
        ~exists().where(
            Attempt.asset_id == Asset.id,
            Attempt.scene_asset_id.is_(None),
            Attempt.slot.is_not(None),
        ),
    )


def _unasked(project_id: UUID) -> Select[Asset]:
    asked = exists().where(
        Job.asset_id == Asset.id, Job.scene_id.is_(None), Job.status.in_(WAITING)
    )
    return _imageless(project_id).where(~asked).order_by(Asset.created_at, Asset.id)
