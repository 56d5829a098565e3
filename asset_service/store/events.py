"""The changes of a project in the order in which they can be told without losing any.

An event gets its id when it is written and can be read when its transaction commits, so a lower
id may turn up after a higher one. Events are told by (transaction, id), and only those of
transactions older than every one that still runs: nothing can turn up below them any more.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Text, cast, func, select, tuple_
from sqlalchemy.orm import Session

from asset_service.models.event import Event

_SNAPSHOT = func.pg_current_snapshot()
_OLDEST_RUNNING = cast(cast(func.pg_snapshot_xmin(_SNAPSHOT), Text), BigInteger)
_NEXT = cast(cast(func.pg_snapshot_xmax(_SNAPSHOT), Text), BigInteger)


@dataclass(frozen=True)
class Moment:
    """The transactions that run now: the oldest of them, the next to begin, and the time (s)."""

    oldest_running: int
    next: int
    at: int


@dataclass(frozen=True)
class Told:
    """One event; `settled` says that nothing can turn up before it any more."""

    xid: int
    id: int
    topic: str
    subject_id: UUID
    settled: bool


def moment(session: Session) -> Moment:
    now = cast(func.extract("epoch", func.clock_timestamp()), BigInteger)
    return Moment(*session.execute(select(_OLDEST_RUNNING, _NEXT, now)).one())


def after(session: Session, project_id: UUID, xid: int, event_id: int, limit: int) -> list[Told]:
    """Return up to `limit` events that come after the one named, settled or not."""
    found = session.execute(
        select(Event.xid, Event.id, Event.topic, Event.subject_id, Event.xid < _OLDEST_RUNNING)
        .where(Event.project_id == project_id, tuple_(Event.xid, Event.id) > tuple_(xid, event_id))
        .order_by(Event.xid, Event.id)
        .limit(limit)
    )
    return [Told(*row) for row in found]
