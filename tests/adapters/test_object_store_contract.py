"""What every object store must do, tried on each of them."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from asset_service.ports.objects import ObjectMissing

PICTURE = "image/png"


def keys(store, prefix=""):
    return [info.key for info in store.list(prefix)]


@pytest.mark.parametrize("size", [0, 1, 70_000, 12_000_000])
def test_what_is_put_is_got(store, size):
    data = hashlib.shake_128(b"seed").digest(size)
    store.put("project/abc", data, PICTURE)
    assert store.get("project/abc") == data


# 40 MB are three parts where a store takes a large object in parts.
@pytest.mark.parametrize("size", [0, 1, 70_000, 40_000_000])
def test_what_is_put_piece_by_piece_is_got(store, size):
    data = hashlib.shake_128(b"stream").digest(size)
    store.put_stream("project/_exports/one.1", BytesIO(data), size, "application/zip")
    with store.open("project/_exports/one.1") as stream:
        assert hashlib.file_digest(stream, "sha256").digest() == hashlib.sha256(data).digest()
    assert store.stat("project/_exports/one.1").size == size


def test_a_stream_is_put_from_where_it_stands_and_no_further(store):
    stream = BytesIO(b"0123456789")
    stream.seek(2)
    store.put_stream("project/abc", stream, 5, PICTURE)
    assert store.get("project/abc") == b"23456"


def test_a_stream_that_ends_too_soon_leaves_nothing(store):
    for size in (10, 20_000_000):
        with pytest.raises(ValueError, match="missing"):
            store.put_stream("project/abc", BytesIO(b"short"), size, PICTURE)
    assert keys(store) == []


def test_a_large_object_that_fails_half_way_leaves_what_was_there(store):
    class Broken(BytesIO):
        def read(self, size=-1):
            if self.tell() > 18_000_000:
                raise RuntimeError("the disk that it comes from broke")
            return super().read(size)

    store.put("project/abc", b"before", PICTURE)
    with pytest.raises(RuntimeError):
        store.put_stream("project/abc", Broken(bytes(40_000_000)), 40_000_000, PICTURE)
    assert store.get("project/abc") == b"before"


def test_putting_the_same_again_changes_nothing(store):
    for _ in range(2):
        store.put("project/abc", b"same", PICTURE)
    assert keys(store) == ["project/abc"]
    assert store.get("project/abc") == b"same"


def test_putting_other_bytes_replaces_them(store):
    store.put("probe", b"long before", PICTURE)
    store.put("probe", b"now", PICTURE)
    assert store.get("probe") == b"now"


def test_an_object_can_be_read_piece_by_piece(store):
    store.put("project/abc", b"0123456789" * 1000, PICTURE)
    with store.open("project/abc") as stream:
        assert (stream.read(3), stream.read(4)) == (b"012", b"3456")
        assert len(stream.read()) == 9993
        assert stream.read(1) == b""


@pytest.mark.parametrize(
    ("offset", "length", "part"),
    [
        (0, 1, slice(0, 1)),
        (0, 10, slice(0, 10)),
        (5, None, slice(5, None)),
        (99_999, 1, slice(99_999, None)),
        (70_000, 20_000, slice(70_000, 90_000)),
        (99_990, 1000, slice(99_990, None)),
        (100_000, None, slice(0)),
        (100_000, 5, slice(0)),
        (10**9, None, slice(0)),
    ],
)
def test_a_part_can_be_read(store, offset, length, part):
    data = hashlib.shake_128(b"parts").digest(100_000)
    store.put("project/abc", data, PICTURE)
    with store.open("project/abc", offset, length) as stream:
        assert stream.read(3) + stream.read() == data[part]


def test_a_part_of_nothing_is_missing(store):
    with pytest.raises(ObjectMissing):
        store.open("project/never", 5, 10)


def test_a_stream_may_be_closed_early_and_twice(store):
    store.put("project/abc", bytes(3_000_000), PICTURE)
    for _ in range(40):
        stream = store.open("project/abc")
        stream.read(10)
        stream.close()
        stream.close()
    assert len(store.get("project/abc")) == 3_000_000


def test_stat_tells_size_and_time(store):
    store.put("project/abc", b"12345", PICTURE)
    info = store.stat("project/abc")
    assert (info.key, info.size) == ("project/abc", 5)
    assert abs(info.modified - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize("verb", ["get", "open", "stat"])
def test_what_was_never_put_is_missing(store, verb):
    with pytest.raises(ObjectMissing):
        getattr(store, verb)("project/never")
    store.put("project/other", b"x", PICTURE)
    with pytest.raises(ObjectMissing):
        getattr(store, verb)("project/never")


def test_a_folder_is_no_object(store):
    store.put("project/folder/abc", b"x", PICTURE)
    for verb in (store.get, store.open, store.stat):
        with pytest.raises(ObjectMissing):
            verb("project/folder")
    store.delete("project/folder")
    assert keys(store) == ["project/folder/abc"]


def test_deleting_removes_and_may_be_repeated(store):
    store.delete("project/abc")
    store.put("project/abc", b"x", PICTURE)
    store.delete("project/abc")
    store.delete("project/abc")
    assert keys(store) == []


def test_an_empty_store_lists_nothing(store):
    assert keys(store) == []
    assert keys(store, "project/") == []


def test_objects_are_listed_in_key_order(store):
    names = ["a/b", "a/b-c", "a/b.c", "a/bc", "a/B", "c/a", "B/b", "a/_"]
    for name in names:
        store.put(name, b"x", PICTURE)
    assert keys(store) == sorted(names)


def test_a_prefix_may_end_anywhere(store):
    for name in ("one/abc", "one/abd", "one/x/abc", "two/abc", "onetwo"):
        store.put(name, b"xy", PICTURE)
    assert keys(store, "one/ab") == ["one/abc", "one/abd"]
    assert keys(store, "one") == ["one/abc", "one/abd", "one/x/abc", "onetwo"]
    assert keys(store, "one/x/") == ["one/x/abc"]
    assert keys(store, "three") == []
    assert [info.size for info in store.list("two/")] == [2]


def test_more_objects_than_one_page_are_all_listed(store):
    names = [f"many/{number:04}" for number in range(1005)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: store.put(name, b"", PICTURE), names))
    assert keys(store, "many/") == names


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", "..", "a/../b", ".a", "a/.b", "a\x00b", "a b", "ä", "a" * 513, "a\n"],
)
def test_a_key_that_no_service_makes_is_a_mistake(store, key):
    for verb in (store.get, store.open, store.stat, store.delete):
        with pytest.raises(ValueError, match="not an object key"):
            verb(key)
    with pytest.raises(ValueError, match="not an object key"):
        store.put(key, b"", PICTURE)
    with pytest.raises(ValueError, match="not an object key"):
        store.put_stream(key, BytesIO(), 0, PICTURE)


@pytest.mark.parametrize("prefix", ["..", "a/../", "/", "a//", "*", "a\n"])
def test_a_prefix_that_no_key_begins_with_is_a_mistake(store, prefix):
    with pytest.raises(ValueError, match="not the beginning"):
        store.list(prefix)


def test_a_store_that_works_says_so(store):
    store.check()
    store.put("project/abc", b"x", PICTURE)
    store.check()
    assert keys(store) == ["project/abc"]


def test_many_threads_may_put_the_same_object(store):
    data = bytes(200_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.put("project/abc", data, PICTURE), range(24)))
    assert store.get("project/abc") == data
