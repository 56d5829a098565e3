"""Jobs as rows. Times are the database's own: machines with other clocks agree on leases."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, select, text, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.domain.jobs import ends_when_cancelled
from asset_service.domain.vocabulary import JobStatus, Role
from asset_service.models.base import table_of
from asset_service.models.job import Job
from asset_service.models.membership import Membership
from asset_service.models.user import User

_JOBS = table_of(Job)
_MEMBERS = table_of(Membership)
_USERS = table_of(User)
WAITING = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)


def add(session: Session, rows: Sequence[Mapping[str, Any]], wait: timedelta) -> list[Job]:
    """Insert queued jobs in one statement and return them in the order given.

    They end as failed when they still wait after `wait`.
    """
    new = insert(Job).values(expires_at=func.clock_timestamp() + wait)
    return list(session.scalars(new.returning(Job, sort_by_parameter_order=True), list(rows)))


_HOLD_LINE = text("select pg_advisory_xact_lock(1684368491, hashtext(cast(:user as text)))")


def hold_waiting(session: Session, user_id: UUID) -> int:
    """Return how many of the user's jobs have not begun; nobody asks for more of theirs meanwhile.

    Counted are those in projects that the user of this work may see.
    """
    session.execute(_HOLD_LINE, {"user": user_id})
    found = session.scalar(
        select(func.count()).where(
            Job.requested_by == user_id,
            Job.started_at.is_(None),
            Job.status == JobStatus.QUEUED.value,
        )
    )
    return found or 0


def requester_may_change() -> ColumnElement[bool]:
    """The condition that who asked for the job may still change its project, and sign in."""
    # by name: the sweeper may not read all of a person
    return exists(_USERS.c.id).where(
        _MEMBERS.c.user_id == _JOBS.c.requested_by,
        _MEMBERS.c.project_id == _JOBS.c.project_id,
        _MEMBERS.c.role != Role.VIEWER.value,
        _USERS.c.id == _JOBS.c.requested_by,
        _USERS.c.disabled_at.is_(None),
    )


_LOCKED_OUT = (
    select(_JOBS.c.requested_by)
    # of `users` everybody sees his own row alone
    .join(_USERS, _USERS.c.id == _JOBS.c.requested_by)
    .where(
        _JOBS.c.id == bindparam("job"),
        # one that runs has its claim, and needs no heir for it
        _JOBS.c.status == JobStatus.QUEUED.value,
        _JOBS.c.paid,
        _JOBS.c.provider_handle.is_not(None),
        _USERS.c.disabled_at.is_not(None),
    )
)


def heir(session: Session, job_id: UUID) -> UUID | None:
    """Return who brings the job home when its own user, for whom the work is done, may not.

    The film's owner for who is no member any more; himself for a member who was locked out, whom
    the policies still let write. None while he may, and for a job of which nothing is paid for.
    """
    found: UUID | None = session.execute(
        text("select app.heir_of_job(:job)"), {"job": job_id}
    ).scalar_one()
    return found if found is not None else session.scalar(_LOCKED_OUT, {"job": job_id})


def lock(session: Session, project_id: UUID, job_id: UUID) -> Job:
    """Lock one job of the project, whatever its state; raises NotFound."""
    job = session.scalar(
        select(Job)
        .where(Job.id == job_id, Job.project_id == project_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if job is None:
        raise NotFound("job")
    return job


def cancel_batch(session: Session, batch_id: UUID) -> int:
    """Cancel what waits or runs of the batch, as one job is cancelled; return how many."""
    return _cancel(session, Job.batch_id == batch_id, Job.status.in_(WAITING))


def cancel_queued(session: Session, project_id: UUID) -> int:
    """Cancel what waits in the project and has not begun; return how many."""
    return _cancel(session, Job.project_id == project_id, Job.status == JobStatus.QUEUED.value)


def _cancel(session: Session, *which: ColumnElement[bool]) -> int:
    """Those asked before are left alone. Two of these take the jobs in the same order."""
    open_ones = (
        select(Job.id, Job.status, Job.provider_handle)
        .where(*which, Job.cancel_requested_at.is_(None))
        .order_by(Job.id)
        .with_for_update()
    )
    found = session.execute(open_ones).all()
    asked = {"cancel_requested_at": func.clock_timestamp()}
    ended = asked | {
        "status": JobStatus.CANCELED.value,
        "stage": "",
        "finished_at": func.clock_timestamp(),
    }
    over = {
        row.id
        for row in found
        if ends_when_cancelled(row.status, resumable=row.provider_handle is not None)
    }
    for ids, facts in ((over, ended), ({row.id for row in found} - over, asked)):
        session.execute(
            update(Job).where(Job.id.in_(ids)).values(facts),
            execution_options={"synchronize_session": False},
        )
    return len(found)


def end(job: Job, status: JobStatus, **facts: Any) -> None:
    """Put the locked job into a terminal state."""
    job.status = status.value
    job.stage = ""
    job.lease_until = None
    job.finished_at = func.clock_timestamp()
    for name, value in facts.items():
        setattr(job, name, value)


def queue_again(session: Session, job: Job, delay: timedelta, **facts: Any) -> None:
    """Put the locked running job back into the queue, due after `delay`.

    What was submitted is forgotten unless the provider gave a handle to ask after.
    """
    job.status = JobStatus.QUEUED.value
    job.stage = ""
    job.lease_until = None
    job.published_at = None
    job.due_at = func.clock_timestamp() + delay
    if job.provider_handle is None:
        job.submitted_at = None
    for name, value in facts.items():
        setattr(job, name, value)
    session.flush()
    session.refresh(job, ["due_at"])


def let_go(session: Session, job_id: UUID, message: str) -> None:
    """End the lease of a running job now: the worker that this message went to is dead.

    Word of a death may be late. What another message started since is not touched.
    """
    session.execute(
        update(Job)
        .where(Job.id == job_id, Job.status == JobStatus.RUNNING.value, Job.claimed_by == message)
        .values(lease_until=func.clock_timestamp()),
        execution_options={"synchronize_session": False},
    )
