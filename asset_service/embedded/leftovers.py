"""The children of this run, on file, so that the next run can end what a kill left behind."""

import json
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from asset_service.embedded.births import birth
from asset_service.embedded.files import replace_file
from asset_service.embedded.launch import signal_group

_LOOK_AGAIN = 0.02  # seconds; these are not our children, so nothing reports their end


@dataclass(frozen=True)
class Living:
    """A child by pid and birth; `ask` is the number of the signal it stops at."""

    name: str
    pid: int
    birth: str
    ask: int

    @classmethod
    def of(cls, name: str, pid: int, ask: signal.Signals) -> Self | None:
        """Return the entry for a process that lives now, else None."""
        born = birth(pid)
        return cls(name, pid, born, int(ask)) if born else None

    def alive(self) -> bool:
        return birth(self.pid) == self.birth


def record(path: Path, living: Iterable[Living]) -> None:
    """Replace what is on file by `living`, in the order in which they were started."""
    replace_file(path, json.dumps([asdict(one) for one in living], indent=1).encode())


def end_leftovers(path: Path, grace: float = 5.0) -> list[str]:
    """End what is on file and still lives, last started first; return the names.

    Each is asked, has `grace` seconds together with the others, and is killed with its group.
    A process whose birth differs is a stranger and is left alone.
    """
    found = [one for one in reversed(_read(path)) if one.alive()]
    for one in found:
        with suppress(ProcessLookupError):
            os.kill(one.pid, one.ask)
    deadline = time.monotonic() + grace
    for one in found:
        while one.alive() and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN)
        if one.alive():
            signal_group(one.pid, signal.SIGKILL)
        while one.alive():
            time.sleep(_LOOK_AGAIN)
    path.unlink(missing_ok=True)
    return [one.name for one in found]


def _read(path: Path) -> list[Living]:
    """Return the entries; a file that cannot be read names nobody, so nobody is ended."""
    try:
        entries: Any = json.loads(path.read_bytes())
        return [
            Living(str(one["name"]), int(one["pid"]), str(one["birth"]), int(one["ask"]))
            for one in entries
            if int(one["pid"]) > 1
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return []
