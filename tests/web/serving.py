"""An application on a port of loopback: some checks of schemathesis probe over a real line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log(self, *args: Any) -> None:
        pass


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Yield the address of its document while it listens."""
    server = make_server("127.0.0.1", 0, application, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/v1/openapi.json"
    server.shutdown()
    thread.join()
    server.server_close()
