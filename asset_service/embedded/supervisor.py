"""Keeps programs running: brings back what dies, stops all of them in order.

honcho ends everything when one child dies; this does not. All work is done by one thread,
because on Linux a child is told of its parent's death when the *thread* that started it ends.
"""

import os
import selectors
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from asset_service.embedded.backoff import Backoff
from asset_service.embedded.child import Child
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.leftovers import record
from asset_service.embedded.outputs import Console, Lines, RotatingLog
from asset_service.embedded.program import Program

TICK = 0.05  # seconds between two looks at the children


class Supervisor:
    """Start groups of programs; the last group is stopped first, a group all at once.

    `grace` is how many seconds a group has to stop before it is killed.
    """

    def __init__(
        self,
        state_file: Path,
        log_folder: Path,
        *,
        console: Console,
        grace: float = 90.0,
        backoff: Callable[[], Backoff] = Backoff,
    ) -> None:
        self._state_file = state_file
        self._log_folder = log_folder
        self._console = console
        self._grace = grace
        self._backoff = backoff
        self._children: dict[str, Child] = {}
        self._groups: list[list[Child]] = []
        self._new: SimpleQueue[list[Child]] = SimpleQueue()
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._ended = threading.Event()
        self._outputs = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._run, name="supervisor")
        self._error: BaseException | None = None

    def start(self, programs: Sequence[Program]) -> None:
        """Start `programs` as one group and keep them running; returns at once.

        Raises EmbeddedError when a name is taken.
        """
        if taken := self._children.keys() & {program.name for program in programs}:
            raise EmbeddedError(f"two processes are called {', '.join(sorted(taken))}")
        self._log_folder.mkdir(parents=True, exist_ok=True)
        group = [
            Child(
                program,
                RotatingLog(self._log_folder / f"{program.name}.log"),
                self._console,
                self._backoff(),
            )
            for program in programs
        ]
        # a new dictionary, since the other thread may be reading the old one
        self._children = self._children | {child.program.name: child for child in group}
        self._new.put(group)
        if not self._thread.is_alive():
            self._thread.start()

    def deaths(self, name: str) -> int:
        """How often in a row `name` ended or could not be started."""
        return self._children[name].deaths

    def tail(self, name: str) -> str:
        """Return the last lines that `name` wrote."""
        return "\n".join(self._children[name].tail)

    def wait(self) -> None:
        """Block until the supervisor has ended; a signal handler may raise out of it."""
        self._ended.wait()  # not join(): interrupted, Python 3.11 takes the thread for ended

    def hurry(self) -> None:
        """Kill the group that is being waited for; the next one has its grace again."""
        self._hurry.set()

    def stop(self) -> None:
        """Stop every group, last first; raises what ended the supervisor, if anything did."""
        self._stop.set()
        if self._thread.ident is not None:
            self._ended.wait()
            self._thread.join()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._accept()
                self._look()
            self._accept()
            while self._groups:
                self._stop_group(self._groups.pop())
        except BaseException as error:  # noqa: BLE001 - handed to the one who calls stop()
            self._error = error
        finally:
            self._leave_nothing()
            self._ended.set()

    def _accept(self) -> None:
        with suppress(Empty):
            while True:
                self._groups.append(self._new.get_nowait())

    def _look(self) -> None:
        """Pass on what was written, and bring back what ended."""
        self._read(TICK)
        changed = False
        for child in (child for group in self._groups for child in group):
            changed |= child.has_ended()
            if child.start_if_due():
                changed = True
                self._listen(child)
        if changed:
            self._record()

    def _stop_group(self, group: Sequence[Child]) -> None:
        """Stop `group`; the groups before it are looked after meanwhile, it may need them."""
        self._hurry.clear()
        for child in group:
            child.has_ended()
            child.ask_to_stop()
        deadline = time.monotonic() + self._grace
        while any(child.process for child in group):
            if self._hurry.is_set() or time.monotonic() > deadline:
                for child in group:
                    child.kill()
            self._look()
            for child in group:
                child.has_ended()
        self._record()

    def _leave_nothing(self) -> None:
        for child in self._children.values():
            child.kill()
            if child.process:
                child.process.wait()
        for _ in range(100):  # the last words, but not those of an endless talker
            if not self._read(0):
                break
        for key in list(self._outputs.get_map().values()):
            key.data[1].close()
        self._outputs.close()

    def _record(self) -> None:
        with suppress(OSError):  # a full disk costs the note, not the children
            everyone = self._children.values()
            record(self._state_file, [child.living for child in everyone if child.living])

    def _listen(self, child: Child) -> None:
        if child.process and child.process.stdout:
            pipe = child.process.stdout
            self._outputs.register(pipe, selectors.EVENT_READ, (child, pipe, Lines()))

    def _read(self, patience: float) -> bool:
        """Wait at most `patience` seconds for output, pass it on; False when there was none."""
        if not self._outputs.get_map():
            time.sleep(patience)  # nobody runs; macOS does not wait on an empty selector
            return False
        ready = self._outputs.select(patience)
        for key, _ in ready:
            child, pipe, lines = key.data
            self._pass_on(child, pipe, lines)
        return bool(ready)

    def _pass_on(self, child: Child, pipe: IO[bytes], lines: Lines) -> None:
        data = os.read(pipe.fileno(), 64 * 1024)
        for line in lines.feed(data):
            child.write(line)
        if not data:
            self._outputs.unregister(pipe)
            pipe.close()
