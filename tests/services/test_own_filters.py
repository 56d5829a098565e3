"""Row-level security is the second wall: with it gone, the services' own filters still hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fixtures.factories import make_asset, make_project, make_scene, make_user
from fixtures.keeping import KEPT as KEPT_FOR
from fixtures.scripts import PIER, draft, extraction_of, scripts_of, tell
from fixtures.world import World, a_world

from asset_service.domain.decisions import EntityChoice
from asset_service.domain.errors import NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.activity import Activity, Filters
from asset_service.services.all_scenes import AllScenes
from asset_service.services.bin import Bin
from asset_service.services.cloning import CloneItem, Cloning
from asset_service.services.curation import NewAsset
from asset_service.services.history import History
from asset_service.services.images import Images
from asset_service.services.jobs import Jobs
from asset_service.services.library import Library
from asset_service.services.many import Many
from asset_service.services.merging import NewMerge
from asset_service.services.promoting import Promoting
from asset_service.services.renditions import Renditions
from asset_service.services.splitting import NewSplit
from asset_service.services.syncing import Syncing
from services.library_kit import Shelf

LAMP = NewAsset("Lamp", AssetType.PROP, "Of brass.")
NOW = datetime.now(UTC)
PLAIN: dict[str, Any] = {"override_text": "", "status_tags": [], "carry_forward": True}
CHOICE = EntityChoice(AssetType.CHARACTER, "Mara")


@dataclass
class Film:
    """A project of somebody, with everything a stranger may name."""

    asset: UUID
    candidate: UUID
    scene: UUID
    draft: UUID
    sha256: str
    asset_too: UUID
    reshape: UUID


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
    tom, told = open_world.asset("Tom", attempts=1), open_world.asset("Old Tom")
    made = open_world.merging.merge(*open_world.ids, NewMerge(tom.id, [told.id]))
    open_world.curation.edit(*open_world.ids, asset.id, 1, {"description": "A keeper."})
    open_world.lock()
    return Film(
        asset.id, candidate.id, scene.id, waiting, candidate.sha256, tom.id, made.reshape.id
    )


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
    "misfits": lambda w, me, f: w.curation.misfits(*me, f.asset),
    "compare": lambda w, me, f: History(w.database).compare(*me, f.asset, 1),
    "take_back": lambda w, me, f: History(w.database).restore(*me, f.asset, 1, 1),
    "merge": lambda w, me, f: w.merging.merge(*me, NewMerge(f.asset, [f.asset_too])),
    "split": lambda w, me, f: w.splitting.split(*me, f.asset, NewSplit("Mine", [1])),
    "reshapes_of": lambda w, me, f: w.reshapes.of_asset(*me, f.asset),
    "undo_reshape": lambda w, me, f: w.reshapes.undo(*me, f.reshape),
    "upload": lambda w, me, f: w.uploads.receive(*me, f.asset, b"x", "a.png"),
    "attempts": lambda w, me, f: w.attempts.list(*me, f.asset),
    "attempt": lambda w, me, f: w.attempts.get(*me, f.asset, f.candidate),
    "select": lambda w, me, f: w.attempts.select(*me, f.asset, f.candidate),
    "delete_attempt": lambda w, me, f: w.attempts.delete(*me, f.asset, f.candidate),
    "restore_attempt": lambda w, me, f: w.attempts.restore(*me, f.asset, f.candidate),
    "rendition": lambda w, me, f: images(w).rendition(*me, f.sha256, 768),
    "original": lambda w, me, f: images(w).original(*me, f.asset, f.candidate),
    "render": render,
    "promote": lambda w, me, f: Promoting(w.database, w.files).promote(*me, f.asset),
    "sync": lambda w, me, f: Syncing(w.database, w.files).preview(*me, f.asset),
    "scene": lambda w, me, f: scripts_of(w).scene(*me, f.scene),
    "draft": lambda w, me, f: scripts_of(w).draft(*me, f.draft),
    "confirm_script": lambda w, me, f: scripts_of(w).confirm(*me, f.draft),
    "scene_assets": lambda w, me, f: w.scenes.assets(*me, f.scene),
    "populate": lambda w, me, f: w.scenes.populate(*me, f.scene),
    "link": lambda w, me, f: w.scenes.link(*me, f.scene, f.asset),
    "unlink": lambda w, me, f: w.scenes.unlink(*me, f.scene, f.asset),
    "edit_in_scene": lambda w, me, f: w.scenes.edit(*me, f.scene, f.asset, seen=NOW, **PLAIN),
    "take_master": lambda w, me, f: w.scenes.take_master(*me, f.scene, f.asset),
}
# What is about a project as a whole.
WHOLE: dict[str, Any] = {
    "list": lambda w, me, f: w.curation.list(*me),
    "add": lambda w, me, f: w.curation.add(*me, LAMP),
    "defer_many": lambda w, me, f: Many(w.database).defer(*me, [f.asset]),
    "restore_many": lambda w, me, f: Many(w.database).restore(*me, [f.asset]),
    "delete_many": lambda w, me, f: Many(w.database).delete(*me, [f.asset]),
    "undo_many": lambda w, me, f: Many(w.database).undo(*me, "key"),
    "library_links": lambda w, me, f: Library(w.database).links(*me),
    "offered": lambda w, me, f: Library(w.database).offered(*me),
    "clone": lambda w, me, f: Cloning(w.database, w.files).clone(*me, [CloneItem(f.asset)]),
    "outline": lambda w, me, f: scripts_of(w).outline(*me),
    "of_project": lambda w, me, f: w.attempts.of_project(*me),
    "binned": lambda w, me, f: Bin(w.database, KEPT_FOR).list(*me),
    "reshapes": lambda w, me, f: w.reshapes.list(*me),
    "all_scenes": lambda w, me, f: AllScenes(w.database).summaries(*me),
    "populate_all": lambda w, me, f: AllScenes(w.database).populate(*me),
    "activity": lambda w, me, f: Activity(w.database).jobs(*me, Filters()),
    "activity_batches": lambda w, me, f: Activity(w.database).batches(*me, limit=5),
    "cancel_queued": lambda w, me, f: Jobs(w.database).cancel_queued(*me),
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


@pytest.mark.parametrize("verb", ["defer", "restore", "delete"])
def test_of_many_what_is_in_a_strangers_project_is_left_out(open_world, film, stranger, verb):
    before = open_world.everything()
    changed = getattr(Many(open_world.database), verb)(*stranger, [film.asset]).body
    assert [one.code for one in changed.left_out] == ["not_found"]
    assert open_world.everything() == before


def test_lists_show_ones_own_alone(open_world, film, stranger):
    assert open_world.curation.list(*stranger, state="all").items == []
    assert open_world.attempts.of_project(*stranger) == {}
    assert Bin(open_world.database, KEPT_FOR).list(*stranger).items == []
    assert Activity(open_world.database).jobs(*stranger, Filters()).count == 0
    assert scripts_of(open_world).scenes(*stranger).items == []
    assert open_world.stage.gate(*stranger).active == 0
    assert open_world.stage.unlock_impact(*stranger).scenes == 0


def test_the_one_it_belongs_to_finds_all_of_it(open_world, film):
    """The positive control: without it a 404 would prove nothing."""
    open_world.unlock()
    changing = {"confirm_script", "delete", "edit", "edit_in_scene", "populate", "select"}
    changing |= {"merge", "split", "take_back", "take_master", "undo_reshape", "unlink"}
    for verb in sorted(INSIDE.keys() - changing):
        INSIDE[verb](open_world, open_world.ids, film)


# What names a library asset, and so must be looked for in the library of who asks alone.
KEPT: dict[str, Any] = {
    "get": lambda s, me, one: s.library.get(me, one),
    "versions": lambda s, me, one: s.library.versions(me, one),
    "uses": lambda s, me, one: s.library.uses(me, one),
    "edit": lambda s, me, one: s.library.edit(me, one, 1, {"name": "Mine"}),
    "restore_version": lambda s, me, one: s.library.restore_version(me, one, 1, 1),
    "delete": lambda s, me, one: s.library.delete(me, one),
    "restore": lambda s, me, one: s.library.restore(me, one),
}


@pytest.mark.parametrize("verb", KEPT)
def test_a_library_asset_is_looked_for_in_ones_own_library(open_world, verb):
    shelf, user = Shelf(open_world), make_user(open_world.owner)
    kept = shelf.kept()
    with pytest.raises(NotFound):
        KEPT[verb](shelf, user.id, kept.id)
    assert shelf.library.list(user.id).items == []
    assert shelf.library.get(shelf.user, kept.id) == kept


def test_nothing_is_cloned_nor_updated_of_anothers_library(open_world):
    shelf, user = Shelf(open_world), make_user(open_world.owner)
    film, kept = make_project(open_world.owner, user), shelf.kept()
    (result,) = shelf.cloning.clone(user.id, film.id, [CloneItem(kept.id)]).items
    assert (result.code, result.name) == ("not_found", "")
    asset = make_asset(open_world.owner, film)
    with pytest.raises(NotFound):
        shelf.promoting.promote(user.id, film.id, asset.id, library_asset_id=kept.id)
    assert shelf.library.links(user.id, film.id) == []


def test_the_uses_that_are_told_are_those_in_films_that_one_sees(open_world):
    shelf = Shelf(open_world)
    kept = shelf.kept()
    shelf.clone(kept)
    open_world.sql("delete from memberships where project_id = :id", id=shelf.other.id)
    (use,) = shelf.library.uses(shelf.user, kept.id)
    assert use.project_id == open_world.project.id
    assert shelf.library.get(shelf.user, kept.id).uses == 1
