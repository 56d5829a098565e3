from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest
from fixtures.factories import (
    make_attempt,
    make_member,
    make_project,
    make_scene,
    make_user,
)
from fixtures.pictures import a_png
from fixtures.statements import counted
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from asset_service.store import scenes as store


@pytest.fixture
def film(world):
    """The world with three scenes."""
    world.script = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    return world


def populate(film, number=1):
    return film.scenes.populate(*film.ids, film.script[number - 1].id)


def look(film, number=1):
    return film.scenes.assets(*film.ids, film.script[number - 1].id)


def link(film, asset, number=1):
    return film.scenes.link(*film.ids, film.script[number - 1].id, asset.id)


def unlink(film, asset, number=1):
    film.scenes.unlink(*film.ids, film.script[number - 1].id, asset.id)


def shown(scene):
    """Each asset in the scene by name, with the key of its image."""
    return {one.asset.name: one.image and one.image.key for one in scene.assets}


def only(scene):
    (one,) = scene.assets
    return one


def key(film, asset):
    return film.see(asset).image.key


def what(scene):
    return [(change.name, change.what) for change in scene.changes]


def choose(film, asset, number):
    attempt = next(one for one in film.live(asset) if one.number == number)
    film.attempts.select(*film.ids, asset.id, attempt.id)


def override(film, number, **facts):
    """Write what is special about the one asset in the scene."""
    one = only(look(film, number))
    written = {**PLAIN, **facts}
    return film.scenes.edit(*film.ids, one.scene_id, one.asset.id, seen=one.updated_at, **written)


def test_scene_1_populates_from_locked_or_deferred_assets_and_deferred_ones_carry_no_image(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1])
    film.asset("Tom", attempts=1, scene_numbers=[1, 2], deferred=True)
    film.asset("Lamp", attempts=1, scene_numbers=[2])
    film.lock()
    scene = populate(film)
    assert shown(scene) == {"Mara": key(film, mara), "Tom": None}
    assert {one.origin for one in scene.assets} == {"master"}
    assert (scene.outdated, scene.changes) == (False, [])
    assert scene.scene.populated_at is not None


def test_an_asset_without_scene_numbers_belongs_to_every_scene(film):
    film.asset("Rain", attempts=1)
    film.lock()
    assert [list(shown(populate(film, number))) for number in (1, 2, 3)] == [["Rain"]] * 3


def test_an_open_stage_populates_nothing(film):
    film.asset(attempts=1)
    with pytest.raises(Conflict) as caught:
        populate(film)
    assert caught.value.code == "stage_open"


def test_after_unlock_nothing_is_populated(film):
    film.asset(attempts=1)
    film.lock()
    film.unlock()
    with pytest.raises(Conflict) as caught:
        populate(film)
    assert caught.value.code == "stage_open"


def test_populating_again_changes_nothing(film):
    film.asset(attempts=1), film.asset(deferred=True)
    film.lock()
    first = populate(film)
    assert populate(film).assets == first.assets


def test_what_an_asset_first_appears_as_is_the_master_in_whatever_scene(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[3])
    film.lock()
    one = only(populate(film, 3))
    assert (one.origin, one.inherited_from, one.image.key) == ("master", None, key(film, mara))


def test_gaps_in_scene_numbers_do_not_break_the_chain(film):
    film.asset("Mara", attempts=1, scene_numbers=[1, 3])
    film.lock()
    first = only(populate(film, 1))
    assert populate(film, 2).assets == []
    third = only(populate(film, 3))
    assert (third.inherited_from, third.origin) == (first.id, "inherited")
    assert third.image == first.image


def test_a_scene_inherits_from_the_latest_earlier_one(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film, 1)
    second = only(populate(film, 2))
    assert only(populate(film, 3)).inherited_from == second.id


def test_a_scene_never_inherits_from_a_later_one(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film, 3)
    assert only(populate(film, 1)).origin == "master"


def test_override_and_tags_carry_forward(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film, 1)
    override(film, 1, override_text="Soaked.", status_tags=["wet"])
    second = only(populate(film, 2))
    assert (second.override_text, second.status_tags) == ("Soaked.", ["wet"])


def test_without_carry_forward_the_next_scene_starts_from_the_master(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film, 1)
    override(film, 1, override_text="Soaked.", carry_forward=False)
    second = only(populate(film, 2))
    assert (second.override_text, second.origin, second.carry_forward) == ("", "master", True)


def test_a_scene_that_the_script_lost_is_inherited_from_no_more(film):
    film.asset("Mara", attempts=1)
    film.lock()
    first, _ = only(populate(film, 1)), populate(film, 2)
    film.sql("update scenes set scene_number = null, removed_at = now() where scene_number = 2")
    assert only(populate(film, 3)).inherited_from == first.id


def test_deferred_assets_stay_without_an_image_however_often_they_are_populated(film):
    film.asset("Mara", attempts=1, deferred=True), film.asset("Tom", attempts=1)
    film.lock()
    populate(film)
    assert shown(populate(film))["Mara"] is None


def test_scene_assets_that_exist_keep_their_image_when_the_asset_is_deferred(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    before = only(populate(film)).image
    film.curation.defer(*film.ids, mara.id)
    assert only(look(film)).image == before
    assert only(populate(film, 1)).image == before
    assert shown(populate(film, 2)) == {"Mara": None}


@pytest.mark.parametrize("again", [False, True])
def test_populating_after_a_restore_fills_the_empty_image(film, again):
    mara = film.asset("Mara", attempts=1, deferred=True)
    film.asset("Tom", attempts=1, scene_numbers=[3])
    film.lock()
    populate(film)
    film.curation.restore(*film.ids, mara.id)
    if again:
        film.lock()
    assert shown(populate(film)) == {"Mara": key(film, mara)}


def test_a_restored_asset_comes_into_no_new_scene_before_it_is_locked(film):
    mara = film.asset("Mara", attempts=1, deferred=True)
    film.asset("Tom", attempts=1, scene_numbers=[3])
    film.lock()
    film.curation.restore(*film.ids, mara.id)
    assert shown(populate(film)) == {}
    film.lock()
    assert shown(populate(film)) == {"Mara": key(film, mara)}


def test_linking_appends_the_scene_number_once(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[3])
    linked = [link(film, mara, 1) for _ in range(2)]
    assert linked[0].id == linked[1].id
    seen = film.see(mara)
    assert (seen.scene_numbers, seen.version) == ([1, 3], 2)
    assert linked[0].image.key == seen.image.key


def test_linking_works_whatever_the_stage(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[3])
    film.lock()
    link(film, mara, 2)
    assert film.see(mara).scene_numbers == [2, 3]


def test_an_asset_without_an_image_is_linked_without_one(film):
    assert link(film, film.asset("Mara")).image is None


def test_two_scenes_linking_one_asset_at_once_both_end_up_in_it(film):
    """As many at once as there are scenes, each in a session of its own."""
    for number in range(4, 9):
        film.script.append(make_scene(film.owner, film.project, number))
    mara = film.asset("Mara", scene_numbers=[5])
    numbers = range(1, len(film.script) + 1)
    assert at_once(*(partial(link, film, mara, number) for number in numbers)) == []
    assert film.see(mara).scene_numbers == list(numbers)


def test_unlinking_takes_the_asset_and_the_number_away(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2])
    film.lock()
    populate(film)
    unlink(film, mara)
    assert (look(film).assets, film.see(mara).scene_numbers) == ([], [2])
    assert populate(film).assets == []


def test_what_inherited_from_an_unlinked_scene_inherits_from_the_one_before(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2, 3])
    film.lock()
    first, _, _ = (only(populate(film, number)) for number in (1, 2, 3))
    unlink(film, mara, 2)
    assert only(look(film, 3)).inherited_from == first.id


def test_a_scene_that_only_names_the_asset_can_be_unlinked(film):
    mara = film.asset("Mara", scene_numbers=[1, 2])
    unlink(film, mara)
    assert film.see(mara).scene_numbers == [2]


def test_an_asset_of_every_scene_leaves_one_until_it_is_populated_again(film):
    rain = film.asset("Rain", attempts=1)
    film.lock()
    populate(film)
    unlink(film, rain)
    assert (look(film).assets, film.see(rain).version) == ([], 1)
    assert what(look(film)) == [("Rain", "missing")]


def test_an_asset_does_not_lose_its_only_scene(film):
    """Without a number it would belong to every scene."""
    mara = film.asset("Mara", scene_numbers=[1])
    with pytest.raises(Conflict) as caught:
        unlink(film, mara)
    assert caught.value.code == "last_scene"
    assert film.see(mara).scene_numbers == [1]


def test_what_is_not_in_the_scene_is_not_unlinked(film):
    with pytest.raises(NotFound):
        unlink(film, film.asset("Mara", scene_numbers=[2]))


def test_a_scene_is_never_populated_from_what_is_unlinked_meanwhile(film):
    """The chain is read under the assets' locks: an unlink waits for it, or is seen by it."""
    mara = film.asset("Mara", attempts=1)
    film.lock()
    for _ in range(10):
        film.sql("delete from scene_assets")
        film.sql("update assets set scene_numbers = '{1,2,3}'")
        first, _ = only(populate(film, 1)), populate(film, 2)
        assert at_once(partial(unlink, film, mara, 2), partial(populate, film, 3)) == []
        assert only(look(film, 3)).inherited_from == first.id


def test_after_unlock_and_a_change_scenes_are_outdated_with_what_changed(film):
    assets = {name: film.asset(name, attempts=2) for name in ("Mara", "Tom", "Lamp", "Rope")}
    film.lock()
    populate(film)
    film.unlock()
    assert not look(film).outdated
    choose(film, assets["Mara"], 2)
    film.curation.edit(*film.ids, assets["Tom"].id, 1, {"description": "Older."})
    film.curation.defer(*film.ids, assets["Lamp"].id)
    film.curation.delete(*film.ids, assets["Rope"].id)
    scene = look(film)
    assert scene.outdated
    assert what(scene) == [
        ("Mara", "image"),
        ("Tom", "text"),
        ("Lamp", "deferred"),
        ("Rope", "deleted"),
    ]
    assert list(shown(scene)) == ["Mara", "Tom", "Lamp"]


def test_linking_elsewhere_does_not_outdate_a_scene(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1])
    film.lock()
    populate(film)
    link(film, mara, 2)
    assert not look(film).outdated


def test_a_restored_asset_outdates_the_scene_until_it_is_populated_again(film):
    mara = film.asset("Mara", attempts=1, deferred=True)
    film.asset("Tom", attempts=1, scene_numbers=[3])
    film.lock()
    populate(film)
    film.curation.restore(*film.ids, mara.id)
    assert what(look(film)) == [("Mara", "restored")]
    assert not populate(film).outdated


def test_an_asset_that_belongs_to_a_populated_scene_by_now_is_missing(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    film.unlock()
    film.asset("Tom", attempts=1)
    film.lock()
    assert what(look(film)) == [("Tom", "missing")]
    assert not populate(film).outdated


def test_a_scene_that_was_never_populated_is_not_outdated(film):
    mara = film.asset("Mara", attempts=2)
    link(film, mara)
    choose(film, mara, 2)
    film.asset("Tom", attempts=1)
    film.lock()
    assert not look(film).outdated


def test_an_image_that_left_for_the_bin_is_still_shown_where_it_was_used(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    before = only(populate(film)).image
    film.unlock()
    for _ in range(3):
        make_attempt(film.owner, mara)
    film.upload(mara)
    choose(film, mara, 5)
    film.upload(mara, 7)
    assert before.attempt_id not in {one.id for one in film.live(mara)}
    assert only(look(film)).image == before


def test_an_edit_of_what_changed_meanwhile_loses_nothing(film):
    film.asset("Mara", attempts=1)
    film.lock()
    read = only(populate(film))
    override(film, 1, override_text="Soaked.")
    with pytest.raises(Stale):
        film.scenes.edit(*film.ids, read.scene_id, read.asset.id, seen=read.updated_at, **PLAIN)
    assert only(look(film)).override_text == "Soaked."


@pytest.mark.parametrize("wrong", [{"status_tags": ["x" * 41]}, {"override_text": "x" * 4001}])
def test_what_is_too_long_is_not_written_for_a_scene(film, wrong):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    with pytest.raises(Invalid):
        override(film, 1, **wrong)


def test_the_chain_says_through_which_scenes_a_state_came(film):
    film.asset("Mara", attempts=1)
    film.lock()
    for number in (1, 2, 3):
        populate(film, number)
    assert [link.scene_number for link in only(look(film, 3)).chain] == [2, 1]
    assert only(look(film, 1)).chain == []


def test_the_masters_image_is_used_as_it_is_now_and_the_rest_stays(film):
    mara = film.asset("Mara", attempts=2)
    film.lock()
    populate(film, 1)
    override(film, 1, override_text="Soaked.")
    populate(film, 2)
    film.unlock()
    choose(film, mara, 2)
    film.curation.edit(*film.ids, mara.id, 1, {"description": "Older."})
    assert only(look(film, 2)).changed == ["text", "image"]
    taken = film.scenes.take_master(*film.ids, film.script[1].id, mara.id)
    assert (taken.image.key, taken.changed, taken.chain) == (key(film, mara), [], [])
    assert taken.override_text == "Soaked."
    assert look(film, 1).outdated


def test_a_deferred_asset_has_no_image_to_take(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    before = only(populate(film)).image
    film.curation.defer(*film.ids, mara.id)
    with pytest.raises(Conflict) as caught:
        film.scenes.take_master(*film.ids, film.script[0].id, mara.id)
    assert caught.value.code == "asset_deferred"
    assert only(look(film)).image == before


def test_what_populating_would_do_is_said_before(film):
    mara = film.asset("Mara", attempts=1, deferred=True)
    film.asset("Tom", attempts=1)
    film.lock()
    assert [(one.name, one.what) for one in look(film).pending] == [
        ("Mara", "missing"),
        ("Tom", "missing"),
    ]
    populate(film)
    assert look(film).pending == []
    film.curation.restore(*film.ids, mara.id)
    assert [(one.name, one.what) for one in look(film).pending] == [("Mara", "restored")]


def test_several_are_linked_or_none(film):
    mara, tom = (film.asset(name, scene_numbers=[2]) for name in ("Mara", "Tom"))
    scene_id = film.script[0].id
    with pytest.raises(NotFound):
        film.scenes.link_several(*film.ids, scene_id, [mara.id, uuid4()])
    assert film.see(mara).scene_numbers == [2]
    linked = film.scenes.link_several(*film.ids, scene_id, [tom.id, mara.id])
    assert {one.asset.name for one in linked} == {"Mara", "Tom"}
    film.scenes.unlink_several(*film.ids, scene_id, [mara.id, tom.id])
    assert look(film).assets == []


@pytest.mark.parametrize("names", [("Oar", "Oarlock", "Bell"), ("Bell", "Oarlock", "Oar")])
def test_several_are_linked_in_the_order_in_which_they_were_picked(film, names):
    made = {name: film.asset(name, scene_numbers=[2]).id for name in sorted(names)}
    scene_id = film.script[0].id
    linked = film.scenes.link_several(*film.ids, scene_id, [made[name] for name in names])
    assert [one.asset.name for one in linked] == list(names)
    assert [one.asset.name for one in look(film).assets] == list(names)


def test_linking_what_belongs_everywhere_takes_it_out_of_no_other_scene(film):
    rain = film.asset("Rain", attempts=1)
    link(film, rain, 1)
    assert film.see(rain).scene_numbers == []


def test_unlinking_is_heard_of_although_no_asset_changes(film):
    rain = film.asset("Rain", attempts=1)
    film.lock()
    populate(film)
    before = film.sql("select max(id) from events")
    unlink(film, rain)
    assert film.sql("select max(id) from events") != before


def test_what_is_linked_again_is_as_it_was(film):
    mara = film.asset("Mara", attempts=2)
    film.asset("Tom", attempts=1, scene_numbers=[1])
    film.lock()
    for number in (1, 2, 3):
        populate(film, number)
    before = film.everything()["scene_assets"]
    there = look(film, 2).assets[0]
    film.scenes.edit(
        *film.ids,
        there.scene_id,
        mara.id,
        seen=there.updated_at,
        override_text="Soaked.",
        status_tags=["wet"],
        carry_forward=False,
    )
    written = [look(film, number).assets[0] for number in (2, 3)]
    unlink(film, mara, 2)
    assert only(look(film, 3)).chain[0].scene_number == 1
    again = [link(film, mara, 2), only(look(film, 3))]
    facts = ("id", "override_text", "status_tags", "carry_forward", "image", "chain", "origin")
    for was, now in zip(written, again, strict=True):
        assert all(getattr(was, fact) == getattr(now, fact) for fact in facts)
    assert len(film.everything()["scene_assets"]) == len(before)


def test_what_is_linked_again_is_not_populated_anew(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2])
    film.lock()
    populate(film)
    override(film, 1, override_text="Soaked.")
    unlink(film, mara)
    assert populate(film, 2).assets[0].override_text == ""
    link(film, mara)
    assert only(look(film)).override_text == "Soaked."


def test_what_was_taken_out_counts_nowhere(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    assert film.stage.unlock_impact(*film.ids).images == 1
    unlink(film, mara)
    assert film.stage.unlock_impact(*film.ids).images == 0
    with film.database.as_user(film.user.id) as work:
        assert store.counts(work.session, film.project.id, [mara.id]) == {}
        assert store.latest_earlier(work.session, film.project.id, 3) == {}


def test_a_refresh_takes_what_the_assets_have_and_keeps_what_is_the_scenes(film):
    mara, tom, lamp, rope = (
        film.asset(name, attempts=2) for name in ("Mara", "Tom", "Lamp", "Rope")
    )
    film.lock()
    populate(film)
    own = film.uploads.receive(
        *film.ids, tom.id, a_png(), "a.png", scene_id=film.script[0].id
    ).attempt
    film.unlock()
    for asset in (mara, tom):
        choose(film, asset, 2)
    film.curation.edit(*film.ids, mara.id, 1, {"description": "Older."})
    film.curation.defer(*film.ids, lamp.id)
    film.curation.delete(*film.ids, rope.id)
    film.asset("Bell", attempts=1)
    film.lock()
    done = film.scenes.refresh(*film.ids, film.script[0].id)
    assert {one.name: one.did for one in done.assets} == {
        "Mara": ["text", "image"],
        "Tom": ["picture_kept"],
        "Lamp": ["image_removed"],
        "Rope": ["dropped"],
        "Bell": ["added"],
    }
    scene = look(film)
    assert (scene.outdated, list(shown(scene))) == (False, ["Mara", "Tom", "Lamp", "Bell"])
    assert scene.assets[1].image.attempt_id == own.id
    assert film.scenes.refresh(*film.ids, film.script[0].id).assets == []


def test_an_open_stage_is_not_refreshed(film):
    with pytest.raises(Conflict) as caught:
        film.scenes.refresh(*film.ids, film.script[0].id)
    assert caught.value.code == "stage_open"


def test_many_masters_are_used_at_once_each_with_its_result(film):
    mara, tom = film.asset("Mara", attempts=2), film.asset("Tom", attempts=1)
    lamp, bell = film.asset("Lamp"), film.asset("Bell", attempts=1, scene_numbers=[2])
    for asset in (mara, tom, lamp):
        link(film, asset)
    choose(film, mara, 2)
    film.curation.defer(*film.ids, tom.id)
    scene_id = film.script[0].id
    pairs = [(scene_id, one) for one in (mara.id, tom.id, lamp.id, bell.id, uuid4())]
    results = [one.result for one in film.scenes.take_masters(*film.ids, pairs)]
    assert results == ["used", "asset_deferred", "no_image", "not_in_scene", "not_in_scene"]
    assert shown(look(film))["Mara"] == key(film, mara)
    few = counted(film.engine, lambda: film.scenes.take_masters(*film.ids, pairs[:2]))
    assert counted(film.engine, lambda: film.scenes.take_masters(*film.ids, pairs)) == few


def test_a_reset_takes_the_master_without_what_was_written(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    override(film, 1, override_text="Soaked.", status_tags=["wet"])
    film.uploads.receive(*film.ids, mara.id, a_png(), "a.png", scene_id=film.script[0].id)
    done = film.scenes.reset(*film.ids, film.script[0].id, mara.id)
    assert (done.override_text, done.status_tags, done.origin) == ("", [], "master")
    assert done.image.key == key(film, mara)


PLAIN = {"override_text": "", "status_tags": [], "carry_forward": True}
VERBS = {
    "assets": lambda film, user, project, scene, asset: film.scenes.assets(user, project, scene),
    "populate": lambda film, user, project, scene, asset: film.scenes.populate(
        user, project, scene
    ),
    "link": lambda film, *ids: film.scenes.link(*ids),
    "unlink": lambda film, *ids: film.scenes.unlink(*ids),
    "edit": lambda film, *ids: film.scenes.edit(*ids, seen=datetime.now(UTC), **PLAIN),
    "take_master": lambda film, *ids: film.scenes.take_master(*ids),
    "reset": lambda film, *ids: film.scenes.reset(*ids),
    "refresh": lambda film, user, project, scene, asset: film.scenes.refresh(user, project, scene),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_nothing(film, verb):
    mara, stranger = film.asset(attempts=1, scene_numbers=[1, 2]), make_user(film.owner)
    theirs = make_project(film.owner, stranger)
    film.lock()
    for project in (film.project, theirs):
        if project is theirs and verb in {"populate", "refresh"}:
            film.sql(
                "update projects set stage = 'locked', stage_locked_at = now(),"
                " locked_script_version = 0 where id = :id",
                id=theirs.id,
            )
        with pytest.raises(NotFound):
            VERBS[verb](film, stranger.id, project.id, film.script[0].id, mara.id)


@pytest.mark.parametrize("verb", VERBS)
def test_a_scene_that_is_not_there_is_not_found(film, verb):
    mara = film.asset(attempts=1)
    film.lock()
    lost = make_scene(film.owner, film.project, None)
    for scene_id in (lost.id, uuid4()):
        with pytest.raises(NotFound):
            VERBS[verb](film, *film.ids, scene_id, mara.id)


@pytest.mark.parametrize("verb", ["link", "unlink"])
def test_only_a_live_asset_of_the_project_is_linked_or_unlinked(film, verb):
    gone = film.asset(scene_numbers=[1, 2])
    film.curation.delete(*film.ids, gone.id)
    for asset_id in (gone.id, uuid4()):
        with pytest.raises(NotFound):
            VERBS[verb](film, *film.ids, film.script[0].id, asset_id)


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"assets"}))
def test_a_viewer_may_look_but_not_change(film, verb):
    mara, viewer = film.asset(), make_member(film.owner, film.project, "viewer")
    ids = (viewer.id, film.project.id, film.script[0].id)
    assert film.scenes.assets(*ids).assets == []
    with pytest.raises(Forbidden):
        VERBS[verb](film, *ids, mara.id)
