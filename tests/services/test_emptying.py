import threading
from datetime import timedelta

import pytest
from fixtures.factories import make_attempt, make_job, make_scene, make_scene_asset
from fixtures.keeping import KEPT, keeping_of
from fixtures.pictures import a_png
from fixtures.threads import at_once

from asset_service.domain.errors import NotFound
from asset_service.services.splitting import NewSplit
from asset_service.store import emptying

DAY = timedelta(days=1)


@pytest.fixture
def keeping(world):
    with keeping_of(world) as made:
        yield made


def binned(world, asset):
    """One more attempt of the asset, in the bin."""
    attempt = make_attempt(world.owner, asset)
    world.attempts.delete(*world.ids, asset.id, attempt.id)
    return attempt


def count(world, table):
    return world.sql(f"select count(*) from {table}")[0][0]  # noqa: S608 - our own words


def test_an_attempt_leaves_the_bin_after_its_days_and_not_before(world, keeping):
    binned(world, world.asset(attempts=1))
    keeping.pass_time(KEPT - DAY)
    assert keeping.emptying().empty_attempts() == 0
    keeping.pass_time(DAY)
    assert (keeping.emptying().empty_attempts(), count(world, "attempts")) == (1, 1)


def test_what_a_scene_shows_stays(world, keeping):
    asset = world.asset(attempts=1)
    shown, master, other = (binned(world, asset) for _ in range(3))
    scene = make_scene(world.owner, world.project, 1)
    facts = {"image_attempt_id": shown.id, "master_attempt_id": master.id}
    make_scene_asset(world.owner, scene, asset, **facts)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_attempts() == 1
    left = {one.id for one in world.attempts.list(*world.ids, asset.id, "binned")}
    assert left == {shown.id, master.id} - {other.id}


def test_an_asset_leaves_the_bin_with_all_it_has(world, keeping):
    asset = world.asset(attempts=2)
    job = make_job(world.owner, asset, status="succeeded")
    make_attempt(world.owner, asset, job=job)
    make_scene_asset(world.owner, make_scene(world.owner, world.project, 1), asset)
    world.curation.delete(*world.ids, asset.id)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty() == {
        "merges and splits emptied": 0,
        "attempts emptied": 0,
        "scenes emptied": 0,
        "assets emptied": 1,
        "library assets emptied": 0,
    }
    tables = ("assets", "attempts", "jobs", "scene_assets")
    assert [count(world, table) for table in tables] == [0, 0, 0, 0]


@pytest.mark.parametrize("status", ["queued", "running"])
def test_an_asset_whose_job_still_waits_stays(world, keeping, status):
    asset = world.asset(attempts=1)
    make_job(world.owner, asset, status=status)
    world.curation.delete(*world.ids, asset.id)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_assets() == 0


def test_a_job_remembers_that_its_picture_left_the_bin(world, keeping):
    asset = world.asset(attempts=1)
    job = make_job(world.owner, asset, status="succeeded")
    attempt = make_attempt(world.owner, asset, job=job)
    world.attempts.delete(*world.ids, asset.id, attempt.id)
    keeping.pass_time(KEPT)
    keeping.emptying().empty()
    assert world.sql("select emptied_at is not null from jobs") == [(True,)]


def test_several_batches_are_emptied_in_one_go(world, keeping):
    for _ in range(3):
        binned(world, world.asset(attempts=1))
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_attempts() == 3


def test_who_holds_the_asset_keeps_its_bin(world, keeping):
    asset = world.asset(attempts=1)
    binned(world, asset)
    keeping.pass_time(KEPT)
    with world.database.as_user(world.user.id) as work:
        work.session.get(type(asset), asset.id, with_for_update=True)
        assert keeping.emptying().empty_attempts() == 0
    assert keeping.emptying().empty_attempts() == 1


def test_what_was_restored_since_it_was_found_stays(world, keeping):
    attempt = binned(world, asset := world.asset(attempts=1))
    keeping.pass_time(KEPT)
    world.attempts.restore(*world.ids, asset.id, attempt.id)
    with keeping.database.as_nobody() as work:
        assert emptying.delete_attempts(work.session, [asset.id], KEPT) == 0


def test_who_restores_while_the_bin_is_emptied_wins_or_finds_nothing(world, keeping):
    for _ in range(25):
        attempt = binned(world, asset := world.asset(attempts=1))
        keeping.pass_time(KEPT)
        restore = (world.attempts.restore, (*world.ids, asset.id, attempt.id))
        raised = at_once(lambda act=restore: act[0](*act[1]), keeping.emptying().empty)
        assert all(isinstance(error, NotFound) for error in raised)
        live = [one.id for one in world.live(asset)]
        assert (attempt.id in live) != bool(raised)


def test_who_looks_while_the_bin_is_emptied_finds_all_or_nothing(world, keeping):
    stop, errors = threading.Event(), []

    def look():
        while not stop.is_set():
            for act in (world.attempts.get, world.attempts.restore):
                try:
                    act(*world.ids, asset.id, attempt.id)
                    world.attempts.delete(*world.ids, asset.id, attempt.id)
                except NotFound:
                    continue
                except Exception as error:  # noqa: BLE001 - whatever it is, it is a 5xx
                    errors.append(error)

    for _ in range(8):
        attempt = binned(world, asset := world.asset(attempts=1))
        keeping.pass_time(KEPT)
        stop.clear()
        looking = threading.Thread(target=look)
        looking.start()
        for _ in range(10):
            keeping.emptying().empty()
        stop.set()
        looking.join()
    assert errors == []


def test_an_asset_that_is_restored_at_that_moment_is_there_or_not_found(world, keeping):
    for _ in range(15):
        asset = world.asset(attempts=1)
        world.curation.delete(*world.ids, asset.id)
        keeping.pass_time(KEPT)
        restore = (world.curation.restore, (*world.ids, asset.id))
        raised = at_once(lambda act=restore: act[0](*act[1]), keeping.emptying().empty)
        assert all(isinstance(error, NotFound) for error in raised)
        there = world.sql("select count(*) from assets where id = :id", id=asset.id)[0][0]
        assert there == (0 if raised else 1)


def taken_out(world, asset, number=1, **facts):
    """The asset's row in a scene that it was taken out of."""
    scene = make_scene(world.owner, world.project, number)
    there = make_scene_asset(world.owner, scene, asset, **facts)
    world.sql("update scene_assets set unlinked_at = clock_timestamp() where id = :i", i=there.id)
    return there


def scene_attempt(world, there):
    """One picture that the asset has of its own in that scene."""
    attempt = make_attempt(world.owner, world.asset(attempts=0))
    world.sql(
        "update attempts set scene_asset_id = :there, asset_id = :asset, is_selected = false"
        " where id = :id",
        there=there.id,
        asset=there.asset_id,
        id=attempt.id,
    )
    return attempt


def left(world):
    return {row[0] for row in world.sql("select id from scene_assets")}


def test_what_was_taken_out_of_a_scene_goes_after_its_days_with_its_pictures(world, keeping):
    asset = world.asset(attempts=1)
    there = taken_out(world, asset)
    scene_attempt(world, there)
    keeping.pass_time(KEPT - DAY)
    assert keeping.emptying().empty_scenes() == 0
    keeping.pass_time(DAY)
    assert keeping.emptying().empty_scenes() == 1
    assert (left(world), count(world, "attempts")) == (set(), 1)


def test_what_is_linked_again_stays(world, keeping):
    there = taken_out(world, world.asset(attempts=1))
    keeping.pass_time(KEPT)
    world.sql("update scene_assets set unlinked_at = null")
    assert (keeping.emptying().empty_scenes(), left(world)) == (0, {there.id})


@pytest.mark.parametrize(("status", "stays"), [("queued", True), ("failed", False)])
def test_a_scene_whose_job_still_waits_stays(world, keeping, status, stays):
    asset = world.asset(attempts=1)
    there = taken_out(world, asset)
    facts = {"scene_asset_id": there.id, "scene_id": there.scene_id}
    make_job(world.owner, asset, status=status, **facts)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_scenes() == int(not stays)
    assert world.sql("select scene_id from jobs") == [(there.scene_id,)]


def test_a_scene_whose_own_picture_another_shows_stays(world, keeping):
    asset = world.asset(attempts=1)
    there = taken_out(world, asset)
    own = scene_attempt(world, there)
    later = make_scene(world.owner, world.project, 2)
    make_scene_asset(world.owner, later, asset, image_attempt_id=own.id)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_scenes() == 0
    world.sql("update scene_assets set image_attempt_id = null")
    assert keeping.emptying().empty_scenes() == 1


def test_what_inherited_from_there_inherits_from_where_that_did(world, keeping):
    asset = world.asset(attempts=1)
    first = make_scene_asset(world.owner, make_scene(world.owner, world.project, 1), asset)
    second = taken_out(world, asset, 2, inherited_from=first.id)
    third = taken_out(world, asset, 3, inherited_from=second.id)
    scene = make_scene(world.owner, world.project, 4)
    make_scene_asset(world.owner, scene, asset, inherited_from=third.id)
    keeping.pass_time(KEPT)
    assert keeping.emptying().empty_scenes() == 2
    found = world.sql("select inherited_from from scene_assets order by created_at")
    assert found == [(None,), (first.id,)]


def test_what_a_scene_dropped_with_a_deleted_asset_waits_from_its_return_on(world, keeping):
    asset = world.asset(attempts=1)
    scene = make_scene(world.owner, world.project, 1)
    there = make_scene_asset(world.owner, scene, asset, override_text="Wet")
    world.uploads.receive(*world.ids, asset.id, a_png(7), "a.png", scene_id=scene.id)
    world.curation.delete(*world.ids, asset.id)
    world.asset(attempts=1)
    world.lock()
    world.scenes.refresh(*world.ids, scene.id)
    world.unlock()
    keeping.pass_time(KEPT - DAY)
    world.curation.restore(*world.ids, asset.id)
    keeping.pass_time(DAY * 2)
    assert (keeping.emptying().empty_scenes(), there.id in left(world)) == (0, True)
    keeping.pass_time(KEPT - DAY * 2)
    assert (keeping.emptying().empty_scenes(), there.id in left(world)) == (1, False)


def test_what_waits_for_an_undo_waits_as_long_as_that_whoever_comes_back(world, keeping):
    asset = world.asset(scene_numbers=[1, 2])
    there = make_scene_asset(world.owner, make_scene(world.owner, world.project, 2), asset)
    made = world.splitting.split(*world.ids, asset.id, NewSplit("Old", [2])).reshape
    world.curation.delete(*world.ids, asset.id)
    world.curation.restore(*world.ids, asset.id)
    waits = "select unlinked_with from scene_assets where id = :id"
    assert world.sql(waits, id=there.id) == [(made.id,)]
