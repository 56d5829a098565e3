from datetime import timedelta

import pytest
from fixtures.keeping import GRACE, keeping_of
from fixtures.stores import MemoryStore
from structlog.testing import capture_logs

from asset_service.domain.files import CLOCK_SKEW, FORGET_AFTER, TAKE_OVER_AFTER
from asset_service.services.files import original_key

pytestmark = pytest.mark.promise("A64")

OLD = GRACE + CLOCK_SKEW + timedelta(minutes=1)
NOTHING = {
    "stray files": 0,
    "files lost": 0,
    "renditions lost": 0,
    "stray exports": 0,
    "strange keys": 0,
}


class AgingStore(MemoryStore):
    def age(self, by):
        self._times = {key: moment - by for key, moment in self._times.items()}


@pytest.fixture
def keeping(world):
    world.store = AgingStore()
    world.__post_init__()
    with keeping_of(world) as made:
        yield made


def stray(world, data=b"stray"):
    """A file that was put, whole, by an upload that died before it was named."""
    stored = world.files.put(world.project.id, data, world.pictures.read(data))
    return original_key(world.project.id, stored.sha256)


def test_a_whole_world_is_left_alone(world, keeping):
    for shade in range(5):
        world.upload(world.asset(), shade)
    world.store.age(OLD)
    before = dict(world.store.objects)
    assert keeping.reconciling().reconcile() == NOTHING
    assert world.store.objects == before


def test_a_file_that_nobody_named_goes(world, keeping):
    stray(world)
    world.store.age(OLD)
    assert keeping.reconciling().reconcile() == NOTHING | {"stray files": 1}
    assert (world.store.objects, keeping.states()) == ({}, [(True, True, True)])


def test_a_young_file_may_yet_be_named(world, keeping):
    stray(world)
    world.store.age(OLD - timedelta(minutes=2))
    assert keeping.reconciling().reconcile() == NOTHING
    assert len(world.store.objects) == 2


def test_a_stray_whose_deletion_failed_is_deleted_later(world, keeping, monkeypatch):
    stray(world)
    world.store.age(OLD)
    collector = keeping.collector()
    reconciling = keeping.reconciling()
    monkeypatch.setattr(reconciling._collector, "carry_out", lambda _decision: 0)
    reconciling.reconcile()
    assert len(world.store.objects) == 2
    keeping.pass_time(TAKE_OVER_AFTER)
    collector.collect()
    assert world.store.objects == {}


def test_a_rendition_that_came_after_its_file_was_deleted_goes_too(world, keeping):
    key = stray(world)
    world.store.age(OLD)
    keeping.reconciling().reconcile()
    world.store.put(f"{key}.w256.webp", b"late", "image/webp")
    world.store.age(OLD)
    assert keeping.reconciling().reconcile()["stray files"] == 1
    keeping.pass_time(FORGET_AFTER)
    keeping.collector().collect()
    assert (world.store.objects, keeping.states()) == ({}, [])


def test_keys_that_are_not_ours_are_counted_and_left(world, keeping):
    elsewhere = original_key(world.user.id, "0" * 64)
    keys = ("backup.tar", f"{world.project.id}/notes", elsewhere)
    for key in keys:
        world.store.put(key, b"bytes", "text/plain")
    world.store.age(OLD)
    assert keeping.reconciling().reconcile() == NOTHING | {"strange keys": 3}
    assert set(world.store.objects) == set(keys)


def test_a_file_that_is_lost_is_told_with_its_name(world, keeping):
    attempt = world.upload(world.asset()).attempt
    world.store.objects.clear()
    with capture_logs() as logs:
        assert keeping.reconciling().reconcile() == NOTHING | {"files lost": 1}
    (told,) = [line for line in logs if line["log_level"] == "error"]
    assert (told["project_id"], told["sha256"]) == (str(world.project.id), attempt.sha256)


def test_a_rendition_that_is_lost_is_asked_for_again(world, keeping):
    attempt = world.upload(world.asset()).attempt
    world.sql("update objects set renditions = '{256,768,1600}'; delete from outbox")
    world.store.put(f"{attempt.image_key}.w256.webp", b"webp", "image/webp")
    assert keeping.reconciling().reconcile() == NOTHING | {"renditions lost": 1}
    assert world.sql("select renditions from objects") == [([256, 768],)]
    asked = world.sql("select kind, lane, sha256, user_id from outbox")
    assert [tuple(row) for row in asked] == [("render", "pixels", attempt.sha256, world.user.id)]


def test_what_is_being_removed_is_not_lost(world, keeping):
    world.upload(world.asset())
    keeping.unrefer()
    world.sql("update objects set condemned_at = now(), removed_at = now()")
    world.store.objects.clear()
    assert keeping.reconciling().reconcile() == NOTHING


def test_a_walk_stops_when_it_is_told_to(world, keeping):
    stray(world)
    world.store.age(OLD)
    assert keeping.reconciling().reconcile(lambda: True) == NOTHING
    assert len(world.store.objects) == 2
