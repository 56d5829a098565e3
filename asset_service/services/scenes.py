"""One scene and the assets in it: populate, link, unlink, and what is its own (R27-R29)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func

from asset_service.domain import stage
from asset_service.domain.errors import Conflict, NotFound, Stale
from asset_service.domain.populating import Mode, Outcome
from asset_service.domain.texts import clean_tags, clean_text
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.attempts import check_not_deferred
from asset_service.services.idempotency import DONE, Idempotency, conclude, start
from asset_service.services.populating import fill_scene
from asset_service.services.scene_views import see
from asset_service.services.views.scenes import (
    RefreshedAsset,
    RefreshedScene,
    SceneAssets,
    SceneAssetView,
    UsedMaster,
)
from asset_service.store import assets, projects, scene_attempts, scenes
from asset_service.store.work import Database, Work


class Scenes:
    """Trusts `user_id` as authenticated; refuses strangers and, for changes, viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assets(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> SceneAssets:
        """Return the scene with its assets, and what changed since it was populated."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return see(work, scenes.get(work.session, project_id, scene_id))

    def populate(
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        idempotency: Idempotency | None = None,
    ) -> SceneAssets:
        """Put every locked or deferred asset that belongs to the scene into it.

        Again it adds what is missing, gives an image to what was restored since (locked again
        or not), and changes nothing else. Raises Conflict `stage_open` until the stage is locked,
        and what `idempotency.start` raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            start(work, idempotency)
            stage.check(stage.Act.POPULATE, project.stage)
            populate_scene(work, project_id, scene_id)
            view = see(work, scenes.get(work.session, project_id, scene_id))
            conclude(work, idempotency, DONE, view)
            work.commit()
            return view

    def link(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID
    ) -> SceneAssetView:
        """Put one asset into the scene and the scene's number on the asset, once (R9, R29).

        One that was taken out of it comes back as it was there.
        """
        (linked,) = self.link_several(user_id, project_id, scene_id, [asset_id])
        return linked

    def link_several(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_ids: Collection[UUID]
    ) -> list[SceneAssetView]:
        """As `link`, all of them or none, and in the order in which they are named.

        One of every scene stays one of every scene.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            wanted = list(dict.fromkeys(asset_ids))
            locked = {one: assets.lock(work.session, project_id, one) for one in sorted(wanted)}
            found = [locked[one] for one in wanted]
            for asset in found:
                # A number on what belongs everywhere would take it out of every other scene.
                if not asset.is_everywhere:
                    scenes.add_number(work.session, asset.id, scene.number)
            fill_scene(work, scene, found, Mode.LINK)
            view = see(work, scene)
            work.commit()
            linked = {one.asset.id: one for one in view.assets}
            return [linked[one] for one in wanted if one in linked]

    def unlink(self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID) -> None:
        """Take the asset out of the scene and the scene's number off it; `link` brings it back.

        Later scenes that inherited from here inherit from where this one did. Raises Conflict
        `last_scene` when no number would be left: the asset would belong to every scene.
        """
        self.unlink_several(user_id, project_id, scene_id, [asset_id])

    def unlink_several(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_ids: Collection[UUID]
    ) -> None:
        """As `unlink`, all of them or none."""
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            for asset_id in sorted(set(asset_ids)):
                take_out(work, scene, assets.lock(work.session, project_id, asset_id))
            scenes.touch(work.session, scene_id)
            work.commit()

    def edit(  # noqa: PLR0913 - the address of one thing, and what is written there
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        asset_id: UUID,
        *,
        seen: datetime,
        override_text: str | None = None,
        status_tags: Sequence[str] | None = None,
        carry_forward: bool | None = None,
    ) -> SceneAssetView:
        """Write what is special about the asset in this scene; later ones keep what they have.

        What is None stays. `seen` is its `updated_at` as whoever writes read it. Raises Invalid,
        Stale, NotFound.
        """
        changes: dict[str, object] = {}
        if override_text is not None:
            changes["override_text"] = clean_text(override_text, "override_text")
        if status_tags is not None:
            changes["status_tags"] = clean_tags(status_tags, "status_tags")
        if carry_forward is not None:
            changes["carry_forward"] = carry_forward
        with self._database.as_user(user_id) as work:
            scene, there = _one(work, project_id, scene_id, asset_id)
            if there.updated_at != seen:
                raise Stale("Somebody changed this since you read it.")
            for name, value in changes.items():
                setattr(there, name, value)
            return _written(work, scene, asset_id)

    def take_master(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID
    ) -> SceneAssetView:
        """Use the master's image as it is now, and take its text as seen (R29).

        What is written for the scene stays. Raises Conflict `asset_deferred`, for what is
        deferred has no image to give, `no_image`, and NotFound.
        """
        with self._database.as_user(user_id) as work:
            scene, there, asset = _with_master(work, project_id, scene_id, asset_id)
            use_master(there, asset, scenes.selected_attempt(work.session, asset_id))
            return _written(work, scene, asset_id)

    def reset(
        self, user_id: UUID, project_id: UUID, scene_id: UUID, asset_id: UUID
    ) -> SceneAssetView:
        """As `take_master`, and what was written for the scene goes: its text and its tags.

        Its own attempts stay, as candidates.
        """
        with self._database.as_user(user_id) as work:
            scene, there, asset = _with_master(work, project_id, scene_id, asset_id)
            use_master(there, asset, scenes.selected_attempt(work.session, asset_id))
            there.override_text = ""
            there.status_tags = []
            return _written(work, scene, asset_id)

    def take_masters(
        self, user_id: UUID, project_id: UUID, wanted: Collection[tuple[UUID, UUID]]
    ) -> list[UsedMaster]:
        """As `take_master` for many scene and asset ids, each with a result of its own.

        A fixed number of statements, in one transaction.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            pairs = list(dict.fromkeys(wanted))
            ids = {asset_id for _, asset_id in pairs}
            locked = {one.id: one for one in assets.lock_some(work.session, project_id, ids)}
            there = scene_attempts.lock_pairs(work.session, project_id, pairs)
            selected = scenes.selected_attempts(work.session, project_id)
            results = []
            for pair in pairs:
                asset, row = locked.get(pair[1]), there.get(pair)
                result = "used"
                if asset is None or asset.binned_at is not None or row is None:
                    result = "not_in_scene"
                else:
                    try:
                        use_master(row, asset, selected.get(asset.id))
                    except Conflict as error:
                        result = error.code
                results.append(UsedMaster(*pair, result))
            work.session.flush()
            work.commit()
            return results

    def refresh(
        self,
        user_id: UUID,
        project_id: UUID,
        scene_id: UUID,
        idempotency: Idempotency | None = None,
    ) -> RefreshedScene:
        """Take what the assets have by now: text, image, what is missing, what was deleted.

        What is written for the scene stays, and so does a picture of its own or of an earlier
        scene. Raises Conflict `stage_open` as `populate` does, and what `idempotency.start`
        raises.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            start(work, idempotency)
            stage.check(stage.Act.POPULATE, project.stage)
            scene = scenes.get(work.session, project_id, scene_id, lock=True)
            outcome = fill_scene(work, scene, mode=Mode.REFRESH)
            scene.populated_at = func.clock_timestamp()
            work.session.flush()
            (view,) = present_all_refreshed(work, project_id, [(scene, outcome)])
            conclude(work, idempotency, DONE, view)
            work.commit()
            return view


def populate_scene(work: Work, project_id: UUID, scene_id: UUID) -> Outcome:
    """Populate in this transaction, which the caller commits; raises NotFound.

    Trusts that the caller holds the project and checked its stage.
    """
    # The scene's row: two populations of one scene come one after the other.
    scene = scenes.get(work.session, project_id, scene_id, lock=True)
    outcome = fill_scene(work, scene)
    scene.populated_at = func.clock_timestamp()
    work.session.flush()
    work.session.refresh(scene)
    return outcome


def present_all_refreshed(
    work: Work, project_id: UUID, done: Sequence[tuple[Scene, Outcome]]
) -> list[RefreshedScene]:
    """Return what was done in each scene, by the names of the assets."""
    ids = {asset_id for _, outcome in done for asset_id in outcome.did}
    names = {one.id: one.name for one in assets.some(work.session, project_id, ids)}
    return [
        RefreshedScene(
            scene.id,
            scene.number,
            [RefreshedAsset(one, names[one], did) for one, did in outcome.did.items()],
        )
        for scene, outcome in done
    ]


def use_master(there: SceneAsset, asset: Asset, selected: UUID | None) -> None:
    """Let a locked scene asset show what its asset has; raises Conflict.

    Whoever asked for a picture of the scene before gets it as a candidate.
    """
    check_not_deferred(asset)
    if selected is None:
        raise Conflict("The asset has no image yet.", code="no_image")
    there.image_attempt_id = there.master_attempt_id = selected
    there.master_text_version = asset.text_version
    there.inherited_from = None
    there.choice_counter += 1


def _with_master(
    work: Work, project_id: UUID, scene_id: UUID, asset_id: UUID
) -> tuple[Scene, SceneAsset, Asset]:
    """Lock scene, asset and scene asset, in this order."""
    projects.for_change(work.session, work.user_id, project_id)
    scene = scenes.get(work.session, project_id, scene_id, lock=True)
    there, asset = scene_attempts.lock(work.session, project_id, scene_id, asset_id)
    return scene, there, asset


def _one(work: Work, project_id: UUID, scene_id: UUID, asset_id: UUID) -> tuple[Scene, SceneAsset]:
    projects.for_change(work.session, work.user_id, project_id)
    scene = scenes.get(work.session, project_id, scene_id, lock=True)
    there = scenes.one_in_scene(work.session, project_id, scene_id, asset_id)
    if there is None:
        raise NotFound("asset in this scene")
    return scene, there


def _written(work: Work, scene: Scene, asset_id: UUID) -> SceneAssetView:
    work.session.flush()
    view = see(work, scene)
    found = next((one for one in view.assets if one.asset.id == asset_id), None)
    if found is None:
        raise NotFound("asset in this scene")  # it is in the bin
    work.commit()
    return found


def take_out(work: Work, scene: Scene, asset: Asset) -> None:
    """Take a locked asset out of a locked scene, and the number off it.

    Its row stays for when it is linked again, until the bin is emptied of it. Raises as
    `Scenes.unlink`.
    """
    number = scene.number
    found = scenes.one_in_scene(work.session, scene.project_id, scene.id, asset.id)
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
        found.unlinked_at = func.clock_timestamp()
