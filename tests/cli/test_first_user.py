"""The password of the first user is on file once: nothing may take it away again."""

import errno
import stat
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from asset_service.cli import local
from asset_service.cli.local import LocalUser
from asset_service.domain.errors import Conflict
from asset_service.embedded import files


@pytest.fixture
def made(monkeypatch):
    """The accounts that were asked for; the same one twice is refused, as by the service."""
    accounts = {}

    def add_user(email, _name, password):
        if email in accounts:
            raise Conflict("taken", code="email_taken")
        accounts[email] = password

    services = SimpleNamespace(accounts=SimpleNamespace(add_user=add_user))
    monkeypatch.setattr(local, "open_services", lambda _env: nullcontext(services))
    return accounts


def test_a_full_disk_takes_no_password_away(made, tmp_path, monkeypatch):
    user = LocalUser.of(tmp_path, {})

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(files.os, "fsync", full)
        disk.setattr(local.Path, "write_text", lambda path, _text: path.write_bytes(b"") or full())
        again = LocalUser.of(tmp_path, {})
        with pytest.raises(OSError, match="No space"):
            again.remember_sample()
    assert LocalUser.of(tmp_path, {}).password == user.password == made[user.email]


def test_only_its_owner_may_read_the_password(made, tmp_path):
    user = LocalUser.of(tmp_path, {})
    assert made == {user.email: user.password}
    assert stat.S_IMODE((tmp_path / "first-user.json").stat().st_mode) == 0o600
    user.remember_sample()
    assert LocalUser.of(tmp_path, {}).has_seen_sample
