"""All scenes of a film at once: how each stands, populating and refreshing every one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from asset_service.domain import stage
from asset_service.domain.populating import Did, Mode
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.services.idempotency import DONE, Idempotency, conclude, start
from asset_service.services.populating import fill_every_scene, members_of
from asset_service.services.scene_views import differences, shown_image
from asset_service.services.scenes import present_all_refreshed
from asset_service.services.views.paging import Page
from asset_service.services.views.scenes import PopulatedScene, RefreshedScene, SceneSummary
from asset_service.store import board, populating, projects, scenes
from asset_service.store.board import BoardRow
from asset_service.store.scenes import Row
from asset_service.store.work import Database, Work

PICTURES = 6


class AllScenes:
    """Trusts `user_id` as authenticated; refuses strangers and, for changes, viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self, user_id: UUID, project_id: UUID) -> list[SceneSummary]:
        """Return every scene in order; the number of statements depends on no number of them."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _summaries(work, project_id)

    def populate(
        self, user_id: UUID, project_id: UUID, idempotency: Idempotency | None = None
    ) -> list[PopulatedScene]:
        """Populate every scene, all or none; name those that were empty, or got something.

        As one after the other, in their order. Again does what is left. Raises Conflict
        `stage_open`, Forbidden for a viewer, and what `idempotency.start` raises.
        """
        with self._database.as_user(user_id) as work:
            found = _locked(work, project_id, idempotency)
            modes = {scene.id: Mode.POPULATE for scene in found}
            outcomes = fill_every_scene(work, project_id, modes, found)
            done = [
                (scene, outcome)
                for scene, outcome in zip(found, outcomes, strict=True)
                if scene.populated_at is None or outcome.did
            ]
            populating.mark_populated(work.session, project_id, [scene.id for scene, _ in done])
            view = [
                PopulatedScene(
                    scene.id, scene.number, outcome.count(Did.ADDED), outcome.count(Did.FILLED)
                )
                for scene, outcome in done
            ]
            conclude(work, idempotency, DONE, Page(view, None))
            work.commit()
            return view

    def refresh(
        self, user_id: UUID, project_id: UUID, idempotency: Idempotency | None = None
    ) -> list[RefreshedScene]:
        """Refresh every populated scene, all or none; name those where something was done.

        In each what `Scenes.refresh` does. Raises as `populate` does.
        """
        with self._database.as_user(user_id) as work:
            found = _locked(work, project_id, idempotency)
            modes = {scene.id: Mode.REFRESH for scene in found if scene.populated_at is not None}
            outcomes = fill_every_scene(work, project_id, modes, found)
            done = [
                (scene, outcome)
                for scene, outcome in zip(found, outcomes, strict=True)
                if outcome.did
            ]
            populating.mark_populated(work.session, project_id, [scene.id for scene, _ in done])
            view = present_all_refreshed(work, project_id, done)
            conclude(work, idempotency, DONE, Page(view, None))
            work.commit()
            return view


def _locked(work: Work, project_id: UUID, idempotency: Idempotency | None) -> list[Scene]:
    project = projects.for_change(work.session, work.user_id, project_id)
    start(work, idempotency)
    stage.check(stage.Act.POPULATE, project.stage)
    return populating.lock_scenes(work.session, project_id)


def _summaries(work: Work, project_id: UUID) -> list[SceneSummary]:
    found = scenes.titles(work.session, project_id)
    rows: dict[UUID, list[Row]] = defaultdict(list)
    for row in scenes.in_scenes(work.session, project_id):
        rows[row[0].scene_id].append(row)
    masters = {row.asset.id: row for row in board.every(work.session, project_id)}
    live = [row.asset for row in masters.values() if row.asset.binned_at is None]
    return [
        _summary(scene, rows[scene.id], masters, members_of(live, scene.number)) for scene in found
    ]


def _summary(
    scene: Scene,
    rows: Collection[Row],
    masters: Mapping[UUID, BoardRow],
    members: Collection[Asset],
) -> SceneSummary:
    different = differences(rows, masters, members, populated=scene.populated_at is not None)
    shown = [row for row in rows if masters[row[0].asset_id].asset.binned_at is None]
    images = [
        (masters[row[0].asset_id].asset.name, image)
        for row in shown
        if (image := shown_image(row)) is not None
    ]
    adds = sum(one.what == "missing" for one in different.pending)
    populated = "outdated" if different.found else "populated"
    return SceneSummary(
        id=scene.id,
        scene_number=scene.number,
        label=scene.label,
        heading=scene.heading,
        time_of_day=scene.time_of_day,
        populated_at=scene.populated_at,
        state=populated if scene.populated_at is not None else "empty",
        assets=len(shown),
        with_images=len(images),
        images=images[:PICTURES],
        changes=different.found,
        adds=adds,
        fills=len(different.pending) - adds,
    )
