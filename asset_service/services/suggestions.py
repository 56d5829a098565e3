"""Assets that the text of a scene names and that are not linked to it yet.

Found as the reading view marks them: by their names, as whole words, the longest first. What
belongs to the scene by its numbers is none: populating brings it. Refuses strangers.
"""

from dataclasses import dataclass
from uuid import UUID

from asset_service.models.asset import Asset
from asset_service.models.scene import Scene
from asset_service.screenplay import plain
from asset_service.screenplay.marking import Marker
from asset_service.services.populating import members_of
from asset_service.services.scenes import Scenes
from asset_service.services.views.scenes import SceneAssetView
from asset_service.store import assets, projects, scenes
from asset_service.store.work import Database, Work

QUOTED_MOST = 240


@dataclass(frozen=True)
class Suggestion:
    """`quote` is the first line of the scene that names it; `kind` what that line is.

    `kind` is the reader's word: `character` for a cue, `dialogue`, `action`, `scene_heading` ...
    """

    asset_id: UUID
    name: str
    type: str
    deferred: bool
    quote: str
    kind: str
    mentions: int


class Suggestions:
    """`scenes` links what is taken."""

    def __init__(self, database: Database, scenes: Scenes) -> None:
        self._database = database
        self._scenes = scenes

    def of_scene(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> list[Suggestion]:
        """Return them in the order in which the scene names them; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            scene = scenes.get(work.session, project_id, scene_id)
            return _suggest(scene, _unlinked(work, scene))

    def link_all(self, user_id: UUID, project_id: UUID, scene_id: UUID) -> list[SceneAssetView]:
        """Link every one of them, or none; again there are none left."""
        found = self.of_scene(user_id, project_id, scene_id)
        ids = [one.asset_id for one in found]
        return self._scenes.link_several(user_id, project_id, scene_id, ids)


def _unlinked(work: Work, scene: Scene) -> list[Asset]:
    found = assets.live(work.session, scene.project_id)
    there = {row[0].asset_id for row in scenes.in_scene(work.session, scene.project_id, scene.id)}
    there |= {asset.id for asset in members_of(found, scene.number)}
    return [asset for asset in found if asset.id not in there]


def _suggest(scene: Scene, unlinked: list[Asset]) -> list[Suggestion]:
    marker = Marker((asset.name, asset) for asset in unlinked)
    first: dict[UUID, tuple[Asset, str, str]] = {}
    mentions: dict[UUID, int] = {}
    for element in plain.parse(scene.text).elements:
        for line in element.text.splitlines():
            for asset in (one.key for one in marker.mark(line) if one.key is not None):
                first.setdefault(asset.id, (asset, line.strip()[:QUOTED_MOST], element.kind))
                mentions[asset.id] = mentions.get(asset.id, 0) + 1
    return [
        Suggestion(
            asset_id=asset.id,
            name=asset.name,
            type=asset.type,
            deferred=asset.deferred,
            quote=quote,
            kind=kind,
            mentions=mentions[asset.id],
        )
        for asset, quote, kind in first.values()
    ]
