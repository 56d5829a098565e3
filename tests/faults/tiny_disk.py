"""A disk of a few hundred kilobytes, that can be filled and freed.

It is mounted where only this process and what it starts can see it, and is gone with them.
"""

import ctypes
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWNS = 0x00020000
FILLER = ".filler"
"""With a leading dot: no key of the store."""


def why_not() -> str:
    """Say why no disk can be mounted here; nothing when one can."""
    if not sys.platform.startswith("linux"):
        return "only Linux has file systems of a few kilobytes to mount"
    return "" if os.geteuid() == 0 else "only root may mount a file system"


def step_aside() -> str:
    """Leave the machine's table of mounts for a copy of our own; say why that cannot be.

    For good, for this thread and all that it starts: call it before any of those.
    """
    if reason := why_not():
        return reason
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS):
        return f"mounts cannot be kept to ourselves: {os.strerror(ctypes.get_errno())}"
    done = _run("mount", "--make-rprivate", "/")
    return done.stderr.strip() if done.returncode else ""


class TinyDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave not a byte."""
        with (self.folder / FILLER).open("ab", buffering=0) as filler:
            for piece in (65536, 4096, 1):
                while _fits(filler, piece):
                    pass

    def free(self) -> None:
        (self.folder / FILLER).unlink(missing_ok=True)

    def read_only(self) -> None:
        """Take no write any more, as a disk does that the system has given up."""
        self._again("ro")

    def writable(self) -> None:
        self._again("rw")

    def _again(self, how: str) -> None:
        done = _run("mount", "-o", f"remount,{how}", str(self.folder))
        assert done.returncode == 0, done.stderr

    def files(self) -> list[str]:
        """Names of all that is on it, but for what fills it."""
        return sorted(
            path.name for path in self.folder.rglob("*") if path.is_file() and path.name != FILLER
        )


@contextmanager
def mounted(folder: Path, size: str):
    """Have such a disk there, of `size` in mount's words; call `step_aside` before."""
    folder.mkdir(parents=True, exist_ok=True)
    done = _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    assert done.returncode == 0, done.stderr
    try:
        yield TinyDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def moved(server, spare_kilobytes: int):
    """Have the rows of a database server on such a disk, with that much room to spare.

    The server is of no use afterwards: its rows are gone.
    """
    rows = server.server.data / "base"
    kept = rows.with_name("base.kept")
    server.stop()
    rows.rename(kept)
    used = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file())
    with mounted(rows, f"{used // 1024 + spare_kilobytes}k") as disk:
        done = _run("cp", "-a", f"{kept}/.", str(rows))
        assert done.returncode == 0, done.stderr
        server.start()
        yield disk


def _fits(filler, piece) -> bool:
    try:
        return filler.write(bytes(piece)) == piece
    except OSError:
        return False


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
