"""Where files and sockets lie."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from asset_service.embedded import places
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.places import files_folder, fits, sockets_folder
from asset_service.embedded.program import Account

ME = Account(os.geteuid(), os.getegid())


@pytest.fixture
def kept(tmp_path):
    (tmp_path / "data").mkdir()
    return Kept.make(tmp_path / "data")


def test_an_ordinary_user_has_all_in_the_data_folder(tmp_path, kept):
    assert files_folder(tmp_path / "data", kept.name, None, Path()) == tmp_path / "data" / "servers"


def test_root_keeps_the_servers_on_a_shelf_they_can_reach(tmp_path, kept):
    folder = files_folder(tmp_path / "data", kept.name, ME, tmp_path / "shelf")
    assert folder == tmp_path / "shelf" / kept.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o755


def test_a_moved_folder_finds_its_database_again(tmp_path, kept):
    before = files_folder(tmp_path / "data", kept.name, ME, tmp_path / "shelf")
    (tmp_path / "data").rename(tmp_path / "moved")
    assert files_folder(tmp_path / "moved", kept.name, ME, tmp_path / "shelf") == before
    assert (before / "belongs-to").read_text() == str(tmp_path / "moved")


def test_a_copied_folder_does_not_share_a_database(tmp_path, kept):
    files_folder(tmp_path / "data", kept.name, ME, tmp_path / "shelf")
    (tmp_path / "copy").mkdir()
    kept.save(tmp_path / "copy")
    with pytest.raises(EmbeddedError, match="is a copy of"):
        files_folder(tmp_path / "copy", kept.name, ME, tmp_path / "shelf")


def test_another_folder_in_the_old_place_is_no_original(tmp_path, kept):
    files_folder(tmp_path / "data", kept.name, ME, tmp_path / "shelf")
    (tmp_path / "data").rename(tmp_path / "moved")
    (tmp_path / "data").mkdir()
    Kept.make(tmp_path / "data")
    assert files_folder(tmp_path / "moved", kept.name, ME, tmp_path / "shelf")


def test_sockets_lie_beside_the_files_when_the_name_is_short(short_folder, kept):
    folder = sockets_folder(short_folder, short_folder, kept, None)
    assert folder == short_folder / "run"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_servers_user_may_walk_through(short_folder, kept):
    folder = sockets_folder(short_folder, short_folder, kept, ME)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711


@pytest.mark.parametrize("name", ["x" * 100, "a,b", "a b", "é", 'a"b', "a%20b", "a?b"])
def test_a_long_or_odd_name_is_not_used_for_sockets(short_folder, kept, name):
    (short_folder / name).mkdir()
    folder = sockets_folder(short_folder / name, short_folder, kept, None)
    assert fits(folder)
    assert not folder.is_relative_to(short_folder)
    folder.rmdir()


def test_the_longest_socket_of_a_fitting_folder_can_be_bound():
    folder = Path("/" + "x" * (103 - len("/postgres/.s.PGSQL.5432") - 1))
    assert fits(folder)
    assert not fits(Path(f"{folder}x"))


def test_a_short_folder_is_used_again(short_folder, kept):
    theirs = short_folder / "ours"
    now = replace(kept, home=str(short_folder), sockets=str(theirs))
    assert sockets_folder(short_folder / "a b", short_folder, now, None) == theirs


def test_a_copy_never_meets_the_sockets_of_its_original(short_folder, kept):
    now = replace(kept, home="/elsewhere", sockets=str(short_folder / "ours"))
    folder = sockets_folder(short_folder / "a b", short_folder, now, None)
    assert folder != short_folder / "ours"
    folder.rmdir()


def test_a_name_that_somebody_took_is_given_up(short_folder, kept):
    (short_folder / "ours").symlink_to(short_folder)
    now = replace(kept, home=str(short_folder), sockets=str(short_folder / "ours"))
    folder = sockets_folder(short_folder / "a b", short_folder, now, None)
    assert folder != short_folder / "ours"
    folder.rmdir()


def test_a_long_temporary_folder_is_passed_over(short_folder, kept, monkeypatch):
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: "/" + "x" * 100)
    folder = sockets_folder(short_folder / "a b", short_folder, kept, None)
    assert fits(folder)
    folder.rmdir()
