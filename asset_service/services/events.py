"""What changed in a project, for pages that are open: at least once, in one order, none lost.

Trusts `user_id` as authenticated; refuses strangers at every read, so that a stream ends when
its reader loses access.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from asset_service.domain.errors import Unavailable
from asset_service.services.faults import DATABASE_AWAY
from asset_service.store import events, projects
from asset_service.store.listener import Listener
from asset_service.store.sweeping import KEPT
from asset_service.store.work import Database

CHANNEL = "project_events"
AT_ONCE = 500
LISTEN_SECONDS = 1.0
LARGEST = 2**63 - 1
PERIOD = 12 * 3600
"""Seconds in which a state is told from every other: less than events are kept (a day)."""
RESET = "reset"
"""The topic that says: more may have changed than can be told, so read everything again."""


@dataclass(frozen=True)
class Place:
    """How far somebody has read: up to an event of a transaction, and when (Unix seconds)."""

    xid: int
    event_id: int
    at: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.event_id}-{self.at}"

    @classmethod
    def parse(cls, said: str) -> Self | None:
        """Return the place that `str()` wrote; None for anything else."""
        parts = said.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - xid, id, time
            return None
        if max(len(part) for part in parts) > len(str(LARGEST)):
            return None
        numbers = [int(part) for part in parts]
        return cls(*numbers) if max(numbers) <= LARGEST else None


@dataclass(frozen=True)
class Change:
    """A thing to read again.

    `topic` is `asset`, `batch`, `export`, `invitation`, `job`, `member`, `project`, `reshape`,
    `scene`, `scene_asset` or `reset`.
    """

    topic: str
    subject_id: UUID


@dataclass(frozen=True)
class Changes:
    """`place` is where the next read goes on. `more` may be told very soon."""

    changes: list[Change]
    place: Place
    more: bool


class Bell(threading.Event):
    """`heard` has what it rang for since somebody looked: ids of projects and users."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str] = set()


class Events:
    """One for a process: it listens on one connection, from when the first stream begins."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: dict[str, set[Bell]] = defaultdict(set)
        self._lock = threading.Lock()
        self._listening: threading.Thread | None = None
        self._closing = threading.Event()

    def since(self, user_id: UUID, project_id: UUID, place: Place | None) -> Changes:
        """Return what changed after `place`; nothing yet for a reader who is new (None).

        A place too old to know what was missed, or of another database, gets one change,
        RESET. Raises NotFound, and Unavailable when the database is away.
        """
        try:
            with self._database.as_user(user_id) as work:
                projects.for_reading(work.session, user_id, project_id)
                now = events.moment(work.session)
                here = Place(now.oldest_running, 0, now.at)
                if place is None:
                    return Changes([], here, more=False)
                if place.at < now.at - KEPT.total_seconds() or place.xid > now.next:
                    return Changes([Change(RESET, project_id)], here, more=False)
                found = events.after(work.session, project_id, place.xid, place.event_id, AT_ONCE)
                return _told(found, place, now.at)
        except DATABASE_AWAY as error:
            raise Unavailable("The database is away.") from error

    def state(self, user_id: UUID, project_id: UUID) -> str | None:
        """Return what the project's data can be told by, for this reader; None for a stranger.

        While it is the same, so is everything that has events: whoever reads it first and the
        data afterwards may take the data for current as long as it stays. Raises Unavailable.
        """
        try:
            with self._database.as_user(user_id) as work:
                found = events.state(work.session, user_id, project_id)
        except DATABASE_AWAY as error:
            raise Unavailable("The database is away.") from error
        if found is None:
            return None
        waiting = ",".join(map(str, found.unsettled))
        return f"{found.role} {found.newest} {waiting} {found.at // PERIOD}"

    @contextmanager
    def bell(self, project_id: UUID, reader: UUID) -> Iterator[Bell]:
        """Hold a bell that rings whenever the project, or what the reader may, can have changed."""
        bell, keys = Bell(), (str(project_id), str(reader))
        with self._lock:
            for key in keys:
                self._bells[key].add(bell)
            if self._listening is None:
                self._listening = threading.Thread(target=self._listen, name="bell", daemon=True)
                self._listening.start()
        try:
            yield bell
        finally:
            with self._lock:
                for key in keys:
                    self._bells[key].discard(bell)
                    if not self._bells[key]:
                        del self._bells[key]

    def close(self) -> None:
        """Stop listening; bells that are held ring no more."""
        self._closing.set()
        if self._listening is not None:
            self._listening.join()

    def _listen(self) -> None:
        with Listener(self._database.engine, CHANNEL) as listener:
            while not self._closing.is_set():
                self._ring(listener.wait(LISTEN_SECONDS))

    def _ring(self, heard: Sequence[str] | None) -> None:
        with self._lock:
            for key in list(self._bells) if heard is None else set(heard):
                for bell in self._bells.get(key, ()):
                    bell.heard.add(key)
                    bell.set()


def _told(found: Sequence[events.Told], place: Place, now: int) -> Changes:
    """Tell each thing once, however often it changed; stop before what is not settled."""
    settled = [one for one in found if one.settled]
    changes = list(dict.fromkeys(Change(one.topic, one.subject_id) for one in settled))
    if settled:
        place = Place(settled[-1].xid, settled[-1].id, now)
    return Changes(changes, place, more=len(settled) < len(found) or len(found) == AT_ONCE)
