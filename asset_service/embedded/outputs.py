"""Where the lines of the children go: a file each, and the console of who started them."""

import os
import queue
import threading
from contextlib import suppress
from pathlib import Path

LONGEST = 64 * 1024  # bytes; a longer line goes on in a new one


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that `data` ends, without their ends; empty `data` ends the last."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if self._rest and (not data or len(self._rest) > LONGEST):
            lines.append(self._rest)
            self._rest = b""
        return [line.rstrip(b"\r") for line in lines]


class RotatingLog:
    """A file that is renamed to `.1`, `.2` ... when it is full; never raises for a full disk."""

    def __init__(self, path: Path, most_bytes: int = 5 * 1024 * 1024, keep: int = 3) -> None:
        self._path = path
        self._most = most_bytes
        self._keep = keep

    def write(self, line: bytes) -> None:
        with suppress(OSError):  # a child must not die because its log cannot be written
            with self._path.open("ab") as file:
                file.write(line + b"\n")
                full = file.tell() >= self._most
            if full:
                self._rotate()

    def _rotate(self) -> None:
        names = [
            self._path,
            *(self._path.with_name(f"{self._path.name}.{n + 1}") for n in range(self._keep)),
        ]
        for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
            if newer.exists():
                newer.replace(older)


class Console:
    """Prefixed lines on a descriptor; drops lines rather than wait for a slow reader."""

    def __init__(self, descriptor: int | None, waiting: int = 2000) -> None:
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes | None] = queue.Queue(waiting)
        self._thread = threading.Thread(target=self._pump, name="console", daemon=True)
        if descriptor is not None:
            self._thread.start()

    def write(self, name: str, line: bytes) -> None:
        if self._descriptor is not None:
            with suppress(queue.Full):
                self._lines.put_nowait(f"{name:<10} | ".encode() + line + b"\n")

    def close(self, patience: float = 1.0) -> None:
        """Write what is left, for at most `patience` seconds."""
        if self._descriptor is not None:
            with suppress(queue.Full):
                self._lines.put_nowait(None)
            self._thread.join(patience)

    def _pump(self) -> None:
        while (line := self._lines.get()) is not None:
            while line:
                try:
                    line = line[os.write(self._descriptor or 0, line) :]
                except BlockingIOError:
                    break
                except OSError:  # the reader has gone; the files have every line
                    return
