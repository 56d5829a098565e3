"""The variables that the processes of one run get."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.postgres import Urls

DEFAULT_PORTS = {"PORT": 8000, "EVENTS_PORT": 8001, "FLOWER_PORT": 5555, "METRICS_PORT": 9464}
OWNER = "DATABASE_OWNER_URL"
_DATABASE = ("DATABASE_URL", "DATABASE_MAINTENANCE_URL")


def given(env: Mapping[str, str], name: str) -> str:
    """Return what the operator set, without blanks; empty when nothing."""
    return env.get(name, "").strip()


def wants_postgres(env: Mapping[str, str]) -> bool:
    """Whether the database is ours to run; raises EmbeddedError when it is half given."""
    named = [name for name in _DATABASE if given(env, name)]
    if len(named) == 1 or (given(env, OWNER) and not named):
        missing = " and ".join(name for name in _DATABASE if name not in named)
        raise EmbeddedError(f"a database of your own is configured in part: set {missing} too")
    return not named


def ports(
    env: Mapping[str, str], kept: Mapping[str, int], choose: Callable[..., int]
) -> dict[str, int]:
    """Return the port of each server: the operator's, else the last run's, else a free one."""
    return {
        name: _port(env, name) or choose(*filter(None, (kept.get(name), default)))
        for name, default in DEFAULT_PORTS.items()
    }


def _port(env: Mapping[str, str], name: str) -> int | None:
    raw = given(env, name)
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and 0 < int(raw) < 2**16):
        raise EmbeddedError(f"{name} must be a port, 1 to 65535, not {raw!r}")
    return int(raw)


def for_children(
    env: Mapping[str, str],
    *,
    data_dir: Path,
    kept: Kept,
    database: Urls | None,
    redis_url: str | None,
) -> dict[str, str]:
    """Return the environment of the processes; what the operator set stays as it is.

    The owner's address is not in it: no process that serves anybody needs it.
    """
    web = f"http://127.0.0.1:{kept.ports['PORT']}"
    # behind a proxy of the operator's, events come from the same origin as the pages
    events = "" if given(env, "PUBLIC_URL") else f"http://127.0.0.1:{kept.ports['EVENTS_PORT']}"
    ours = {
        "DATABASE_URL": database.app if database else "",
        "DATABASE_MAINTENANCE_URL": database.maintenance if database else "",
        "REDIS_URL": redis_url or "",
        "SECRET_KEY": kept.secret_key,
        "PUBLIC_URL": web,
        "EVENTS_URL": events,
        "FLOWER_BASIC_AUTH": f"operator:{kept.flower_password}",
        "WEB_BIND": f"127.0.0.1:{kept.ports['PORT']}",
        "WORKER_TMP_DIR": _memory_folder(),
        **{name: str(port) for name, port in kept.ports.items()},
    }
    left = {name: value for name, value in env.items() if name != OWNER}
    chosen = {name: given(env, name) or value for name, value in ours.items()}
    fixed = {"PATH": commands_path(env), "PYTHONUNBUFFERED": "1", "DATA_DIR": str(data_dir)}
    return left | chosen | fixed


def commands_path(env: Mapping[str, str]) -> str:
    """Return the PATH on which gunicorn and celery are those of the running Python."""
    return os.pathsep.join((str(Path(sys.executable).parent), env.get("PATH") or os.defpath))


def _memory_folder() -> str:
    """Where gunicorn's workers show that they live: on a busy disk that alone would stall them."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()  # noqa: S108 - gunicorn makes an unnamed file there
