"""What operators want to see, counted across tenants as the maintenance role.

Each statement gives rows of label values and, last, the number. Labels are bounded: of what
grows with use (people, projects, error codes, categories) the first few are named, and the rest
are added up as `other`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

PREFIX = "asset_service_"


@dataclass(frozen=True)
class Question:
    """`name` comes after the prefix; `told` says what is counted, with its unit."""

    name: str
    told: str
    labels: tuple[str, ...]
    search: str


@dataclass(frozen=True)
class Answer:
    labels: tuple[str, ...]
    number: float


QUESTIONS: Sequence[Question] = (
    Question(
        "jobs",
        "Jobs by state and lane.",
        ("status", "lane"),
        "select status, lane, count(*) from jobs group by 1, 2",
    ),
    Question(
        "jobs_waiting",
        "Queued and running jobs by project and user: the 20 that have most, and the rest.",
        ("project", "user"),
        """with counted as (
          select project_id::text as p, requested_by::text as u, count(*) as n,
            row_number() over (order by count(*) desc, project_id, requested_by) <= 20 as named
          from jobs where status in ('queued', 'running') group by project_id, requested_by)
        select case when named then p else 'other' end, case when named then u else 'other' end,
          sum(n) from counted group by 1, 2""",
    ),
    Question(
        "oldest_due_job_seconds",
        "How long the oldest job that is due waits for its start, by lane.",
        ("lane",),
        """select lane, extract(epoch from coalesce(
            (select clock_timestamp() - min(due_at) from jobs where jobs.lane = lanes.lane
              and status = 'queued' and due_at <= clock_timestamp()), '0'))
        from unnest(array['images', 'background']) as lanes (lane)""",
    ),
    Question(
        "outbox_messages",
        "Messages that wait to be sent to the broker, by lane.",
        ("lane",),
        "select lane, count(*) from outbox group by 1",
    ),
    Question(
        "leases_running",
        "Jobs that a worker holds.",
        (),
        "select count(*) from jobs where status = 'running'",
    ),
    Question(
        "leases_overdue",
        "Running jobs whose lease ran out and that nobody ended yet: stuck when it stays.",
        (),
        """select count(*) from jobs
        where status = 'running' and lease_until < clock_timestamp()""",
    ),
    Question(
        "jobs_asked_again_24h",
        "Jobs of the last 24 hours that were started more than once (by=service), or that a"
        " person asked for again (by=person).",
        ("by",),
        """select who, case who when 'service' then service else person end
        from unnest(array['service', 'person']) as who, (
          select count(*) filter (where tries > 1) as service,
            count(*) filter (where retry_of is not null) as person
          from jobs where created_at > clock_timestamp() - interval '24 h') as counted""",
    ),
    Question(
        "jobs_ended_24h",
        "Jobs that ended in the last 24 hours, by state and error code: the 30 most frequent.",
        ("status", "error_code"),
        """with counted as (
          select status, coalesce(error_code, '') as code, count(*) as n,
            row_number() over (order by count(*) desc, status, error_code) <= 30 as named
          from jobs where finished_at > clock_timestamp() - interval '24 h'
          group by status, error_code)
        select status, case when named then code else 'other' end, sum(n)
        from counted group by 1, 2""",
    ),
    Question(
        "cost_7d",
        "What providers charged, by provider, currency and day (UTC), of the last 7 days.",
        ("provider", "currency", "day"),
        """select provider, cost_currency, (finished_at at time zone 'UTC')::date::text,
          sum(cost_amount) from jobs where cost_amount is not null
          and finished_at > clock_timestamp() - interval '7 days' group by 1, 2, 3""",
    ),
    Question(
        "refusals_24h",
        "Refused jobs of the last 24 hours by provider and category: the 20 most frequent."
        " A refusal of several categories counts in each.",
        ("provider", "category"),
        """with counted as (
          select provider, category, count(*) as n,
            row_number() over (order by count(*) desc, provider, category) <= 20 as named
          from jobs, unnest(case when cardinality(refusal_categories) = 0 then array['']
            else refusal_categories end) as category
          where status = 'refused' and finished_at > clock_timestamp() - interval '24 h'
          group by 1, 2)
        select provider, case when named then category else 'other' end, sum(n)
        from counted group by 1, 2""",
    ),
    Question(
        "objects",
        "Stored pictures: kept, condemned (nothing names them), removed (being deleted).",
        ("state",),
        """select state, count(*) filter (where state = is_now) from (
          select case when removed_at is not null then 'removed'
            when condemned_at is not null then 'condemned' else 'kept' end as is_now
          from objects) as looked
        right join unnest(array['kept', 'condemned', 'removed']) as state on true group by 1""",
    ),
    Question(
        "objects_bytes",
        "Bytes of the originals of stored pictures that are not deleted.",
        (),
        "select coalesce(sum(size), 0) from objects where files_gone_at is null",
    ),
    Question(
        "bin",
        "What lies in the bin, by kind.",
        ("kind",),
        """select 'attempt', count(*) from attempts where binned_at is not null
        union all select 'asset', count(*) from assets where binned_at is not null
        union all select 'library_asset', count(*) from library_assets
          where binned_at is not null""",
    ),
)


def answer(session: Session, question: Question, patience_ms: int) -> list[Answer]:
    """Raises OperationalError when it takes longer than `patience_ms`."""
    session.execute(text(f"set local statement_timeout = {int(patience_ms)}"))
    return [
        Answer(tuple(str(label) for label in labels), float(number))
        for *labels, number in session.execute(text(question.search))
    ]
