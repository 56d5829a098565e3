"""One asset into and out of many scenes at once, all or none (R9, R29)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.errors import Conflict
from asset_service.domain.populating import Mode
from asset_service.services.populating import fill_scene
from asset_service.services.scenes import take_out
from asset_service.store import assets, populating, projects, scene_attempts, scenes
from asset_service.store.work import Database


@dataclass(frozen=True)
class Placed:
    """How many scenes the asset came into, and how many it was taken out of."""

    name: str
    linked: int
    unlinked: int


class Placing:
    """Trusts `user_id` as authenticated; refuses strangers and viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_in(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        wanted: Collection[UUID],
        shown: Collection[UUID],
    ) -> Placed:
        """Let the asset be in the `wanted` ones of the `shown` scenes, and in no other of those.

        A scene that was not shown stays as it is. Raises NotFound, Conflict `last_scene` where
        no scene would be left, and `asset_everywhere` for what belongs to every scene.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            found = populating.lock_scenes(work.session, project_id)
            asset = assets.lock(work.session, project_id, asset_id)
            if asset.is_everywhere:
                raise Conflict(
                    "The asset belongs to every scene: give it scene numbers first.",
                    code="asset_everywhere",
                )
            there = scene_attempts.scenes_of(work.session, project_id, asset_id)
            numbers = set(asset.scene_numbers)
            inside = {one.id for one in found if one.id in there or one.number in numbers}
            comes = [one for one in found if one.id in shown and one.id in wanted]
            comes = [one for one in comes if one.id not in inside]
            goes = [one for one in found if one.id in shown and one.id in inside]
            goes = [one for one in goes if one.id not in wanted]
            for scene in comes:
                scenes.add_number(work.session, asset_id, scene.number)
                work.session.refresh(asset)
                fill_scene(work, scene, [asset], Mode.LINK)
            for scene in goes:
                take_out(work, scene, asset)
                work.session.flush()
                scenes.touch(work.session, scene.id)
            work.commit()
            return Placed(asset.name, len(comes), len(goes))
