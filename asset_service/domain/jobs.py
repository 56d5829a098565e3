"""A job's states and moves, as pure functions.

`queued -> running -> succeeded | failed | refused | canceled | unknown_outcome`, and back to
`queued` for another try. The SQL in `store/jobs.py` says the same in its conditions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import JobStatus

TRIES = 4
"""How often a job is started in all, whatever stopped it."""
DELIVERIES = 3
"""How often in a row a job may take its worker down with it."""
BACKOFF_BASE = 2.0
BACKOFF_CAP = 60.0
RETRY_AFTER_MOST = 900.0
"""A provider that asks for a longer wait (seconds) is not waited for."""

WITHDRAWN_CODE = "access_withdrawn"
WITHDRAWN_MESSAGE = "Who asked for the picture may no longer change this project."

_WAITING = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
TERMINAL = frozenset(JobStatus) - _WAITING
UNFULFILLED = TERMINAL - {JobStatus.SUCCEEDED}
"""It ended without a picture in use: whoever wants it may ask again."""
MOVES = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING, JobStatus.CANCELED, JobStatus.FAILED}),
    JobStatus.RUNNING: frozenset({JobStatus.QUEUED}) | TERMINAL,
}


def may_move(before: JobStatus, after: JobStatus) -> bool:
    """Return whether the state may change like this; a terminal one never changes."""
    return after in MOVES.get(before, frozenset())


def may_claim(status: str, *, due: bool, cancel_requested: bool, resumable: bool = False) -> bool:
    """Return whether a worker that was told of the job may start it.

    `resumable`: the provider has the request and can be asked after it. Then the job is
    started although it is cancelled: what it cost brings a picture, which goes to the bin.
    """
    return status == JobStatus.QUEUED and due and (resumable or not cancel_requested)


def ends_when_cancelled(status: str, *, resumable: bool) -> bool:
    """Return whether cancelling ends the job at once; else it is asked to stop."""
    return status == JobStatus.QUEUED and not resumable


def is_out(status: str, *, paid: bool, submitted: bool, resumable: bool) -> bool:
    """Return whether a picture that is paid for may still come of it.

    It is waited for even when who asked may no longer have it. `resumable` as in `may_claim`.
    """
    return paid and submitted and (status == JobStatus.RUNNING or resumable)


def check_may_be_asked_again(status: str) -> None:
    """Raise Conflict `job_not_finished` or `job_succeeded`; whatever else ended may be."""
    if status in _WAITING:
        raise Conflict("The job still waits or runs: cancel it first.", code="job_not_finished")
    if status == JobStatus.SUCCEEDED:
        raise Conflict("The job brought its picture: generate another one.", code="job_succeeded")


class ErrorKind(StrEnum):
    """What an error says of the request, not where it came from."""

    REFUSED = "refused"  # the provider would not draw it
    FINAL = "final"  # the same request can only fail again
    TRANSIENT = "transient"  # the same request may succeed later
    CRASH = "crash"  # nobody foresaw it


@dataclass(frozen=True)
class Retry:
    """Back to `queued`; due `delay` seconds from now."""

    delay: float


@dataclass(frozen=True)
class Failed:
    pass


@dataclass(frozen=True)
class Refused:
    pass


@dataclass(frozen=True)
class Unknown:
    """Money may be spent and there is no picture: only a person may ask again."""


@dataclass(frozen=True)
class Canceled:
    pass


@dataclass(frozen=True)
class Poison:
    """It ended as many workers in a row as it may."""


@dataclass(frozen=True)
class AccessWithdrawn:
    """Who asked for it may no longer change the project."""


@dataclass(frozen=True)
class DeadlinePassed:
    """It waited for its start longer than a job may."""


AfterError = Retry | Failed | Refused | Unknown
AfterLease = Retry | Unknown | Canceled | AccessWithdrawn | Poison
SweptEnd = AfterLease | DeadlinePassed


def after_error(  # noqa: PLR0913 - each is one fact that decides
    kind: ErrorKind,
    tries: int,
    *,
    paid: bool,
    submitted: bool,
    random: Callable[[], float],
    resumable: bool = False,
    retry_after: float = 0.0,
) -> AfterError:
    """Return what becomes of a running job after an error in its try number `tries`.

    `submitted`: the provider may have taken the request, and nothing proves that it did not.
    `resumable`: the provider can be asked again after the very same request. `retry_after`
    is what the provider asked for, in seconds. `random` returns a share in 0..1.
    """
    at_stake = paid and submitted
    lost = Unknown() if at_stake else Failed()
    if kind is ErrorKind.REFUSED:
        return Refused()
    if kind is ErrorKind.FINAL:
        return Failed()
    if kind is ErrorKind.CRASH or (at_stake and not resumable):
        return lost
    if tries >= TRIES or not 0 <= retry_after <= RETRY_AFTER_MOST:
        return lost
    return Retry(retry_after + backoff(tries, random))


def backoff(tries: int, random: Callable[[], float]) -> float:
    """Return seconds to wait: full jitter, so that jobs that failed together come back apart."""
    return random() * min(BACKOFF_CAP, BACKOFF_BASE * 2.0 ** (tries - 1))


@dataclass(frozen=True)
class Abandoned:
    """What is known of a running job whose worker let the lease run out."""

    deliveries: int
    paid: bool
    submitted: bool
    resumable: bool
    cancel_requested: bool
    has_access: bool


def after_lease(job: Abandoned) -> AfterLease:
    """Return what becomes of it: queued again only where that cannot cost money twice."""
    at_stake = job.paid and job.submitted
    harmless = not at_stake and not job.cancel_requested
    # What is paid for is brought home, to the bin, also when who asked may not have it any more.
    is_awaited = job.has_access or (at_stake and job.resumable)
    if is_awaited and job.deliveries < DELIVERIES and (job.resumable or harmless):
        return Retry(0.0)
    if at_stake:
        return Unknown()
    if job.cancel_requested:
        return Canceled()
    return Poison() if job.has_access else AccessWithdrawn()
