"""Any history of uploads, deletions, collectors, freezes and deaths: what is named is there.

Searched are orders in time. The code is the real one, whole: uploads, renditions, collectors
and the comparison each run in a thread that stands before every transaction and every call of
the store, and in and after every deletion. A seeded generator says who goes on, how far, who
dies there and how much time passes meanwhile: by the limits of `domain/files.py`, for rows,
objects and the elapsed clock alike. There is one project with two contents, a history begins
where a file has little before it to its deletion, and each has likings of its own, so
that what takes many steps of few kinds is found as well. The seeds are fixed: what is found once is
found again.

After every step everything is looked at: what is named is there, and what keeps it there, which
goes wrong some steps before a loss does: only while its row says so is a file deleted, who may
still delete holds the row's decision, and who may still name finds a row that tells him no.

Not searched: what happens within one transaction (see `test_files_race.py`).
"""

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from fixtures.keeping import GRACE, KEPT, OLDER, Keeping
from fixtures.pictures import QuickPictures
from fixtures.turns import Doing
from fixtures.world import World
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from asset_service.domain.attempts import Arrival
from asset_service.domain.errors import NotFound
from asset_service.domain.files import (
    CLOCK_SKEW,
    DELETE_WITHIN,
    FORGET_AFTER,
    PUT_SERVES,
    TAKE_OVER_AFTER,
)
from asset_service.domain.vocabulary import AttemptSource
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.attempts import NewAttempt, add
from asset_service.services.audit import Ageing
from asset_service.services.collector import Collector
from asset_service.services.emptying import Emptying
from asset_service.services.export_files import ExportFiles
from asset_service.services.files import original_key, read_key
from asset_service.services.housekeeping import Housekeeping
from asset_service.services.reconciling import Reconciling
from asset_service.services.renditions import Renditions
from asset_service.services.uploads import Uploads
from asset_service.store import assets
from services.standing import (
    ElapsedClock,
    Remembered,
    StandingDatabase,
    StandingStore,
    WatchedFiles,
)

HISTORIES = 250
STEPS = 14
AT_ONCE = 4
END = 99
PUT = LOOKED = 4
DECIDED, DELETING, DELETED = 2, 3, 7
"""After how many places an upload has put, the comparison is about to give strays a row, and a
collector has decided, is deleting, and has deleted the original and one rendition."""

A_SECOND = timedelta(seconds=1)
STRAY = GRACE + CLOCK_SKEW + A_SECOND
SPANS = (
    A_SECOND,
    DELETE_WITHIN - A_SECOND,
    DELETE_WITHIN + A_SECOND,
    TAKE_OVER_AFTER - A_SECOND,
    *[TAKE_OVER_AFTER + A_SECOND] * 4,
    PUT_SERVES - A_SECOND,
    PUT_SERVES + A_SECOND,
    GRACE,
    *[FORGET_AFTER + A_SECOND] * 2,
    STRAY,
)
SERVES_SECONDS = PUT_SERVES.total_seconds()

OFTEN = {
    "upload": 3.0,
    "collect": 3.0,
    "passes": 2.0,
    "forget": 1.0,
    "compare": 0.7,
    "render": 0.5,
    "empty": 0.7,
    "ripen": 0.7,
    "refer_without_naming": 0.7,
    "go": 5.0,
    "kill": 0.3,
}
PLACES = {
    "upload": (2, 3, PUT, PUT, PUT),
    "collect": (DECIDED, DELETING, 4, 5, 6, DELETED, DELETED),
    "compare": (3, LOOKED, LOOKED, 5, 6, 7),
    "render": (2, 3, 4, 4),
}
"""Where each is left standing, if it does not go on to its end."""

CONTENTS = (b"picture 0", b"picture 1")
HASHES = [hashlib.sha256(content).hexdigest() for content in CONTENTS]
FILES = """
select o.project_id, o.sha256, o.renditions, o.removed_at, o.files_gone_at, exists (
    select from attempts a where a.project_id = o.project_id and a.sha256 = o.sha256) as used
from objects o
"""
EVICT = """
update attempts set slot = null, is_selected = false, binned_because = 'evicted',
    binned_at = now() - interval '1 year' where sha256 = :sha256
"""


class Histories:
    """One project and what is done in it; `tell` is what was done, in words."""

    def __init__(self, world: World, keeping: Keeping, clock: ElapsedClock) -> None:
        self.world, self.keeping, self.clock = world, keeping, clock
        self.database = StandingDatabase(world.engine)
        # sees every row, and has no transaction open while others go on
        owner = keeping.owners.connect()
        self.owner = owner.execution_options(isolation_level="AUTOCOMMIT")
        self.nobody = StandingDatabase(keeping.database.engine)
        self.assets = [world.asset() for _ in CONTENTS]
        self.begin(0)

    def begin(self, seed: int) -> None:
        """Forget everything."""
        self.owner.execute(text("delete from attempts; delete from objects; delete from outbox"))
        self.random = random.Random(seed)
        self.breaches: list[str] = []
        self.store = StandingStore(self.before_deletion)
        self.pictures = QuickPictures()
        self.files = WatchedFiles(self.store)
        self.uploads = Uploads(self.database, self.pictures, self.files)
        self.renditions = Renditions(self.database, self.pictures, self.store)
        self.collector = Collector(self.nobody, self.store, GRACE)
        self.exports = ExportFiles(self.nobody, self.store)
        self.reconciling = Reconciling(self.nobody, self.store, self.collector, GRACE, self.exports)
        self.emptying = Emptying(self.nobody, KEPT)
        self.doings: list[Doing] = []
        self.tell: list[str] = []
        Remembered.everyone.clear()
        # each history has its own likings: what needs many of one kind is found as well
        self.spans = self.random.sample(SPANS, 3)
        self.liking = {
            name: often * self.random.choice([0.1, 1, 1, 3]) for name, often in OFTEN.items()
        }

    # what is done, each by the real code

    def upload(self, content: int) -> None:
        asset = self.assets[content]
        with suppress(StoreUnavailable):
            self.uploads.receive(*self.world.ids, asset.id, CONTENTS[content], "a.png")

    def render(self, content: int) -> None:
        with suppress(NotFound):
            self.renditions.render(*self.world.ids, HASHES[content])

    def refer_without_naming(self, content: int) -> None:
        """As code would that forgot to: the trigger and the second look stand behind it."""
        with suppress(DBAPIError), self.world.database.as_user(self.world.user.id) as work:
            asset = assets.lock(work.session, self.world.project.id, self.assets[content].id)
            arrival = Arrival(by_person=True)
            source, who = AttemptSource.UPLOADED, self.world.user.id
            add(work, asset, NewAttempt(source, HASHES[content], who, arrival))
            work.commit()

    def empty(self, content: int) -> None:
        """All attempts with the content are evicted and leave the bin, after its time."""
        self.owner.execute(text(EVICT), {"sha256": HASHES[content]})
        self.emptying.empty_attempts()

    def collect(self, _content: int) -> None:
        self.collector.carry_out(self.collector.decide())

    def compare(self, _content: int) -> None:
        self.reconciling.reconcile()

    def forget(self, _content: int) -> None:
        self.collector.forget()

    def ripen(self, _content: int) -> None:
        """What nothing refers to now is condemned, and its grace is over."""
        self.passes(GRACE)
        self.collector.condemn(everything=True)
        self.passes(GRACE)

    def passes(self, span: timedelta) -> None:
        for doing in self.standing():
            while doing.hanging is not None and doing.hanging <= span.total_seconds():
                doing.go()
            if doing.hanging is not None:
                doing.hanging -= span.total_seconds()
        self.owner.execute(text(OLDER), {"span": span})
        self.store.age(span)
        Remembered.age(span)
        self.clock.passed += span.total_seconds()

    # the scheduler

    def standing(self, what: str = "") -> list[Doing]:
        return [one for one in self.doings if not one.over and one.name.startswith(what)]

    def start(self, act: Callable[[int], None], content: int, stands: int) -> Doing:
        doing = Doing(f"{act.__name__} {content}", partial(act, content))
        self.tell.append(f"start {doing.name}: {stands}")
        self.doings.append(doing)
        doing.go(stands)
        return doing

    def go(self, doing: Doing, stands: int) -> None:
        self.tell.append(f"go on {doing.name}: {stands}")
        doing.go(stands)

    def now(self, act: Callable[[Any], None], about: Any) -> None:
        self.tell.append(f"{act.__name__} {about}")
        act(about)

    def kill(self, doing: Doing) -> None:
        self.tell.append(f"kill {doing.name}")
        doing.kill()

    def far(self, places: Sequence[int] = range(1, 7)) -> int:
        """How many places somebody goes on: half of the time to the end."""
        return self.random.choice([self.random.choice(places), END])

    def step(self) -> None:
        content = self.random.choices([0, 1], [5, 1])[0]
        standing = self.standing()
        steps: dict[str, Callable[[], Any]] = {
            "passes": lambda: self.now(self.passes, self.random.choice(self.spans)),
        }
        for act in (self.empty, self.ripen, self.forget, self.refer_without_naming):
            steps[act.__name__] = partial(self.now, act, content)
        if len(standing) < AT_ONCE:
            for act in (self.upload, self.collect, self.compare, self.render):
                stands = self.far(PLACES[act.__name__])
                steps[act.__name__] = partial(self.start, act, content, stands)
        if standing:
            doing = self.random.choice(standing)
            steps["go"] = lambda: self.go(doing, self.far())
            steps["kill"] = lambda: self.kill(doing)
        likings = [self.liking[name] for name in steps]
        self.random.choices(list(steps.values()), likings)[0]()

    def prepare(self, content: int) -> None:
        """Bring a file near its end: used no more, and perhaps rendered or never named."""
        kinds = ["orphan", "rendered orphan", "orphan being rendered", "stray", "nothing"]
        (how,) = self.random.choices(kinds, [3, 2, 2, 3, 1])
        self.tell.append(f"{how} {content}")
        if how == "stray":
            self.liking["compare"] *= 5
            picture = self.pictures.read(CONTENTS[content])
            self.files.put(self.world.project.id, CONTENTS[content], picture)
        elif how != "nothing":
            self.upload(content)
            if how == "rendered orphan":
                self.render(content)
            elif how == "orphan being rendered":
                self.start(self.render, content, self.far(PLACES["render"]))
            self.empty(content)

    def run(self, seed: int) -> None:
        """One history; raises AssertionError with all that was done, whatever went wrong."""
        self.begin(seed)
        try:
            for content in self.random.choice([(0,), (0,), (0, 1)]):
                self.prepare(content)
            self.now(self.passes, STRAY)
            self.ripen(0)
            for _ in range(STEPS):
                self.step()
                self.check()
            self.finish(whole=seed % 5 == 0)
        except Exception as error:
            raise AssertionError(f"history {seed}: {error}\n" + "\n".join(self.tell)) from error
        finally:
            for doing in self.standing():
                doing.kill()

    # what always holds, and what holds in the end

    def before_deletion(self, key: str) -> None:
        """Only while the row says so is a file deleted: what is put later than its end stays."""
        file = read_key(key)
        row = self.rows().get(file.sha256) if file is not None else None
        if row is None or row.removed_at is None or row.files_gone_at is not None:
            self.breaches.append(f"{key[37:41]} is deleted, and its row does not say so")

    def check_promises(self, rows: Mapping[str, Any]) -> None:
        """What keeps a loss away, looked at before there is one."""
        assert not self.breaches, self.breaches
        for one in Remembered.everyone:
            if one.by in self.standing("collect") and self.clock() < one.until:
                row = rows.get(one.id.sha256)
                held = row and row.removed_at == one.removed_at and row.files_gone_at is None
                assert held, f"{one.by.name} may delete what is not its own any more"
        for doing, stored in self.files.put_by.items():
            key = original_key(self.world.project.id, stored.sha256)
            serves = self.clock() - stored.began < SERVES_SECONDS
            if doing in self.standing() and serves and key not in self.store.objects:
                assert stored.sha256 in rows, f"nothing tells {doing.name} that its file is gone"

    def rows(self) -> dict[str, Any]:
        return {row.sha256: row for row in self.owner.execute(text(FILES))}

    def check(self) -> set[str]:
        """Return the hashes that attempts refer to."""
        rows = self.rows()
        self.check_promises(rows)
        for row in rows.values():
            assert row.removed_at is None or not row.used, "what an attempt refers to is removed"
            if row.removed_at is None:
                key = original_key(row.project_id, row.sha256)
                assert key in self.store.objects, f"the original of {row.sha256[:4]} is lost"
                assert hashlib.sha256(self.store.objects[key]).hexdigest() == row.sha256
                made = {f"{key}.w{width}.webp" for width in row.renditions}
                assert made <= set(self.store.objects), f"a rendition of {row.sha256[:4]} is lost"
        return {sha256 for sha256, row in rows.items() if row.used}

    def finish(self, *, whole: bool) -> None:
        """Everybody ends or dies; with `whole`, housekeeping goes on until nothing is left."""
        for doing in self.standing():
            self.kill(doing) if self.random.random() < 0.5 else doing.go(END)
        self.check()
        if not whole:
            return
        housekeeping = Housekeeping(
            self.emptying,
            self.collector,
            self.reconciling,
            self.exports,
            Ageing(self.emptying._database, timedelta(days=365)),
        )
        for _ in range(3):
            self.passes(FORGET_AFTER + STRAY)
            housekeeping.once(everything=True)
            used = self.check()
        assert {key.split("/")[1][:64] for key in self.store.objects} == used
        assert set(self.owner.scalars(text("select sha256 from objects"))) == used
