"""One program that is started again whenever it ends; used by the supervisor's thread alone."""

import os
import signal
import subprocess
import time
from collections import deque

from asset_service.embedded.backoff import Backoff
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.launch import signal_group, spawn
from asset_service.embedded.leftovers import Living
from asset_service.embedded.outputs import Console, RotatingLog
from asset_service.embedded.program import Program


class Child:
    """`deaths` counts its ends in a row, `tail` holds the last lines it wrote."""

    def __init__(
        self, program: Program, log: RotatingLog, console: Console, backoff: Backoff
    ) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.living: Living | None = None
        self.deaths = 0
        self.tail: deque[str] = deque(maxlen=20)
        self._log = log
        self._console = console
        self._backoff = backoff
        self._since = 0.0
        self._due = 0.0
        self._stopping = False

    def write(self, line: bytes) -> None:
        self._log.write(line)
        self._console.write(self.program.name, line)
        self.tail.append(line.decode(errors="replace"))

    def start_if_due(self) -> bool:
        """Start it when it is down and its wait is over; return whether it runs now."""
        if self.process or time.monotonic() < self._due:
            return False
        self._since = time.monotonic()
        try:
            self.process = spawn(self.program)
        except (EmbeddedError, OSError) as error:
            self._wait_again(f"could not be started: {error}")
            if isinstance(error, AlreadyRunning):
                self.deaths = 0  # what a kill left is still ending; that says nothing of this one
            return False
        self.living = Living.of(self.program.name, self.process.pid, self.program.stop_signal)
        return True

    def has_ended(self) -> bool:
        """Notice the end of the process, once, and plan the next start."""
        if self.process is None or (status := self.process.poll()) is None:
            return False
        signal_group(self.process.pid, signal.SIGKILL)  # what it leaves of its own children
        self.process = self.living = None
        self._wait_again(f"ended by signal {-status}" if status < 0 else f"ended with {status}")
        return True

    def ask_to_stop(self) -> None:
        """Send the stop signal; from now on an end is what was asked for."""
        self._stopping = True
        if self.process:
            os.kill(self.process.pid, self.program.stop_signal)

    def kill(self) -> None:
        if self.process:
            signal_group(self.process.pid, signal.SIGKILL)

    def _wait_again(self, what: str) -> None:
        stayed_up = time.monotonic() - self._since
        self.deaths = 1 if stayed_up >= self._backoff.steady else self.deaths + 1
        delay = self._backoff.delay(stayed_up)
        self._due = time.monotonic() + delay
        then = "as asked" if self._stopping else f"next start in {delay:g} s"
        self.write(f"[{what} after {stayed_up:.1f} s, {then}]".encode())
