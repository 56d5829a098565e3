"""Run a piece of work on untrusted bytes in a throw-away process that can do nothing else.

One zygote per process of ours, started at first use; a fork of our own process starts its own.
Any number of threads may call `run`; a few children work at once and the other callers wait,
each person in turn (`fairness.py`).
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

from asset_service.domain.errors import Unavailable
from asset_service.imaging import frames
from asset_service.imaging.confine import Confinement
from asset_service.imaging.fairness import NOBODY, Places
from asset_service.imaging.zygote import ASKED, DONE, READY

# The path is handed over as words: the environment stays empty, and -I looks nowhere else.
_START = """
import sys
words, sys.path[:] = sys.argv[1:5], sys.argv[5:]
from asset_service.imaging.zygote import main
main(words)
"""
_MOST_ANSWER_BYTES = 64 * 1024 * 1024
_STOP_SECONDS = 2.0
_MOST_OF_ONE = 5
"""Pictures of one person that are read or wait: each holds a thread of ours, and its bytes."""
_MOST_QUESTIONS = 1  # a signature: who took a child over gets no second one

Answering = Callable[[Sequence[bytes]], Sequence[bytes]]


class WorkFailed(Exception):
    """The child raised, ran out of memory, was killed at a limit, or answered nonsense."""


class _NoChild(Exception):
    """The zygote is gone or could not fork: says nothing of the request."""


class _Zygote:
    def __init__(self, module: str, limits: Confinement) -> None:
        self._control, far_end = _pair()
        with far_end:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
                [
                    sys.executable,
                    "-I",
                    "-c",
                    _START,
                    module,
                    str(limits.memory),
                    str(limits.cpu_seconds),
                    str(limits.wall_seconds),
                    *(str(Path(place).absolute()) for place in sys.path),
                ],
                stdin=far_end.fileno(),
                stdout=subprocess.DEVNULL,
                env={},
                # A signal for our group must not take it away from requests that still run.
                start_new_session=True,
            )

    def hand_over(self, line: socket.socket) -> None:
        """Have a child forked that talks over `line`; raises _NoChild."""
        try:
            socket.send_fds(self._control, [b"+"], [line.fileno()])
        except OSError as error:
            raise _NoChild from error

    def is_gone(self) -> bool:
        """Its line closes a moment before its children die of it, so look at the line first."""
        try:
            return not self._control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return self._process.poll() is not None
        except OSError:
            return True

    def stop(self) -> None:
        self._control.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Let go of another process's zygote: it is not ours to stop or to wait for."""
        self._control.close()
        self._process.returncode = 0


class Sandbox:
    """`module` names what children run (`zygote.Work`); `children` is how many run at once."""

    def __init__(self, module: str, limits: Confinement, *, children: int) -> None:
        self._module = module
        self._limits = limits
        self._children = children
        self._forget_everything()
        _sandboxes.add(self)

    def run(
        self,
        parts: Sequence[bytes],
        answering: Answering | None = None,
        *,
        whose: str = NOBODY,
    ) -> list[bytes]:
        """Return what `work(parts)` returns in a child of its own.

        `whose` names the person who waits for it: nobody else has to wait for all of theirs.

        `answering` answers what the child asks half-way, once: with something that it must not
        make itself. It may have been taken over, and ask for anything.
        Raises WorkFailed when the child gives no good answer within the limits, Unavailable
        when no child was free in that time or none could be started, and TooMany for a person
        who has too many in line.
        """
        with self._places.hold(whose, self._limits.wall_seconds):
            for _ in range(2):
                with contextlib.suppress(_NoChild):
                    return self._in_a_child(parts, answering)
        raise Unavailable("No process could be started to read the picture.")

    def close(self) -> None:
        """End the zygote; a later `run` starts another one."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """Start afresh in a fork of our process: its locks may be held by threads it lacks."""
        if self._zygote is not None and self._stopper is not None:
            self._stopper.detach()
            self._zygote.forget()
        self._forget_everything()

    def _forget_everything(self) -> None:
        self._lock = threading.Lock()
        self._places = Places(self._children, most_of_one=_MOST_OF_ONE)
        self._zygote: _Zygote | None = None
        self._stopper: weakref.finalize[[], Sandbox] | None = None

    def _in_a_child(self, parts: Sequence[bytes], answering: Answering | None) -> list[bytes]:
        deadline = time.monotonic() + self._limits.wall_seconds
        line, far_end = _pair()
        with line:
            with far_end:
                zygote = self._living_zygote()
                zygote.hand_over(far_end)
            _await_ready(line, deadline)
            try:
                frames.send(line, parts)
                answer = _final(line, deadline, answering)
            except (frames.Nonsense, OSError) as error:
                if zygote.is_gone():
                    raise _NoChild from error
                raise WorkFailed(f"no answer: {error}") from error
        if answer[:1] != [DONE]:
            raise WorkFailed(b" ".join(answer).decode("utf-8", "replace"))
        return answer[1:]

    def _living_zygote(self) -> _Zygote:
        with self._lock:
            if self._zygote is None or self._zygote.is_gone():
                self._stop()
                self._zygote = _Zygote(self._module, self._limits)
                self._stopper = weakref.finalize(self, self._zygote.stop)
            return self._zygote

    def _stop(self) -> None:
        if self._stopper is not None:
            self._stopper()
        self._zygote = self._stopper = None


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return two joined ends that wait as long as they have to.

    A worker that shuts down gives every new socket of its process a default time-out, and one
    with a time-out never waits in the process that it is handed to: the last pictures of a
    worker could not be read.
    """
    ends = socket.socketpair()
    for end in ends:
        end.settimeout(None)
    return ends


def _final(line: socket.socket, deadline: float, answering: Answering | None) -> list[bytes]:
    """Return the child's last word, and answer what it asks before; raises as `frames` does."""
    for asked in range(_MOST_QUESTIONS + 1):
        answer = frames.receive(line, most=_MOST_ANSWER_BYTES, deadline=deadline)
        if answer[:1] != [ASKED]:
            return answer
        if answering is None or len(answer) == 1 or asked == _MOST_QUESTIONS:
            break
        frames.send(line, answering(answer[1:]))
    raise frames.Nonsense("it asks where nothing is to be asked")


def _await_ready(line: socket.socket, deadline: float) -> None:
    try:
        line.settimeout(frames.seconds_until(deadline))
        word = line.recv(1)
    except TimeoutError:
        raise Unavailable("No process was ready in time to read the picture.") from None
    except OSError as error:
        raise _NoChild from error
    if word != READY:
        raise _NoChild


_sandboxes: weakref.WeakSet[Sandbox] = weakref.WeakSet()


def _after_fork() -> None:
    for sandbox in list(_sandboxes):
        sandbox.forget()


os.register_at_fork(after_in_child=_after_fork)
