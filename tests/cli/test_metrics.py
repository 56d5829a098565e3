"""What the relay's process tells on its port, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from asset_service.cli.metrics import exposition, serving_metrics
from asset_service.services.figures import Figure
from asset_service.store.figures import Answer

FIGURES = [Figure("asset_service_jobs", "Jobs.", ("status",), (Answer(("queued",), 3),))]


def get(port, path):
    return requests.get(f"http://127.0.0.1:{port}{path}", timeout=10)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_figures_are_told_in_the_format_of_prometheus():
    assert exposition(FIGURES).decode().splitlines() == [
        "# HELP asset_service_jobs Jobs.",
        "# TYPE asset_service_jobs gauge",
        'asset_service_jobs{status="queued"} 3.0',
    ]


def test_a_label_cannot_forge_a_line():
    forged = Answer(('queued"} 1\nforged 2',), 3)
    told = exposition([Figure("jobs", "Jobs.", ("status",), (forged,))]).decode()
    assert len(told.splitlines()) == 3


def test_the_port_answers_two_addresses_and_no_others():
    silent = []
    with serving_metrics(0, lambda: FIGURES, lambda: silent) as port:
        assert 'queued"} 3.0' in get(port, "/metrics").text
        assert (get(port, "/healthz").status_code, get(port, "/").status_code) == (200, 404)
        silent.append("relay")
        assert (get(port, "/healthz").status_code, get(port, "/healthz").text) == (
            503,
            "silent: relay\n",
        )


def test_a_port_that_somebody_has_is_no_reason_not_to_work():
    with socket.socket() as theirs:
        theirs.bind(("127.0.0.1", 0))
        theirs.listen()
        with serving_metrics(theirs.getsockname()[1], list, list) as port:
            assert port == 0


@pytest.fixture
def relay(database, valkey_server, tmp_path):
    """`asset-service relay` as the Procfile starts it."""
    port = free_port()
    program = Path(sys.executable).with_name("asset-service")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [program, "relay"],
            env={
                "PATH": os.defpath,
                "DATABASE_URL": database.app,
                "DATABASE_MAINTENANCE_URL": database.maintenance,
                "REDIS_URL": valkey_server.url,
                "SECRET_KEY": "unused here",
                "DATA_DIR": str(tmp_path),
                "METRICS_PORT": str(port),
            },
            stdout=log,
            stderr=log,
        )
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()


def answer(port, path):
    """The first answer of a process that is just starting; the test's time-out bounds it."""
    while True:
        try:
            return get(port, path)
        except requests.ConnectionError:
            threading.Event().wait(0.05)


def test_the_relay_tells_its_figures_and_ends_within_seconds(relay):
    process, port = relay
    assert answer(port, "/healthz").status_code == 200
    told = get(port, "/metrics").text
    assert 'asset_service_last_seconds{loop="relay"}' in told
    assert "asset_service_figures_missing 0.0" in told
    assert 'asset_service_broker_messages{lane="images"}' in told
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert time.monotonic() - began < 30
