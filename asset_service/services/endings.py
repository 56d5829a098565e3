"""The two ways a run ends in the database: with a picture, or without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from asset_service.domain import jobs as rules
from asset_service.domain.attempts import Arrival
from asset_service.domain.money import Money
from asset_service.domain.vocabulary import AttemptSource, BinReason, JobStatus, StageState
from asset_service.models.job import Job
from asset_service.ports.providers import Done
from asset_service.services.attempts import NewAttempt, Origin, add, add_binned
from asset_service.services.drawing import Call, ClaimLost
from asset_service.services.faults import Fault, fault_of, kept_meta, shown
from asset_service.services.files import Files, StoredFile
from asset_service.store import arrivals, claims, gates, jobs, outbox
from asset_service.store.arrivals import Brought, Landing
from asset_service.store.claims import Claim
from asset_service.store.work import Work


def arrive(  # noqa: PLR0913 - what arrives, and for whom
    work: Work,
    files: Files,
    claim: Claim,
    stored: StoredFile,
    done: Done,
    *,
    withdrawn: bool = False,
) -> None:
    """Add the attempt and end the job in one transaction; the caller commits.

    For a cancelled job the picture goes to the bin (R14), as for one whose user has lost access
    (`withdrawn`), which the work is done for another one by then. An asset that was deleted or
    deferred meanwhile still gets it, for when it is restored, and a scene that it was taken out
    of, for when it is linked again; what is gone from a scene for good is kept in the asset's
    bin. Raises ClaimLost, and NotFound
    or Forbidden when the user may no longer change the project.
    """
    landing = arrivals.lock(work.session, work.user_id, claim)
    if landing is None:
        raise ClaimLost
    asset, scene = landing.asset, landing.scene
    counted = asset if scene is None else scene
    # It may have been paid for: it is stored even where there is no room left.
    files.name(work, claim.project_id, stored, in_any_case=True)
    seed = claim.seed if done.images[0].seed is None else done.images[0].seed
    cost = done.cost or landing.cost
    new = NewAttempt(
        source=AttemptSource.GENERATED,
        sha256=stored.sha256,
        created_by=claim.requested_by,
        claims=stored.claims,
        arrival=Arrival(
            by_person=False,
            chosen_since=landing.chosen_since,
            # What never had a picture had none of a sibling.
            sibling_arrived=counted.attempt_counter > 0
            and arrivals.sibling_arrived(work.session, landing, claim.id),
            asset_held=_is_held(landing),
        ),
        origin=Origin(
            job_id=claim.id,
            prompt=claim.prompt,
            provider=claim.provider,
            model=claim.model,
            seed=seed,
            style_version=claim.style_version,
            cost_amount=cost.amount if cost is not None else None,
            cost_currency=cost.currency if cost is not None else None,
        ),
    )
    brought = Brought(
        seed=seed,
        cost=cost,
        request_id=shown(done.request_id),
        meta=kept_meta(done.meta),
        warnings=[shown(one) for one in done.warnings],
    )
    if landing.cancel_requested or withdrawn:
        add_binned(work, asset, new, BinReason.CANCELED, scene)
        arrivals.end(work.session, claim, JobStatus.CANCELED, brought)
        return
    if scene is None and claim.scene_id is not None:
        add_binned(work, asset, new, BinReason.DELETED)
    else:
        add(work, asset, new, scene)
    arrivals.end(work.session, claim, JobStatus.SUCCEEDED, brought)


def _is_held(landing: Landing) -> bool:
    """Whether what is shown stays as it is: no scene shows more of what is deferred (R28)."""
    asset = landing.asset
    if landing.scene is not None:
        return asset.deferred
    # R26: what a locked stage holds keeps its image, also while it is deferred.
    return asset.locked or (landing.stage != StageState.OPEN and asset.deferred)


@dataclass(frozen=True)
class Ending:
    """Why there is no picture: an error, or None for a job that was called off.

    `call` is None when not even the request could be written.
    """

    call: Call | None
    error: Exception | None


def call_off(work: Work, claim: Claim, **told: str) -> None:
    """End the job as cancelled before anything was asked of a provider; the caller commits.

    Raises ClaimLost.
    """
    jobs.end(_held(work, claim), JobStatus.CANCELED, **told)
    work.session.flush()


def give_up(work: Work, claim: Claim, ending: Ending, random: Callable[[], float]) -> None:
    """Put the job into the state that the rules give it; the caller commits.

    Raises ClaimLost.
    """
    job = _held(work, claim)
    call = ending.call
    if call is not None and call.done is not None:
        _charge(job, call.done.cost)
    if ending.error is None:
        jobs.end(job, JobStatus.CANCELED)
    else:
        fault = fault_of(ending.error)
        if fault.pauses:
            gates.pause(work.session, claim.provider, fault.retry_after, fault.message)
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
    cancelled = job.cancel_requested_at is not None and job.provider_handle is None
    if isinstance(outcome, rules.Retry) and cancelled:
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


def _held(work: Work, claim: Claim) -> Job:
    job = claims.hold(work.session, claim.id, claim.epoch)
    if job is None:
        raise ClaimLost
    return job


def _charge(job: Job, cost: Money | None) -> None:
    if cost is not None:
        job.cost_amount, job.cost_currency = cost.amount, cost.currency
