"""Whose message goes to the broker next: the one place that decides who waits for whom.

First comes who would have least under way with it: what a user has in flight, plus the
message's place among those of his own that may go. Among equals it is who was started longest
ago, a newcomer before everybody, then the older message. So three requests go ahead of the
rest of somebody's five hundred, and nobody waits for ever: whoever is passed over has ever less
under way than the others. What would exceed a limit is left where it is.

In flight is a job that runs, or whose message the broker has, whatever its lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from asset_service.ports.queue import OF_JOBS, Lane

_ONE_CHOOSES = 0x7475726E
"""The advisory lock's number; any constant does."""


@dataclass(frozen=True)
class Limits:
    """How many jobs may be in flight: of one user, and of the providers that have a limit.

    `starts` has how many may start now, of the providers where that is limited.
    """

    per_user: int
    providers: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)


def begin(session: Session) -> bool:
    """Return whether this transaction may choose; until it ends, no other one may.

    Two at once would each fill the place that both found free.
    """
    return bool(session.scalar(text("select pg_try_advisory_xact_lock(:it)"), {"it": _ONE_CHOOSES}))


def due_lanes(session: Session) -> list[Lane]:
    """Return the lanes in which a message is due, held back or not."""
    found = set(session.scalars(_DUE_LANES, {"lanes": [lane.value for lane in Lane]}))
    return [lane for lane in Lane if lane.value in found]


def choose(session: Session, lane: Lane, room: int, limits: Limits) -> list[int]:
    """Return the ids of at most `room` messages of the lane, in the order of their turns.

    Only what is due, and of jobs only those that are queued. Renditions and exports count as
    nobody's jobs: no limit holds them, and their turns go by the messages alone.
    """
    if lane not in OF_JOBS:
        limits = Limits(per_user=room)
    names = sorted(limits.providers)
    return list(
        session.scalars(
            _CHOOSE,
            {
                "lane": lane.value,
                "counts": lane in OF_JOBS,
                "room": room,
                "per_user": limits.per_user,
                "names": names,
                "limits": [limits.providers[name] for name in names],
                "gated": list(limits.starts),
                "starts": list(limits.starts.values()),
            },
        )
    )


_DUE_LANES = text("""
select name from unnest(:lanes) lanes (name)
where exists (select from outbox where lane = name and due_at <= clock_timestamp())
""").bindparams(bindparam("lanes", type_=ARRAY(Text)))

# `pairs` jumps from one (user, provider) to the next, and `free` takes the first few of each:
# ten thousand messages of one user cost as little as ten. What the job of a message has become
# is asked of those few alone.
_CHOOSE = text("""
with recursive pairs as (
  (select user_id, provider from outbox where lane = :lane
    order by user_id, provider limit 1)
  union all
  select next.user_id, next.provider from pairs p cross join lateral (
    select o.user_id, o.provider from outbox o
      where o.lane = :lane and (o.user_id, o.provider) > (p.user_id, p.provider)
      order by o.user_id, o.provider limit 1) next
), flying as materialized (
  select requested_by, provider, cast(count(*) as integer) as jobs from jobs
    where :counts and (status = 'running' or (status = 'queued' and published_at is not null))
    group by requested_by, provider
), users as (
  select user_id, coalesce((select sum(jobs) from flying where requested_by = user_id), 0) as jobs,
    (select max(started_at) from jobs where requested_by = user_id) as started_at
  from (select distinct user_id from pairs) one
), providers as (
  select provider, least(gates.starts, limits.most - coalesce(
      (select sum(jobs) from flying f where f.provider = one.provider), 0)) as places
  from (select distinct provider from pairs) one
    left join unnest(cast(:names as text[]), cast(:limits as integer[])) limits (name, most)
      on limits.name = one.provider
    left join unnest(cast(:gated as text[]), cast(:starts as integer[])) gates (name, starts)
      on gates.name = one.provider
), free as (
  select o.id, o.user_id, o.provider, u.jobs, u.started_at,
    row_number() over (partition by o.user_id order by o.due_at, o.id) as place
  from pairs p join users u using (user_id) join providers using (provider)
    cross join lateral (
      select id, user_id, provider, due_at from outbox
        where lane = :lane and user_id = p.user_id and provider = p.provider
          and due_at <= clock_timestamp()
          and (job_id is null
            or (select status from jobs where jobs.id = outbox.job_id) = 'queued')
        order by due_at, id
        limit greatest(0, least(:room, :per_user - u.jobs, places))) o
), turns as (
  select id, provider, row_number() over turn as turn,
    row_number() over (partition by provider
      order by jobs + place, started_at nulls first, id) as nth
  from free where jobs + place <= :per_user
  window turn as (order by jobs + place, started_at nulls first, id)
)
select turns.id from turns join providers using (provider)
  where nth <= coalesce(places, nth) order by turn limit :room
""")
