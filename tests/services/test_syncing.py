"""What a film takes from the library afterwards, field by field."""

import pytest
from fixtures.factories import make_attempt, make_member, make_user
from fixtures.pictures import a_png

from asset_service.domain.errors import Conflict, Forbidden, NotFound, PreconditionMissing, Stale
from asset_service.domain.library import Field
from asset_service.ports.objects import StoreUnavailable
from services.library_kit import Shelf


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def pair(shelf):
    """A library asset, the asset that it came from, and its clone in the other film."""
    origin = shelf.made("Mara")
    kept = shelf.promote(origin).library_asset
    return kept, origin, shelf.cloned(kept)


def fields(preview):
    return {one.field: one for one in preview.compared}


def incoming(preview):
    return {one.field for one in preview.compared if one.incoming}


def test_fresh_from_the_library_nothing_differs(shelf, pair):
    preview = shelf.preview(pair[2])
    assert [one.field for one in preview.compared if one.differs] == []
    assert (preview.version, preview.synced_version) == (1, 1)


def test_what_changed_there_comes_and_what_changed_here_stays(shelf, pair):
    kept, _, clone = pair
    shelf.edit_clone(clone, description="Ours.")
    shelf.edit(kept, description="Theirs.", image_prompt="A lamp.")
    seen = fields(shelf.preview(clone))
    assert (seen["description"].ours, seen["description"].theirs) == ("Ours.", "Theirs.")
    assert (seen["description"].last, seen["description"].changed_here) == ("Seen at sea.", True)
    assert incoming(shelf.preview(clone)) == {"image_prompt"}
    synced = shelf.sync(clone)
    assert (synced.asset.description, synced.asset.image_prompt) == ("Ours.", "A lamp.")
    assert (synced.taken, synced.evicted) == (["image_prompt"], None)


def test_what_was_kept_stays_overridden_at_the_next_sync(shelf, pair):
    kept, _, clone = pair
    shelf.edit_clone(clone, description="Ours.")
    shelf.edit(kept, description="Theirs.")
    shelf.sync(clone)
    shelf.edit(kept, description="Theirs again.")
    assert fields(shelf.preview(clone))["description"].changed_here
    assert shelf.sync(clone).asset.description == "Ours."


def test_an_overridden_field_is_taken_when_somebody_says_so(shelf, pair):
    kept, _, clone = pair
    shelf.edit_clone(clone, description="Ours.")
    shelf.edit(kept, description="Theirs.")
    assert shelf.sync(clone, {Field.DESCRIPTION}).asset.description == "Theirs."
    assert [one for one in shelf.preview(clone).compared if one.differs] == []


def test_only_what_is_named_is_taken(shelf, pair):
    kept, _, clone = pair
    shelf.edit(kept, description="Theirs.", name="Mara Voss")
    synced = shelf.sync(clone, {Field.NAME})
    assert (synced.asset.name, synced.asset.description) == ("Mara Voss", "Seen at sea.")


def test_a_new_picture_arrives_as_the_selected_attempt(shelf, pair):
    kept, origin, clone = pair
    shelf.world.upload(origin, 7)
    now = shelf.promote(origin).library_asset
    assert incoming(shelf.preview(clone)) == {"image"}
    synced = shelf.sync(clone)
    assert synced.asset.image.sha256 == now.image.sha256 != kept.image.sha256
    assert synced.asset.attempts == 2


def test_what_a_picture_displaces_is_said_before_and_after(shelf, pair):
    _, origin, clone = pair
    others = [make_attempt(shelf.world.owner, clone) for _ in range(3)]
    shelf.world.upload(origin, 7)
    shelf.promote(origin)
    assert shelf.preview(clone).evicts == others[0].number
    assert shelf.sync(clone).evicted == others[0].id


def test_a_picture_chosen_in_the_film_is_an_override(shelf, pair):
    _, origin, clone = pair
    shelf.world.uploads.receive(shelf.user, shelf.other.id, clone.id, a_png(5), "ours.png")
    ours = shelf.theirs(clone.id).image.sha256
    shelf.world.upload(origin, 7)
    shelf.promote(origin)
    assert shelf.sync(clone).asset.image.sha256 == ours


def test_the_hint_is_about_what_a_film_could_take(shelf, pair):
    kept, _, clone = pair

    def newer():
        found = shelf.library.links(shelf.user, shelf.other.id)
        return [(one.asset_id, one.newer) for one in found]

    assert newer() == [(clone.id, False)]
    shelf.edit(kept, tags=["lead"])
    assert newer() == [(clone.id, False)]
    shelf.edit(kept, description="Theirs.")
    assert newer() == [(clone.id, True)]
    shelf.sync(clone, set())
    assert newer() == [(clone.id, False)]


def test_a_sync_is_of_what_was_read(shelf, pair):
    kept, _, clone = pair
    shelf.edit(kept, description="Theirs.")
    for how in ({"version": 9}, {"library_version": 1}):
        with pytest.raises(Stale):
            shelf.sync(clone, **how)
    with pytest.raises(PreconditionMissing):
        shelf.sync(clone, version=None)
    assert shelf.theirs(clone.id) == clone


def test_a_name_that_the_film_gave_to_another_is_refused_whole(shelf, pair):
    kept, origin, clone = pair
    shelf.cloned(shelf.kept("Tom", shade=3))
    shelf.world.upload(origin, 7)
    shelf.promote(origin)
    shelf.world.sql("update library_assets set binned_at = now() where name_folded = 'tom'")
    shelf.edit(kept, name="Tom")
    with pytest.raises(Conflict) as taken:
        shelf.sync(clone)
    assert taken.value.code == "name_taken"
    assert shelf.theirs(clone.id) == clone


def test_a_locked_stage_takes_nothing(shelf, pair):
    kept, _, clone = pair
    world = shelf.world
    world.styles.put(shelf.user, shelf.other.id, "Noir")
    world.styles.lock(shelf.user, shelf.other.id)
    world.stage.lock_all(shelf.user, shelf.other.id)
    shelf.edit(kept, description="Theirs.")
    with pytest.raises(Conflict) as held:
        shelf.sync(clone)
    assert held.value.code == "stage_locked"


def test_a_deferred_asset_gets_texts_but_no_picture(shelf, pair):
    kept, origin, clone = pair
    shelf.world.curation.defer(shelf.user, shelf.other.id, clone.id)
    shelf.edit(kept, description="Theirs.")
    assert shelf.sync(clone).asset.description == "Theirs."
    shelf.world.upload(origin, 7)
    shelf.promote(origin, library_asset_id=kept.id)
    with pytest.raises(Conflict) as held:
        shelf.sync(clone, {Field.IMAGE})
    assert held.value.code == "asset_deferred"


def test_members_who_do_not_own_the_library_have_nothing_to_take(shelf, pair):
    world, clone = shelf.world, pair[2]
    editor, stranger = make_member(world.owner, shelf.other), make_user(world.owner)
    viewer = make_member(world.owner, shelf.other, "viewer")
    with pytest.raises(Conflict) as absent:
        shelf.syncing.preview(editor.id, shelf.other.id, clone.id)
    assert absent.value.code == "not_in_library"
    assert shelf.library.links(editor.id, shelf.other.id) == []
    based_on = {"version": 1, "library_version": 1}
    for user, error in ((stranger, NotFound), (viewer, Forbidden), (editor, Conflict)):
        with pytest.raises(error):
            shelf.syncing.apply(user.id, shelf.other.id, clone.id, **based_on)


def test_a_store_that_is_away_leaves_nothing_half(shelf, pair):
    kept, origin, clone = pair
    shelf.world.upload(origin, 7)
    shelf.promote(origin)
    shelf.edit(kept, description="Theirs.")
    shelf.world.store.away = True
    with pytest.raises(StoreUnavailable):
        shelf.sync(clone)
    assert shelf.theirs(clone.id) == clone
