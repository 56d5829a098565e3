"""What goes into exports, read in as many statements whatever the size of the film."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.stored_object import StoredObject

Pictured = tuple[Attempt, StoredObject]
# Who, where, with what, among whom: as the pages have them.
_ORDER = case(
    {"character": 1, "location": 2, "prop": 3, "extra_archetype": 4}, value=Asset.type, else_=5
)


def assets(
    session: Session, project_id: UUID, types: Collection[str], *, deferred: bool
) -> Sequence[Asset]:
    """Return the assets that are not in the bin, by type and name; no `types` means all."""
    return session.scalars(
        select(Asset)
        .where(*_wanted(project_id, types, deferred=deferred))
        .order_by(_ORDER, Asset.name_folded, Asset.id)
    ).all()


def pictures(
    session: Session,
    project_id: UUID,
    types: Collection[str],
    *,
    deferred: bool,
    selected: bool,
) -> dict[UUID, list[Pictured]]:
    """Return the live attempts of these assets themselves, by asset and number.

    Only those in use with `selected`; pictures of single scenes are not among them.
    """
    wanted = (
        select(Attempt, StoredObject)
        .join(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(*_wanted(project_id, types, deferred=deferred), *_live(selected=selected))
        .order_by(Attempt.asset_id, Attempt.number)
    )
    found: dict[UUID, list[Pictured]] = defaultdict(list)
    for attempt, file in session.execute(wanted):
        found[attempt.asset_id].append((attempt, file))
    return found


def amount(
    session: Session,
    project_id: UUID,
    types: Collection[str],
    *,
    deferred: bool,
    selected: bool,
) -> tuple[int, int]:
    """Return how many pictures `pictures` would give, and how many bytes they have."""
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(StoredObject.size), 0))
        .select_from(Attempt)
        .join(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(*_wanted(project_id, types, deferred=deferred), *_live(selected=selected))
    ).one()
    return count, int(size)


def count_assets(
    session: Session, project_id: UUID, types: Collection[str], *, deferred: bool
) -> int:
    wanted = select(func.count()).where(*_wanted(project_id, types, deferred=deferred))
    return session.scalar(wanted) or 0


def in_scenes(session: Session, project_id: UUID) -> dict[tuple[UUID, int], SceneAsset]:
    """Return the scene assets of the scenes that the script has now, by asset and number."""
    found = session.execute(
        select(SceneAsset, Scene.scene_number)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
    )
    return {(row[0].asset_id, row[1]): row[0] for row in found if row[1] is not None}


def made_for(session: Session, project_id: UUID) -> dict[UUID, UUID]:
    """Return the scene asset that each attempt of a scene was made for, by attempt."""
    found = session.execute(
        select(Attempt.id, Attempt.scene_asset_id).where(
            Attempt.project_id == project_id, Attempt.scene_asset_id.is_not(None)
        )
    )
    return {row[0]: row[1] for row in found if row[1] is not None}


def _wanted(
    project_id: UUID, types: Collection[str], *, deferred: bool
) -> tuple[ColumnElement[bool], ...]:
    wanted: tuple[ColumnElement[bool], ...] = (
        Asset.project_id == project_id,
        Asset.binned_at.is_(None),
    )
    if types:
        wanted += (Asset.type.in_(list(types)),)
    return wanted if deferred else (*wanted, ~Asset.deferred)


def _live(*, selected: bool) -> tuple[ColumnElement[bool], ...]:
    live: tuple[ColumnElement[bool], ...] = (
        Attempt.slot.is_not(None),
        Attempt.scene_asset_id.is_(None),
    )
    return (*live, Attempt.is_selected.is_(True)) if selected else live
