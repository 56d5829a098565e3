"""Row-level security is the second wall: with it gone, the services' own filters still hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fixtures.factories import make_project, make_scene, make_user
from fixtures.scripts import PIER, draft, extraction_of, scripts_of, tell
from fixtures.world import World, a_world

from asset_service.domain.decisions import EntityChoice
from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.curation import NewAsset
from asset_service.services.images import Images
from asset_service.services.renditions import Renditions

LAMP = NewAsset("Lamp", AssetType.PROP, "Of brass.")
CHOICE = EntityChoice(AssetType.CHARACTER, "Mara")


@dataclass
class Film:
    """A project of somebody, with everything a stranger may name."""

    asset: UUID
    candidate: UUID
    scene: UUID
    draft: UUID
    sha256: str


@pytest.fixture
def open_world(empty_database) -> Iterator[World]:
    """A world whose services could see every row."""
    with a_world(empty_database, policies=False) as made:
        yield made


@pytest.fixture
def film(open_world):
    tell(open_world, PIER)
    asset = open_world.asset("Mara", scene_numbers=[1])
    candidate = open_world.upload(asset, 1).attempt
    open_world.upload(asset, 2)
    open_world.attempts.delete(*open_world.ids, asset.id, candidate.id)
    scene = make_scene(open_world.owner, open_world.project, 2)
    waiting = draft(open_world, PIER).draft_id
    open_world.lock()
    return Film(asset.id, candidate.id, scene.id, waiting, candidate.sha256)


@pytest.fixture
def stranger(open_world, film):
    """Somebody with a project of their own whose stage is locked, too."""
    user = make_user(open_world.owner)
    project = make_project(open_world.owner, user)
    open_world.sql(
        "update projects set stage = 'locked', stage_locked_at = now(),"
        " locked_script_version = 0 where id = :id",
        id=project.id,
    )
    return user.id, project.id


def images(world):
    return Images(world.database, world.store)


def render(world, where, film):
    Renditions(world.database, world.pictures, world.store).render(*where, film.sha256)


# What names something inside a project, and so must be looked for in that project alone.
INSIDE: dict[str, Any] = {
    "see": lambda w, me, f: w.curation.get(*me, f.asset),
    "revisions": lambda w, me, f: w.curation.revisions(*me, f.asset),
    "edit": lambda w, me, f: w.curation.edit(*me, f.asset, 1, {"name": "Mine"}),
    "defer": lambda w, me, f: w.curation.defer(*me, f.asset),
    "restore": lambda w, me, f: w.curation.restore(*me, f.asset),
    "delete": lambda w, me, f: w.curation.delete(*me, f.asset),
    "upload": lambda w, me, f: w.uploads.receive(*me, f.asset, b"x", "a.png"),
    "attempts": lambda w, me, f: w.attempts.list(*me, f.asset),
    "attempt": lambda w, me, f: w.attempts.get(*me, f.asset, f.candidate),
    "select": lambda w, me, f: w.attempts.select(*me, f.asset, f.candidate),
    "delete_attempt": lambda w, me, f: w.attempts.delete(*me, f.asset, f.candidate),
    "restore_attempt": lambda w, me, f: w.attempts.restore(*me, f.asset, f.candidate),
    "rendition": lambda w, me, f: images(w).rendition(*me, f.sha256, 768),
    "original": lambda w, me, f: images(w).original(*me, f.asset, f.candidate),
    "render": render,
    "scene": lambda w, me, f: scripts_of(w).scene(*me, f.scene),
    "draft": lambda w, me, f: scripts_of(w).draft(*me, f.draft),
    "confirm_script": lambda w, me, f: scripts_of(w).confirm(*me, f.draft),
    "scene_assets": lambda w, me, f: w.scenes.assets(*me, f.scene),
    "populate": lambda w, me, f: w.scenes.populate(*me, f.scene),
    "link": lambda w, me, f: w.scenes.link(*me, f.scene, f.asset),
    "unlink": lambda w, me, f: w.scenes.unlink(*me, f.scene, f.asset),
}
# What is about a project as a whole.
WHOLE: dict[str, Any] = {
    "list": lambda w, me, f: w.curation.list(*me),
    "add": lambda w, me, f: w.curation.add(*me, LAMP),
    "of_project": lambda w, me, f: w.attempts.of_project(*me),
    "binned": lambda w, me, f: w.attempts.binned(*me),
    "gate": lambda w, me, f: w.stage.gate(*me),
    "lock_all": lambda w, me, f: w.stage.lock_all(*me),
    "unlock_impact": lambda w, me, f: w.stage.unlock_impact(*me),
    "unlock": lambda w, me, f: w.stage.unlock(*me, confirmed=True),
    "style": lambda w, me, f: w.styles.get(*me),
    "put_style": lambda w, me, f: w.styles.put(*me, "Mine"),
    "lock_style": lambda w, me, f: w.styles.lock(*me),
    "change_style": lambda w, me, f: w.styles.change(*me, "Mine"),
    "preview_script": lambda w, me, f: scripts_of(w).preview(*me, PIER.encode(), "a.txt"),
    "scenes": lambda w, me, f: scripts_of(w).scenes(*me),
    "extract": lambda w, me, f: extraction_of(w).preview(*me),
    "confirm": lambda w, me, f: extraction_of(w).confirm(*me, [CHOICE]),
}


@pytest.mark.parametrize("verb", sorted(INSIDE | WHOLE))
def test_a_strangers_project_is_not_found(open_world, film, stranger, verb):
    user, _ = stranger
    before = open_world.everything()
    with pytest.raises(NotFound):
        (INSIDE | WHOLE)[verb](open_world, (user, open_world.project.id), film)
    assert open_world.everything() == before


@pytest.mark.parametrize("verb", sorted(INSIDE))
def test_what_is_in_a_strangers_project_is_not_found_in_ones_own(open_world, film, stranger, verb):
    before = open_world.everything()
    with pytest.raises(NotFound):
        INSIDE[verb](open_world, stranger, film)
    assert open_world.everything() == before


def test_lists_show_ones_own_alone(open_world, film, stranger):
    assert open_world.curation.list(*stranger, state="all").items == []
    assert open_world.attempts.of_project(*stranger) == {}
    assert open_world.attempts.binned(*stranger) == []
    assert scripts_of(open_world).scenes(*stranger).items == []
    assert open_world.stage.gate(*stranger).active == 0
    assert open_world.stage.unlock_impact(*stranger).scenes == 0


def test_the_one_it_belongs_to_finds_all_of_it(open_world, film):
    """The positive control: without it a 404 would prove nothing."""
    open_world.unlock()
    changing = {"confirm_script", "delete", "edit", "populate", "select", "unlink"}
    for verb in sorted(INSIDE.keys() - changing):
        INSIDE[verb](open_world, open_world.ids, film)
