"""Scenes and the assets in them: populate, link, unlink, and what changed since (R27-R29)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from asset_service.domain import stage
from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.inheritance import Earlier, Master, SceneState, changes, derive
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.presenting import present_asset, present_image, present_scene
from asset_service.services.views import (
    AssetView,
    SceneAssets,
    SceneAssetView,
    SceneChange,
)
from asset_service.store import assets, board, projects, scenes
from asset_service.store.scenes import Row
from asset_service.store.work import Database, Work


class Scenes:
    """Trusts `user_id` as authenticated; refuses strangers and, for changes, viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assets(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> SceneAssets:
        """Return the scene with its assets, and what changed since it was populated."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _view(work, scenes.get(work.session, project_id, scene_id))

    def populate(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> SceneAssets:
        """Put every locked or deferred asset that belongs to the scene into it.

        Again it adds what is missing, gives an image to what was restored since (locked again
        or not), and changes nothing else. Raises Conflict `stage_open` until the stage is locked.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stage.check(stage.Act.POPULATE, project.stage)
            # The scene's row: two populations of one scene come one after the other.
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            # The assets' rows: what is inherited from must not be unlinked meanwhile.
            _fill(work, scene, scenes.members(work.session, project_id, scene.number, lock=True))
            scene.populated_at = func.clock_timestamp()
            work.session.flush()
            work.session.refresh(scene)
            view = _view(work, scene)
            work.commit()
            return view

    def link(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID
    ) -> SceneAssetView:
        """Put one asset into the scene and the scene's number on the asset, once (R9, R29)."""
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            asset = assets.lock(work.session, project_id, asset_id)
            scenes.add_number(work.session, asset_id, scene.number)
            _fill(work, scene, [asset], linked=True)
            view = _view(work, scene)
            work.commit()
            return next(one for one in view.assets if one.asset.id == asset_id)

    def unlink(self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID) -> None:
        """Take the asset out of the scene and the scene's number off it.

        Later scenes that inherited from here inherit from where this one did. Raises Conflict
        `last_scene` when no number would be left: the asset would belong to every scene.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            asset = assets.lock(work.session, project_id, asset_id)
            number = scene.number
            found = next(
                (
                    row[0]
                    for row in scenes.in_scene(work.session, project_id, scene_id)
                    if row[0].asset_id == asset_id
                ),
                None,
            )
            if found is None and number not in asset.scene_numbers:
                raise NotFound("asset in this scene")
            if list(asset.scene_numbers) == [number]:
                raise Conflict(
                    "This is the asset's only scene: defer or delete it, or link another first.",
                    code="last_scene",
                )
            if number in asset.scene_numbers:
                asset.scene_numbers = [other for other in asset.scene_numbers if other != number]
                asset.version += 1
            if found is not None:
                work.session.execute(
                    update(SceneAsset)
                    .where(SceneAsset.inherited_from == found.id)
                    .values(inherited_from=found.inherited_from)
                )
                work.session.delete(found)
            work.commit()


def _fill(work: Work, scene: Scene, wanted: Sequence[Asset], *, linked: bool = False) -> None:
    """Write the scene assets that are missing, and the images that are, in few statements.

    What is active and not locked comes into a scene only when a person links it.
    """
    project_id = scene.project_id
    selected = scenes.selected_attempts(work.session, project_id)
    earlier = scenes.latest_earlier(work.session, project_id, scene.number)
    there = {row[0].asset_id: row[0] for row in scenes.in_scene(work.session, project_id, scene.id)}
    fresh = []
    for asset in wanted:
        state = derive(_master(asset, selected.get(asset.id)), _earlier(earlier.get(asset.id)))
        existing = there.get(asset.id)
        if existing is None and (linked or asset.locked or asset.deferred):
            fresh.append(
                {
                    "project_id": project_id,
                    "scene_id": scene.id,
                    "asset_id": asset.id,
                    "override_text": state.override_text,
                    "status_tags": state.status_tags,
                    "carry_forward": state.carry_forward,
                    "inherited_from": state.inherited_from,
                    "image_attempt_id": state.image_attempt_id,
                    "master_attempt_id": state.master_attempt_id,
                    "master_text_version": state.master_text_version,
                }
            )
        elif existing is not None and existing.image_attempt_id is None:
            existing.image_attempt_id = state.image_attempt_id
            existing.master_attempt_id = state.master_attempt_id
    work.session.flush()
    if fresh:
        work.session.execute(insert(SceneAsset), fresh)


def _master(asset: Asset, attempt_id: UUID | None) -> Master:
    return Master(deferred=asset.deferred, attempt_id=attempt_id, text_version=asset.text_version)


def _state(scene_asset: SceneAsset) -> SceneState:
    return SceneState(
        override_text=scene_asset.override_text,
        status_tags=list(scene_asset.status_tags),
        carry_forward=scene_asset.carry_forward,
        inherited_from=scene_asset.inherited_from,
        image_attempt_id=scene_asset.image_attempt_id,
        master_attempt_id=scene_asset.master_attempt_id,
        master_text_version=scene_asset.master_text_version,
    )


def _earlier(scene_asset: SceneAsset | None) -> Earlier | None:
    return None if scene_asset is None else Earlier(scene_asset.id, _state(scene_asset))


def _view(work: Work, scene: Scene) -> SceneAssets:
    rows = scenes.in_scene(work.session, scene.project_id, scene.id)
    shown = board.some(work.session, scene.project_id, (row[0].asset_id for row in rows))
    masters = {row.asset.id: row for row in shown}
    views = {asset_id: present_asset(row) for asset_id, row in masters.items()}
    found = []
    for scene_asset, _, _ in rows:
        row = masters[scene_asset.asset_id]
        master = _master(row.asset, row.selected.id if row.selected is not None else None)
        found += [
            SceneChange(asset_id=row.asset.id, name=row.asset.name, what=what)
            for what in changes(_state(scene_asset), master, binned=row.asset.binned_at is not None)
        ]
    if scene.populated_at is not None:
        found += _missing(work, scene, set(masters))
    else:
        found = []
    return SceneAssets(
        scene=present_scene(scene),
        assets=[
            _present(row, views[row[0].asset_id])
            for row in rows
            if views[row[0].asset_id].state != "binned"
        ],
        outdated=bool(found),
        changes=found,
    )


def _missing(work: Work, scene: Scene, there: Iterable[UUID]) -> list[SceneChange]:
    """Name the assets that belong to the scene by now and are not in it."""
    members = scenes.members(work.session, scene.project_id, scene.number)
    return [
        SceneChange(asset_id=asset.id, name=asset.name, what="missing")
        for asset in members
        if asset.id not in there and (asset.locked or asset.deferred)
    ]


def _present(row: Row, asset: AssetView) -> SceneAssetView:
    scene_asset, attempt, file = row
    image = present_image(attempt, file) if attempt is not None and file is not None else None
    return SceneAssetView(
        id=scene_asset.id,
        scene_id=scene_asset.scene_id,
        asset=asset,
        override_text=scene_asset.override_text,
        status_tags=list(scene_asset.status_tags),
        carry_forward=scene_asset.carry_forward,
        inherited_from=scene_asset.inherited_from,
        origin="master" if scene_asset.inherited_from is None else "inherited",
        image=image,
    )
