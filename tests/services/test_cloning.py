"""From the library into a film: new ones, linked ones, and why some are left out."""

import pytest
from fixtures.factories import make_attempt, make_member, make_scene, make_tombstone, make_user
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from asset_service.domain.library import Description, Name, Picture
from asset_service.domain.vocabulary import AssetType
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.cloning import MOST, CloneItem
from asset_service.services.curation import NewAsset
from asset_service.services.idempotency import Idempotency, Replayed
from asset_service.store import assets
from services.library_kit import Shelf


@pytest.fixture
def shelf(world):
    return Shelf(world)


def there(shelf, name="Mara", description="A local one."):
    """An asset that the other film has already."""
    new = NewAsset(name, AssetType.CHARACTER, description)
    return shelf.world.curation.add(shelf.user, shelf.other.id, new)


def attempts(shelf, asset_id, state="live"):
    return shelf.world.attempts.list(shelf.user, shelf.other.id, asset_id, state)


def test_a_clone_is_an_asset_whose_picture_is_its_selected_attempt(world, shelf):
    kept = shelf.kept()
    (result,) = shelf.clone(kept)
    copy = shelf.theirs(result.asset_id)
    assert (result.outcome, result.code, copy.source) == ("created", None, "cloned")
    assert (copy.name, copy.description) == (kept.name, kept.description)
    assert copy.image.sha256 == kept.image.sha256
    assert copy.image.key == f"{shelf.other.id}/{kept.image.sha256}"
    assert copy.image.key in world.store.objects
    assert shelf.library.get(shelf.user, kept.id).uses == 2


def test_many_are_taken_in_order_with_a_result_each(world, shelf):
    kept = [shelf.kept(name, shade=shade) for shade, name in enumerate(("Mara", "Tom", "Ida"))]
    there(shelf, "Tom")
    world.sql("update library_assets set binned_at = now() where id = :id", id=kept[2].id)
    results = shelf.clone(*kept)
    assert [(one.outcome, one.code) for one in results] == [
        ("created", None),
        ("left_out", "name_taken"),
        ("left_out", "not_found"),
    ]


def test_a_name_that_the_film_has_names_the_asset_that_has_it(shelf):
    kept, local = shelf.kept("Mara"), there(shelf, "mara")
    (asked,) = shelf.clone(kept)
    assert (asked.code, asked.asset_id) == ("name_taken", local.id)
    (linked,) = shelf.clone(kept, link_same_name=True)
    assert (linked.outcome, linked.asset_id) == ("updated", local.id)
    (again,) = shelf.clone(kept, name="Mara of the sea")
    assert (again.outcome, shelf.theirs(again.asset_id).name) == ("created", "Mara of the sea")


@pytest.mark.parametrize(
    ("how", "name", "description"),
    [
        ({}, "mara", "A local one."),
        ({"name_strategy": Name.TAKE}, "Mara", "A local one."),
        ({"description_strategy": Description.TAKE}, "mara", "Seen at sea."),
        ({"description_strategy": Description.APPEND}, "mara", "A local one.\n\nSeen at sea."),
    ],
)
def test_a_linked_asset_keeps_or_takes_what_the_strategies_say(shelf, how, name, description):
    kept, local = shelf.kept("Mara"), there(shelf, "mara")
    (result,) = shelf.clone(kept, asset_id=local.id, **how)
    linked = shelf.theirs(result.asset_id)
    assert (linked.name, linked.description) == (name, description)
    assert (linked.source, linked.image.sha256) == ("manual", kept.image.sha256)


def test_a_text_that_is_replaced_can_be_had_back(shelf):
    kept, local = shelf.kept("Mara"), there(shelf, "Mara")
    shelf.clone(kept, asset_id=local.id, description_strategy=Description.TAKE)
    earlier = shelf.world.curation.revisions(shelf.user, shelf.other.id, local.id)
    assert [one.description for one in earlier] == ["A local one."]


def test_texts_too_long_together_are_left_out_and_nothing_of_it_is_done(shelf):
    kept, local = shelf.kept("Mara"), there(shelf, "Mara", "x" * 3995)
    (result,) = shelf.clone(kept, asset_id=local.id, description_strategy=Description.APPEND)
    assert (result.outcome, result.code) == ("left_out", "invalid")
    assert shelf.theirs(local.id) == local


def test_a_picture_comes_as_a_candidate_or_not_at_all_when_asked(shelf):
    kept, local = shelf.kept("Mara"), there(shelf, "Mara")
    make_attempt(shelf.world.owner, local)
    shelf.clone(kept, asset_id=local.id, image=Picture.NONE)
    assert len(attempts(shelf, local.id)) == 1
    shelf.clone(kept, asset_id=local.id, image=Picture.CANDIDATE)
    assert [one.is_selected for one in attempts(shelf, local.id)] == [True, False]
    # the same file again is put in use, not added
    shelf.clone(kept, asset_id=local.id)
    assert [one.is_selected for one in attempts(shelf, local.id)] == [False, True]


def test_a_fifth_attempt_evicts_the_oldest_that_is_not_selected_and_says_so(shelf):
    kept, local = shelf.kept("Mara"), there(shelf, "Mara")
    made = [make_attempt(shelf.world.owner, local) for _ in range(4)]
    (result,) = shelf.clone(kept, asset_id=local.id)
    assert result.evicted == made[1].id
    assert [one.id for one in attempts(shelf, local.id, "binned")] == [made[1].id]
    assert len(attempts(shelf, local.id)) == 4


def test_a_name_that_was_deleted_may_be_cloned_again(world, shelf):
    make_tombstone(world.owner, shelf.other, "Mara", "character")
    (result,) = shelf.clone(shelf.kept("Mara"))
    assert result.outcome == "created"
    assert world.sql("select count(*) from tombstones") == [(0,)]


def test_scenes_are_those_of_the_script(shelf):
    make_scene(shelf.world.owner, shelf.other, 1)
    kept = shelf.kept("Mara")
    (wrong,) = shelf.clone(kept, scene_numbers=[2])
    assert (wrong.outcome, wrong.code) == ("left_out", "unknown_scene")
    assert shelf.cloned(kept, scene_numbers=[1, 1]).scene_numbers == [1]


def lock(shelf):
    shelf.cloned(shelf.kept("Somebody", shade=9))
    stage, styles = shelf.world.stage, shelf.world.styles
    styles.put(shelf.user, shelf.other.id, "Noir")
    styles.lock(shelf.user, shelf.other.id)
    stage.lock_all(shelf.user, shelf.other.id)


def test_a_locked_stage_takes_nothing(shelf):
    local = there(shelf, "Tom")
    make_attempt(shelf.world.owner, local)
    lock(shelf)
    kept = shelf.kept("Mara")
    for how in ({}, {"asset_id": local.id}):
        with pytest.raises(Conflict) as held:
            shelf.clone(kept, **how)
        assert held.value.code == "stage_locked"
    assert shelf.theirs(local.id).image.sha256 != kept.image.sha256


def test_a_restored_asset_of_a_locked_stage_may_be_linked(shelf):
    local = there(shelf, "Mara")
    curation = shelf.world.curation
    curation.defer(shelf.user, shelf.other.id, local.id)
    lock(shelf)
    kept = shelf.kept("Mara")
    (deferred,) = shelf.clone(kept, asset_id=local.id)
    assert deferred.code == "asset_deferred"
    curation.restore(shelf.user, shelf.other.id, local.id)
    mixed = shelf.clone(kept, shelf.kept("Tom"), link_same_name=True)
    assert [one.code for one in mixed] == [None, "stage_locked"]


def test_of_another_type_nothing_is_linked(shelf):
    lamp = shelf.kept("Lamp", kind=AssetType.PROP)
    (result,) = shelf.clone(lamp, asset_id=there(shelf).id)
    assert (result.outcome, result.code) == ("left_out", "other_type")


def test_another_users_library_is_absent(world, shelf):
    kept = shelf.kept()
    editor = make_member(world.owner, shelf.other)
    item = CloneItem(kept.id)
    (result,) = shelf.cloning.clone(editor.id, shelf.other.id, [item]).items
    assert (result.code, result.name) == ("not_found", "")
    viewer, stranger = make_member(world.owner, shelf.other, "viewer"), make_user(world.owner)
    with pytest.raises(Forbidden):
        shelf.cloning.clone(viewer.id, shelf.other.id, [item])
    with pytest.raises(NotFound):
        shelf.cloning.clone(stranger.id, shelf.other.id, [item])


def test_a_request_names_some_and_each_once(shelf):
    kept = shelf.kept()
    for items in ([], [CloneItem(kept.id)] * 2, [CloneItem(kept.id)] * (MOST + 1)):
        with pytest.raises(Invalid):
            shelf.cloning.clone(shelf.user, shelf.other.id, items)


def test_a_store_that_is_away_leaves_nothing_half(world, shelf):
    kept = [shelf.kept("Mara", shade=1), shelf.kept("Tom", shade=2)]
    world.store.away = True
    with pytest.raises(StoreUnavailable):
        shelf.clone(*kept)
    world.store.away = False
    assert world.sql("select count(*) from assets where project_id = :id", id=shelf.other.id) == [
        (0,)
    ]
    assert world.sql("select count(*) from objects where project_id = :id", id=shelf.other.id) == [
        (0,)
    ]


def test_two_at_once_make_one_and_ask_of_the_other(world, shelf):
    kept, codes = shelf.kept(), []
    raised = at_once(*[lambda: codes.append(shelf.clone(kept)[0].code)] * 3)
    assert raised == []
    assert sorted(codes, key=str) == [None, "name_taken", "name_taken"]


def test_two_that_take_the_same_in_another_order_never_wait_for_each_other(world, shelf):
    kept = [shelf.kept(name, shade=shade) for shade, name in enumerate(("Mara", "Tom", "Ida"))]
    answers = []
    raised = at_once(
        lambda: answers.append(shelf.clone(*kept)), lambda: answers.append(shelf.clone(*kept[::-1]))
    )
    assert raised == []
    made = [one.outcome for answer in answers for one in answer]
    assert sorted(made) == ["created"] * 3 + ["left_out"] * 3
    assert [[one.name for one in answer] for answer in answers if answer[0].name == "Mara"]


@pytest.mark.parametrize("links", [False, True])
def test_one_that_is_deleted_from_the_library_meanwhile_is_left_out(shelf, monkeypatch, links):
    gone, stays = shelf.kept("Mara"), shelf.kept("Tom", shade=2)
    shelf.world.sql("update assets set library_asset_id = null")
    there(shelf, "Mara" if links else "Ida")
    hold = assets.lock_some

    def late(*args):
        shelf.library.delete(shelf.user, gone.id)
        return hold(*args)

    monkeypatch.setattr(assets, "lock_some", late)
    results = shelf.clone(gone, stays, link_same_name=links)
    assert [(one.outcome, one.code) for one in results] == [
        ("left_out", "not_found"),
        ("created", None),
    ]


def test_one_key_clones_once(shelf):
    items = [CloneItem(shelf.kept().id)]
    key = Idempotency("k", "POST", "/", b"", lambda cloned: [one.outcome for one in cloned.items])
    shelf.cloning.clone(shelf.user, shelf.other.id, items, key)
    with pytest.raises(Replayed) as again:
        shelf.cloning.clone(shelf.user, shelf.other.id, items, key)
    assert again.value.answer.body == ["created"]


def test_what_changed_in_the_library_meanwhile_is_what_comes(world, shelf):
    kept = shelf.kept("Mara", shade=1)
    put, seen = world.store.put, []

    def late(key, data, content_type):
        put(key, data, content_type)
        if not seen:
            seen.append(key)
            shelf.edit(kept, description="Older.")

    world.store.put = late
    assert shelf.cloned(kept).description == "Older."


def test_another_picture_of_the_library_meanwhile_is_what_comes(world, shelf):
    asset = shelf.made("Mara", shade=1)
    kept = shelf.promote(asset).library_asset
    put, seen = world.store.put, []

    def late(key, data, content_type):
        put(key, data, content_type)
        if not seen:
            seen.append(key)
            world.upload(asset, 2)
            shelf.promote(asset)

    world.store.put = late
    now = shelf.cloned(kept).image.sha256
    assert now == world.see(asset).image.sha256 != kept.image.sha256


def test_a_generated_picture_is_a_copy_that_cost_nothing(world, shelf):
    asset = shelf.made("Mara", shade=None)
    world.upload(asset, 1)
    world.sql(
        "update attempts set source = 'generated', copy_of = gen_random_uuid(),"
        " provider = 'openai', model = 'one', prompt = 'A lamp', seed = 7,"
        " digital_source_type = 'trainedAlgorithmicMedia'"
    )
    copy = shelf.cloned(shelf.promote(asset).library_asset)
    (attempt,) = attempts(shelf, copy.id)
    assert (attempt.source, attempt.job_id, attempt.cost_amount) == ("generated", None, None)
    assert (attempt.provider, attempt.prompt, attempt.seed) == ("openai", "A lamp", 7)
    assert attempt.ai_generated
