"""1,000 pages that listen: what they cost while nothing happens, and how soon each hears.

The servers, `web` and `events` run as the Procfile says; 50 people with an open page on each of
20 projects. `./dev bench streams`
"""

import asyncio
import hashlib
import json
import os
import resource
import secrets
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import make_url

from asset_service.embedded.environment import Stack, running_once
from asset_service.services.tokens import TOKEN_PREFIX
from asset_service.store.migrations import upgrade

PEOPLE = 50
PROJECTS = 20
CHANGES = 50
IDLE = 30.0
PATIENCE = 60.0
HOME = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class World:
    stack: Stack
    owner_url: str
    tokens: list[str]
    projects: list[UUID]

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.owner_url, autocommit=True)

    @property
    def port(self) -> int:
        return int(self.stack.env["EVENTS_PORT"])

    def pid(self, name: str) -> int:
        text = (Path(self.stack.env["DATA_DIR"]) / "processes.json").read_text()
        return next(int(one["pid"]) for one in json.loads(text) if one["name"] == name)

    def connections(self) -> int:
        with self.connect() as owner:
            row = owner.execute(
                "select count(*) from pg_stat_activity where usename = 'asset_app'"
            ).fetchone()
        return row[0] if row else 0


@contextmanager
def world() -> Iterator[World]:
    with running_once(dict(os.environ)) as stack, tempfile.TemporaryDirectory() as folder:
        upgrade(stack.owner_url)
        url = make_url(stack.owner_url).set(drivername="postgresql")
        made = World(stack, url.render_as_string(hide_password=False), [], [])
        lines = (HOME / "Procfile").read_text().splitlines()
        procfile = Path(folder) / "Procfile"
        wanted = [line for line in lines if line.startswith(("web:", "events:"))]
        procfile.write_text("\n".join(wanted) + "\n")
        os.environ["PYTHONPATH"] = str(HOME)
        people = [uuid4() for _ in range(PEOPLE)]
        made.tokens += [TOKEN_PREFIX + secrets.token_urlsafe(32) for _ in people]
        made.projects += [uuid4() for _ in range(PROJECTS)]
        with made.connect() as owner:
            fill(owner, made, people)
        stack.start(procfile)
        yield made


def fill(owner: psycopg.Connection, made: World, people: list[UUID]) -> None:
    for number, (person, token) in enumerate(zip(people, made.tokens, strict=True)):
        address = f"{number}@film.example"
        owner.execute(
            "insert into users (id, email, email_folded, name, password_hash)"
            " values (%s, %s, %s, 'Ada', '')",
            [person, address, address],
        )
        owner.execute(
            "insert into api_tokens (id, user_id, name, secret_hash, scopes)"
            " values (%s, %s, 't', %s, '{read}')",
            [uuid4(), person, hashlib.sha256(token.encode()).digest()],
        )
    for project in made.projects:
        owner.execute("insert into projects (id, title) values (%s, 'P')", [project])
        for person in people:
            role = "owner" if person == people[0] else "editor"
            owner.execute(
                "insert into memberships (project_id, user_id, role) values (%s, %s, %s)",
                [project, person, role],
            )


@dataclass
class Page:
    """One open page: it listens, and comes back with the last id when it is cut off."""

    port: int
    project: UUID
    token: str
    place: str = ""
    opened: float = 0.0
    told: list[float] = field(default_factory=list)
    begun: int = 0
    cuts: int = 0
    refusals: int = 0

    async def listen(self) -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._once()
            self.cuts += 1
            await asyncio.sleep(0.5 + secrets.randbelow(1500) / 1000)

    async def _once(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        try:
            asked = [
                f"GET /api/v1/projects/{self.project}/events HTTP/1.1",
                f"Host: 127.0.0.1:{self.port}",
                f"Authorization: Bearer {self.token}",
                *([f"Last-Event-ID: {self.place}"] if self.place else []),
            ]
            writer.write("\r\n".join([*asked, "", ""]).encode())
            if b" 200 " not in await reader.readuntil(b"\r\n"):
                self.refusals += 1
                return
            while line := await reader.readline():
                self._hear(line.decode().strip())
        finally:
            writer.close()

    def _hear(self, line: str) -> None:
        if line.startswith("id: "):
            self.place = line[4:]
            if not self.opened:
                self.opened = time.perf_counter()
        elif line.startswith("retry: "):
            self.begun += 1
        elif line.startswith("data: "):
            self.told.append(time.perf_counter())


def children(pid: int) -> list[int]:
    """Return the process and everything below it."""
    with suppress(FileNotFoundError):
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(one for child in below for one in children(int(child)))]
    return []


def cpu(pids: list[int]) -> float:
    """Return the seconds of processor that they have used."""
    used = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / TICKS
    return used


def memory(pids: list[int], name: str) -> float:
    """Return MiB of `Rss` or `Pss`."""
    found = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{name}:"):
                found += int(line.split()[1])
    return found / 1024


def all_hear(pages: list[Page]) -> Callable[[], bool]:
    """Return whether each of them heard something since now."""
    told = [len(page.told) for page in pages]
    return lambda: all(len(page.told) > n for page, n in zip(pages, told, strict=True))


async def until(what: str, is_so: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Wait until it is so; returns how long that took (s)."""
    began = time.perf_counter()
    while not is_so():
        if time.perf_counter() - began > patience:
            print(f"  {what}: NOT within {patience:g} s")
            break
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


def change(owner: psycopg.Connection, project: UUID) -> float:
    owner.execute("update projects set title = title || '.' where id = %s", [project])
    return time.perf_counter()


async def delays(made: World, pages: list[Page]) -> list[float]:
    """Return how long after its commit the last page of a project heard of each change."""
    found = []
    with made.connect() as owner:
        for number in range(CHANGES):
            project = made.projects[number % PROJECTS]
            mine = [page for page in pages if page.project == project]
            waited = all_hear(mine)
            at = change(owner, project)
            await until("a change", waited, 10)
            found.append(max(page.told[-1] for page in mine if page.told) - at)
            await asyncio.sleep(0.2)
    return found


def say(what: str, figure: str) -> None:
    print(f"{what:<58} {figure}", flush=True)


def spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    at = statistics.quantiles(ordered, n=20)
    return f"p50 {at[9] * 1e3:.0f} ms, p95 {at[18] * 1e3:.0f} ms, max {ordered[-1] * 1e3:.0f} ms"


async def misses(made: World, pages: list[Page], act: str, do: Callable[[], None]) -> None:
    """Do something to the servers while projects change; count pages that missed one."""
    told = [len(page.told) for page in pages]
    waited = all_hear(pages)
    cuts = sum(page.cuts for page in pages)
    do()
    await asyncio.sleep(0.3)
    for project in made.projects:
        while True:
            try:
                with made.connect() as owner:
                    change(owner, project)
                break
            except psycopg.Error:
                await asyncio.sleep(0.2)
    took = await until(act, waited)
    missed = sum(len(p.told) <= n for p, n in zip(pages, told, strict=True))
    cut = sum(page.cuts for page in pages) - cuts
    say(f"{act}: every page has heard after", f"{took:.1f} s; {cut} cut, {missed} missed one")


async def slow_reader(made: World, pages: list[Page], worker: list[int]) -> None:
    """One who never reads, on a project in which much happens."""
    project = made.projects[0]
    before = memory(worker, "Rss")
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", made.port))
    deaf.sendall(
        f"GET /api/v1/projects/{project}/events HTTP/1.1\r\nHost: 127.0.0.1:{made.port}\r\n"
        f"Authorization: Bearer {made.tokens[0]}\r\n\r\n".encode()
    )
    await asyncio.sleep(1)
    with made.connect() as owner:
        for _ in range(40):
            owner.execute(
                "insert into events (project_id, topic, subject_id)"
                " select %s, 'asset', gen_random_uuid() from generate_series(1, 1000)",
                [project],
            )
            owner.execute("select pg_notify('project_events', %s)", [str(project)])
            await asyncio.sleep(0.3)
        await asyncio.sleep(3)
        grown = memory(worker, "Rss") - before
        others = [page for page in pages if page.project == made.projects[1]]
        waited = all_hear(others)
        at = change(owner, made.projects[1])
        await until("others", waited, 10)
    say(
        "beside one who never reads and 40,000 events, others hear after",
        f"{(max(page.told[-1] for page in others) - at) * 1e3:.0f} ms; {grown:+.0f} MiB",
    )
    deaf.close()


async def measure(made: World) -> None:
    await until("events", lambda: answers(made.port))
    base = made.connections()
    idle_worker = children(made.pid("events"))
    say(
        "events process alone: RSS",
        f"{memory(idle_worker, 'Rss'):.0f} MiB (PSS {memory(idle_worker, 'Pss'):.0f})",
    )
    pages = [Page(made.port, project, token) for project in made.projects for token in made.tokens]
    began = time.perf_counter()
    tasks = [asyncio.create_task(page.listen()) for page in pages]
    await until("open", lambda: all(page.opened for page in pages))
    opened = [page.opened - began for page in pages if page.opened]
    say(
        f"{len(opened)} of {len(pages)} streams opened in",
        f"{max(opened):.1f} s; {sum(page.refusals for page in pages)} refused first",
    )
    say("database connections while they open", str(made.connections() - base))
    await asyncio.sleep(3)
    worker = children(made.pid("events"))
    before, at = cpu(worker), time.perf_counter()
    await asyncio.sleep(IDLE)
    share = (cpu(worker) - before) / (time.perf_counter() - at)
    say("idle: processor of the events process", f"{share * 100:.1f} %")
    say("idle: RSS", f"{memory(worker, 'Rss'):.0f} MiB (PSS {memory(worker, 'Pss'):.0f})")
    say("idle: database connections", str(made.connections() - base))
    say(f"from commit to the last of {PEOPLE} pages", spread(await delays(made, pages)))
    await slow_reader(made, pages, worker)
    await misses(
        made,
        pages,
        "SIGTERM to the events process",
        lambda: os.kill(made.pid("events"), signal.SIGTERM),
    )
    await misses(
        made,
        pages,
        "SIGKILL of its worker",
        lambda: os.kill(children(made.pid("events"))[-1], signal.SIGKILL),
    )
    await misses(
        made,
        pages,
        "the database starts anew",
        lambda: os.kill(made.pid("postgres"), signal.SIGINT),
    )
    for task in tasks:
        task.cancel()


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with world() as made:
        asyncio.run(measure(made))
