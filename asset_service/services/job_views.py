"""What the services answer about jobs, under the names that the API shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from asset_service.models.attempt import Attempt
from asset_service.models.batch import Batch
from asset_service.models.job import Job


@dataclass(frozen=True)
class JobView:
    """`progress` is in 0..1. `attempt_id` names what it made, live or in the bin.

    `cancel_requested` on a running job is shown as *canceling*. `tries` counts its starts.
    """

    id: UUID
    project_id: UUID
    asset_id: UUID
    batch_id: UUID
    status: str
    stage: str
    progress: float
    cancel_requested: bool
    provider: str
    model: str
    prompt: str
    seed: int | None
    aspect: str
    style_version: int
    error_code: str | None
    error_message: str | None
    refusal_stage: str | None
    refusal_categories: list[str]
    cost_amount: Decimal | None
    cost_currency: str | None
    retry_of: UUID | None
    attempt_id: UUID | None
    attempt_binned: bool
    tries: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class BatchView:
    """`kind` is `candidates` or `missing`; `counts` has only the statuses that occur."""

    id: UUID
    kind: str
    created_at: datetime
    jobs: list[JobView]
    counts: dict[str, int]


@dataclass(frozen=True)
class Cancelled:
    """`changed` is False when there was nothing left to cancel, or it was asked before."""

    job: JobView
    changed: bool


@dataclass(frozen=True)
class Estimate:
    """What `images` pictures would cost; no `amount` when the provider cannot say."""

    images: int
    amount: Decimal | None
    currency: str | None
    provider: str


def present_job(job: Job, attempt: Attempt | None) -> JobView:
    return JobView(
        id=job.id,
        project_id=job.project_id,
        asset_id=job.asset_id,
        batch_id=job.batch_id,
        status=job.status,
        stage=job.stage,
        progress=job.progress,
        cancel_requested=job.cancel_requested_at is not None,
        provider=job.provider,
        model=job.model,
        prompt=job.prompt,
        seed=job.seed,
        aspect=job.aspect,
        style_version=job.style_version,
        error_code=job.error_code,
        error_message=job.error_message,
        refusal_stage=job.refusal_stage,
        refusal_categories=list(job.refusal_categories),
        cost_amount=job.cost_amount,
        cost_currency=job.cost_currency,
        retry_of=job.retry_of,
        attempt_id=attempt.id if attempt is not None else None,
        attempt_binned=attempt is not None and attempt.slot is None,
        tries=job.tries,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        due_at=job.due_at,
    )


def present_batch(batch: Batch, jobs: Sequence[JobView]) -> BatchView:
    return BatchView(
        id=batch.id,
        kind=batch.kind,
        created_at=batch.created_at,
        jobs=list(jobs),
        counts=dict(Counter(job.status for job in jobs)),
    )
