"""Locks, folders and small files that only their user may read."""

import os
import stat

import pytest

from asset_service.embedded import files
from asset_service.embedded.errors import AlreadyRunning
from asset_service.embedded.files import private_folder, replace_file
from asset_service.embedded.locks import locked
from asset_service.embedded.program import Account


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_lock_is_held_by_one(tmp_path):
    with locked(tmp_path / "new" / "lock"), pytest.raises(AlreadyRunning, match="in use"):
        locked(tmp_path / "new" / "lock").__enter__()


def test_a_lock_is_free_afterwards(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock"):
        raise ZeroDivisionError
    with locked(tmp_path / "lock"):
        assert mode(tmp_path / "lock") == 0o600


def test_a_file_is_replaced_whole_and_private(tmp_path):
    path = tmp_path / "kept"
    path.write_text("old")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600


def test_a_failed_replacement_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "kept"
    path.write_text("old")

    def disk_full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", disk_full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    assert path.read_text() == "old"


def test_a_folder_is_made_and_closed_to_others(tmp_path):
    assert mode(private_folder(tmp_path / "a" / "b")) == 0o700


def test_a_folder_that_was_open_is_closed(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert mode(private_folder(tmp_path / "open")) == 0o700


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="somebody else"):
        private_folder(tmp_path / "link")


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    (tmp_path / "theirs").mkdir()
    me = os.geteuid()
    monkeypatch.setattr(files.os, "geteuid", lambda: me + 1)
    with pytest.raises(PermissionError, match="somebody else"):
        private_folder(tmp_path / "theirs")


def test_a_folder_is_handed_over(tmp_path, monkeypatch):
    handed = []
    monkeypatch.setattr(files.os, "chown", lambda *what: handed.append(what))
    private_folder(tmp_path / "data", Account(70_000, 70_001))
    assert handed == [(tmp_path / "data", 70_000, 70_001)]
