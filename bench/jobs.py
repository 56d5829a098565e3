"""Jobs beside their limits: bare PostgreSQL statements, and an empty Celery task.

The provider draws nothing and the file store keeps nothing, so that what is left is the
bookkeeping: claim, attempt, cap, selection, finish. `./dev bench jobs`
"""

import logging
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import redis
import structlog
from celery import Celery
from sqlalchemy import make_url

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.config import Settings
from asset_service.embedded.environment import running
from asset_service.imaging.pictures import Picture
from asset_service.maintenance import build_relay
from asset_service.ports.providers import (
    CallContext,
    Capabilities,
    Done,
    GeneratedImage,
    ImageRequest,
)
from asset_service.ports.queue import Generate, Lane
from asset_service.services.files import Files
from asset_service.services.generation import Generation
from asset_service.services.recipes import Maker
from asset_service.services.runner import Runner
from asset_service.store.engine import make_engine
from asset_service.store.migrations import upgrade
from asset_service.store.work import Database

JOBS = 600
ROUNDS = 3
THREADS = 8
SIZES = {"2:3": ((64, 96),), "1:1": ((64, 64),), "16:9": ((128, 72),)}


class Nothing:
    """A provider, a decoder and a store that do nothing as fast as they can."""

    id = "nothing"

    def capabilities(self, _model: str) -> Capabilities:
        return Capabilities(sizes=SIZES, paid=False)

    def submit(self, _request: ImageRequest, _context: CallContext) -> Done:
        time.sleep(float(os.environ.get("BENCH_JOBS_DRAWS", "0")))
        return Done(images=(GeneratedImage(secrets.token_bytes(32), "image/png"),))

    def read(self, _data: bytes) -> Picture:
        return Picture("image/png", 64, 64, b"", b"")

    def put(self, key: str, data: bytes, content_type: str) -> None:
        pass


def runner(settings: Settings) -> Runner:
    nothing = Nothing()
    database = Database(make_engine(settings.database_url))
    return Runner(database, {nothing.id: nothing}, nothing, Files(nothing), lease_seconds=60)


def worker_app() -> Celery:
    """The product's own Celery application and settings, with an empty task beside ours."""
    from workers import parts  # noqa: PLC0415 - reads the environment
    from workers.app import celery_app, settings  # noqa: PLC0415 - see above

    @celery_app.task(name="bench.empty")
    def empty(job_id: str, user_id: str) -> None:
        pass

    class Bench:
        runner = runner(settings)

    parts.services = lambda: Bench
    celery_app.loader.import_default_modules()
    sys.modules["workers.generate"].services = parts.services
    return celery_app


if os.environ.get("BENCH_JOBS_WORKER"):
    celery_app = worker_app()


@dataclass(frozen=True)
class Pool:
    """How a worker runs its tasks: `threads` or `prefork`, and how many at once."""

    name: str
    slots: int

    def __str__(self) -> str:
        return f"{self.name} -c {self.slots}"


POOLS = (Pool("threads", THREADS), Pool("prefork", 2))


@dataclass(frozen=True)
class Figure:
    """Operations a second, and the milliseconds of this process's CPU that one took."""

    rate: float
    cpu: float | None = None

    def __str__(self) -> str:
        cpu = f" {self.cpu:5.2f} ms CPU" if self.cpu is not None else ""
        return f"{self.rate:7.0f}/s{cpu}"


@dataclass
class Bench:
    settings: Settings
    env: dict[str, str]
    owner: psycopg.Connection
    user_id: UUID
    project_id: UUID

    def make_assets(self, count: int) -> None:
        """Have that many assets without a picture, and no others."""
        self.owner.execute("update assets set binned_at = now() where binned_at is null")
        self.owner.execute(
            "insert into assets (id, project_id, type, source, name, name_folded, created_by)"
            " select gen_random_uuid(), %s, 'prop', 'manual', n::text, n::text, %s"
            " from generate_series(1, %s) n",
            [self.project_id, self.user_id, count],
        )

    def ask(self, count: int) -> list[UUID]:
        """Record that many jobs, one an asset; returns their ids."""
        self.make_assets(count)
        return self.ask_for_missing()

    def ask_for_missing(self) -> list[UUID]:
        """Record a job for every asset without a picture; returns their ids."""
        nothing = Nothing()
        database = Database(make_engine(self.settings.database_url))
        service = Generation(
            database, {nothing.id: nothing}, Maker(nothing.id, "one"), queue_seconds=3600
        )
        batch = service.missing(self.user_id, self.project_id).body
        database.engine.dispose()
        return [job.id for job in batch.jobs]

    def forget_messages(self) -> None:
        self.owner.execute("delete from outbox")
        with redis.Redis.from_url(self.settings.redis_url) as broker:
            broker.flushall()

    @contextmanager
    def worker(self, pool: Pool, **env: str) -> Iterator[None]:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "celery", "-A", "jobs:celery_app", "worker"),
                *("-P", pool.name, "-c", str(pool.slots), "-Q", "images,background"),
                *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
            ],
            cwd=Path(__file__).parent,
            stdout=subprocess.DEVNULL,  # a line or two a task
            stderr=subprocess.DEVNULL,
            env=self.env
            | env
            | {"BENCH_JOBS_WORKER": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()


@contextmanager
def a_bench() -> Iterator[Bench]:
    """Servers of our own, with a user and a project whose style is locked."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), {}, show=False) as stack:
        upgrade(stack.owner_url)
        url = make_url(stack.owner_url).set(drivername="postgresql")
        env = dict(stack.env)
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as owner:
            user, project = uuid4(), uuid4()
            owner.execute("insert into users values (%s, 'a@b.c', 'a@b.c', 'Ada', '')", [user])
            owner.execute(
                "insert into projects (id, title, style_version) values (%s, 'P', 1)", [project]
            )
            owner.execute(
                "insert into memberships (project_id, user_id, role) values (%s, %s, 'owner')",
                [project, user],
            )
            owner.execute(
                "insert into style_versions values (%s, 1, 'Ink', now(), %s)", [project, user]
            )
            yield Bench(Settings.from_env(env), env, owner, user, project)


def per_second(count: int, act: Callable[[], object]) -> Figure:
    began, used = time.perf_counter(), time.process_time()
    act()
    cpu = (time.process_time() - used) / count * 1000
    return Figure(count / (time.perf_counter() - began), cpu)


def spread(threads: int, act: Callable[[UUID], object], ids: list[UUID]) -> Callable[[], object]:
    def go() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(act, ids))

    return go


def bare(bench: Bench, threads: int) -> Figure:
    """The least that claims and finishes a job: two commits, the asset's lock, three rows."""
    local = threading.local()
    url = make_url(bench.settings.database_url).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)

    def one(job_id: UUID) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(address)
        run = local.connection.execute
        user = "select set_config('app.user_id', %s, true)"
        with local.connection.transaction():
            run(user, [str(bench.user_id)])
            (asset,) = run(
                "update jobs set status = 'running', epoch = epoch + 1,"
                " lease_until = now() + interval '1 minute' where id = %s and status = 'queued'"
                " returning asset_id",
                [job_id],
            ).fetchone()
        with local.connection.transaction():
            run(user, [str(bench.user_id)])
            run("select 1 from assets where id = %s for update", [asset])
            sha = secrets.token_hex(32)
            run(
                "insert into objects (project_id, sha256, size, mime, width, height, thumbhash)"
                " values (%s, %s, 1, 'image/png', 1, 1, '')",
                [bench.project_id, sha],
            )
            run(
                "insert into attempts (id, project_id, asset_id, number, slot, is_selected,"
                " source, digital_source_type, sha256, job_id, created_by)"
                " values (%s, %s, %s, 1, 1, true, 'generated', 'algorithmicMedia', %s, %s, %s)",
                [uuid4(), bench.project_id, asset, sha, job_id, bench.user_id],
            )
            run(
                "update jobs set status = 'succeeded', lease_until = null, finished_at = now()"
                " where id = %s and epoch = 1",
                [job_id],
            )

    return per_second(JOBS, spread(threads, one, bench.ask(JOBS)))


def ours(bench: Bench, threads: int) -> Figure:
    """The same by the product's own code, in this process."""
    service = runner(bench.settings)
    ids = bench.ask(JOBS)
    return per_second(JOBS, spread(threads, lambda job: service.run(job, bench.user_id), ids))


def empty_tasks(bench: Bench, pool: Pool, count: int = 3000) -> Figure:
    """Empty tasks a second, from the broker through one worker process."""
    bench.forget_messages()
    queue = CeleryQueue(bench.settings.redis_url)
    sender = queue._app  # noqa: SLF001 - the same sender, for a task of the bench's own
    for _ in range(count):
        sender.send_task("bench.empty", kwargs={"job_id": "", "user_id": ""}, queue="images")
    with bench.worker(pool), redis.Redis.from_url(bench.settings.redis_url) as broker:
        while broker.llen("images") == count:
            time.sleep(0.005)
        emptied = per_second(count, lambda: until(lambda: broker.llen("images") == 0))
    return Figure(emptied.rate)


def whole_jobs(bench: Bench, pool: Pool, count: int = JOBS, **env: str) -> Figure:
    """Whole jobs a second, from the broker through one worker process."""
    bench.forget_messages()
    ids, queue = bench.ask(count), CeleryQueue(bench.settings.redis_url)
    for job in ids:
        queue.put(Generate(job, bench.user_id), Lane.IMAGES)
    with bench.worker(pool, **env):
        until(lambda: succeeded(bench, ids) == count)
    took = "select extract(epoch from max(finished_at) - min(started_at)) from jobs"
    (seconds,) = bench.owner.execute(f"{took} where id = any(%s)", [ids]).fetchone()
    return Figure(count / float(seconds))


def published(bench: Bench) -> Figure:
    """Messages a second from the outbox to the broker, with room and limits for all of them."""
    bench.forget_messages()
    bench.ask(JOBS)
    relay = build_relay(replace(bench.settings, image_slots=JOBS, jobs_per_user=JOBS))
    sent, began = 0, time.perf_counter()
    while (here := relay.publish()[0]) > 0:
        sent += here
    return Figure(sent / (time.perf_counter() - began))


def missing(bench: Bench) -> float:
    """Seconds that asking for the pictures of a thousand assets takes."""
    bench.make_assets(1000)
    return 1 / per_second(1, bench.ask_for_missing).rate


def waits(bench: Bench, count: int = 60) -> list[float]:
    """Milliseconds from the request to the start, with an idle worker and a relay."""
    bench.forget_messages()
    stop = threading.Event()
    thread = threading.Thread(target=build_relay(bench.settings).run, args=(stop,))
    thread.start()
    found = []
    with bench.worker(POOLS[0]):
        for _ in range(count):
            (job,) = bench.ask(1)
            until(lambda one=job: succeeded(bench, [one]) == 1)
            (wait,) = bench.owner.execute(
                "select extract(epoch from started_at - created_at) from jobs where id = %s", [job]
            ).fetchone()
            found.append(float(wait) * 1000)
    stop.set()
    thread.join()
    return sorted(found[5:])  # the first ones find a worker that is still waking up


def succeeded(bench: Bench, ids: list[UUID]) -> int:
    wanted = "select count(*) from jobs where id = any(%s) and status = 'succeeded'"
    (count,) = bench.owner.execute(wanted, [ids]).fetchone()
    return count


def until(holds: Callable[[], bool]) -> None:
    while not holds():
        time.sleep(0.01)


def beside(
    name: str, limit: Callable[[], Figure], measured: Callable[[], Figure], want: str
) -> None:
    """Print the medians of alternating rounds, and their ratio."""
    pairs = [(limit(), measured()) for _ in range(ROUNDS)]
    bound, got = (
        sorted(figures, key=lambda figure: figure.rate)[ROUNDS // 2]
        for figures in zip(*pairs, strict=True)
    )
    print(f"{name:<46} limit {bound}  ours {got}  {got.rate / bound.rate:5.2f}  ({want})")


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with a_bench() as bench:
        for threads in (1, THREADS):
            beside(
                f"claim and finish, {threads} connections beside SQL",
                lambda n=threads: bare(bench, n),
                lambda n=threads: ours(bench, n),
                "want >= 0.50",
            )
        for pool in POOLS:
            beside(
                f"whole jobs beside empty tasks, {pool}",
                lambda p=pool: empty_tasks(bench, p),
                lambda p=pool: whole_jobs(bench, p),
                "want >= 0.50",
            )
        found = waits(bench)
        shares = (0.5, 0.95, 0.99)
        tell = ", ".join(f"p{s * 100:.0f} {found[int(len(found) * s)]:.0f} ms" for s in shares)
        print(f"{'request to start, idle worker':<46} {tell} (want p95 <= 50)")
        took = statistics.median(missing(bench) for _ in range(ROUNDS))
        print(f"{'a job for each of 1,000 assets':<46} {took:.2f} s (want < 1)")
        print(f"{'relay, from outbox to broker':<46} {published(bench)}")
        slots = POOLS[0].slots
        slow = whole_jobs(bench, POOLS[0], count=8 * slots, BENCH_JOBS_DRAWS="1")
        print(f"{'slots busy, pictures of 1 s':<46} {slow.rate / slots:.1%} (want >= 98 %)")


if __name__ == "__main__":
    main()
