"""What the relay's process answers on its loopback port: `/metrics` and `/healthz`.

On 127.0.0.1 only: the figures name projects and people of all tenants, and nothing asks for a
password here.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from asset_service.services.figures import Figure

Answers = Mapping[str, Callable[[], tuple[HTTPStatus, str, bytes]]]

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"
SILENT_SECONDS = 10
"""A client that says nothing for so long is not waited for."""


class _Told:
    """A collector of figures that are there already."""

    def __init__(self, figures: list[Figure]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for figure in self._figures:
            family = GaugeMetricFamily(figure.name, figure.told, labels=figure.labels)
            for sample in figure.samples:
                family.add_metric(sample.labels, sample.number)
            yield family


def exposition(figures: list[Figure]) -> bytes:
    """Return the figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Told(figures))
    return generate_latest(registry)


@contextmanager
def serving_metrics(
    port: int, figures: Callable[[], list[Figure]], silent: Callable[[], list[str]]
) -> Iterator[int]:
    """Answer until the body ends; yields the port, also when it was 0.

    `silent` names the loops that do not turn. A port that somebody has is no reason not to
    work: then nothing is served, and 0 is yielded.
    """
    answers: Answers = {
        "/metrics": lambda: (HTTPStatus.OK, CONTENT_TYPE_LATEST, exposition(figures())),
        "/healthz": lambda: _health(silent()),
    }
    try:
        server = _Server((HOST, port), answers)
    except OSError as error:
        log.warning("no metrics: the port cannot be had", port=port, exc_info=error)
        yield 0
        return
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="metrics")
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _health(silent: list[str]) -> tuple[HTTPStatus, str, bytes]:
    if silent:
        body = f"silent: {', '.join(silent)}\n".encode()
        return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", body
    return HTTPStatus.OK, "text/plain", b"ok\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], answers: Answers) -> None:
        super().__init__(address, _Handler)
        self.answers = answers


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = SILENT_SECONDS

    def do_GET(self) -> None:
        answer = self.server.answers.get(self.path.partition("?")[0])
        status, kind, body = (
            answer() if answer else (HTTPStatus.NOT_FOUND, "text/plain", b"not here\n")
        )
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing of each scrape."""
