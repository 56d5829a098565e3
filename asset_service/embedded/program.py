"""One thing to run: what, where, as whom, and how it is asked to stop."""

import os
import pwd
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """Who a program runs as when that is not the one who starts it."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """Return `nobody` for root, since PostgreSQL refuses to run as root; None for all others."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root and this machine has no user 'nobody': "
            "start this as an ordinary user, or set DATABASE_URL to a server of your own"
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A command of the supervisor; `argv[0]` is looked up in the PATH of `env`.

    `lock` is a file that stays locked while any process of the program lives; `prepare` runs
    before each start, when that lock is held, and may raise EmbeddedError or OSError.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    lock: Path | None = None
    prepare: Callable[[], None] = _nothing
