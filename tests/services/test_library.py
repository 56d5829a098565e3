"""The library by itself: found, edited, taken back to what it said, deleted when unused."""

from datetime import timedelta

import pytest
from fixtures.factories import make_member, make_user
from fixtures.keeping import KEPT, keeping_of
from fixtures.statements import counted
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Invalid, NotFound, PreconditionMissing, Stale
from asset_service.domain.vocabulary import AssetType
from asset_service.services.images import Images
from asset_service.services.renditions import Renditions
from services.library_kit import Shelf


@pytest.fixture
def shelf(world):
    return Shelf(world)


def names(shelf, **how):
    return [one.name for one in shelf.library.list(shelf.user, **how).items]


def test_without_a_library_there_is_nothing(shelf):
    assert shelf.library.list(shelf.user).items == []
    assert shelf.library.links(shelf.user, shelf.world.project.id) == []


def test_every_word_is_looked_for_in_name_description_and_tags(shelf):
    mara = shelf.kept("Mara Voss")
    shelf.edit(mara, tags=["Lead", "100%"])
    shelf.kept("Oil lamp", kind=AssetType.PROP)
    assert names(shelf, q="VOSS") == ["Mara Voss"]
    assert names(shelf, q="lea sea") == ["Mara Voss"]
    assert names(shelf, q="0%") == ["Mara Voss"]
    assert names(shelf, q="% a") == ["Mara Voss"]
    assert names(shelf, q="lamp lead") == []
    assert names(shelf, type="prop") == ["Oil lamp"]


def test_pages_go_on_where_the_one_before_ended(shelf):
    for number in range(5):
        shelf.kept(f"Thing {number}", shade=None)
    seen, cursor = [], None
    while True:
        page = shelf.library.list(shelf.user, limit=2, cursor=cursor)
        seen += [one.name for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"Thing {number}" for number in (4, 3, 2, 1, 0)]


def test_the_number_of_statements_does_not_grow(world, shelf):
    shelf.kept("One")
    few = counted(world.engine, lambda: shelf.library.list(shelf.user))
    for number in range(4):
        shelf.cloned(shelf.kept(f"Thing {number}", shade=number))
    assert counted(world.engine, lambda: shelf.library.list(shelf.user)) == few


def test_an_edit_is_a_version_and_the_picture_stays(shelf):
    kept = shelf.kept()
    edited = shelf.edit(kept, name="Mara Voss", tags=["Lead", "lead", " sea "])
    assert (edited.version, edited.name, edited.tags) == (2, "Mara Voss", ["Lead", "sea"])
    assert edited.image == kept.image
    assert [(one.version, one.why) for one in shelf.library.versions(shelf.user, kept.id)] == [
        (2, "edited"),
        (1, "promoted"),
    ]


def test_an_edit_that_changes_nothing_is_no_version(shelf):
    kept = shelf.kept()
    assert shelf.edit(kept, name=" Mara ", description="Seen at sea.") == kept


def test_an_edit_is_of_what_was_read(shelf):
    kept = shelf.kept()
    shelf.edit(kept, name="Other")
    with pytest.raises(Stale):
        shelf.library.edit(shelf.user, kept.id, 1, {"name": "Mine"})
    with pytest.raises(PreconditionMissing):
        shelf.library.edit(shelf.user, kept.id, None, {"name": "Mine"})
    with pytest.raises(Invalid):
        shelf.library.edit(shelf.user, kept.id, 2, {"name": ""})
    assert shelf.library.get(shelf.user, kept.id).name == "Other"


def test_two_of_one_type_never_have_one_name(shelf):
    kept, _ = shelf.kept("Mara"), shelf.kept("Tom", shade=2)
    with pytest.raises(Conflict) as taken:
        shelf.edit(kept, name="TOM")
    assert taken.value.code == "name_taken"
    shelf.kept("Lamp", kind=AssetType.PROP)
    assert shelf.edit(kept, name="Lamp").name == "Lamp"


def test_an_old_version_comes_back_as_a_new_one(shelf):
    kept = shelf.kept("Mara")
    shelf.edit(kept, name="Other", description="Older.")
    back = shelf.library.restore_version(shelf.user, kept.id, 1, 2)
    assert (back.version, back.name, back.description) == (3, "Mara", "Seen at sea.")
    assert shelf.library.versions(shelf.user, kept.id)[0].restored_from == 1
    assert shelf.library.restore_version(shelf.user, kept.id, 1, 3).version == 3
    with pytest.raises(NotFound):
        shelf.library.restore_version(shelf.user, kept.id, 9, 3)


def test_what_is_used_is_not_deleted_and_says_where(shelf):
    kept = shelf.kept()
    shelf.clone(kept)
    with pytest.raises(Conflict) as used:
        shelf.library.delete(shelf.user, kept.id)
    assert used.value.code == "library_asset_used"
    titles = {one["title"] for one in used.value.extra["projects"]}
    assert titles == {"The Last Ferry", "The Next Ferry"}
    found = shelf.library.uses(shelf.user, kept.id)
    assert [one.project_title for one in found] == ["The Last Ferry", "The Next Ferry"]


def unused(shelf, name="Mara"):
    asset = shelf.made(name)
    kept = shelf.promote(asset).library_asset
    shelf.world.curation.delete(*shelf.world.ids, asset.id)
    return kept


def test_what_is_unused_waits_in_the_bin_and_comes_back(shelf):
    kept = unused(shelf)
    assert shelf.library.delete(shelf.user, kept.id).state == "binned"
    assert shelf.library.delete(shelf.user, kept.id).state == "binned"
    assert (names(shelf), names(shelf, state="binned")) == ([], ["Mara"])
    with pytest.raises(Conflict) as gone:
        shelf.edit(kept, name="Other")
    assert gone.value.code == "library_asset_binned"
    assert shelf.library.restore(shelf.user, kept.id).state == "live"
    assert names(shelf) == ["Mara"]


def test_a_name_taken_meanwhile_is_resolved_by_another(shelf):
    kept = unused(shelf)
    shelf.library.delete(shelf.user, kept.id)
    shelf.kept("Mara", shade=2)
    with pytest.raises(Conflict) as taken:
        shelf.library.restore(shelf.user, kept.id)
    assert taken.value.code == "name_taken"
    back = shelf.library.restore(shelf.user, kept.id, "Mara of old")
    assert (back.name, back.state, back.image) == ("Mara of old", "live", kept.image)


def test_after_its_days_it_is_gone_with_its_files(world, shelf):
    kept = unused(shelf)
    shelf.library.delete(shelf.user, kept.id)
    with keeping_of(world) as keeping:
        keeping.pass_time(KEPT - timedelta(days=1))
        assert keeping.emptying().empty_library_assets() == 0
        keeping.pass_time(timedelta(days=1))
        assert keeping.emptying().empty_library_assets() == 1
        for _ in range(4):
            keeping.pass_time(timedelta(days=2))
            keeping.collector().collect()
    assert kept.image.key not in world.store.objects
    with pytest.raises(NotFound):
        shelf.library.get(shelf.user, kept.id)


def test_a_use_and_a_deletion_at_once_never_miss_each_other(world, shelf):
    for number in range(6):
        kept = unused(shelf, f"Thing {number}")
        results = []
        at_once(
            lambda kept=kept: shelf.library.delete(shelf.user, kept.id),
            lambda kept=kept, results=results: results.extend(shelf.clone(kept)),
        )
        linked = bool(results) and results[0].outcome == "created"
        state = shelf.library.get(shelf.user, kept.id).state
        assert (state == "live") is linked


def test_a_library_is_its_owners_alone(world, shelf):
    kept, other = shelf.kept(), make_user(world.owner)
    member = make_member(world.owner, world.project)
    for user in (other, member):
        assert shelf.library.list(user.id).items == []
        for ask in (
            lambda user=user: shelf.library.get(user.id, kept.id),
            lambda user=user: shelf.library.versions(user.id, kept.id),
            lambda user=user: shelf.library.uses(user.id, kept.id),
            lambda user=user: shelf.library.edit(user.id, kept.id, 1, {"name": "Mine"}),
            lambda user=user: shelf.library.restore_version(user.id, kept.id, 1, 1),
            lambda user=user: shelf.library.delete(user.id, kept.id),
            lambda user=user: shelf.library.restore(user.id, kept.id),
        ):
            with pytest.raises(NotFound):
                ask()
    assert shelf.library.get(shelf.user, kept.id) == kept


def test_films_that_somebody_left_are_not_told_of(world, shelf):
    kept = shelf.kept()
    shelf.clone(kept)
    assert len(shelf.library.uses(shelf.user, kept.id)) == 2
    world.sql("delete from memberships where project_id = :id", id=shelf.other.id)
    assert len(shelf.library.uses(shelf.user, kept.id)) == 1


def test_pictures_of_a_library_are_shown_to_its_owner_and_made_in_every_size(world, shelf):
    kept = shelf.kept()
    library, sha256 = kept.image.key.split("/")
    images = Images(world.database, world.store)
    shown = images.rendition(shelf.user, library, sha256, 768)
    assert shown.key in world.store.objects
    with pytest.raises(NotFound):
        images.rendition(make_user(world.owner).id, library, sha256, 768)
    Renditions(world.database, world.pictures, world.store).render(shelf.user, library, sha256)
    assert f"{kept.image.key}.w256.webp" in world.store.objects
