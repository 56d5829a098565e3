"""Every asset by every scene: in which it is, and where what is shown there comes from.

`Matrix.of(user_id, project_id)` returns a `MatrixView`: `scenes` are the columns in the script's
order, `rows` the assets that are not in the bin, by type and then in the order they were made.
`row.cells[i]` is of `scenes[i]`; `cell.state` is one of

- `out`: the asset does not belong to the scene
- `belongs`: it does, by its scene numbers or as one of every scene, but is not populated there
- `master`, `inherited`, `own`: it is there, and shows the project's picture, an earlier scene's,
  or one of its own
- `empty`: it is there without an image; for a deferred asset that is how it should be

and `cell.outdated` says that the asset changed since. The number of statements depends on no
number of assets or scenes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.inheritance import changes
from asset_service.domain.vocabulary import AssetType
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.populating import members_of
from asset_service.services.scene_views import Origins, came_from_of, master_of, origin_of, state_of
from asset_service.store import matrix, projects, scenes
from asset_service.store.matrix import Line
from asset_service.store.work import Database

OUT, BELONGS, EMPTY = "out", "belongs", "empty"
THERE = ("master", "inherited", "own", EMPTY)
"""The states of a cell whose asset is in the scene."""


@dataclass(frozen=True)
class MatrixScene:
    """A column; `label` is the script's own number, often empty."""

    id: UUID
    scene_number: int
    label: str
    heading: str
    populated: bool


@dataclass(frozen=True)
class Cell:
    """`override` and `tags` say whether something is written for the scene."""

    state: str
    outdated: bool = False
    override: bool = False
    tags: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the asset is in the scene."""
        return self.state in THERE


@dataclass(frozen=True)
class MatrixRow:
    """`everywhere`: without numbers it belongs to every scene."""

    asset_id: UUID
    name: str
    type: str
    deferred: bool
    everywhere: bool
    image_key: str | None
    cells: Sequence[Cell]

    @property
    def count(self) -> int:
        """In how many scenes the asset is, or belongs."""
        return sum(cell.state != OUT for cell in self.cells)


@dataclass(frozen=True)
class MatrixView:
    scenes: Sequence[MatrixScene]
    rows: Sequence[MatrixRow]


class Matrix:
    """Trusts `user_id` as authenticated; refuses strangers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user_id: UUID, project_id: UUID) -> MatrixView:
        """Return the whole of it; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            columns = scenes.titles(work.session, project_id)
            lines = matrix.lines(work.session, project_id)
            there = {
                (row[0].asset_id, row[0].scene_id): row
                for row in matrix.cells(work.session, project_id)
            }
            ids = [line.asset.id for line in lines]
            origins = scenes.origins(work.session, project_id, ids)
        places = {kind.value: place for place, kind in enumerate(AssetType)}
        ordered = sorted(lines, key=lambda line: places[line.asset.type])
        belongs = _belongs(columns, lines)
        return MatrixView(
            [
                MatrixScene(
                    id=scene.id,
                    scene_number=scene.number,
                    label=scene.label,
                    heading=scene.heading,
                    populated=scene.populated_at is not None,
                )
                for scene in columns
            ],
            [_row(line, columns, there, belongs[line.asset.id], origins) for line in ordered],
        )


_There = Mapping[tuple[UUID, UUID], tuple[SceneAsset, UUID | None]]


def _belongs(columns: Sequence[Scene], lines: Collection[Line]) -> dict[UUID, set[UUID]]:
    """Return by asset the scenes that it belongs to."""
    found: dict[UUID, set[UUID]] = {line.asset.id: set() for line in lines}
    assets = [line.asset for line in lines]
    for scene in columns:
        for asset in members_of(assets, scene.number):
            found[asset.id].add(scene.id)
    return found


def _row(
    line: Line,
    columns: Sequence[Scene],
    there: _There,
    belongs: Collection[UUID],
    origins: Origins,
) -> MatrixRow:
    asset = line.asset
    cells = []
    for scene in columns:
        row = there.get((asset.id, scene.id))
        if row is None:
            cells.append(Cell(BELONGS if scene.id in belongs else OUT))
        else:
            cells.append(_cell(line, *row, origins, populated=scene.populated_at is not None))
    return MatrixRow(
        asset_id=asset.id,
        name=asset.name,
        type=asset.type,
        deferred=asset.deferred,
        everywhere=asset.is_everywhere,
        image_key=f"{asset.project_id}/{line.sha256}" if line.sha256 else None,
        cells=cells,
    )


def _cell(
    line: Line,
    there: SceneAsset,
    made_for: UUID | None,
    origins: Origins,
    *,
    populated: bool,
) -> Cell:
    """`made_for` is the scene asset that the picture shown there was made for, if for one."""
    changed = changes(state_of(there), master_of(line.asset, line.selected), binned=False)
    if there.image_attempt_id is None:
        state = EMPTY
    else:
        state = origin_of(there, made_for, came_from_of(there.inherited_from, origins))
    return Cell(
        state,
        outdated=populated and bool(changed),
        override=bool(there.override_text),
        tags=tuple(there.status_tags),
    )
