"""A studio in small, of real servers and processes, in which anything may be made to die.

`with a_rig() as rig:` gives one. What was accepted through it is remembered, and `check` says
whether all of it went as promised. Everything is on loopback and unix sockets.
"""

import itertools
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from bad_line import BadLine
from bank import Bank
from bank_provider import PAID, order_of, providers
from job_kit import Film, person
from processes import Kept
from servers import Broker, DatabaseServer
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker
from times import LEASE, WITHIN
from verdict import LATE, BrokenPromise, Verdict

from asset_service.config import Settings
from asset_service.container import Services, build_services, make_store
from asset_service.demo.client import wait_until_ready
from asset_service.domain.jobs import TERMINAL
from asset_service.embedded.ports import Ports
from asset_service.embedded.procfile import read_procfile
from asset_service.models.project import Project
from asset_service.models.registry import TABLES
from asset_service.models.style_version import StyleVersion
from asset_service.services.generation import Generation
from asset_service.services.recipes import Maker
from asset_service.services.tokens import Wanted
from asset_service.store.engine import make_engine
from asset_service.store.migrations import upgrade
from asset_service.store.work import Database

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AFTER_A_LOST_MESSAGE = 60.0
THREADS = "threads"
PREFORK = "prefork"

_WATCH = """
    create table job_history (
      n bigint generated always as identity, job_id uuid, epoch bigint, progress float8,
      status text);
    create function note_job() returns trigger language plpgsql security definer as $$
    begin
      insert into public.job_history (job_id, epoch, progress, status)
        values (new.id, new.epoch, new.progress, new.status);
      return null;
    end $$;
    create trigger note_job after insert or update on jobs
      for each row execute function note_job()"""
# As a replica no trigger looks at what is deleted, so the order of the tables is any.
_WIPE = "; ".join(
    [
        "set session_replication_role = replica; set lock_timeout = '10s'",
        *(str(delete(table)) for table in TABLES),
        "delete from job_history",
    ]
)


class Rig:
    """`facts` are variables for every process of it, for instance `IMAGE_SLOTS`."""

    def __init__(self, folder: Path, held: ExitStack, s3: dict[str, str], facts) -> None:
        self.folder, self._held = folder, held
        self.database_server = DatabaseServer(folder)
        held.callback(self.database_server.kill)
        self.broker = Broker(folder)
        held.callback(self.broker.kill)
        self.bank = Bank()
        held.callback(self.bank.close)
        self.line: BadLine | None = None
        self.failpoints = folder / "failpoints"
        self.failpoints.mkdir()
        self._ports = held.enter_context(Ports())
        self.urls = self.database_server.urls
        upgrade(self.urls.owner)
        self.database_server.ask(_WATCH)
        self.true_store = make_store(Settings.from_env(self._env(s3)))
        if s3:
            host, _, port = s3["S3_ENDPOINT"].partition(":")
            self.line = held.enter_context(BadLine((host, int(port))))
            s3 = s3 | {"S3_ENDPOINT": f"127.0.0.1:{self.line.port}"}
        self.env = self._env(s3 | dict(facts))
        self.settings = Settings.from_env(self.env)
        self._engines = [make_engine(url) for url in (self.urls.maintenance, self.urls.owner)]
        for engine in self._engines:
            held.callback(engine.dispose)
        maintenance, owner = self._engines
        self.services: Services = build_services(
            self.settings, providers=providers(self.bank.address)
        )
        held.callback(self.services.close)
        self.database = Database(self.services.engine)
        self.maintenance = Database(maintenance)
        self.owners = sessionmaker(owner, class_=Session, expire_on_commit=False)
        self._numbers = itertools.count(1)
        self._running: list[Kept] = []
        self._standing: dict[str, Kept] = {}
        held.callback(self._end_all)
        self._begin()

    # --- what may be asked for ---------------------------------------------------------------

    def film(self) -> Film:
        """Make a project with a locked style, and its owner."""
        user, project = person(), Project(id=uuid4(), title="The Lamp", style_version=1)
        film = Film(self.database, self.maintenance, self.owners, user.id, project.id)
        film.add(user)
        film.add(project)
        film.add(StyleVersion(project_id=project.id, version=1, text="Ink", created_by=user.id))
        film.sql("update style_versions set locked_at = now() where locked_at is null")
        film.sql(
            "insert into memberships (user_id, project_id, role) values (:user, :project, 'owner')",
            user=user.id,
            project=project.id,
        )
        return film

    def ask(self, count=1, provider=PAID, *, film: Film | None = None, asset=None) -> list[UUID]:
        """Have that many pictures requested, each of a new asset unless one is given."""
        film = film or self.home
        made = []
        for _ in range(count):
            subject = asset or film.asset(uuid4().hex)
            answer = self.generation(provider).request(film.user_id, film.project_id, subject.id)
            made += [job.id for job in answer.body.jobs]
        self.accepted.update(made)
        return made

    def generation(self, provider=PAID) -> Generation:
        known = providers(self.bank.address)
        return Generation(self.database, known, Maker(provider, "one"), queue_seconds=3600)

    def token(self, film: Film | None = None) -> str:
        """A bearer token of the film's owner, for the web."""
        return self.services.tokens.create((film or self.home).user_id, Wanted("tests")).secret

    # --- the processes -----------------------------------------------------------------------

    def standing(self, pool=THREADS, *, threads=4) -> Kept:
        """A relay and one worker that serves pictures, kept from test to test."""
        name = f"{pool} {threads}"
        if not {"relay", name} <= self._standing.keys():
            self._end_all()
            self._standing["relay"] = self._start(self._program("relay"))
            self._standing[name] = self._start(self._worker(pool, threads))
        return self._standing[name]

    def worker(self, pool=THREADS, *, threads=4, again=True, **facts: str) -> Kept:
        """One more worker, for this test."""
        return self._start(self._worker(pool, threads, **facts), again=again)

    def relay(self, *, again=True, **facts: str) -> Kept:
        """A relay of this test's own."""
        program = self._program("relay", **facts)
        if "FAULTS_CLOCK" in facts:  # the command itself has nobody who shifts clocks
            argv = ("python", str(HERE / "relay_app.py"), *program.argv[1:])
            program = replace(program, argv=argv)
        return self._start(program, again=again)

    def web(self, **facts: str) -> tuple[Kept, str]:
        """The web tier, and its address; returns when it answers."""
        port = str(self._ports.choose())
        program = self._program("web", WEB_BIND=f"127.0.0.1:{port}", **facts)
        argv = tuple("web_app:app" if word == "wsgi:app" else word for word in program.argv)
        kept, address = self._start(replace(program, argv=argv)), f"http://127.0.0.1:{port}"
        wait_until_ready(address, 90, alive=lambda: None)  # seconds of a busy machine
        return kept, address

    def standing_web(self) -> str:
        """The address of a web tier that is kept from test to test; for after `standing`."""
        if "web" not in self._standing:
            self._standing["web"], self._web_address = self.web()
        return self._web_address

    def end_workers(self) -> None:
        """Kill everything but the servers, the standing processes too."""
        self._end_all()

    # --- faults ------------------------------------------------------------------------------

    def arm(self, point: str, what: str = "kill") -> None:
        """Have whoever first reaches the point do that; see `asset_service/failpoints.py`."""
        (self.failpoints / f"{point}.taken").unlink(missing_ok=True)
        part = self.failpoints / f"{point}.part"
        part.write_text(what)
        part.rename(self.failpoints / point)

    def taken(self, point: str) -> bool:
        return (self.failpoints / f"{point}.taken").exists()

    def until_taken(self, point: str, within=WITHIN) -> None:
        self.until(lambda: self.taken(point), within, f"nobody reached {point}")

    # --- what came of it ---------------------------------------------------------------------

    def until(self, holds, within=WITHIN, what="it never came true") -> None:
        deadline = time.monotonic() + within * _busy()
        while not holds():
            assert time.monotonic() < deadline, f"{what}\n{self.tell()}"
            time.sleep(0.03)

    def slower(self) -> float:
        """By what to multiply a promised time on this machine, busy as it is."""
        return _busy()

    def statuses(self, ids: Iterable[UUID] | None = None) -> dict[UUID, str]:
        wanted = list(self.accepted if ids is None else ids)
        found = self.database_server.ask("select id, status from jobs where id = any(%s)", wanted)
        return dict(found)

    def until_final(self, ids: Iterable[UUID] | None = None, within=WITHIN) -> dict[UUID, str]:
        """Wait until every job has ended; returns how. Without `ids` it is all accepted."""
        wanted = list(self.accepted if ids is None else ids)

        def over() -> bool:
            found = self.statuses(wanted)
            return all(found.get(one) in TERMINAL for one in wanted)

        self.until(over, within, "not every job ended")
        return self.statuses(wanted)

    def until_status(self, job_id: UUID, status: str, within=WITHIN) -> None:
        self.until(
            lambda: self.statuses([job_id])[job_id] == status, within, f"it never was {status}"
        )

    def ended(self, ids: Iterable[UUID] | None = None, within=WITHIN) -> Counter[str]:
        """How many jobs ended how."""
        return Counter(self.until_final(ids, within).values())

    def job(self, job_id: UUID):
        """The job's row, as a named tuple."""
        return self.home.sql("select * from jobs where id = :id", id=job_id)[0]

    def paid(self, job_id: UUID) -> int:
        """How often the bank took the order of this job."""
        return self._orders(self._order(job_id))

    def check(self) -> None:
        """Raise BrokenPromise with what is not as promised, AssertionError with what is late."""
        violations = self.violations()
        told = "\n".join([*violations, self.tell()])
        if not all(said.startswith(LATE) for said in violations):
            raise BrokenPromise(told)
        assert violations == [], told

    def violations(self) -> list[str]:
        """Everything that is not as promised, in words."""
        return Verdict(self).violations()

    def reset(self) -> None:
        """Leave nothing of the last test but the standing processes and the servers."""
        for kept in self._running:
            if kept not in self._standing.values():
                kept.end()
        self._running = [kept for kept in self._running if kept.alive]
        for gone in [name for name, kept in self._standing.items() if not kept.alive]:
            del self._standing[gone]
        for kept in self._running:
            kept.thaw()
        self.database_server.start()
        self.broker.start()
        for armed in self.failpoints.iterdir():
            armed.unlink()
        self.bank.reset()
        self.database_server.ask(_WIPE)
        self.broker.flush()
        self._begin()

    def tell(self) -> str:
        """What a failed test needs to be understood: the jobs and the ends of the logs."""
        jobs = self.database_server.ask(
            "select id, status, provider, epoch, deliveries, tries, due_at - now(),"
            " lease_until - now(), published_at, submitted_at, error_code from jobs"
            " order by status, id limit 30"
        )
        lines = [" ".join(map(str, row)) for row in jobs]
        return "\n".join([*lines, *(kept.tail() for kept in self._running)])

    # --- inside ------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.accepted: set[UUID] = set()
        self.home = self.film()

    def _order(self, job_id: UUID) -> str:
        ((name, seed),) = self.home.sql(
            "select a.name, j.seed from jobs j join assets a on a.id = j.asset_id where j.id = :id",
            id=job_id,
        )
        return order_of(name, seed)

    def _orders(self, order: str) -> int:
        with self.bank._lock:
            return sum(count for (_, one), count in self.bank.taken.items() if one == order)

    def _env(self, facts: dict[str, str]) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
            "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parent, ROOT))),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self.urls.app,
            "DATABASE_MAINTENANCE_URL": self.urls.maintenance,
            "REDIS_URL": self.broker.url,
            "SECRET_KEY": "unused here",
            "DATA_DIR": str(self.folder / "data"),
            "LEASE_SECONDS": str(LEASE),
            "SWEEP_SECONDS": "0.3",
            "LOST_AFTER_SECONDS": "1",
            "WORKER_TMP_DIR": str(self.folder),
            "ASSET_SERVICE_FAILPOINTS": str(self.failpoints),
            "FAULTS_BANK": self.bank.address,
            **facts,
        }

    def _program(self, line: str, **facts: str):
        """A line of the Procfile, in the rig's environment."""
        lines = read_procfile(ROOT / "Procfile", self.env | {"FLOWER_PORT": "5555"} | facts)
        return next(program for program in lines if program.name == line)

    def _worker(self, pool: str, threads: int, **facts: str):
        """The line of that pool, serving pictures too, with the bank's application."""
        line = "images" if pool == THREADS else "pixels"
        changed = {
            "-A": "worker_app:celery_app",
            "-c": str(threads),
            "-Q": "images,background,pixels,exports",
            "-n": f"w{next(self._numbers)}-{os.getpid()}@%h",
        }
        program = self._program(line, **facts)
        before = (None, *program.argv)
        argv = [changed.get(flag, word) for flag, word in zip(before, program.argv, strict=False)]
        return replace(program, argv=tuple(argv))

    def _start(self, program, *, again=True) -> Kept:
        kept = Kept(program, self.folder / f"{program.name}-{next(self._numbers)}.log", again=again)
        self._running.append(kept)
        return kept

    def _end_all(self) -> None:
        for kept in self._running:
            kept.end()
        self._running.clear()
        self._standing.clear()


def _busy() -> float:
    """By how much everything is slower: what is promised is promised for a machine of one's own."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@contextmanager
def a_rig(s3: dict[str, str] | None = None, **facts: str) -> Iterator[Rig]:
    """Start one in a folder that goes away again; `s3` are the variables of an object store.

    With `s3` every process reaches it through `rig.line`; without, files are on the disk.
    """
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    base = memory if roomy else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="assets-test-", dir=base))
    folder.chmod(0o711)
    try:
        with ExitStack() as held:
            yield Rig(folder, held, s3 or {}, facts)
    finally:
        shutil.rmtree(folder)
