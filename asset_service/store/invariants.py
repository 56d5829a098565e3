"""What must be true of jobs and pictures, as SQL: each statement finds what breaks one rule.

`ALWAYS` holds after every commit, whatever died. `IN_TIME` holds while a relay runs: what is late
gets `:grace` first. What no row can show is kept by the schema itself: one answer to a key (its
primary key), epochs and progress that never fall (`check_job_move`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

ALWAYS: Mapping[str, str] = {
    "a job made more than one attempt": """
        select job_id from attempts where job_id is not null
        group by job_id having count(*) > 1""",
    "a job succeeded without its attempt": """
        select id from jobs where status = 'succeeded' and emptied_at is null
        and not exists (select from attempts where job_id = jobs.id)""",
    # what arrives for a cancelled job goes to the bin, and may be restored from there
    "an attempt hangs on a job that brought none": """
        select a.id from attempts a join jobs j on j.id = a.job_id
        where j.status not in ('succeeded', 'canceled')""",
    "an attempt is of another asset than its job": """
        select a.id from attempts a join jobs j on j.id = a.job_id
        where a.asset_id <> j.asset_id""",
    "a job's attempt is there and gone for good": """
        select id from jobs where emptied_at is not null
        and exists (select from attempts where job_id = jobs.id)""",
    "an attempt is of another scene than its job": """
        select a.id from attempts a join jobs j on j.id = a.job_id
        where a.scene_asset_id is distinct from j.scene_asset_id""",
    "an asset has too many attempts": """
        select asset_id from attempts where slot is not null and scene_asset_id is null
        group by asset_id having count(*) > 4""",
    "an asset has too many attempts in a scene": """
        select scene_asset_id from attempts where slot is not null and scene_asset_id is not null
        group by scene_asset_id having count(*) > 8""",
    "a scene shows a picture of another asset": """
        select s.id from scene_assets s join attempts a
        on a.id in (s.image_attempt_id, s.master_attempt_id) where a.asset_id <> s.asset_id""",
    "an attempt of a scene is selected": """
        select id from attempts where is_selected and scene_asset_id is not null""",
    "not exactly one attempt is selected": """
        select asset_id from attempts where slot is not null and scene_asset_id is null
        group by asset_id having count(*) filter (where is_selected) <> 1""",
    "an attempt in the bin is selected": """
        select id from attempts where is_selected and slot is null""",
    "a lease without a run, or a run without a lease": """
        select id from jobs where (status = 'running') <> (lease_until is not null)""",
    "an end without its time, or a time without an end": """
        select id from jobs
        where (status in ('queued', 'running')) <> (finished_at is null)""",
    "a job was asked for again more than once": """
        select retry_of from jobs where retry_of is not null
        group by retry_of having count(*) > 1""",
    "money is held for a job that ended, or is not for one under way": """
        select c.job_id from charges c join jobs j on j.id = c.job_id
        where (c.state = 'held') <> (j.status in ('queued', 'running'))""",
    "a job's charge is not what its ledger says": """
        select c.job_id from charges c join jobs j on j.id = c.job_id
        where c.state <> 'held' and j.cost_amount is not null
        and (c.amount, c.currency) is distinct from (j.cost_amount, j.cost_currency)""",
    "an attempt's file has no row, or is being removed": """
        select a.id from attempts a where not exists (
          select from objects o where o.project_id = a.project_id and o.sha256 = a.sha256
          and o.removed_at is null)""",
    "a file that a style or a job follows is being removed": """
        select o.sha256 from objects o where o.removed_at is not null and (
          exists (select from style_references r
            where r.project_id = o.project_id and r.sha256 = o.sha256)
          or exists (select from job_references r
            where r.project_id = o.project_id and r.sha256 = o.sha256))""",
    "the picture of a library asset is being removed": """
        select v.library_asset_id from library_versions v
        join objects o on o.project_id = v.project_id and o.sha256 = v.sha256
        where o.removed_at is not null""",
    "a picture was cleared with a version that is not the style yet": """
        select a.id from attempts a join projects p on p.id = a.project_id
        where a.cleared_with > p.style_version""",
}
IN_TIME: Mapping[str, str] = {
    "nobody ended a lease that ran out": """
        select id from jobs where status = 'running'
        and lease_until < clock_timestamp() - :grace""",
    # one with a handle is asked after again, however late: it may be paid for
    "a job waits past its deadline": """
        select id from jobs where status = 'queued' and provider_handle is null
        and expires_at < clock_timestamp() - :grace""",
    "a job is due and nobody is told": """
        select id from jobs where status = 'queued' and published_at is null
        and due_at < clock_timestamp() - :grace
        and not exists (select from outbox where job_id = jobs.id)""",
    "nobody took up an export whose lease ran out": """
        select id from exports where state = 'running'
        and lease_until < clock_timestamp() - :grace""",
    # one behind another of the same person is told of when that ends
    "an export is due and nobody is told": """
        select e.id from exports e where state = 'queued' and published_at is null
        and due_at < clock_timestamp() - :grace
        and not exists (select from outbox where export_id = e.id)
        and not exists (select from exports o where o.project_id = e.project_id
          and o.requested_by = e.requested_by and o.state = 'running')""",
}
RULES: Mapping[str, str] = {**ALWAYS, **IN_TIME}

_PATIENCE = "set local statement_timeout = '10min'"


class CannotSee(Exception):
    """The role has policies over it: it would find nothing, whatever is wrong."""


@dataclass(frozen=True)
class Broken:
    """`ids` are the first of `count` rows that break the rule."""

    rule: str
    count: int
    ids: tuple[str, ...]


def broken(
    session: Session, rules: Mapping[str, str] = RULES, *, grace: timedelta, most: int = 20
) -> list[Broken]:
    """Return each rule that is broken, with at most `most` ids; raises CannotSee."""
    session.execute(text(_PATIENCE))
    if not session.scalar(
        text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    ):
        raise CannotSee("the rules are looked at as the owner: set DATABASE_OWNER_URL")
    found = []
    for rule, search in rules.items():
        ids, count = _found(session, search, grace, most)
        if count:
            found.append(Broken(rule, count, ids))
    return found


def _found(
    session: Session, search: str, grace: timedelta, most: int
) -> tuple[tuple[str, ...], int]:
    statement = text(
        "with found (id) as ("  # noqa: S608 - our own statements
        f"{search}) select id::text, (select count(*) from found) from found"
        " order by id limit :most"
    )
    rows = session.execute(statement, {"grace": grace, "most": most}).all()
    return tuple(row[0] for row in rows), rows[0][1] if rows else 0
