"""Valkey on a unix socket, from the wheel, as a child of ours: the broker.

PostgreSQL is the queue of record, so what this loses is published again; it still writes a log
every second, because a restart that forgets nothing is cheaper than a sweep.
"""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.files import private_folder
from asset_service.embedded.program import Program

SOCKET = "valkey.sock"


@dataclass(frozen=True)
class Valkey:
    """`folder` holds the log of writes, `sockets` the socket."""

    binary: Path
    folder: Path
    sockets: Path

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET

    @property
    def url(self) -> str:
        """redis-py's form; `adapters/broker_url.py` turns it into Celery's."""
        return f"unix://{self.socket}?db=0"

    def program(self) -> Program:
        return Program(
            name="valkey",
            argv=(
                str(self.binary),
                *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self.folder), "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "everysec"),
                *("--maxmemory-policy", "noeviction"),  # a queue must never drop a message
            ),
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd=self.folder,
            lock=self.folder / "lock",
            prepare=self._prepare,
        )

    def wait_until_ready(self, alive: Callable[[], None], patience: float = 60.0) -> None:
        """Return when it answers; `alive` may raise when it never will. `patience` in seconds."""
        deadline = time.monotonic() + patience
        while not self._answers():
            alive()
            if time.monotonic() > deadline:
                raise EmbeddedError("Valkey did not become ready")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")  # else it still loads its log
        except OSError:
            return False

    def _prepare(self) -> None:
        private_folder(self.folder)
        private_folder(self.sockets)
        self.socket.unlink(missing_ok=True)  # the lock proves that nobody listens there
