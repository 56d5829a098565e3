"""Earlier texts of an asset."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from asset_service.models.asset_revision import AssetRevision


def every(session: Session, project_id: UUID, asset_id: UUID) -> Sequence[AssetRevision]:
    """Return the asset's earlier texts, newest first."""
    return session.scalars(
        select(AssetRevision)
        .where(AssetRevision.asset_id == asset_id, AssetRevision.project_id == project_id)
        .order_by(AssetRevision.version.desc())
    ).all()


def at(session: Session, asset_id: UUID, version: int) -> AssetRevision | None:
    """Return the text that the asset had at that version, if it is an earlier one and kept."""
    return session.get(AssetRevision, (asset_id, version))
