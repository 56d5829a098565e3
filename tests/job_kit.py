"""What the tests of jobs need: a small film, its rows as the owner sees them, and honest fakes."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from asset_service.domain.errors import PictureRefused
from asset_service.domain.money import Money
from asset_service.imaging.pictures import Picture
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.batch import Batch
from asset_service.models.job import Job
from asset_service.models.outbox import OutboxMessage
from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion
from asset_service.models.user import User
from asset_service.ports.objects import ObjectInfo, ObjectMissing, StoreUnavailable
from asset_service.ports.providers import Capabilities, Done, GeneratedImage
from asset_service.ports.queue import Command, Lane, QueueUnavailable
from asset_service.services.files import Files
from asset_service.services.generation import Generation
from asset_service.services.jobs import Jobs
from asset_service.services.recipes import Maker
from asset_service.services.runner import Runner
from asset_service.services.sweeper import Sweeper
from asset_service.store.engine import make_engine
from asset_service.store.invariants import ALWAYS, broken
from asset_service.store.work import Database

SIZES = {"2:3": ((64, 96),), "1:1": ((64, 64),), "16:9": ((128, 72),)}


@dataclass
class Film:
    """One project with a locked style; everything is written and read as the owner."""

    database: Database
    maintenance: Database
    owners: sessionmaker
    user_id: UUID
    project_id: UUID

    def add(self, *rows):
        with self.owners.begin() as session:
            session.add_all(rows)
        return rows[0]

    def asset(self, name="Mara", **facts) -> Asset:
        defaults = {"type": "character", "source": "manual", "description": f"{name}, at sea"}
        return self.add(
            Asset(
                project_id=self.project_id,
                created_by=self.user_id,
                name=name,
                name_folded=name.casefold(),
                **defaults | facts,
            )
        )

    def job(self, asset=None, **facts) -> Job:
        asset = asset or self.asset()
        batch = Batch(
            id=uuid4(), project_id=self.project_id, kind="candidates", requested_by=self.user_id
        )
        defaults = {
            "batch_id": batch.id,
            "provider": "scripted",
            "model": "one",
            "paid": False,
            "prompt": "Mara",
            "aspect": "2:3",
            "style_version": 1,
            "choice_counter": 0,
            "requested_by": self.user_id,
        }
        job = Job(
            id=uuid4(),
            project_id=self.project_id,
            asset_id=asset.id,
            **defaults | facts,
        )
        with self.owners.begin() as session:
            session.add(batch)
            session.flush()
            session.add(job)
        return job

    def member(self, role="editor") -> UUID:
        """Another user, who is in the project."""
        user = person()
        self.add(user)
        self.sql(
            "insert into memberships (user_id, project_id, role) values (:user, :project, :role)",
            user=user.id,
            project=self.project_id,
            role=role,
        )
        return user.id

    def sql(self, statement: str, **values):
        """Run one statement; returns its rows, or none."""
        with self.owners.begin() as session:
            result = session.execute(text(statement), values)
            return result.all() if result.returns_rows else []

    def read(self, table, row_id):
        with self.owners() as session:
            return session.get(table, row_id)

    def all(self, table) -> list:
        with self.owners() as session:
            return list(session.query(table))

    def attempts(self) -> list[Attempt]:
        with self.owners() as session:
            return list(session.query(Attempt).order_by(Attempt.number))

    def messages(self) -> list[OutboxMessage]:
        """The outbox's requests to generate, the oldest first."""
        with self.owners() as session:
            wanted = session.query(OutboxMessage).filter_by(kind="generate")
            return list(wanted.order_by(OutboxMessage.id))

    def set(self, job, **facts) -> None:
        """Change columns of one job by SQL expressions."""
        changes = ", ".join(f"{name} = {value}" for name, value in facts.items())
        self.sql(f"update jobs set {changes} where id = :id", id=job.id)  # noqa: S608 - our words

    def broken_rules(self) -> list[str]:
        """What must hold after every test, whatever died in it, and does not."""
        with self.owners() as session:
            return [one.rule for one in broken(session, ALWAYS, grace=timedelta(0))]


def others(database: Database, statement: str, query: str = "%") -> list:
    """What `statement` gives for the other sessions of the same role that run such a query."""
    search = (
        f"select {statement} from pg_stat_activity where pid <> pg_backend_pid()"  # noqa: S608 - our words
        " and usename = current_user and datname = current_database() and query like :query"
    )
    with database.as_nobody() as work:
        return work.session.execute(text(search), {"query": query}).all()


def cut(database: Database, query: str = "%") -> None:
    """End the other sessions of the same role, as a restart of the server would."""
    others(database, "pg_terminate_backend(pid)", query)


def person() -> User:
    address = f"{uuid4().hex}@example.org"
    return User(id=uuid4(), email=address, email_folded=address, name="Ada", password_hash="unused")


@contextmanager
def a_film(urls) -> Iterator[Film]:
    """A film in the database at `urls`; its rules are looked at when the test is over."""
    engines = [make_engine(url) for url in (urls.app, urls.maintenance, urls.owner)]
    app, maintenance, owner = engines
    user, project_id = person(), uuid4()
    film = Film(
        Database(app),
        Database(maintenance),
        sessionmaker(owner, class_=Session, expire_on_commit=False),
        user.id,
        project_id,
    )
    film.add(user)
    film.add(Project(id=project_id, title="The Lamp", style_version=1))
    film.add(StyleVersion(project_id=project_id, version=1, text="Ink", created_by=user.id))
    film.sql("update style_versions set locked_at = now()")
    film.sql(
        "insert into memberships (user_id, project_id, role) values (:user, :project, 'owner')",
        user=user.id,
        project=project_id,
    )
    try:
        yield film
        assert film.broken_rules() == []
    finally:
        for engine in engines:
            engine.dispose()


class MemoryStore:
    """An object store; `away` makes that many of the next calls fail."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.away = 0

    def put(self, key, data, content_type):
        if self.away > 0:
            self.away -= 1
            raise StoreUnavailable("away")
        self.objects[key] = data

    def get(self, key):
        try:
            return self.objects[key]
        except KeyError:
            raise ObjectMissing(key) from None

    def open(self, key):
        return BytesIO(self.get(key))

    def stat(self, key):
        raise NotImplementedError

    def delete(self, key):
        self.objects.pop(key, None)

    def list(self, prefix="") -> Iterator[ObjectInfo]:
        raise NotImplementedError

    def check(self):
        return None


class SomePictures:
    """Takes every bytes for a picture, except those that say they are broken."""

    def read(self, data: bytes, whose: str = "") -> Picture:
        if data.startswith(b"broken"):
            raise PictureRefused("No picture.", code="picture_unreadable")
        return Picture("image/png", 64, 96, b"webp", b"hash")


def drawn(what: str = "picture", *, cost: Money | None = None, seed: int | None = None) -> Done:
    data = hashlib.sha256(what.encode()).digest() if what != "broken" else b"broken"
    return Done(images=(GeneratedImage(data, "image/png", seed=seed),), cost=cost)


CENTS = Money(Decimal("0.04"), "EUR")


@dataclass
class Scripted:
    """A provider that does what its script says, step by step; then it draws.

    A step is an exception to raise, an answer to give, or a function of (request, context).
    """

    script: list = field(default_factory=list)
    id: str = "scripted"
    paid: bool = False
    seed: bool = False
    price: Money | None = None
    cancels: bool = False
    submits: int = 0
    polls: int = 0
    cancelled: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def capabilities(self, model):
        return Capabilities(sizes=SIZES, paid=self.paid, seed=self.seed)

    def check(self):
        return None

    def estimate(self, request):
        return self.price

    def submit(self, request, ctx):
        with self.lock:
            self.submits += 1
            self.requests.append(request)
        return self._step(request, ctx)

    def poll(self, handle, ctx):
        self.polls += 1
        return self._step(handle, ctx)

    def cancel(self, handle):
        self.cancelled.append(handle)
        return self.cancels

    def _step(self, request, ctx):
        with self.lock:
            step = self.script.pop(0) if self.script else drawn(f"picture {self.submits}")
        if callable(step):
            step = step(request, ctx)
        if isinstance(step, Exception):
            raise step
        return step


@dataclass
class FakeQueue:
    """A broker in a list; `away` refuses everything, `waiting` overrides the depth of images."""

    sent: list[Command] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    away: bool = False
    waiting: int | None = None
    breaks_after: int | None = None

    def put(self, command, lane):
        if self.away or (self.breaks_after is not None and len(self.sent) >= self.breaks_after):
            raise QueueUnavailable("away")
        self.sent.append(command)
        self.lanes.append(lane)

    def depth(self, lane):
        if self.away:
            raise QueueUnavailable("away")
        if self.waiting is not None and lane is Lane.IMAGES:
            return self.waiting
        return Counter(self.lanes)[lane]


def generation(film: Film, provider: Scripted | None = None) -> Generation:
    provider = provider or Scripted()
    return Generation(
        film.database, {provider.id: provider}, Maker(provider.id, "one"), queue_seconds=3600
    )


def runner(film: Film, provider: Scripted, *, store=None, **facts) -> Runner:
    """Patience, lease and deadline are seconds; a test gives those it is about."""
    files = Files(store or MemoryStore())
    defaults = {"lease_seconds": 60.0, "deadline": 60.0, "patience": (0.0,)}
    return Runner(film.database, {provider.id: provider}, SomePictures(), files, **defaults | facts)


def cancel(film: Film, job) -> None:
    Jobs(film.database).cancel(film.user_id, film.project_id, job.id)


def sweeper(film: Film, queue: FakeQueue | None = None, *, lost_after=0.0) -> Sweeper:
    return Sweeper(film.maintenance, queue or FakeQueue(), lost_after=lost_after)
