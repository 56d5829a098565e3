"""The collector at work, and dying at work, while files come and go: none in use is taken."""

import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from bank_provider import FREE
from fixtures.pictures import a_png
from rig import a_rig

from asset_service.maintenance import build_housekeeping
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.faults import DATABASE_AWAY

pytestmark = pytest.mark.promise("A64")

LONG_UNUSED = """
    update objects set created_at = created_at - interval '1 hour',
      condemned_at = clock_timestamp() - interval '1 hour' where sha256 = :gone"""
OTHERS_MAY_TAKE_OVER = "update objects set removed_at = removed_at - interval '200 seconds'"
A_MONTH_LATER = "update attempts set binned_at = binned_at - interval '31 days' where slot is null"


@pytest.fixture(scope="module")
def _tidy():
    with a_rig(COLLECT_GRACE_SECONDS="1") as rig:
        yield rig


@pytest.fixture
def rig(_tidy):
    """A studio whose files are collected a second after nobody uses them any more."""
    _tidy.reset()
    return _tidy


def upload(rig, asset, shade):
    uploads, film = rig.services.uploads, rig.home
    return uploads.receive(film.user_id, film.project_id, asset.id, a_png(shade), "a.png").attempt


def until_done(rig, act):
    """Return what comes of it, as for a person who tries again when told to."""
    done = []

    def again():
        with suppress(StoreUnavailable, *DATABASE_AWAY):
            done.append(act())
        return done

    rig.until(again, within=30)
    return done[0]


def throw_away(rig, asset, attempt):
    """Put it in the bin, and let a month go by."""
    film = rig.home
    rig.services.attempts.delete(film.user_id, film.project_id, asset.id, attempt.id)
    film.sql(A_MONTH_LATER)


def collected_until(rig, point):
    """One file of an asset that has two, with a collector that dies over it at that point."""
    asset = rig.home.asset()
    gone = upload(rig, asset, 1)
    upload(rig, asset, 2)
    throw_away(rig, asset, gone)
    rig.home.sql(LONG_UNUSED, gone=gone.sha256)
    rig.arm(point)
    collector = sweeps(rig)
    rig.until_taken(point, within=30)
    collector.end()
    return asset, gone


def sweeps(rig):
    """The command that tidies up once, started again whenever it ends."""
    argv = ("asset-service", "sweep", "--data", str(rig.folder / "data"))
    return rig._start(replace(rig._program("relay"), name="sweep", argv=argv))


@contextmanager
def tidying(rig):
    """A housekeeper who never rests, for as long as this context."""
    over, keeper = threading.Event(), build_housekeeping(rig.settings, rig.maintenance)
    thread = threading.Thread(target=keeper.run, args=(over,), kwargs={"every": 0.1})
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("point", ["collector.removed", "collector.files_gone"])
def test_what_comes_again_after_the_collector_died_over_it_stays(rig, point):
    asset, gone = collected_until(rig, point)
    with pytest.raises(StoreUnavailable):
        upload(rig, asset, 1)
    rig.home.sql(OTHERS_MAY_TAKE_OVER)
    with tidying(rig):
        again = until_done(rig, lambda: upload(rig, asset, 1))
        assert again.sha256 == gone.sha256
        time.sleep(3)
    rig.check()
    assert len(rig.home.sql("select sha256 from objects")) == 2


def test_what_the_collector_left_half_done_is_finished_by_the_next_one(rig):
    _, gone = collected_until(rig, "collector.removed")

    def left():
        # The original: a worker may put a size of it at any moment, which is found another day.
        # Of this film: other tests leave the same picture behind.
        keys = [one.key for one in rig.true_store.list(f"{rig.home.project_id}/")]
        return [key for key in keys if key.endswith(gone.sha256)]

    assert left()
    rig.home.sql(OTHERS_MAY_TAKE_OVER)
    with tidying(rig):
        rig.until(lambda: not left())
    rig.check()


def test_pictures_that_come_and_go_amid_accidents_are_there_as_long_as_they_are_used(rig):
    worker = rig.standing()
    asset = rig.home.asset()
    accidents = [
        rig.database_server.cut_connections,
        lambda: rig.arm("runner.put"),
        worker.kill,
        lambda: rig.arm("runner.before_commit", "sleep 1"),
        rig.broker.flush,
    ]
    before = until_done(rig, lambda: upload(rig, asset, 0))
    with tidying(rig):
        for number in range(1, 16):
            made = until_done(rig, lambda shade=number % 3: upload(rig, asset, shade))
            rig.ask(1, FREE)
            accidents[number % len(accidents)]()
            until_done(rig, lambda old=before: throw_away(rig, asset, old))
            before = made
        assert set(rig.ended(within=60)) == {"succeeded"}
    rig.check()
    assert rig.home.sql("select 1 from objects where removed_at is not null")
