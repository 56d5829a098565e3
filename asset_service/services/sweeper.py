"""Finds what nobody else will finish: lost workers, lost messages, lost access, old rows.

Runs as the maintenance role, in the relay's process; several at once do no harm. It reads and
writes only the tables that role has (see the first migration).
"""

import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from asset_service.domain import jobs as rules
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.job import Job
from asset_service.ports.queue import Generate, JobQueue, QueueUnavailable
from asset_service.services.faults import DATABASE_AWAY
from asset_service.store import jobs, outbox, sweeping
from asset_service.store.sweeping import Expired
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

AT_ONCE = 200
LOST_AFTER = 30.0
FORGET_EVERY = 600.0

_WORDS: dict[type[rules.AfterLease], tuple[JobStatus, str | None, str | None]] = {
    rules.Unknown: (
        JobStatus.UNKNOWN_OUTCOME,
        "unknown_outcome",
        "The worker was lost after the request was sent: it may have been billed.",
    ),
    rules.Canceled: (JobStatus.CANCELED, None, None),
    rules.AccessWithdrawn: (
        JobStatus.FAILED,
        "access_withdrawn",
        "Who asked for the picture may no longer change this project.",
    ),
    rules.Poison: (
        JobStatus.FAILED,
        "poison",
        f"The job was lost with its worker {rules.DELIVERIES} times: it is not tried again.",
    ),
}


class Sweeper:
    """`lost_after` (seconds) is how long a message may take before it counts as gone."""

    def __init__(
        self, database: Database, queue: JobQueue, *, lost_after: float = LOST_AFTER
    ) -> None:
        self._database = database
        self._queue = queue
        self._lost_after = timedelta(seconds=lost_after)
        self._forget_at = 0.0

    def sweep(self) -> None:
        """Look for everything once. Raises what SQLAlchemy raises when the database is away."""
        for look in (self.end_leases, self.end_withdrawn, self.find_lost):
            _safely(look)
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY
            _safely(self.forget)

    def end_leases(self) -> int:
        """Decide what becomes of running jobs whose worker was lost; return how many."""
        with self._database.as_nobody() as work:
            found = sweeping.expired(work.session, AT_ONCE)
            for one in found:
                _decide(work, one)
            work.commit()
            return len(found)

    def end_withdrawn(self) -> int:
        """End queued jobs of people who lost access; return how many."""
        with self._database.as_nobody() as work:
            found = sweeping.withdrawn(work.session, AT_ONCE)
            for job in found:
                _end(job, rules.AccessWithdrawn())
            work.commit()
            return len(found)

    def find_lost(self) -> int:
        """Send again what the broker seems to have lost; return how many.

        Only as many as it lacks: while jobs merely wait their turn, nothing is sent twice.
        """
        try:
            waiting = self._queue.depth(Generate)
        except QueueUnavailable:
            return 0  # what it lost is seen when it is back
        with self._database.as_nobody() as work:
            lost = sweeping.count_published(work.session) - waiting
            if lost <= 0:
                return 0
            found = sweeping.untouched(work.session, self._lost_after, min(lost, AT_ONCE))
            outbox.add_jobs(work.session, found)
            work.commit()
        if found:
            log.warning("messages were lost and are sent again", count=len(found))
        return len(found)

    def forget(self) -> None:
        """Delete rows that have served their time."""
        with self._database.as_nobody() as work:
            sweeping.forget_old(work.session)
            work.commit()


def _decide(work: Work, one: Expired) -> None:
    job = one.job
    outcome = rules.after_lease(
        rules.Abandoned(
            deliveries=job.deliveries,
            paid=job.paid,
            submitted=job.submitted_at is not None,
            resumable=job.provider_handle is not None,
            cancel_requested=job.cancel_requested_at is not None,
            has_access=one.has_access,
        )
    )
    log.warning("a lease ran out", job_id=str(job.id), outcome=type(outcome).__name__)
    if isinstance(outcome, rules.Retry):
        jobs.queue_again(work.session, job, timedelta(0))
        outbox.add_jobs(work.session, [job])
    else:
        _end(job, outcome)


def _end(job: Job, outcome: rules.AfterLease) -> None:
    status, code, message = _WORDS[type(outcome)]
    jobs.end(job, status, error_code=code, error_message=message)


def _safely(look: Callable[[], object]) -> None:
    """One thing that cannot be swept must not keep the others from it."""
    try:
        look()
    except DATABASE_AWAY:
        raise
    except Exception:  # the next sweep tries again
        log.exception("a sweep went wrong")
