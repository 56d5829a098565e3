import threading
import time

import pytest
from fixtures.keeping import GRACE, keeping_of
from sqlalchemy.exc import OperationalError

from asset_service.config import Settings
from asset_service.maintenance import build_housekeeping
from asset_service.services.housekeeping import Housekeeping


class Part:
    """Stands for every part; `raises` is taken from the front, one a call."""

    def __init__(self, *raises):
        self.raises = list(raises)
        self.calls = 0
        self.everything = []

    def empty(self):
        self.calls += 1
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error
        return {"attempts emptied": 1}

    def collect(self, *, everything=False):
        self.everything.append(everything)
        return {"condemned": 2}

    def expire(self):
        return {"exports expired": 1}

    def age(self):
        return {"log entries forgotten": 4}

    def reconcile(self, stopped):
        assert not stopped()
        return {"stray files": 3}


FOUND = {
    "attempts emptied": 1,
    "condemned": 2,
    "exports expired": 1,
    "log entries forgotten": 4,
}
AWAY = OperationalError("select 1", {}, Exception("away"))


def test_a_pass_does_every_part_and_says_what_was_found():
    part = Part()
    assert Housekeeping(part, part, part, part, part).once() == FOUND
    assert part.everything == [False]


def test_everything_compares_the_store_as_well():
    part = Part()
    assert Housekeeping(part, part, part, part, part).once(everything=True)["stray files"] == 3
    assert part.everything == [True]


def test_one_part_that_goes_wrong_does_not_keep_the_others_from_it():
    part = Part(RuntimeError("no"))
    assert Housekeeping(part, part, part, part, part).once() == {
        name: count for name, count in FOUND.items() if name != "attempts emptied"
    }


def test_with_the_database_away_a_pass_says_so():
    part = Part(AWAY)
    with pytest.raises(OperationalError):
        Housekeeping(part, part, part, part, part).once()


def test_the_loop_survives_the_loss_of_the_database_and_ends_when_told():
    part, stop = Part(AWAY, AWAY), threading.Event()
    loop = threading.Thread(
        target=Housekeeping(part, part, part, part, part).run, args=[stop], kwargs={"every": 0.01}
    )
    loop.start()
    while part.calls < 4:
        time.sleep(0.01)
    stop.set()
    loop.join(timeout=5)
    assert not loop.is_alive()


def test_the_built_one_keeps_house_in_its_own_role(world, tmp_path):
    settings = Settings(
        database_url=world.urls.app,
        maintenance_url=world.urls.maintenance,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="x" * 32,
        data_dir=tmp_path,
        collect_grace_seconds=int(GRACE.total_seconds()),
    )
    world.upload(world.asset())
    with keeping_of(world) as keeping:
        keeping.unrefer()
        keeping.pass_time(GRACE)
        built = build_housekeeping(settings, keeping.database)
        assert built.once(everything=True)["condemned"] == 1
