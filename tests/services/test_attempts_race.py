"""Many people and workers at one asset at once, each in a session of their own."""

import itertools
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from fixtures.factories import make_job
from fixtures.threads import at_once
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from asset_service.domain.errors import Conflict, NotFound
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.ports.providers import Done, GeneratedImage
from asset_service.services.endings import arrive
from asset_service.store import assets, claims

pytestmark = pytest.mark.promise("A22")

STATE = text(
    "select count(*) filter (where slot is not null), count(*) filter (where is_selected)"
    " from attempts where asset_id = :id"
)
OVERLAPS = text(
    "select count(*) from attempts a where a.created_at <= :at"
    " and (a.binned_at is null or a.binned_at > :at)"
)


@dataclass
class Observer:
    """Looks at the asset in snapshots of its own, one committed moment after the other."""

    url: str
    asset: Asset
    moments: set[tuple[int, int]] = field(default_factory=set)

    def look(self, stop: threading.Event) -> None:
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="REPEATABLE READ")
        with engine.connect() as connection:
            while not stop.is_set():
                live, chosen = connection.execute(STATE, {"id": self.asset.id}).one()
                connection.rollback()
                self.moments.add((live, chosen))


@contextmanager
def observed(world, asset) -> Iterator[None]:
    """At every moment that is seen: at most four attempts, and one selected if there is any."""
    observer, stop = Observer(world.urls.owner, asset), threading.Event()
    thread = threading.Thread(target=observer.look, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert observer.moments
    assert observer.moments <= {(0, 0), (1, 1), (2, 1), (3, 1), (4, 1)}


@pytest.fixture
def asset(world):
    return world.asset("Mara")


def upload(world, asset, shade):
    world.upload(asset, shade)


def finish(world, job, shade):
    """Bring a generated picture home as a worker does."""
    with world.database.as_user(world.user.id) as work:
        claimed = claims.claim(work.session, job.id, world.user.id, timedelta(minutes=1))
        work.commit()
    data = b"drawn %d" % shade
    stored = world.files.put(world.project.id, data, world.pictures.read(data))
    with world.database.as_user(world.user.id) as work:
        done = Done(images=(GeneratedImage(data, "image/png"),))
        arrive(work, world.files, claimed, stored, done)
        work.commit()


def seen(world, asset):
    """The ids of all its attempts, the ones in the bin too."""
    return [one.id for one in world.attempts.list(*world.ids, asset.id, "all")]


def change(world, asset, verb, seed):
    """Pick any attempt there is and select, delete or restore it, a few times."""
    pick = random.Random(seed)
    for _ in range(4):
        found = seen(world, asset)
        if found:
            verb(*world.ids, asset.id, pick.choice(found))


def tolerated(error):
    """What people may be told when others were faster."""
    return isinstance(error, Conflict | NotFound)


def tolerant(call):
    """Go on after an answer that tells of the others."""
    try:
        call()
    except (Conflict, NotFound):
        return


def test_uploads_generations_and_selections_at_once_leave_four_and_the_rest_in_the_bin(
    world, asset
):
    pictures = itertools.count(1)
    ready = [make_job(world.owner, asset) for _ in range(8)]
    calls = [
        *(partial(upload, world, asset, next(pictures)) for _ in range(8)),
        *(partial(finish, world, job, next(pictures)) for job in ready),
        *(
            partial(tolerant, partial(change, world, asset, world.attempts.select, seed))
            for seed in range(4)
        ),
    ]
    with observed(world, asset):
        assert at_once(*calls) == []
    live = world.live(asset)
    assert sorted(one.slot for one in live) == [1, 2, 3, 4]
    assert sum(one.is_selected for one in live) == 1
    assert len(world.attempts.list(*world.ids, asset.id, "binned")) == 12
    assert_never_more_than_four(world)


def assert_never_more_than_four(world):
    """The rows tell their own history: each was live from when it was made until it was binned."""
    times = world.owner.scalars(select(Attempt.created_at)).all()
    counts = [world.owner.execute(OVERLAPS, {"at": at}).scalar_one() for at in times]
    assert max(counts) == 4


def test_numbers_are_given_once_however_many_ask_at_once(world, asset):
    assert at_once(*(partial(upload, world, asset, shade) for shade in range(12))) == []
    numbers = [one.number for one in world.attempts.list(*world.ids, asset.id, "all")]
    assert numbers == list(range(1, 13))


def test_with_deletions_and_restorations_there_is_still_one_selected(world, asset):
    pictures = itertools.count(1)
    ready = [make_job(world.owner, asset) for _ in range(4)]
    verbs = (world.attempts.select, world.attempts.delete, world.attempts.restore)
    calls = [
        *(partial(upload, world, asset, next(pictures)) for _ in range(4)),
        *(partial(finish, world, job, next(pictures)) for job in ready),
        *(partial(change, world, asset, verb, seed) for seed in range(4) for verb in verbs),
    ]
    with observed(world, asset):
        raised = at_once(*calls)
    assert [error for error in raised if not tolerated(error)] == []
    assert sum(one.is_selected for one in world.live(asset)) == 1


def test_locking_the_stage_at_once_with_uploads_lets_each_be_first_or_refused(world, asset):
    world.upload(asset)
    locking = [world.lock, world.unlock] * 4
    with observed(world, asset):
        raised = at_once(*locking, *(partial(upload, world, asset, one) for one in range(8)))
    assert [error for error in raised if not isinstance(error, Conflict)] == []


@contextmanager
def without_the_lock(monkeypatch, together: int) -> Iterator[None]:
    """Read the asset as `lock` does, but without holding it, and go on when all have read."""
    all_have_read = threading.Barrier(together)

    def read(session, project_id, asset_id, *, binned=False):
        found = assets.get(session, project_id, asset_id, binned=binned)
        all_have_read.wait(timeout=20)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(assets, "lock", read)
        yield


def test_without_the_lock_two_uploads_collide_and_only_the_database_stops_them(
    world, asset, monkeypatch
):
    """The negative control: should this pass one day without an error, the race proves nothing."""
    with without_the_lock(monkeypatch, together=2), observed(world, asset):
        raised = at_once(partial(upload, world, asset, 1), partial(upload, world, asset, 2))
    (collision,) = raised
    assert isinstance(collision, DBAPIError)
    assert collision.orig.diag.constraint_name.startswith("uq_attempts_")
    assert [one.number for one in world.live(asset)] == [1]
