"""From a film into the library: texts, picture and a link back, once."""

import pytest
from fixtures.factories import make_member, make_user
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.idempotency import Idempotency, Replayed
from services.library_kit import Shelf


@pytest.fixture
def shelf(world):
    return Shelf(world)


def link(world, asset):
    return world.sql(
        "select library_asset_id, library_version from assets where id = :id", id=asset.id
    )[0]


def test_texts_and_picture_are_kept_and_linked_back(world, shelf):
    asset = shelf.made("Mara")
    promoted = shelf.promote(asset)
    kept = promoted.library_asset
    assert (promoted.outcome, kept.name, kept.version, kept.uses) == ("created", "Mara", 1, 1)
    assert kept.description == "Seen at sea."
    assert kept.image.sha256 == world.see(asset).image.sha256
    assert tuple(link(world, asset)) == (kept.id, 1)


def test_the_file_is_in_the_library_and_counted_there(world, shelf):
    kept = shelf.kept()
    library = kept.image.key.split("/")[0]
    assert library != str(world.project.id)
    stored = {key for key in world.store.objects if key.startswith(library)}
    assert stored == {kept.image.key, f"{kept.image.key}.w768.webp"}
    rows = world.sql("select sha256 from objects where project_id = :id", id=library)
    assert [row[0] for row in rows] == [kept.image.sha256]


def test_again_is_unchanged_and_makes_nothing(world, shelf):
    asset = shelf.made()
    first = shelf.promote(asset)
    again = shelf.promote(asset)
    assert (again.outcome, again.library_asset) == ("unchanged", first.library_asset)
    assert len(shelf.library.versions(shelf.user, first.library_asset.id)) == 1


def test_what_changed_in_the_film_is_a_new_version_of_the_same_one(world, shelf):
    asset = shelf.made()
    kept = shelf.promote(asset).library_asset
    world.upload(asset, 2)
    version = world.see(asset).version
    world.curation.edit(*world.ids, asset.id, version, {"description": "Older."})
    again = shelf.promote(asset)
    assert (again.outcome, again.library_asset.id) == ("updated", kept.id)
    assert (again.library_asset.version, again.library_asset.description) == (2, "Older.")
    assert again.library_asset.image.sha256 != kept.image.sha256
    assert link(world, asset)[1] == 2


def test_the_same_picture_is_stored_once(world, shelf):
    shelf.kept("Mara", shade=1)
    shelf.kept("Tom", shade=1)
    assert world.sql(
        "select count(*) from objects o join projects p on p.id = o.project_id"
        " where p.kind = 'library'"
    ) == [(1,)]


def test_an_asset_without_a_picture_takes_none_away(world, shelf):
    asset = shelf.made("Mara", shade=None)
    kept = shelf.promote(asset).library_asset
    assert kept.image is None
    world.upload(asset, 3)
    assert shelf.promote(asset).library_asset.image is not None
    bare = shelf.made("Tom", shade=None)
    merged = shelf.promote(bare, library_asset_id=kept.id).library_asset
    assert merged.image is not None


def test_a_name_that_is_taken_asks_which_one_is_meant(world, shelf):
    kept = shelf.kept("Mara")
    world.curation.delete(*world.ids, world.sql("select id from assets")[0][0])
    another = shelf.made("MARA", shade=2)
    with pytest.raises(Conflict) as asked:
        shelf.promote(another)
    assert (asked.value.code, asked.value.extra["library_asset_id"]) == ("name_taken", str(kept.id))
    updated = shelf.promote(another, library_asset_id=kept.id)
    assert (updated.outcome, updated.library_asset.name) == ("updated", "Mara")
    third = shelf.made("Third", shade=None)
    named = shelf.promote(third, name="Mara the younger")
    assert named.library_asset.name == "Mara the younger"


def test_an_update_keeps_the_name_it_has_in_the_library(world, shelf):
    asset = shelf.made("Mara")
    kept = shelf.promote(asset, name="Mara Voss").library_asset
    world.upload(asset, 4)
    assert shelf.promote(asset).library_asset.name == "Mara Voss"
    assert shelf.promote(asset, name="M. Voss").library_asset.id == kept.id


def test_only_one_of_its_own_type_is_updated(world, shelf):
    kept = shelf.kept("Mara")
    lamp = shelf.made("Lamp", kind=AssetType.PROP)
    with pytest.raises(Invalid):
        shelf.promote(lamp, library_asset_id=kept.id)


def test_each_member_keeps_in_a_library_of_their_own(world, shelf):
    editor = make_member(world.owner, world.project)
    asset = shelf.made()
    shelf.promote(asset)
    theirs = shelf.promoting.promote(editor.id, world.project.id, asset.id).library_asset
    assert [one.id for one in shelf.library.list(editor.id).items] == [theirs.id]
    with pytest.raises(NotFound):
        shelf.library.get(shelf.user, theirs.id)
    with pytest.raises(NotFound):
        shelf.promote(asset, library_asset_id=theirs.id)


def test_viewers_and_strangers_keep_nothing(world, shelf):
    viewer, stranger = make_member(world.owner, world.project, "viewer"), make_user(world.owner)
    asset = shelf.made()
    with pytest.raises(Forbidden):
        shelf.promoting.promote(viewer.id, world.project.id, asset.id)
    with pytest.raises(NotFound):
        shelf.promoting.promote(stranger.id, world.project.id, asset.id)
    assert world.sql("select count(*) from projects where kind = 'library'") == [(0,)]


def test_a_locked_stage_lets_its_assets_be_kept(world, shelf):
    asset = shelf.made()
    world.lock()
    assert shelf.promote(asset).outcome == "created"


def test_a_store_that_is_away_leaves_nothing_half(world, shelf):
    asset = shelf.made()
    world.store.away = True
    with pytest.raises(StoreUnavailable):
        shelf.promote(asset)
    world.store.away = False
    assert world.sql("select count(*) from library_assets") == [(0,)]
    assert link(world, asset)[0] is None
    assert shelf.promote(asset).outcome == "created"


def test_a_picture_that_is_gone_from_the_store_is_no_picture_of_the_library(world, shelf):
    asset = shelf.made()
    world.store.objects.clear()
    with pytest.raises(StoreUnavailable):
        shelf.promote(asset)
    assert world.sql("select count(*) from library_versions") == [(0,)]


def test_one_key_promotes_once(world, shelf):
    asset = shelf.made()
    key = Idempotency("k", "POST", "/", b"", lambda promoted: {"outcome": promoted.outcome})
    assert shelf.promote(asset, idempotency=key).outcome == "created"
    with pytest.raises(Replayed) as again:
        shelf.promote(asset, idempotency=key)
    assert again.value.answer.body == {"outcome": "created"}


def test_two_at_once_keep_one_asset_once(world, shelf):
    asset = shelf.made()
    assert at_once(*[lambda: shelf.promote(asset)] * 4) == []
    assert world.sql("select count(*) from library_assets") == [(1,)]
    assert world.sql("select count(*) from library_versions") == [(1,)]


def test_of_two_of_one_name_at_once_one_is_asked(world, shelf):
    first, second = shelf.made("Mara"), shelf.made("Tom")
    raised = at_once(
        lambda: shelf.promote(first, name="Same"), lambda: shelf.promote(second, name="Same")
    )
    assert [one.code for one in raised] == ["name_taken"]
    assert world.sql("select count(*) from library_assets") == [(1,)]


def test_a_picture_selected_while_another_is_copied_is_the_one_that_is_kept(world, shelf):
    asset = shelf.made(shade=1)
    put, seen = world.store.put, []

    def late(key, data, content_type):
        put(key, data, content_type)
        if not seen:
            seen.append(key)
            world.upload(asset, 2)

    world.store.put = late
    kept = shelf.promote(asset).library_asset
    assert kept.image.sha256 == world.see(asset).image.sha256
    assert world.sql("select count(*) from library_versions") == [(1,)]


def test_where_a_picture_is_from_comes_along(world, shelf):
    asset = shelf.made(shade=None)
    made = world.upload(asset, 1, "b.png")
    world.sql(
        "update attempts set digital_source_type = 'trainedAlgorithmicMedia',"
        " said_source_type = 'trainedAlgorithmicMedia', claims = '{\"ai_system\": \"X\"}'"
    )
    kept = shelf.promote(asset).library_asset
    assert (kept.image.ai_generated, kept.image.source) == (True, "uploaded")
    copy = shelf.cloned(kept)
    row = world.sql(
        "select copy_of, original_name, said_source_type, claims, cost_amount, is_selected"
        " from attempts where asset_id = :id",
        id=copy.id,
    )[0]
    assert tuple(row) == (
        made.attempt.id,
        "b.png",
        "trainedAlgorithmicMedia",
        {"ai_system": "X"},
        None,
        True,
    )
