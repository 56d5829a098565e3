"""Choose loopback ports, and keep two starts on one machine from choosing the same."""

import socket
import sys
from contextlib import ExitStack
from typing import Self

from asset_service.embedded.errors import EmbeddedError

_HOST = "127.0.0.1"


class Ports:
    """Ports that this run means to use; `close` lets go of them."""

    def __init__(self) -> None:
        self._claims = ExitStack()
        self._taken: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._claims.close()

    def choose(self, *wished: int) -> int:
        """Return the first of `wished` that is free, else any free one."""
        for port in wished:
            if self._claim(port):
                return port
        for _ in range(100):
            if self._claim(port := _any_free()):
                return port
        raise EmbeddedError("no free port was found on 127.0.0.1")

    def _claim(self, port: int) -> bool:
        if port in self._taken or not _is_free(port):
            return False
        if sys.platform == "linux":
            # seconds pass before the server binds the port: a name in the abstract socket space
            # is ours until we end, however that happens, and leaves no file behind
            claim = socket.socket(socket.AF_UNIX)
            try:
                claim.bind(f"\0asset-service/port/{port}")
            except OSError:
                claim.close()
                return False
            self._claims.enter_context(claim)
        self._taken.add(port)
        return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((_HOST, port))
            probe.listen(1)  # with the option above a bind alone also succeeds beside another
        except OSError:
            return False
        return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port
