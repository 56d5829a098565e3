"""The two ways a run ends in the database: with a picture, or without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from asset_service.domain import jobs as rules
from asset_service.domain.attempts import Arrival
from asset_service.domain.vocabulary import AttemptSource, BinReason, JobStatus, StageState
from asset_service.models.job import Job
from asset_service.ports.providers import Done, Money
from asset_service.services.attempts import NewAttempt, add, add_binned
from asset_service.services.drawing import Call, ClaimLost
from asset_service.services.faults import Fault, fault_of
from asset_service.services.files import Files, StoredFile
from asset_service.store import assets, claims, jobs, outbox, projects
from asset_service.store.claims import Held
from asset_service.store.work import Work


def arrive(work: Work, files: Files, claimed: Job, stored: StoredFile, done: Done) -> None:
    """Add the attempt and end the job in one transaction; the caller commits.

    For a cancelled job the picture goes to the bin (R14). An asset that was deleted or
    deferred meanwhile still gets it, for when it is restored. Raises ClaimLost, and NotFound
    or Forbidden when the user may no longer change the project.
    """
    project_id = claimed.project_id
    project = projects.for_change(work.session, work.user_id, project_id)
    asset = assets.lock(work.session, project_id, claimed.asset_id, binned=True)
    held = _held(work, claimed)
    job = held.job
    files.name(work, project_id, stored)
    if done.images[0].seed is not None:
        job.seed = done.images[0].seed
    _charge(job, done.cost)
    new = NewAttempt(
        source=AttemptSource.GENERATED,
        sha256=stored.sha256,
        created_by=job.requested_by,
        arrival=Arrival(
            by_person=False,
            chosen_since=asset.choice_counter != job.choice_counter,
            sibling_arrived=held.sibling_arrived,
            # R26: what a locked stage holds keeps its image, also while it is deferred.
            asset_held=asset.locked or (project.stage != StageState.OPEN and asset.deferred),
        ),
        job=job,
    )
    if job.cancel_requested_at is not None:
        add_binned(work, asset, new, BinReason.CANCELED)
        jobs.end(job, JobStatus.CANCELED)
    else:
        add(work, asset, new)
        jobs.end(job, JobStatus.SUCCEEDED, progress=1.0, error_code=None, error_message=None)
    work.session.flush()


@dataclass(frozen=True)
class Ending:
    """Why there is no picture: an error, or None for a job that was called off.

    `call` is None when not even the request could be written.
    """

    call: Call | None
    error: Exception | None


def give_up(work: Work, claimed: Job, ending: Ending, random: Callable[[], float]) -> None:
    """Put the job into the state that the rules give it; the caller commits.

    Raises ClaimLost.
    """
    job = _held(work, claimed).job
    call = ending.call
    if call is not None and call.done is not None:
        _charge(job, call.done.cost)
    if ending.error is None:
        jobs.end(job, JobStatus.CANCELED)
    else:
        fault = fault_of(ending.error)
        _apply(work, job, fault, _outcome(job, call, fault, random))
    work.session.flush()


def _outcome(
    job: Job, call: Call | None, fault: Fault, random: Callable[[], float]
) -> rules.AfterError:
    submitted = call.submitted if call is not None else job.provider_handle is not None
    return rules.after_error(
        fault.kind,
        job.tries,
        paid=job.paid,
        submitted=submitted,
        random=random,
        resumable=job.provider_handle is not None and fault.can_ask_again,
        retry_after=fault.retry_after,
    )


def _apply(work: Work, job: Job, fault: Fault, outcome: rules.AfterError) -> None:
    told = {"error_code": fault.code, "error_message": fault.message}
    if isinstance(outcome, rules.Retry) and job.cancel_requested_at is not None:
        jobs.end(job, JobStatus.CANCELED, **told)
    elif isinstance(outcome, rules.Retry):
        _requeue(work, job, outcome.delay, told)
    elif isinstance(outcome, rules.Refused):
        jobs.end(
            job,
            JobStatus.REFUSED,
            refusal_stage=fault.refusal_stage,
            refusal_categories=list(fault.refusal_categories),
            **told,
        )
    elif isinstance(outcome, rules.Unknown):
        jobs.end(job, JobStatus.UNKNOWN_OUTCOME, **told)
    else:
        jobs.end(job, JobStatus.FAILED, **told)


def _requeue(work: Work, job: Job, delay: float, told: dict[str, str]) -> None:
    jobs.queue_again(work.session, job, timedelta(seconds=delay), **told)
    # Its worker lived to tell: only deaths in a row make a job poison.
    job.deliveries = 0
    outbox.add_jobs(work.session, [job])


def _held(work: Work, claimed: Job) -> Held:
    held = claims.hold(work.session, claimed.id, claimed.epoch)
    if held is None:
        raise ClaimLost
    return held


def _charge(job: Job, cost: Money | None) -> None:
    if cost is not None:
        job.cost_amount, job.cost_currency = cost.amount, cost.currency
