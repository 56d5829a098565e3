"""Deletes the files that nothing refers to any more, and never another.

The phases of `domain/files.py`, each in a transaction of its own and the object store between
them. Several collectors at once do no harm, and any of them may die anywhere: what it decided
and did not carry out is taken over. Runs as the maintenance role.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from asset_service import failpoints
from asset_service.domain.files import (
    DELETE_WITHIN,
    FORGET_AFTER,
    TAKE_OVER_AFTER,
)
from asset_service.ports.objects import ObjectStore, StoreUnavailable
from asset_service.services.files import elapsed_clock, original_key
from asset_service.store import collecting
from asset_service.store.collecting import FileId, Removed
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

AT_ONCE = 50
PAGE = 1000
PAGES = 20
"""Rows that one look goes through, and looks a turn: the whole table is seen in many turns."""


@dataclass(frozen=True)
class Decision:
    """Files to be deleted; `began` is the elapsed clock before the decision was written."""

    files: Sequence[Removed]
    began: float


class Collector:
    """`grace` is how long a file stays unreferred before each of its first two steps."""

    def __init__(self, database: Database, store: ObjectStore, grace: timedelta) -> None:
        self._database = database
        self._store = store
        self._grace = grace
        self._seen: FileId | None = None

    def collect(self, *, everything: bool = False) -> dict[str, int]:
        """Do every phase once, over `everything` or a part; return how many went through each.

        Raises what SQLAlchemy raises when the database is away. With the store away the
        decisions stay and are carried out later.
        """
        counts = {"condemned": self.condemn(everything=everything), "removed": 0, "deleted": 0}
        while (decision := self.decide()).files:
            failpoints.reach("collector.removed")
            counts["removed"] += len(decision.files)
            done = self.carry_out(decision)
            counts["deleted"] += done
            if done < len(decision.files):
                break
        return counts | {"forgotten": self.forget()}

    def condemn(self, *, everything: bool = False) -> int:
        """Mark what nothing refers to, from where the last turn ended; return how many."""
        if everything:
            self._seen = None
        found = pages = 0
        while everything or pages < PAGES:
            with self._database.as_nobody() as work:
                until = collecting.page_end(work.session, self._seen, PAGE)
                found += collecting.condemn(work.session, self._seen, until, self._grace)
                work.commit()
            self._seen = until
            pages += 1
            if until is None:
                break
        return found

    def decide(self) -> Decision:
        """Take over what others left, or decide which condemned files go."""
        began = elapsed_clock()
        with self._database.as_nobody() as work:
            files = collecting.take_over(work.session, TAKE_OVER_AFTER, AT_ONCE)
            if not files:
                locked = collecting.lock_condemned(work.session, self._grace, AT_ONCE)
                collecting.spare(work.session, locked)
                files = collecting.remove(work.session, locked)
            work.commit()
        return Decision(files, began)

    def carry_out(self, decision: Decision) -> int:
        """Delete the files and write that they are gone; return how many."""
        deleted = self.delete(decision)
        failpoints.reach("collector.files_gone")
        return self.mark(deleted)

    def delete(self, decision: Decision) -> list[Removed]:
        """Delete every object of the files while the decision is ours; return the finished."""
        finished = []
        try:
            for one in decision.files:
                if not self._delete(one.id, decision.began):
                    log.warning("deleting took too long and is left for later")
                    break
                finished.append(one)
        except StoreUnavailable as error:
            log.warning("the object store is away; files are deleted later", exc_info=error)
        return finished

    def mark(self, deleted: Sequence[Removed]) -> int:
        """Write that these files are gone, unless somebody decided anew; return how many."""
        if not deleted:
            return 0
        with self._database.as_nobody() as work:
            marked = collecting.mark_gone(work.session, deleted)
            work.commit()
        for one in deleted:
            log.info("a file was deleted", project_id=str(one.id.project_id), sha256=one.id.sha256)
        return marked

    def forget(self) -> int:
        """Delete the rows of files that have been gone for long; return how many."""
        found = 0
        while True:
            with self._database.as_nobody() as work:
                some = collecting.forget(work.session, FORGET_AFTER, PAGE)
                work.commit()
            found += some
            if some < PAGE:
                return found

    def _delete(self, file: FileId, began: float) -> bool:
        """Delete one file's objects; False when the time for it is over."""
        for key in [
            one.key for one in self._store.list(original_key(file.project_id, file.sha256))
        ]:
            # Asked before every call: a collector that was frozen must not wake and delete
            # what somebody has put again since another one finished this.
            if elapsed_clock() - began >= DELETE_WITHIN.total_seconds():
                return False
            self._store.delete(key)
        return elapsed_clock() - began < DELETE_WITHIN.total_seconds()
