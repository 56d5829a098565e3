"""Uploads and collectors that do not wait, really at once, on files on a disk."""

import hashlib
import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from fixtures.keeping import keeping_of
from fixtures.pictures import a_png
from fixtures.threads import at_once
from sqlalchemy import text

from asset_service.adapters.disk_store import DiskStore
from asset_service.services.files import original_key
from asset_service.services.reconciling import Reconciling

NO_GRACE = timedelta(0)
SECONDS, AT_MOST = 3.0, 60.0


@pytest.fixture
def keeping(world, tmp_path):
    world.store = DiskStore(tmp_path)
    world.__post_init__()
    with keeping_of(world) as made:
        yield made


def is_there(world, data):
    """Whether the file is in the store, whole, with its preview."""
    sha256 = hashlib.sha256(data).hexdigest()
    key = original_key(world.project.id, sha256)
    return world.store.get(key) == data and bool(world.store.get(f"{key}.w768.webp"))


def upload_and_remove(world, keeping, asset, goes_on):
    """Again and again; in between the file must be there."""
    while goes_on():
        world.upload(asset, 7)
        for _ in range(3):
            assert is_there(world, a_png(7))
        with keeping.owners.begin() as connection:
            connection.execute(text("delete from attempts where asset_id = :id"), {"id": asset.id})


def collect(keeping, stop, counts):
    collector = keeping.collector(NO_GRACE)
    while not stop.is_set():
        counts.append(collector.collect()["deleted"])


def test_the_same_picture_uploaded_and_removed_beside_two_collectors_is_never_lost(world, keeping):
    assets, stop, counts = [world.asset() for _ in range(3)], threading.Event(), []
    began = time.monotonic()

    def goes_on():
        """For a while, and on a busy machine until the collectors had their turns."""
        passed = time.monotonic() - began
        return passed < SECONDS or (sum(counts) <= 3 and passed < AT_MOST)

    def people():
        uploads = [partial(upload_and_remove, world, keeping, asset, goes_on) for asset in assets]
        errors.extend(at_once(*uploads))
        stop.set()

    errors: list[Exception] = []
    collecting = [partial(collect, keeping, stop, counts) for _ in range(2)]
    assert at_once(people, *collecting) == []
    assert errors == []
    assert sum(counts) > 3
    while keeping.collector(NO_GRACE).collect()["removed"]:
        continue
    assert list(world.store.list()) == []


def test_a_leftover_that_is_deleted_while_it_is_uploaded_again_is_not_lost(world, keeping):
    asset, counts = world.asset(), []
    for shade in range(20):
        data = a_png(shade)
        world.files.put(world.project.id, data, world.pictures.read(data))
        reconciling = Reconciling(
            keeping.database,
            world.store,
            keeping.collector(),
            NO_GRACE,
            keeping.exports(),
            skew=NO_GRACE,
        )
        upload = partial(world.upload, asset, shade)
        assert at_once(upload, lambda act=reconciling: counts.append(act.reconcile())) == []
        assert is_there(world, data)
    assert sum(one["stray files"] for one in counts) > 0


def test_many_collectors_delete_each_file_once(world, keeping):
    shades = range(12)
    for shade in shades:
        world.upload(world.asset(), shade)
    keeping.unrefer()
    keeping.collector(NO_GRACE).condemn()
    counts = []
    many = [lambda: counts.append(keeping.collector(NO_GRACE).collect()) for _ in range(4)]
    assert at_once(*many) == []
    assert sum(one["deleted"] for one in counts) == len(shades)
    assert list(world.store.list()) == []
