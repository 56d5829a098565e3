from dataclasses import replace
from datetime import timedelta

import pytest
from fixtures.factories import make_attempt, make_object
from fixtures.keeping import GRACE, keeping_of
from sqlalchemy.exc import IntegrityError

from asset_service.domain.files import DELETE_WITHIN, FORGET_AFTER, PUT_SERVES, TAKE_OVER_AFTER
from asset_service.ports.objects import StoreUnavailable
from asset_service.services import collector as module
from asset_service.services.files import PutAgain, until_named

NAMED, CONDEMNED = (False, False, False), (True, False, False)
REMOVED, GONE = (True, True, False), (True, True, True)


@pytest.fixture
def keeping(world):
    with keeping_of(world) as made:
        yield made


@pytest.fixture
def orphan(world, keeping):
    """An uploaded file that nothing refers to any more; returns its key."""
    added = world.upload(world.asset())
    keeping.unrefer()
    keeping.pass_time(GRACE)
    return added.attempt.image_key


def name(world, stored):
    with world.database.as_user(world.user.id) as work:
        work.session.connection()
        world.files.name(work, world.project.id, stored)
        work.commit()


def put(world, data=b"bytes"):
    return world.files.put(world.project.id, data, world.pictures.read(data))


def turns(keeping, *spans):
    """A turn of the collector, and one more after each of the spans."""
    counts = [keeping.collector().collect()]
    for span in spans:
        keeping.pass_time(span)
        counts.append(keeping.collector().collect())
    return counts


def test_what_is_referred_to_is_never_touched(world, keeping):
    for place in range(2):
        attempt = world.upload(asset := world.asset(attempts=place)).attempt
        world.upload(asset, 5)
    world.attempts.delete(*world.ids, asset.id, attempt.id)
    before = dict(world.store.objects)
    turns(keeping, GRACE, GRACE, GRACE, FORGET_AFTER)
    assert (world.store.objects, set(keeping.states())) == (before, {NAMED})


def test_an_orphan_is_condemned_then_deleted_and_then_forgotten(world, keeping, orphan):
    world.store.put(f"{orphan}.w256.webp", b"webp", "image/webp")
    counts = turns(keeping, GRACE, FORGET_AFTER)
    phases = ("condemned", "removed", "deleted", "forgotten")
    assert [[count[phase] for phase in phases] for count in counts] == [
        [1, 0, 0, 0],
        [0, 1, 1, 0],
        [0, 0, 0, 1],
    ]
    assert (world.store.objects, keeping.states()) == ({}, [])


def test_a_young_file_is_not_condemned(world, keeping):
    make_object(world.owner, world.project.id)
    assert keeping.collector().condemn() == 0


def test_nothing_is_removed_before_its_grace_is_over(keeping, orphan):
    turns(keeping, GRACE - timedelta(minutes=1))
    assert keeping.states() == [CONDEMNED]


def test_a_mark_is_cleared_when_something_refers_to_the_file_again(world, keeping, orphan):
    keeping.collector().condemn()
    make_attempt(world.owner, world.asset())
    world.sql("update attempts set sha256 = :one", one=orphan[-64:])
    keeping.pass_time(GRACE)
    assert keeping.collector().decide().files == []
    assert NAMED in keeping.states()
    assert orphan in world.store.objects


def test_no_attempt_can_come_to_a_removed_file(world, keeping, orphan):
    world.sql("update objects set condemned_at = now(), removed_at = now()")
    make_attempt(world.owner, world.asset())
    with pytest.raises(IntegrityError, match="being removed"):
        world.sql("update attempts set sha256 = :one", one=orphan[-64:])
    world.owner.rollback()


def test_what_a_dead_collector_left_is_finished_by_another_but_not_at_once(world, keeping, orphan):
    keeping.collector().condemn()
    keeping.pass_time(GRACE)
    keeping.collector().decide()
    assert keeping.collector().decide().files == []
    keeping.pass_time(TAKE_OVER_AFTER)
    assert keeping.collector().collect()["deleted"] == 1
    assert (world.store.objects, keeping.states()) == ({}, [GONE])


def test_who_died_after_the_files_and_before_the_mark_is_finished_too(world, keeping, orphan):
    keeping.collector().condemn()
    keeping.pass_time(GRACE)
    dying = keeping.collector()
    dying.delete(dying.decide())
    assert keeping.states() == [REMOVED]
    keeping.pass_time(TAKE_OVER_AFTER)
    keeping.collector().collect()
    assert keeping.states() == [GONE]


def test_a_collector_that_was_frozen_deletes_nothing_when_it_thaws(world, keeping, orphan):
    keeping.collector().condemn()
    keeping.pass_time(GRACE)
    frozen = keeping.collector()
    decision = frozen.decide()
    late = replace(decision, began=decision.began - DELETE_WITHIN.total_seconds())
    assert frozen.delete(late) == []
    assert orphan in world.store.objects


def test_a_decision_that_was_taken_over_is_not_marked(keeping, orphan):
    keeping.collector().condemn()
    keeping.pass_time(GRACE)
    slow = keeping.collector()
    deleted = slow.delete(slow.decide())
    keeping.pass_time(TAKE_OVER_AFTER)
    assert len(keeping.collector().decide().files) == 1
    assert slow.mark(deleted) == 0
    assert keeping.states() == [REMOVED]


def test_with_the_store_away_the_decision_stays(world, keeping, orphan):
    keeping.collector().condemn()
    keeping.pass_time(GRACE)
    world.store.away = True
    assert keeping.collector().collect()["deleted"] == 0
    assert keeping.states() == [REMOVED]
    world.store.away = False
    keeping.pass_time(TAKE_OVER_AFTER)
    assert keeping.collector().collect()["deleted"] == 1


def test_a_walk_goes_on_where_the_last_turn_ended(world, keeping, monkeypatch):
    monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(module, "PAGES", 1)
    for _ in range(5):
        make_object(world.owner, world.project.id)
    keeping.pass_time(GRACE)
    walker = keeping.collector()
    assert [walker.condemn() for _ in range(4)] == [2, 2, 1, 0]
    assert keeping.collector().condemn(everything=True) == 0


def test_a_removed_file_cannot_be_named_until_its_files_are_gone(world, keeping):
    stored = put(world)
    make_object(world.owner, world.project.id, stored.sha256)
    world.sql("update objects set condemned_at = now(), removed_at = now()")
    with pytest.raises(PutAgain):
        name(world, stored)
    assert keeping.states() == [REMOVED]


def test_bytes_put_before_the_files_were_gone_are_put_again(world, keeping):
    stored = put(world)
    make_object(world.owner, world.project.id, stored.sha256)
    world.sql("update objects set condemned_at = now(), removed_at = now(), files_gone_at = now()")
    with pytest.raises(PutAgain):
        name(world, stored)
    name(world, put(world))
    assert keeping.states() == [NAMED]


def test_taking_back_what_was_gone_begins_another_life(world, keeping):
    stored = put(world)
    make_object(world.owner, world.project.id, stored.sha256)
    world.sql("update objects set renditions = '{256,768,1600}', width = 1")
    world.sql("update objects set condemned_at = now(), removed_at = now(), files_gone_at = now()")
    keeping.pass_time(timedelta(hours=2))
    name(world, stored)
    facts = "select renditions, width, created_at > now() - interval '1 minute' from objects"
    assert [tuple(row) for row in world.sql(facts)] == [([768], stored.width, True)]


def test_a_put_that_is_too_old_is_put_again(world):
    stored = put(world)
    with pytest.raises(PutAgain):
        name(world, replace(stored, began=stored.began - PUT_SERVES.total_seconds()))
    assert world.sql("select count(*) from objects") == [(0,)]


def test_who_names_a_file_while_it_is_deleted_puts_it_again(world, keeping):
    make_object(world.owner, world.project.id, put(world).sha256)
    world.sql("update objects set condemned_at = now(), removed_at = now() - interval '1 hour'")
    keys = []

    def act():
        stored = put(world)
        keys.append(stored.sha256)
        try:
            name(world, stored)
        except PutAgain:
            keeping.collector().collect()
            raise

    until_named(act, patience=(0.0,))
    assert (len(keys), keeping.states(), len(world.store.objects)) == (2, [NAMED], 2)


def test_patience_with_a_file_that_is_never_gone_ends():
    def act():
        raise PutAgain

    with pytest.raises(StoreUnavailable):
        until_named(act, patience=(0.0, 0.0))
