"""Processes that may die: started again by somebody, as they are in a studio."""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from asset_service.embedded.errors import AlreadyRunning
from asset_service.embedded.launch import signal_group, spawn
from asset_service.embedded.program import Program


class Kept:
    """A program in a process group of its own; `again`: started again whenever it ends.

    `starts` counts. Its log is `log`. A thread of its own holds the child: a child is told to
    end when the thread that started it does.
    """

    def __init__(self, program: Program, log: Path, *, again: bool = True) -> None:
        self.program, self.log, self.starts = program, log, 0
        self.process: subprocess.Popen[bytes] | None = None
        self._again = again
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=program.name, daemon=True)
        self._thread.start()
        self._started.wait()
        assert self.process is not None, f"{program.name} could not be started: see {log}"

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        return self.process.pid

    def signal_leader(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End what runs at once, as a machine does when memory is short."""
        signal_group(self.pid, signal.SIGKILL)

    def freeze(self) -> None:
        for pid in family(self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in family(self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def ask_to_stop(self) -> None:
        """Send the stop signal; it is not started again."""
        self._again = False
        with suppress(ProcessLookupError):
            os.kill(self.pid, self.program.stop_signal)

    def stop(self, within: float = 30.0) -> int:
        """Ask it to stop, and return what it says at the end."""
        self.ask_to_stop()
        self._thread.join(within)
        assert not self.alive, f"{self.program.name} does not stop\n{self.tail()}"
        return self.process.returncode

    def end(self) -> None:
        """Kill it for good."""
        self._again = False
        if self.alive:
            self.thaw()
            self.kill()
        self._thread.join()

    def tail(self, most: int = 6000) -> str:
        return f"--- {self.log.name}\n" + self.log.read_text(errors="replace")[-most:]

    def _keep(self) -> None:
        try:
            while self._again or not self.starts:
                with self.log.open("ab") as output:
                    self.process = _spawn(self.program, output.fileno())
                self.starts += 1
                self._started.set()
                self.process.wait()
                signal_group(self.process.pid, signal.SIGKILL)  # its children, if it left some
        finally:
            self._started.set()


def family(pid: int) -> list[int]:
    """The process and everything that it started."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def children(pid: int) -> list[int]:
    return family(pid)[1:]


def _spawn(program: Program, output: int) -> subprocess.Popen[bytes]:
    deadline = time.monotonic() + 15
    while True:
        try:
            return spawn(program, output)
        except AlreadyRunning:  # what a kill left is still ending
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
