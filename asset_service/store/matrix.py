"""What the table of assets by scenes is made of: as many statements, whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset


@dataclass(frozen=True)
class Line:
    """An asset with its selected attempt and the file of that, if it has one."""

    asset: Asset
    selected: UUID | None
    sha256: str | None


def lines(session: Session, project_id: UUID) -> Sequence[Line]:
    """Return the assets that are not in the bin, in the order they were made."""
    found = session.execute(
        select(Asset, Attempt.id, Attempt.sha256)
        .outerjoin(Attempt, and_(Attempt.asset_id == Asset.id, Attempt.is_selected))
        .where(Asset.project_id == project_id, Asset.binned_at.is_(None))
        .order_by(Asset.created_at, Asset.id)
    )
    return [Line(*row) for row in found]


def cells(session: Session, project_id: UUID) -> Sequence[tuple[SceneAsset, UUID | None]]:
    """Return what is in the scenes of the script, each with whom its picture was made for."""
    found = session.execute(
        select(SceneAsset, Attempt.scene_asset_id)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .outerjoin(Attempt, Attempt.id == SceneAsset.image_attempt_id)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
    )
    return [(row[0], row[1]) for row in found]
