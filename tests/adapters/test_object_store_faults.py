"""What is left when a writer dies, a line is cut or a server is away, on every object store."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import s3_servers
from bad_line import BadLine

from asset_service.adapters import s3_store
from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.s3_store import S3Store
from asset_service.ports.objects import ObjectMissing, StoreUnavailable

pytestmark = pytest.mark.promise("A63")

PICTURE = "image/png"
LARGE = 12_000_000
LONGEST = 20.0
"""Seconds: ten are promised, and the machine may do much else meanwhile."""

PUT_TO_S3 = """
import sys
from asset_service.adapters.s3_store import S3Store
from asset_service.config import S3Settings
endpoint, key, secret, bucket, region = sys.argv[1:]
settings = S3Settings(endpoint=endpoint, access_key=key, secret_key=secret, bucket=bucket,
    region=region or None, secure=False)
S3Store(settings).put("project/abc", bytes(12_000_000), "image/png")
"""
# the bytes are in the file, and nothing has told the disk to keep them
PUT_TO_DISK = """
import os, sys, time
from pathlib import Path
from asset_service.adapters.disk_store import DiskStore
def hang(descriptor):
    if os.fstat(descriptor).st_size == 12_000_000:
        print("half-way", flush=True)
        time.sleep(60)
os.fsync = hang
DiskStore(Path(sys.argv[1])).put("project/abc", bytes(12_000_000), "image/png")
"""


@pytest.fixture
def line(s3_settings):
    host, _, port = s3_settings.endpoint.partition(":")
    if s3_settings.secure:
        pytest.skip("the line carries plain http only")
    with BadLine((host, int(port or 80))) as made:
        yield made


@pytest.fixture
def straight(s3_settings):
    store = S3Store(s3_settings)
    store.check()
    return store


@pytest.fixture
def far(line, s3_settings, straight):
    """The same bucket, which is made, over the line."""
    return S3Store(replace(s3_settings, endpoint=f"127.0.0.1:{line.port}"))


def assert_nothing_shows(store):
    for verb in (store.get, store.open, store.stat):
        with pytest.raises(ObjectMissing):
            verb("project/abc")
    assert list(store.list()) == []


def test_a_killed_upload_leaves_no_object(s3_settings, line, straight):
    line.wait = 0.005
    where = replace(s3_settings, endpoint=f"127.0.0.1:{line.port}")
    words = where.endpoint, where.access_key, where.secret_key, where.bucket, where.region or ""
    writer = subprocess.Popen([sys.executable, "-c", PUT_TO_S3, *words])  # noqa: S603 - ours
    while line.sent < LARGE // 3:
        assert writer.poll() is None
        time.sleep(0.01)
    writer.kill()
    assert writer.wait() == -signal.SIGKILL
    assert line.sent < LARGE
    time.sleep(0.3)  # for the server to notice
    assert_nothing_shows(straight)
    straight.put("project/abc", b"later", PICTURE)
    assert straight.get("project/abc") == b"later"


def test_a_killed_upload_leaves_no_object_on_the_disk(tmp_path):
    command = [sys.executable, "-c", PUT_TO_DISK, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:  # noqa: S603 - ours
        writer.stdout.readline()
        writer.kill()
    assert [path.stat().st_size for path in (tmp_path / ".incoming").iterdir()] == [LARGE]
    assert_nothing_shows(DiskStore(tmp_path))


def test_an_upload_that_is_cut_half_way_leaves_nothing(line, far, straight):
    line.cut_after = LARGE // 2
    with pytest.raises(StoreUnavailable, match="away"):
        far.put("project/abc", bytes(LARGE), PICTURE)
    assert line.sent > LARGE // 3
    assert_nothing_shows(straight)
    line.cut_after = None
    far.put("project/abc", bytes(LARGE), PICTURE)
    assert straight.stat("project/abc").size == LARGE


def test_a_put_that_is_cut_leaves_the_old_object(line, far, straight):
    straight.put("project/abc", b"old", PICTURE)
    line.cut_after = 100_000
    with pytest.raises(StoreUnavailable):
        far.put("project/abc", bytes(LARGE), PICTURE)
    assert straight.get("project/abc") == b"old"


def test_an_upload_may_take_its_time_while_it_moves(line, far, straight):
    line.wait = 0.004
    begun = time.monotonic()
    far.put("project/abc", bytes(LARGE), PICTURE)
    assert time.monotonic() - begun > s3_store._CONNECT_SECONDS + 0.5  # the socket's own limit
    assert straight.stat("project/abc").size == LARGE


def test_a_server_that_refuses_is_unavailable_at_once(line, far):
    line.close()
    begun = time.monotonic()
    for ask in every_way(far):
        with pytest.raises(StoreUnavailable, match="away"):
            ask()
    assert time.monotonic() - begun < LONGEST


def test_a_server_that_falls_silent_is_given_up_in_ten_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(8) as pool:
        store = S3Store(s3_servers.at(silent.getsockname()[1]))
        begun = time.monotonic()
        for one in [pool.submit(ask) for ask in every_way(store)]:
            assert isinstance(one.exception(), StoreUnavailable)
        assert time.monotonic() - begun < LONGEST


@pytest.mark.parametrize("offset", [0, 1])
def test_an_answer_that_only_trickles_is_given_up(line, far, straight, monkeypatch, offset):
    monkeypatch.setattr(s3_store, "_HEAD_START_SECONDS", 0.5)
    straight.put("project/abc", bytes(100_000), PICTURE)
    line.drip = 0.0005
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable, match="too slow"), far.open("project/abc", offset) as part:
        part.read()
    assert time.monotonic() - begun < LONGEST / 2


@pytest.mark.parametrize("sizes", [(3_000_000, 3_000_000), (3_000_000, 2_000_000)])
def test_reading_while_it_is_replaced_gives_the_old_or_the_new(store, request, sizes):
    if sizes[0] != sizes[1] and "juicefs" in request.node.name:
        pytest.skip("the gateway asks for the size first and opens the object after")
    old, new = b"o" * sizes[0], b"n" * sizes[1]
    store.put("project/abc", old, PICTURE)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(
            lambda: [store.put("project/abc", x, PICTURE) for x in [new, old] * 4]
        )
        seen = set()
        while not writing.done():
            with contextlib.suppress(StoreUnavailable):  # what it was sending may be gone
                seen.add(store.get("project/abc"))
        writing.result()
    assert seen <= {old, new}
    assert store.get("project/abc") == old


def every_way(store):
    return [
        lambda: store.put("project/abc", bytes(LARGE), PICTURE),
        lambda: store.get("project/abc"),
        lambda: store.open("project/abc", 5, 5),
        lambda: store.stat("project/abc"),
        lambda: store.delete("project/abc"),
        lambda: list(store.list()),
        store.check,
    ]
