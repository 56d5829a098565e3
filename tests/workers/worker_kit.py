"""A worker process as the Procfile starts it, and a relay beside it, on the tests' servers."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from job_kit import Film

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.providers import registry
from asset_service.config import PlaceholderSettings, Settings
from asset_service.models.job import Job
from asset_service.services.generation import Generation
from asset_service.services.recipes import Maker
from asset_service.services.relay import Relay, Shares
from asset_service.services.sweeper import Sweeper

ROOT = Path(__file__).parents[2]
SHARES = Shares(slots=16, per_user=12)
THREADS = ("-P", "threads", "-c", "2", "-Q", "images,background,pixels")
PREFORK = ("-P", "prefork", "-c", "1", "-Q", "images,background,pixels")


class Worker:
    """One `celery worker` in a process group of its own; `facts` are variables."""

    def __init__(self, urls, broker_url: str, folder: Path, pool=THREADS, **facts: str) -> None:
        self.log = folder / f"worker-{len(list(folder.glob('worker-*')))}.log"
        self._output = self.log.open("wb")
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "celery", "-A", "workers.app:celery_app", "worker"),
                *(*pool, "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
                *("-n", f"{self.log.stem}-{os.getpid()}@%h"),
            ],
            cwd=ROOT,
            env={
                "PATH": os.defpath,
                "DATABASE_URL": urls.app,
                "DATABASE_MAINTENANCE_URL": urls.maintenance,
                "REDIS_URL": broker_url,
                "SECRET_KEY": "unused here",
                "DATA_DIR": str(folder),
                **facts,
            },
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.kill()

    def kill(self) -> None:
        """End it and its children at once, as the kernel does when memory is short."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._output.close()

    def stop(self) -> int:
        """Ask it to end, and return what it says at the end."""
        self.process.terminate()
        return self.process.wait()

    def children(self) -> list[int]:
        """The pool's processes; helpers that they started are theirs."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        found = [(task / "children").read_text().split() for task in tasks]
        return [int(pid) for pids in found for pid in pids]

    def until(self, holds) -> None:
        """Wait until it holds, while the worker lives; the test's time-out bounds it."""
        while not holds():
            assert self.process.poll() is None, self.log.read_text()
            threading.Event().wait(0.02)


@contextmanager
def relaying(film: Film, broker_url: str, shares: Shares = SHARES):
    """The relay in a thread, sweeping often."""
    queue, stop = CeleryQueue(broker_url), threading.Event()
    sweeper = Sweeper(film.maintenance, queue, lost_after=1.0)
    relay = Relay(film.maintenance, queue, sweeper, shares, sweep_every=0.1)
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        queue.close()


def ask(film: Film, asset=None, by=None, **wanted) -> list[Job]:
    """Request pictures from the built-in provider, as the film's owner or as `by`."""
    asset = asset or film.asset()
    batch = _generation(film).request(by or film.user_id, film.project_id, asset.id, **wanted).body
    return [film.read(Job, job.id) for job in batch.jobs]


def ask_for_all(film: Film, count: int) -> None:
    """Request a picture for each of so many new assets, as bulk work."""
    for number in range(count):
        film.asset(f"Extra {number}")
    _generation(film).missing(film.user_id, film.project_id)


def _generation(film: Film) -> Generation:
    settings = Settings(
        database_url="",
        maintenance_url="",
        redis_url="",
        secret_key="",
        placeholder=PlaceholderSettings(),
    )
    return Generation(
        film.database,
        registry.build(settings),
        Maker("placeholder", "cards"),
        queue_seconds=settings.queue_seconds,
    )


def status(film: Film, job: Job) -> str:
    return film.read(Job, job.id).status


def stored(film: Film, folder: Path) -> bool:
    """Whether every attempt's file is there, with the very bytes its row names."""
    store = DiskStore(folder / "objects")
    named = [(attempt.project_id, attempt.sha256) for attempt in film.attempts()]
    return all(
        hashlib.sha256(store.get(f"{project}/{sha256}")).hexdigest() == sha256
        for project, sha256 in named
    )
