"""After a death between any two of file, row, commit and message: files and rows agree again.

A collector's own death: test_collector_faults.py.
"""

import os
import socket
import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from bank_provider import FREE, PAID
from customer import Customer
from fixtures.pictures import a_png
from rig import a_rig

from asset_service.maintenance import build_housekeeping
from asset_service.services.files import read_key

pytestmark = pytest.mark.promise("A64", "A21")

DAYS = 3 * 24 * 3600
NONE = {"stray files": 0, "files lost": 0, "renditions lost": 0}


@pytest.fixture(scope="module")
def _tidy():
    with a_rig(COLLECT_GRACE_SECONDS="1") as rig:
        yield rig


@pytest.fixture
def rig(_tidy):
    _tidy.reset()
    for left in list(_tidy.true_store.list()):
        _tidy.true_store.delete(left.key)
    return _tidy


def originals(rig):
    """The files of this film that are there, and those that rows say are there."""
    keys = [read_key(one.key) for one in rig.true_store.list(f"{rig.home.project_id}/")]
    there = {key.sha256 for key in keys if key is not None and key.width is None}
    rows = rig.home.sql("select sha256 from objects where files_gone_at is null")
    return there, {row.sha256 for row in rows}


def compared_days_later(rig):
    """Let all files be old, and compare; return what was found the first time, and the second."""
    then = time.time() - DAYS
    for path in (rig.folder / "data" / "objects").rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))
    reconciling = build_housekeeping(rig.settings, rig.maintenance)._reconciling
    first, second = (reconciling.reconcile() for _ in range(2))
    return first, {name: second[name] for name in NONE}


@pytest.mark.parametrize("phase", ["runner.put", "runner.before_commit", "runner.committed"])
@pytest.mark.parametrize("provider", [PAID, FREE])
def test_what_a_worker_left_when_it_died_is_whole_or_gone(rig, phase, provider):
    rig.standing()
    rig.arm(phase)
    (job,) = rig.ask(1, provider)
    rig.until_taken(phase)
    rig.until_final([job])
    rig.end_workers()
    _, again = compared_days_later(rig)
    there, named = originals(rig)
    assert (again, there) == (NONE, named)
    rig.check()


def test_what_a_web_process_left_when_it_died_goes(rig):
    rig.standing()
    customer = Customer(rig, rig.standing_web())
    rig.arm("upload.put")
    assert customer.upload(rig.home.asset(), a_png(7), uuid4().hex).status == 0
    rig.end_workers()
    before = originals(rig)
    assert (len(before[0]), before[1]) == (1, set())
    first, again = compared_days_later(rig)
    assert (first["stray files"], again) == (1, NONE)
    assert originals(rig) == (set(), set())
    assert rig.home.sql("select id from attempts") == []


def test_a_web_process_that_dies_in_the_middle_of_an_upload_leaves_nothing(rig):
    rig.standing()
    web, address = rig.web()
    customer, asset = Customer(rig, address), rig.home.asset()
    place, data = urlsplit(address), a_png(3, (900, 900))
    head = (
        f"POST /api/v1/projects/{rig.home.project_id}/assets/{asset.id}/attempts HTTP/1.1\r\n"
        f"Host: {place.netloc}\r\nAuthorization: Bearer {rig.token()}\r\n"
        f"Content-Type: image/png\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port)) as line:
        line.sendall(head.encode() + data[: len(data) // 2])
        assert customer.ready()[0] == 200  # it is at work, and this one has come
        web.kill()
        assert line.recv(100) == b""
    assert originals(rig) == (set(), set())
    assert [path for path in (rig.folder / "data" / "objects").rglob("*") if path.is_file()] == []
    customer.until_accepted(customer.upload, asset, a_png(3))
    assert len(rig.home.sql("select id from attempts")) == 1
    rig.check()
