"""Compares the object store with the rows that name its files, in both directions.

What no row names goes the way of all files; what a row names and is not there is told, since
nothing can bring it back, or made again if it is a rendition. The listing is only a hint: what
it says is asked once more before anything is done. Runs as the maintenance role; one slice of
one project is in memory at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from asset_service import failpoints
from asset_service.domain.files import CLOCK_SKEW
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services.collector import Collector, Decision
from asset_service.services.export_files import ExportFiles, read_export_key
from asset_service.services.files import elapsed_clock, original_key, read_key, rendition_key
from asset_service.store import collecting, reconciling
from asset_service.store.collecting import FileId
from asset_service.store.reconciling import Named
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

DIGITS = "0123456789abcdef"
AT_ONCE = 50


@dataclass
class Found:
    """What the store has of one file: widths (None is the original), bytes, the newest change."""

    widths: set[int | None] = field(default_factory=set)
    size: int = 0
    modified: datetime | None = None


class Reconciling:
    """`grace` is how old a file without a row must be, beside the `skew` of the clocks."""

    def __init__(  # noqa: PLR0913 - both sides that are compared, and who acts on it
        self,
        database: Database,
        store: ObjectStore,
        collector: Collector,
        grace: timedelta,
        exports: ExportFiles,
        *,
        skew: timedelta = CLOCK_SKEW,
    ) -> None:
        self._database = database
        self._store = store
        self._collector = collector
        self._exports = exports
        self._old = grace + skew

    def reconcile(self, stopped: Callable[[], bool] = lambda: False) -> dict[str, int]:
        """Walk through everything, or until `stopped`; return what was found.

        `strange keys` are those that no project of this database can have made: they are left
        alone. Raises StoreUnavailable.
        """
        counts = {
            "stray files": 0,
            "files lost": 0,
            "renditions lost": 0,
            "stray exports": 0,
            "strange keys": 0,
        }
        for project_id in self._projects():
            for digit in DIGITS:
                if stopped():
                    return counts
                self._slice(project_id, digit, counts)
            counts["stray exports"] += self._exports.remove_strays(project_id, self._old)
        counts["strange keys"] = self._strange_keys()
        return counts

    def _projects(self) -> Iterable[UUID]:
        last: UUID | None = None
        while True:
            with self._database.as_nobody() as work:
                last = reconciling.next_project(work.session, last)
            if last is None:
                return
            yield last

    def _slice(self, project_id: UUID, digit: str, counts: dict[str, int]) -> None:
        # The listing first: a file that is put and named after it is a row without an object
        # here, which is asked for once more; the other way round it would look like a stray.
        there = self._listed(project_id, digit)
        with self._database.as_nobody() as work:
            named = reconciling.named(work.session, project_id, digit)
            young = reconciling.now(work.session) - self._old
        strays = [
            (FileId(project_id, sha256), found.size)
            for sha256, found in there.items()
            if found.modified is not None
            and found.modified < young
            and (sha256 not in named or named[sha256].gone)
        ]
        for start in range(0, len(strays), AT_ONCE):
            counts["stray files"] += self._adopt(strays[start : start + AT_ONCE])
        for row in named.values():
            if not row.removed:
                found = there.get(row.sha256, Found())
                self._look_after(FileId(project_id, row.sha256), row, found, counts)

    def _listed(self, project_id: UUID, digit: str) -> dict[str, Found]:
        there: dict[str, Found] = {}
        for info in self._store.list(f"{project_id}/{digit}"):
            key = read_key(info.key)
            if key is not None:
                found = there.setdefault(key.sha256, Found())
                found.widths.add(key.width)
                found.size = max(found.size, info.size)
                found.modified = max(found.modified or info.modified, info.modified)
        return there

    def _adopt(self, strays: Sequence[tuple[FileId, int]]) -> int:
        began = elapsed_clock()
        with self._database.as_nobody() as work:
            adopted = collecting.adopt(work.session, sorted(strays))
            work.commit()
        failpoints.reach("collector.removed")
        self._collector.carry_out(Decision(adopted, began))
        return len(adopted)

    def _look_after(self, file: FileId, row: Named, found: Found, counts: dict[str, int]) -> None:
        if None not in found.widths and self._missing(original_key(file.project_id, file.sha256)):
            if self._still_named(file):
                counts["files lost"] += 1
                log.error("a file is lost", project_id=str(file.project_id), sha256=file.sha256)
            return
        lost = [
            width
            for width in sorted(row.renditions - found.widths)
            if self._missing(rendition_key(file.project_id, file.sha256, width))
        ]
        if lost:
            with self._database.as_nobody() as work:
                asked = reconciling.ask_again(work.session, file, lost)
                work.commit()
            counts["renditions lost"] += len(lost) if asked else 0

    def _still_named(self, file: FileId) -> bool:
        """Whether the row is one that nobody removed meanwhile."""
        with self._database.as_nobody() as work:
            row = reconciling.named(work.session, file.project_id, file.sha256).get(file.sha256)
        return row is not None and not row.removed

    def _missing(self, key: str) -> bool:
        try:
            self._store.stat(key)
        except ObjectMissing:
            return True
        return False

    def _strange_keys(self) -> int:
        known: dict[UUID, bool] = {}
        strange = 0
        for info in self._store.list():
            key = read_key(info.key) or read_export_key(info.key)
            if key is not None and key.project_id not in known:
                with self._database.as_nobody() as work:
                    known[key.project_id] = reconciling.is_project(work.session, key.project_id)
            if key is None or not known[key.project_id]:
                strange += 1
        return strange
