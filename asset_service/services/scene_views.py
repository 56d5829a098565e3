"""Scenes as they are shown: with their assets, where each came from, and what changed since."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.inheritance import Earlier, Master, SceneState, changes
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.presenting import present_asset, present_image, present_scene
from asset_service.services.views.pictures import ImageView
from asset_service.services.views.scenes import SceneAssets, SceneAssetView, SceneChange, SceneLink
from asset_service.store import board, scenes
from asset_service.store.board import BoardRow
from asset_service.store.scenes import Origin, Row
from asset_service.store.work import Work

Origins = Mapping[UUID, Origin]


@dataclass(frozen=True)
class Differences:
    """`found` is what changed since the scene was populated, `pending` what populating does."""

    found: list[SceneChange]
    pending: list[SceneChange]


def master_of(asset: Asset, attempt_id: UUID | None) -> Master:
    return Master(deferred=asset.deferred, attempt_id=attempt_id, text_version=asset.text_version)


def state_of(scene_asset: SceneAsset) -> SceneState:
    return SceneState(
        override_text=scene_asset.override_text,
        status_tags=list(scene_asset.status_tags),
        carry_forward=scene_asset.carry_forward,
        inherited_from=scene_asset.inherited_from,
        image_attempt_id=scene_asset.image_attempt_id,
        master_attempt_id=scene_asset.master_attempt_id,
        master_text_version=scene_asset.master_text_version,
    )


def earlier_of(scene_asset: SceneAsset) -> Earlier:
    return Earlier(scene_asset.id, state_of(scene_asset))


def comes_in(asset: Asset) -> bool:
    """Return whether populating brings the asset: it is locked, or deferred and has no image."""
    return asset.locked or asset.deferred


def see(work: Work, scene: Scene) -> SceneAssets:
    """Return the scene with its assets in a fixed number of statements."""
    rows = scenes.in_scene(work.session, scene.project_id, scene.id)
    ids = [row[0].asset_id for row in rows]
    masters = {row.asset.id: row for row in board.some(work.session, scene.project_id, ids)}
    members = scenes.members(work.session, scene.project_id, scene.number)
    different = differences(rows, masters, members, populated=scene.populated_at is not None)
    origins = scenes.origins(work.session, scene.project_id, ids)
    return SceneAssets(
        scene=present_scene(scene),
        assets=[
            _present(row, masters[row[0].asset_id], origins)
            for row in rows
            if masters[row[0].asset_id].asset.binned_at is None
        ],
        outdated=bool(different.found),
        changes=different.found,
        pending=different.pending,
    )


def differences(
    rows: Collection[Row],
    masters: Mapping[UUID, BoardRow],
    members: Collection[Asset],
    *,
    populated: bool,
) -> Differences:
    """Compare a scene's rows with their masters, and with the assets that belong to it.

    A scene that was never populated has no changes, whatever is linked to it.
    """
    there = {row[0].asset_id for row in rows}
    missing = [
        SceneChange(asset_id=asset.id, name=asset.name, what="missing")
        for asset in members
        if asset.id not in there and comes_in(asset)
    ]
    found = [
        SceneChange(asset_id=row[0].asset_id, name=masters[row[0].asset_id].asset.name, what=what)
        for row in rows
        for what in _changed(row[0], masters[row[0].asset_id])
    ]
    empty = {row[0].asset_id for row in rows if row[0].image_attempt_id is None}
    filled = [one for one in found if one.what == "restored" and one.asset_id in empty]
    return Differences([*found, *missing] if populated else [], [*missing, *filled])


def shown_image(row: Row) -> ImageView | None:
    _, attempt, file = row
    return present_image(attempt, file) if attempt is not None and file is not None else None


def _changed(scene_asset: SceneAsset, row: BoardRow) -> list[str]:
    master = master_of(row.asset, row.selected.id if row.selected is not None else None)
    return changes(state_of(scene_asset), master, binned=row.asset.binned_at is not None)


def _present(row: Row, master: BoardRow, origins: Origins) -> SceneAssetView:
    scene_asset = row[0]
    came_from = came_from_of(scene_asset.inherited_from, origins)
    made_for = row[1].scene_asset_id if row[1] is not None else None
    return SceneAssetView(
        id=scene_asset.id,
        scene_id=scene_asset.scene_id,
        asset=present_asset(master),
        override_text=scene_asset.override_text,
        status_tags=list(scene_asset.status_tags),
        carry_forward=scene_asset.carry_forward,
        inherited_from=came_from,
        origin=origin_of(scene_asset, made_for, came_from),
        image=shown_image(row),
        updated_at=scene_asset.updated_at,
        chain=_chain(came_from, origins),
        changed=_changed(scene_asset, master),
    )


def origin_of(scene_asset: SceneAsset, made_for: UUID | None, came_from: UUID | None) -> str:
    """Return `own` for a picture made in the scene, else `inherited` or `master`.

    `made_for` is the scene asset that what is shown was made for. A picture of another scene is
    not the master's, also where the asset was taken out of that scene since.
    """
    if made_for == scene_asset.id:
        return "own"
    return "master" if made_for is None and came_from is None else "inherited"


def came_from_of(first: UUID | None, origins: Origins) -> UUID | None:
    """Return the first scene asset of the chain that is in its scene still.

    One that was taken out is passed over, and is in the chain again when it is linked again.
    """
    for _ in origins:
        there = origins.get(first) if first is not None else None
        if there is None:
            return None
        if there.linked:
            return first
        first = there.inherited_from
    return None


def _chain(first: UUID | None, origins: Origins) -> list[SceneLink]:
    found: list[SceneLink] = []
    # Scenes that were moved since cannot make a ring of it, but a page must end whatever is there.
    while first is not None and len(found) < len(origins):
        one = origins[first]
        found.append(SceneLink(one.scene_id, one.scene_number))
        first = came_from_of(one.inherited_from, origins)
    return found
