"""A worker's way with a real ComfyUI adapter: what survives a restart, and what a cancel leaves."""

import threading

import pytest

from asset_service.adapters.providers.comfyui import ComfyUIProvider
from asset_service.ports.providers import Cancelled, ProviderDown
from asset_service.services import drawing
from asset_service.services.drawing import Call, Drawing
from providers.comfyui_server import FakeComfy
from providers.local_kit import entry, request, until
from providers.local_server import Fault


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(drawing, "FIRST_POLL", 0.01)


@pytest.fixture
def server():
    with FakeComfy() as server:
        yield server


class Beat:
    """A claim that is kept alive; `cancelled` is what a person asks for."""

    def __init__(self):
        self.lost = self.cancelled = False
        self.told = []

    def progress(self, share):
        self.told.append(share)

    def stop_wanted(self):
        return self.lost or self.cancelled

    def wait(self, seconds):
        threading.Event().wait(seconds)


class Job:
    """What the queue keeps of a job between two runs: its handle."""

    def __init__(self, server, **facts):
        self.handle, self.beat = None, Beat()
        self._engine = ComfyUIProvider(entry(server, kind="comfyui", **facts))

    def run(self):
        call = Call(request(), False, self.handle, lambda: None, self._keep)  # noqa: FBT003 - not paid
        return Drawing(self._engine, call, self.beat, deadline=10.0).run()

    def _keep(self, handle):
        self.handle = handle


def test_a_restart_of_the_server_costs_a_try_and_no_picture(server):
    server.hold()
    job = Job(server)
    threading.Timer(0.2, server.restart).start()
    with pytest.raises(ProviderDown, match="restarted"):
        job.run()
    assert job.handle is None
    server.let_go()
    assert job.run().images[0].seed == 7
    assert len(server.drawn) == 1


def test_a_worker_that_comes_later_sends_nothing_again(server):
    server.fault("/history", *[Fault(status=500)])
    job = Job(server)
    with pytest.raises(ProviderDown):
        job.run()
    assert job.handle is not None
    assert job.run().images
    assert server.count("POST", "/prompt") == 1


def test_a_cancelled_job_stops_the_server(server):
    server.pause()
    job = Job(server)

    def cancel():
        until(lambda: server.running)
        job.beat.cancelled = True

    threading.Thread(target=cancel).start()
    with pytest.raises(Cancelled):
        job.run()
    server.let_go()
    made = until(lambda: list(server.history.values()))[0]
    assert made["status"]["messages"][-1][0] == "execution_interrupted"


def test_progress_reaches_the_claim():
    with FakeComfy(steps=28, step_seconds=0.03) as server:
        job = Job(server)
        job.run()
    assert any(0 < share < 1 for share in job.beat.told)
