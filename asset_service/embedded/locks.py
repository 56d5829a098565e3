"""Files that are locked for as long as a process lives, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asset_service.embedded.errors import AlreadyRunning


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock on `path` and yield its descriptor; raises AlreadyRunning when it is taken.

    The kernel gives the lock back when the last process that inherited the descriptor is gone,
    so a lock that can be had proves that nothing of a killed run is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"{path} is in use by a running process") from None
        yield descriptor
    finally:
        os.close(descriptor)
