import threading
from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_user
from sqlalchemy import event

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.vocabulary import AssetType
from asset_service.services.idempotency import Idempotency
from asset_service.services.many import Many
from asset_service.store import assets


@pytest.fixture
def many(world):
    return Many(world.database)


def key(name="k"):
    def present(view):
        return {
            "act": view.act,
            "done": [{"asset_id": str(one.asset_id), "name": one.name} for one in view.done],
        }

    return Idempotency(name, "POST", "/many", b"x", present)


def told(view):
    done = [one.name for one in view.done]
    return done, {one.name: one.code for one in view.left_out}


def states(world):
    return {asset.name: asset.state for asset in world.curation.list(*world.ids).items}


def test_several_are_deferred_and_each_that_was_not_says_why(world, many):
    mara, tom = world.asset("Mara"), world.asset("Tom", deferred=True)
    lamp = world.asset("Lamp")
    world.curation.delete(*world.ids, lamp.id)
    view = many.defer(*world.ids, [mara.id, tom.id, lamp.id, mara.id, uuid4()]).body
    assert told(view) == (["Mara"], {"Tom": "already", "": "not_found"})
    assert [one.code for one in view.left_out] == ["already", "not_found", "not_found"]
    assert states(world) == {"Mara": "deferred", "Tom": "deferred"}


def test_deferring_clears_the_locks_also_in_a_locked_stage(world, many):
    mara = world.asset("Mara", attempts=1)
    world.lock()
    many.defer(*world.ids, [mara.id])
    assert (world.see(mara).state, world.see(mara).locked) == ("deferred", False)
    many.restore(*world.ids, [mara.id])
    assert (world.see(mara).state, world.see(mara).locked) == ("active", False)


def test_deleting_leaves_out_what_the_lock_holds(world, many):
    mara, tom = world.asset("Mara", attempts=1), world.asset("Tom", deferred=True)
    world.lock()
    world.curation.restore(*world.ids, tom.id)
    view = many.delete(*world.ids, [mara.id, tom.id]).body
    assert told(view) == (["Tom"], {"Mara": "stage_locked"})
    assert states(world) == {"Mara": "active"}


def test_what_is_deleted_leaves_tombstones_and_undo_takes_them_away(world, many):
    ids = [world.asset("Mara").id, world.asset("Tom").id]
    many.delete(*world.ids, ids, key())
    assert len(world.everything()["tombstones"]) == 2
    assert told(many.undo(*world.ids, "k").body) == (["Mara", "Tom"], {})
    assert world.everything()["tombstones"] == []
    assert states(world) == {"Mara": "active", "Tom": "active"}


def test_undo_leaves_in_the_bin_what_has_lost_its_name(world, many):
    ids = [world.asset("Mara").id, world.asset("Tom").id]
    many.delete(*world.ids, ids, key())
    world.asset("Mara")
    assert told(many.undo(*world.ids, "k").body) == (["Tom"], {"Mara": "name_taken"})


def test_undo_gives_a_name_that_two_have_by_now_to_one_of_them(world, many):
    mara, tom = world.asset("Mara"), world.asset("Tom")
    many.delete(*world.ids, [mara.id, tom.id], key())
    world.curation.restore(*world.ids, mara.id, "Tom")
    world.curation.delete(*world.ids, mara.id)
    assert told(many.undo(*world.ids, "k").body) == (["Tom"], {"Tom": "name_taken"})
    assert (world.see(mara).state, world.see(tom).state) == ("active", "binned")


def test_nobody_takes_a_name_while_undo_looks_whether_it_is_free(world, many, monkeypatch):
    many.delete(*world.ids, [world.asset("Mara").id], key())
    refused = []

    def add():
        try:
            world.add("Mara", AssetType.CHARACTER)
        except Conflict as error:
            refused.append(error.code)

    other, look = threading.Thread(target=add), assets.live_names

    def look_and_be_slow(*args):
        found = look(*args)
        other.start()
        other.join(0.5)
        return found

    monkeypatch.setattr(assets, "live_names", look_and_be_slow)
    assert told(many.undo(*world.ids, "k").body) == (["Mara"], {})
    other.join()
    assert refused == ["name_taken"]


def test_undo_takes_back_only_what_was_done_then(world, many):
    mara, tom = world.asset("Mara"), world.asset("Tom", deferred=True)
    many.defer(*world.ids, [mara.id, tom.id], key())
    assert told(many.undo(*world.ids, "k").body) == (["Mara"], {})
    assert states(world) == {"Mara": "active", "Tom": "deferred"}
    assert told(many.undo(*world.ids, "k").body) == ([], {"Mara": "already"})


def test_restoring_is_undone_by_deferring(world, many):
    tom = world.asset("Tom", deferred=True)
    many.restore(*world.ids, [tom.id], key())
    many.undo(*world.ids, "k")
    assert states(world) == {"Tom": "deferred"}


def test_the_same_request_again_changes_nothing_and_is_answered_the_same(world, many):
    tom = world.asset("Tom")
    first = many.defer(*world.ids, [tom.id], key())
    world.curation.restore(*world.ids, tom.id)
    again = many.defer(*world.ids, [tom.id], key())
    assert (again.body, again.replayed) == (first.body, True)
    assert states(world) == {"Tom": "active"}


@pytest.mark.parametrize("name", ["unknown", "other"])
def test_what_nobody_did_cannot_be_undone(world, many, name):
    world.curation.restore(*world.ids, world.asset("Tom").id)
    many.defer(*world.ids, [], Idempotency("other", "POST", "/", b"", lambda _: {"act": "sing"}))
    with pytest.raises(Conflict) as caught:
        many.undo(*world.ids, name)
    assert caught.value.code == "nothing_to_undo"


def test_an_undo_reaches_no_other_project_and_no_other_person(world, many):
    tom = world.asset("Tom")
    many.defer(*world.ids, [tom.id], key())
    other = make_user(world.owner)
    with pytest.raises(NotFound):
        many.undo(other.id, world.project.id, "k")
    elsewhere = make_member(world.owner, world.project, "editor")
    with pytest.raises(Conflict):
        many.undo(elsewhere.id, world.project.id, "k")


@pytest.mark.parametrize("verb", ["defer", "restore", "delete"])
def test_a_viewer_changes_nothing(world, many, verb):
    viewer = make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        getattr(many, verb)(viewer.id, world.project.id, [world.asset("Tom").id])


def test_a_hundred_take_as_many_statements_as_two(world, many):
    counts = []
    for size in (2, 100):
        ids = [world.asset(f"Thing {size} {number}").id for number in range(size)]
        sent = []
        event.listen(world.engine, "before_cursor_execute", lambda *_, sent=sent: sent.append(1))
        many.delete(*world.ids, ids)
        counts.append(len(sent))
    assert counts[1] <= counts[0] * 2
