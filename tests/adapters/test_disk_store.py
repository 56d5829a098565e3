import errno
import os
from pathlib import Path

import pytest

from asset_service.adapters.disk_store import DiskStore
from asset_service.ports.objects import ObjectMissing, StoreUnavailable

PICTURE = "image/png"


@pytest.fixture
def store(tmp_path):
    return DiskStore(tmp_path / "objects")


def files(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def keys(store):
    return [info.key for info in store.list()]


def refuse(number):
    def refusing(*_, **__):
        raise OSError(number, os.strerror(number))

    return refusing


def test_nothing_is_made_before_the_first_object(tmp_path):
    DiskStore(tmp_path / "objects")
    assert list(tmp_path.iterdir()) == []


def test_an_object_is_one_file_under_its_key(store, tmp_path):
    store.put("project/abc.768.webp", b"x", PICTURE)
    assert files(tmp_path) == ["objects/project/abc.768.webp"]


def test_files_are_for_the_owner_and_the_group_alone(store, tmp_path):
    store.put("project/abc", b"x", PICTURE)
    for path in (tmp_path / "objects").rglob("*"):
        assert path.stat().st_mode & 0o007 == 0


@pytest.mark.promise("A65")
@pytest.mark.parametrize(
    "step",
    [(os, "open"), (os, "fsync"), (Path, "replace"), (Path, "mkdir")],
)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_disk_that_refuses_leaves_no_trace(store, tmp_path, monkeypatch, step, number):
    with monkeypatch.context() as patched:
        patched.setattr(*step, refuse(number))
        with pytest.raises(StoreUnavailable, match=os.strerror(number)):
            store.put("project/abc", b"x", PICTURE)
    assert files(tmp_path) == []
    assert keys(store) == []


@pytest.mark.promise("A65")
def test_a_failed_put_leaves_the_old_object(store, monkeypatch):
    store.put("project/abc", b"old", PICTURE)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse(errno.ENOSPC))
        with pytest.raises(StoreUnavailable):
            store.put("project/abc", b"new", PICTURE)
    assert store.get("project/abc") == b"old"


@pytest.mark.promise("A65")
def test_a_full_disk_fails_the_check_and_not_the_reading(store, monkeypatch):
    store.put("project/abc", b"x", PICTURE)
    monkeypatch.setattr(os, "open", refuse(errno.ENOSPC))
    with pytest.raises(StoreUnavailable, match="No space left"):
        store.check()


def test_reading_from_a_disk_that_fails_is_no_missing_object(store, monkeypatch):
    store.put("project/abc", b"x", PICTURE)
    monkeypatch.setattr(Path, "open", refuse(errno.EIO))
    with pytest.raises(StoreUnavailable):
        store.get("project/abc")


@pytest.mark.promise("A65")
def test_the_folder_is_forced_to_the_disk_after_the_file(store, monkeypatch):
    synced = []
    really = os.fsync

    def note(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        really(descriptor)

    store.put("project/first", b"x", PICTURE)
    monkeypatch.setattr(os, "fsync", note)
    store.put("project/abc", b"x", PICTURE)
    assert len(synced) == 2
    assert synced[1] == "project"


def test_what_a_killed_process_left_long_ago_is_removed(tmp_path):
    incoming = tmp_path / ".incoming"
    incoming.mkdir()
    (incoming / "old").write_bytes(b"half")
    (incoming / "young").write_bytes(b"half")
    os.utime(incoming / "old", (0, 0))
    store = DiskStore(tmp_path)
    assert files(tmp_path) == [".incoming/young"]
    assert keys(store) == []


def test_files_that_are_no_objects_are_not_listed(store, tmp_path):
    store.put("project/abc", b"x", PICTURE)
    (tmp_path / "objects" / "lost+found").mkdir()
    (tmp_path / "objects" / ".hidden").write_bytes(b"x")
    assert keys(store) == ["project/abc"]


def test_folders_sort_as_the_keys_in_them(store):
    names = ["a/b/c", "a/b-c", "a/b.c", "a/bc", "a/B", "a.1", "b", "a0"]
    for name in names:
        store.put(name, b"x", PICTURE)
    assert keys(store) == sorted(names)


def test_an_object_deleted_during_the_listing_is_left_out(store):
    for name in ("a/1", "a/2", "b/1"):
        store.put(name, b"x", PICTURE)
    listing = store.list()
    assert next(listing).key == "a/1"
    store.delete("a/2")
    assert [info.key for info in listing] == ["b/1"]


def test_a_key_below_an_object_cannot_be(store):
    store.put("project/abc", b"x", PICTURE)
    with pytest.raises(StoreUnavailable):
        store.put("project/abc/def", b"y", PICTURE)
    with pytest.raises(ObjectMissing):
        store.get("project/abc/def")
    assert keys(store) == ["project/abc"]
