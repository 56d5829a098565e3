"""The process that decoding children are forked from: warmed up, with nothing worth stealing.

It is a fresh interpreter (no secrets, no connections, no environment), loads the work once, and
forks one confined child per request. A request is one socket, passed over the control line; the
child talks over that socket alone. When the control line closes, the zygote ends.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

from asset_service.imaging import frames
from asset_service.imaging.confine import Confinement, Prepared, confine, prepare

READY = b"."
DONE, OUT_OF_MEMORY, FAILED, ASKED = b"done", b"memory", b"failed", b"asked"
MOST_REQUEST_BYTES = 1 << 30


class Work(Protocol):
    """A module that can be run in the sandbox.

    One that has to ask its parent something half-way has `work_and_ask(parts, ask)` beside `work`;
    `ask` sends a list of byte strings and returns the answer.
    """

    def warm(self) -> None:
        """Load everything that `work` will need: afterwards no file can be opened."""
        ...

    def work(self, parts: Sequence[bytes]) -> list[bytes]:
        """Turn a request into its answer; what it raises means that the request was bad."""
        ...


def main(words: Sequence[str]) -> None:  # pragma: no cover - runs in its own interpreter
    """Serve the control line on descriptor 0 until it closes.

    `words` are the work's module, then the limits: bytes of memory, CPU seconds, wall seconds.
    """
    module, memory, cpu_seconds, wall_seconds = words
    limits = Confinement(int(memory), int(cpu_seconds), float(wall_seconds))
    job = cast("Work", import_module(module))
    job.warm()
    prepared = prepare()
    gc.collect()
    gc.freeze()
    zygote = os.getpid()

    def child(line: socket.socket) -> None:
        _be_child(line, job, limits, prepared, zygote)

    with socket.socket(fileno=0) as control:
        serve(control, child, limits.wall_seconds)


def serve(
    control: socket.socket, child: Callable[[socket.socket], None], wall_seconds: float
) -> None:
    """Fork `child` for every socket that arrives; kill those older than `wall_seconds`."""
    running: dict[int, float] = {}
    while True:
        wait = min((due - time.monotonic() for due in running.values()), default=None)
        arrived, _, _ = select.select([control], [], [], None if wait is None else max(0.0, wait))
        _reap(running)
        if not arrived:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        for descriptor in descriptors:
            with socket.socket(fileno=descriptor) as line:
                pid = _fork(line, child)
            if pid:
                running[pid] = time.monotonic() + wall_seconds


def _fork(line: socket.socket, child: Callable[[socket.socket], None]) -> int:
    """Return the child's process id, 0 when the system gives none (the caller sees its end)."""
    try:
        pid = os.fork()
    except OSError:
        return 0
    if pid == 0:  # pragma: no cover - runs in a confined process
        try:
            child(line)
        finally:
            os._exit(1)
    return pid


def _reap(running: dict[int, float]) -> None:
    for pid, due in list(running.items()):
        if due <= time.monotonic():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        elif os.waitpid(pid, os.WNOHANG) == (0, 0):
            continue
        del running[pid]


def _be_child(
    line: socket.socket, job: Work, limits: Confinement, prepared: Prepared, zygote: int
) -> None:  # pragma: no cover - runs in a confined process; tests/imaging/test_sandbox.py proves it
    with contextlib.suppress(Exception):
        only = confine(line, limits, prepared, zygote)
        only.sendall(READY)
        parts = frames.receive(only, most=MOST_REQUEST_BYTES, deadline=None)
        frames.send(only, _answer(job, parts, only))
        os._exit(0)


def _answer(
    job: Work, parts: Sequence[bytes], line: socket.socket
) -> list[bytes]:  # pragma: no cover - runs in a confined process
    def ask(question: Sequence[bytes]) -> list[bytes]:
        frames.send(line, [ASKED, *question])
        return frames.receive(line, most=MOST_REQUEST_BYTES, deadline=None)

    work_and_ask = getattr(job, "work_and_ask", None)
    try:
        return [DONE, *(job.work(parts) if work_and_ask is None else work_and_ask(parts, ask))]
    except MemoryError:
        return [OUT_OF_MEMORY]
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises, the picture is bad
        return [FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")[:500]]
