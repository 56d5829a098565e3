"""The changes of a project in the order in which they can be told without losing any.

An event gets its id when it is written and can be read when its transaction commits, so a lower
id may turn up after a higher one. Events are told by (transaction, id), and only those of
transactions older than every one that still runs: nothing can turn up below them any more.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Text, bindparam, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from asset_service.domain.vocabulary import ProjectKind
from asset_service.models.event import Event
from asset_service.models.membership import Membership
from asset_service.models.project import Project

_SNAPSHOT = func.pg_current_snapshot()
_OLDEST_RUNNING = cast(cast(func.pg_snapshot_xmin(_SNAPSHOT), Text), BigInteger)
_NEXT = cast(cast(func.pg_snapshot_xmax(_SNAPSHOT), Text), BigInteger)
_NOW = cast(func.extract("epoch", func.clock_timestamp()), BigInteger)

_NEWEST_SETTLED = (
    select(func.concat_ws("-", Event.xid, Event.id, func.extract("epoch", Event.created_at)))
    .where(Event.project_id == bindparam("project_id"), Event.xid < _OLDEST_RUNNING)
    .order_by(Event.xid.desc(), Event.id.desc())
    .limit(1)
    .scalar_subquery()
)
_UNSETTLED = (
    select(func.array_agg(aggregate_order_by(Event.id, Event.id)))
    .where(Event.project_id == bindparam("project_id"), Event.xid >= _OLDEST_RUNNING)
    .scalar_subquery()
)
_STATE = (
    select(Membership.role, _NEWEST_SETTLED, _UNSETTLED, _NOW)
    .join(Project, Project.id == Membership.project_id)
    .where(
        Membership.project_id == bindparam("project_id"),
        Membership.user_id == bindparam("user_id"),
        Project.kind == ProjectKind.FILM.value,
    )
)


@dataclass(frozen=True)
class State:
    """What a member can tell a project's data by; equal ones of one half-day are the same data.

    Whatever becomes visible between two looks has a transaction that still ran at the first, so
    it is either a newer newest settled event at the second, or one more that is not settled.
    (The largest id alone would miss a lower one that commits later; so would a count, when as
    many are forgotten as turn up.) `at` is the database's time in Unix seconds: events are
    forgotten after a day, and then two states may look alike again.
    """

    role: str
    newest: str | None
    unsettled: tuple[int, ...]
    at: int


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
    return Moment(*session.execute(select(_OLDEST_RUNNING, _NEXT, _NOW)).one())


def state(session: Session, user_id: UUID, project_id: UUID) -> State | None:
    """Return what the project's data can be told by; None for who is no member.

    One statement, so that all of it is of one snapshot.
    """
    row = session.execute(_STATE, {"project_id": project_id, "user_id": user_id}).one_or_none()
    return None if row is None else State(row[0], row[1], tuple(row[2] or ()), row[3])


def after(session: Session, project_id: UUID, xid: int, event_id: int, limit: int) -> list[Told]:
    """Return up to `limit` events that come after the one named, settled or not."""
    found = session.execute(
        select(Event.xid, Event.id, Event.topic, Event.subject_id, Event.xid < _OLDEST_RUNNING)
        .where(Event.project_id == project_id, tuple_(Event.xid, Event.id) > tuple_(xid, event_id))
        .order_by(Event.xid, Event.id)
        .limit(limit)
    )
    return [Told(*row) for row in found]
