"""The assets of a film by its scenes, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from asset_service.domain.tables import BOM, row
from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.export_making import Made, Progress, Task
from asset_service.services.scene_views import Origins, came_from_of, origin_of
from asset_service.store import export_contents, projects, scenes
from asset_service.store.work import Database

NOT_THERE = ""
MEMBER = "member"
NO_IMAGE = "no image"
_FACTS = ("Type", "Name", "Deferred", "Scenes")


@dataclass(frozen=True)
class _Matrix:
    title: str
    scenes: list[Scene]
    assets: list[Asset]
    populated: Mapping[tuple[UUID, int], SceneAsset]
    made_for: Mapping[UUID, UUID]
    origins: Origins


class MatrixMaker:
    """Says in each cell what a scene shows of an asset.

    Nothing where it is not in the scene, `member` where it belongs to it and the scene is not
    populated with it yet; else the `master` image, an `inherited` state, an image of its `own`,
    or `no image`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, task: Task, file: BinaryIO, progress: Progress) -> Made:
        """Write a line for each asset, under two lines that name the scenes."""
        matrix = self._read(task)
        progress.begin(len(matrix.assets))
        headings = [scene.heading for scene in matrix.scenes]
        numbers = [scene.label or str(scene.number) for scene in matrix.scenes]
        file.write((BOM if task.options.excel else "").encode())
        file.write(row([*_FACTS, *numbers]).encode())
        file.write(row(["", "", "", "", *headings]).encode())
        for asset in matrix.assets:
            cells = [_cell(asset, scene.number, matrix) for scene in matrix.scenes]
            facts = (asset.type, asset.name, asset.deferred, sum(map(bool, cells)))
            file.write(row([*facts, *cells]).encode())
            progress.step()
        return Made(matrix.title)

    def _read(self, task: Task) -> _Matrix:
        options, project_id = task.options, task.project_id
        with self._database.as_user(task.user_id) as work:
            project = projects.for_reading(work.session, task.user_id, project_id)
            found = export_contents.assets(
                work.session, project_id, options.types, deferred=options.deferred
            )
            return _Matrix(
                project.title,
                list(scenes.titles(work.session, project_id)),
                list(found),
                export_contents.in_scenes(work.session, project_id),
                export_contents.made_for(work.session, project_id),
                scenes.origins(work.session, project_id, [asset.id for asset in found]),
            )


def _cell(asset: Asset, number: int, matrix: _Matrix) -> str:
    found = matrix.populated.get((asset.id, number))
    if found is None:
        belongs = number in asset.scene_numbers or asset.is_everywhere
        return MEMBER if belongs else NOT_THERE
    if found.image_attempt_id is None:
        return NO_IMAGE
    made_for = matrix.made_for.get(found.image_attempt_id)
    return origin_of(found, made_for, came_from_of(found.inherited_from, matrix.origins))
