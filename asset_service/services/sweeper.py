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
from asset_service.imaging.pictures import OTHER_SIZES
from asset_service.models.job import Job
from asset_service.ports.queue import JobQueue, Lane, QueueUnavailable
from asset_service.services.export_sweeper import ExportSweeper
from asset_service.services.faults import DATABASE_AWAY
from asset_service.store import jobs, outbox, resets, sweeping
from asset_service.store.sweeping import Expired
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

AT_ONCE = 200
LOST_AFTER = 30.0
SELDOM = 600.0
"""Seconds between two looks for what can wait. A picture whose sizes cannot be made is asked
for again each time, for a day."""

_WORDS: dict[type[rules.SweptEnd], tuple[JobStatus, str | None, str | None]] = {
    rules.Unknown: (
        JobStatus.UNKNOWN_OUTCOME,
        "unknown_outcome",
        "The worker was lost after the request was sent: it may have been billed.",
    ),
    rules.Canceled: (JobStatus.CANCELED, None, None),
    rules.AccessWithdrawn: (
        JobStatus.FAILED,
        rules.WITHDRAWN_CODE,
        rules.WITHDRAWN_MESSAGE,
    ),
    rules.DeadlinePassed: (
        JobStatus.FAILED,
        "deadline_passed",
        "The job waited for its start until its time was over. Nothing was paid: ask again.",
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
        self._seldom_at = 0.0
        self._exports = ExportSweeper(database, queue, self._lost_after)

    def sweep(self) -> dict[str, int]:
        """Look for everything once; return how many were found of each.

        What could not be looked for is left out and logged. Raises what SQLAlchemy raises
        when the database is away.
        """
        looks: dict[str, Callable[[], int]] = {
            "leases ended": self.end_leases,
            "access withdrawn": self.end_withdrawn,
            "deadlines passed": self.end_overdue,
            "messages dropped": self.drop_needless,
            "mails asked for": self.answer_resets,
            "messages lost": self.find_lost,
            "export leases ended": self._exports.end_leases,
            "export access withdrawn": self._exports.end_withdrawn,
            "export messages lost": self._exports.find_lost,
        }
        if time.monotonic() >= self._seldom_at:
            self._seldom_at = time.monotonic() + SELDOM
            looks |= {"renditions asked for": self.find_lost_renders, "rows forgotten": self.forget}
        found = {name: _safely(look) for name, look in looks.items()}
        return {name: count for name, count in found.items() if count is not None}

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
        if found:
            log.warning("access was withdrawn", job_ids=[str(one.id) for one in found])
        return len(found)

    def end_overdue(self) -> int:
        """End jobs that waited past their deadline, with their messages; return how many."""
        with self._database.as_nobody() as work:
            found = sweeping.overdue(work.session, AT_ONCE)
            for job in found:
                _end(job, rules.DeadlinePassed())
            work.commit()
        if found:
            log.warning("jobs waited past their deadline", job_ids=[str(job.id) for job in found])
        return len(found)

    def answer_resets(self) -> int:
        """Have links sent to whoever asked for one and has an account; return how many."""
        with self._database.as_nobody() as work:
            wanted = resets.answer_requests(work.session, AT_ONCE)
            work.commit()
            return wanted

    def drop_needless(self) -> int:
        """Delete messages about jobs that wait no longer; return how many."""
        with self._database.as_nobody() as work:
            dropped = outbox.drop_needless(work.session)
            work.commit()
            return dropped

    def find_lost(self) -> int:
        """Send again what the broker seems to have lost; return how many.

        Only as many as it lacks: while jobs merely wait their turn, nothing is sent twice.
        """
        try:
            waiting = self._queue.depth(Lane.IMAGES) + self._queue.depth(Lane.BACKGROUND)
        except QueueUnavailable:
            return 0  # what it lost is seen when it is back
        with self._database.as_nobody() as work:
            lost = sweeping.count_published(work.session) - waiting
            if lost <= 0:
                return 0
            found = sweeping.unheard(work.session, self._lost_after, min(lost, AT_ONCE))
            outbox.add_jobs(work.session, found)
            work.commit()
        if found:
            log.warning(
                "messages were lost and are sent again", job_ids=[str(one.id) for one in found]
            )
        return len(found)

    def find_lost_renders(self) -> int:
        """Ask again for the sizes that pictures still lack; return for how many pictures.

        While the broker has such messages nobody can say that one was lost.
        """
        try:
            if self._queue.depth(Lane.PIXELS) > 0:
                return 0
        except QueueUnavailable:
            return 0
        with self._database.as_nobody() as work:
            asked = sweeping.ask_for_renditions(work.session, OTHER_SIZES, AT_ONCE)
            work.commit()
            return asked

    def forget(self) -> int:
        """Delete rows that have served their time; return how many."""
        with self._database.as_nobody() as work:
            forgotten = sweeping.forget_old(work.session)
            work.commit()
            return forgotten


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


def _end(job: Job, outcome: rules.SweptEnd) -> None:
    status, code, message = _WORDS[type(outcome)]
    jobs.end(job, status, error_code=code, error_message=message)


def _safely(look: Callable[[], int]) -> int | None:
    """One thing that cannot be swept must not keep the others from it."""
    try:
        return look()
    except DATABASE_AWAY:
        raise
    except Exception:  # the next sweep tries again
        log.exception("a sweep went wrong")
        return None
