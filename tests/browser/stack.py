"""The whole service as its Procfile starts it, on real servers, for a browser to look at."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.demo.client import wait_until_ready
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.ports import Ports
from asset_service.embedded.procfile import read_procfile
from asset_service.embedded.program import Program

ROOT = Path(__file__).parents[2]
LINES = ("web", "events", "images", "pixels", "relay")
REFUSED = "contraband"
"""A word in a prompt that the provider of these tests refuses."""


@dataclass
class Stack:
    """`address` is the web tier's; `services` reach the same data from the test's own process."""

    address: str
    settings: Settings
    services: Services
    pids: Mapping[str, int]
    logs: Path

    def cookie(self, secret: str) -> str:
        """The session cookie of a browser in which somebody is signed in by that secret."""
        signer = Flask("stack")
        signer.secret_key = self.settings.secret_key
        made = SecureCookieSessionInterface().get_signing_serializer(signer)
        assert made is not None
        return str(made.dumps({"_user_id": secret}))

    @contextmanager
    def paused(self, *lines: str) -> Iterator[None]:
        """Hold processes of these lines still: what they would do stays to be done."""
        pids = [self.pids[line] for line in lines]
        for pid in pids:
            os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.killpg(pid, signal.SIGCONT)

    def told(self) -> str:
        """The ends of all logs, for a test that failed."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}"
            for log in sorted(self.logs.glob("*.log"))
        )


@contextmanager
def a_stack(folder: Path, facts: Mapping[str, str]) -> Iterator[Stack]:
    """Start every line but Flower in `folder`; `facts` name the servers."""
    with ExitStack() as held:
        ports = held.enter_context(Ports())
        web, events = ports.choose(), ports.choose()
        address = f"http://127.0.0.1:{web}"
        env = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
            "PYTHONUNBUFFERED": "1",
            "PUBLIC_URL": address,
            "EVENTS_URL": f"http://127.0.0.1:{events}",
            "EVENTS_PORT": str(events),
            "WEB_BIND": f"127.0.0.1:{web}",
            "WEB_WORKERS": "1",
            "IMAGE_THREADS": "4",
            "IMAGE_SLOTS": "4",
            "JOBS_PER_USER": "4",
            "PIXEL_PROCESSES": "1",
            "FLOWER_PORT": "5555",
            "DATA_DIR": str(folder / "data"),
            "WORKER_TMP_DIR": str(folder),
            "PLACEHOLDER_REFUSE_WORDS": REFUSED,
            "SWEEP_SECONDS": "1",
            **facts,
        }
        pids = {}
        for program in read_procfile(ROOT / "Procfile", env):
            if program.name in LINES:
                pids[program.name] = held.enter_context(_running(program, folder))
        services = build_services(settings := Settings.from_env(env))
        held.callback(services.close)
        wait_until_ready(address, 60, alive=lambda: None)
        yield Stack(address, settings, services, pids, folder)


@contextmanager
def _running(program: Program, folder: Path) -> Iterator[int]:
    with (folder / f"{program.name}.log").open("ab") as output:
        process = spawn(program, output.fileno())
    try:
        yield process.pid
    finally:
        end(process, signal.SIGKILL, grace=10)  # what it holds is thrown away


def until(holds, within: float = 20.0, what: str = "it never came true") -> None:
    """Wait for something beside the page; what is on the page Playwright waits for itself."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
