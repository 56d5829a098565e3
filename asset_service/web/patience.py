"""How long a body may take: who drips it keeps no thread to himself for ever.

The server's own time-outs watch its process, not a request, and a read of it waits for all the
bytes that it was asked for. Without this, as many slow senders as there are threads would be the
end of the service for everybody else.
"""

import socket
import threading
import time
from contextlib import suppress
from typing import IO, Any

from werkzeug.exceptions import RequestTimeout

FIRST_SECONDS = 10.0
LEAST_PER_SECOND = 8 * 1024
"""Bytes: below the slowest line on which anybody uploads pictures."""
PIECE = 16 * 1024


class PatientInput:
    """A body's input, for FIRST_SECONDS and as long as LEAST_PER_SECOND come on the whole.

    Later every read raises RequestTimeout (408). `connection`, where the server tells it, is then
    shut for reading, so that a read which waits is over too. Close it when the body was read.
    """

    def __init__(self, sent: IO[bytes], connection: socket.socket | None) -> None:
        self._sent = sent
        self._connection = connection
        self._came = 0
        self._late = False
        self._began = time.monotonic()
        self._over = threading.Event()
        self._watch: threading.Thread | None = None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, at most PIECE: what came is counted as it comes."""
        if self._watch is None and self._connection is not None:
            self._watch = threading.Thread(target=self._keep_watch, daemon=True)
            self._watch.start()
        try:
            data = self._sent.read(min(size, PIECE))
        except Exception:
            self._check()
            raise
        self._came += len(data)
        self._check()
        return data

    def close(self) -> None:
        """End the watch; the connection is left as it is."""
        self._over.set()

    def _left(self) -> float:
        """Seconds that the sender still has."""
        due = self._began + FIRST_SECONDS + self._came / LEAST_PER_SECOND
        return due - time.monotonic()

    def _check(self) -> None:
        if self._late or self._left() <= 0:
            raise RequestTimeout

    def _keep_watch(self) -> None:
        while not self._over.wait(max(self._left(), 0.0)):
            if self._left() <= 0:
                self._late = True
                if self._connection is not None:
                    with suppress(OSError):  # gone already
                        self._connection.shutdown(socket.SHUT_RD)
                return


def patient(environ: dict[str, Any]) -> PatientInput:
    """Return the body's input; gunicorn tells its connection."""
    connection = environ.get("gunicorn.socket")
    is_one = isinstance(connection, socket.socket)
    return PatientInput(environ["wsgi.input"], connection if is_one else None)
