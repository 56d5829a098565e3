"""One request and its answer over HTTP: bounded in time and size, and known how far it went.

A client's own time-outs bound each wait, not their sum: a server that sends one byte a minute keeps
it for ever. Here a watch ends the connection itself. Whether a paid call may be made again hangs on
one fact, that the whole request left or did not, and the transport tells it: see `sent`.
"""

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

MEGABYTE = 1024 * 1024
MOST_BYTES = 64 * MEGABYTE
"""What an answer may have: four times the largest picture that is accepted, in base64."""


class AnswerTooLarge(Exception):
    """Named by `Exchange.too_large` as well: libraries wrap what is raised inside them."""


class Exchange:
    """Runs from `with` on for `seconds` at most, and takes `most_bytes` of answer at most.

    `trace` is for the `trace` extension of httpx and httpx2 (www.python-httpx.org/advanced/
    extensions), `take` for whoever reads the answer. `sent` is False only where it is proved that
    the server never had the whole request, which it needs before it can act on it.
    """

    def __init__(self, seconds: float, most_bytes: int = MOST_BYTES) -> None:
        self.seconds = max(seconds, 0.0)
        self.most_bytes = most_bytes
        self.sent = False
        self.late = False
        self.too_large = False
        self._taken = 0
        self._ends_at = time.monotonic() + self.seconds
        self._connections: list[socket.socket] = []
        self._lock = threading.Lock()
        self._method: bytes = b""
        self._watch = threading.Timer(self.seconds, self._end)
        self._watch.daemon = True

    def __enter__(self) -> Self:
        self._ends_at = time.monotonic() + self.seconds
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._watch.cancel()
        with self._lock:
            while self._connections:
                self._connections.pop().close()

    def remaining(self) -> float:
        """Return how many seconds are left."""
        return max(self._ends_at - time.monotonic(), 0.0)

    def take(self, length: int) -> None:
        """Count `length` bytes of the answer; raises AnswerTooLarge."""
        self._taken += length
        if self._taken > self.most_bytes:
            self.too_large = True
            raise AnswerTooLarge

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note what the transport does."""
        if event.endswith("connect_tcp.complete"):
            self._keep(info["return_value"].get_extra_info("socket"))
        elif event.endswith("send_request_headers.started"):
            self._method = info["request"].method
        elif event.endswith("send_request_body.complete"):
            # a proxy is first asked for a tunnel: that is not the request
            self.sent = self.sent or self._method != b"CONNECT"

    def _keep(self, connection: socket.socket | None) -> None:
        if connection is None:
            return
        with self._lock:
            # A handle of our own: TLS moves the socket into another object.
            self._connections.append(connection.dup())
            if self.late:
                self._cut()

    def _end(self) -> None:
        with self._lock:
            self.late = True
            self._cut()

    def _cut(self) -> None:
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
