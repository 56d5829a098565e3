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
from asset_service.services.views.assets import AssetLeftOut


@dataclass(frozen=True)
class JobView:
    """`progress` is in 0..1. `attempt_id` names what it made, live or in the bin.

    `cancel_requested` on a job that is not over is shown as *canceling*. `tries` counts its
    starts. `lane` is `images`, or `background` for bulk work. `retry_of` is the job it asks for
    again, `retry_id` the one that asked for it again. With a `scene_id` it draws the asset there;
    `scene_asset_id` is None once the asset left that scene for good. `width` and `height` are
    the pixels that were asked for, `warnings` what of the request was not heeded.
    """

    id: UUID
    project_id: UUID
    asset_id: UUID
    batch_id: UUID
    status: str
    stage: str
    lane: str
    progress: float
    cancel_requested: bool
    provider: str
    model: str
    prompt: str
    negative: str
    seed: int | None
    aspect: str
    width: int | None
    height: int | None
    options: dict[str, str]
    strength: float | None
    warnings: list[str]
    style_version: int
    error_code: str | None
    error_message: str | None
    refusal_stage: str | None
    refusal_categories: list[str]
    cost_amount: Decimal | None
    cost_currency: str | None
    retry_of: UUID | None
    retry_id: UUID | None
    attempt_id: UUID | None
    attempt_binned: bool
    tries: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime
    scene_id: UUID | None = None
    scene_asset_id: UUID | None = None


@dataclass(frozen=True)
class BatchView:
    """`kind` is `candidates` or `missing`; `counts` has only the statuses that occur."""

    id: UUID
    kind: str
    created_at: datetime
    jobs: list[JobView]
    counts: dict[str, int]


@dataclass(frozen=True)
class BatchSummary:
    """How far a batch is. Counted are its jobs that were not asked for again.

    `counts` has only the statuses that occur; `done` are those that ended, however.
    """

    id: UUID
    project_id: UUID
    kind: str
    requested_by: UUID
    created_at: datetime
    counts: dict[str, int]
    total: int
    done: int


@dataclass(frozen=True)
class BatchResult:
    """What became of one asset of a batch; `state` is the asset's own."""

    asset_id: UUID
    name: str
    state: str
    job: JobView


@dataclass(frozen=True)
class BatchCancelled:
    """`changed` says how many jobs were cancelled, or asked to stop, by this."""

    batch: BatchSummary
    changed: int


@dataclass(frozen=True)
class LeftOut:
    """A job that was not asked for again; `code` says why, as `retry` of it alone would."""

    job_id: UUID
    asset_id: UUID
    code: str


@dataclass(frozen=True)
class BatchRetried:
    """The new jobs in the order of those they ask for again, and which were left out."""

    batch: BatchSummary
    jobs: list[JobView]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class ManyAsked:
    """What was asked for several assets at once, and which were left out."""

    batch: BatchView
    left_out: list[AssetLeftOut]


@dataclass(frozen=True)
class Cancelled:
    """`changed` is False when there was nothing left to cancel, or it was asked before."""

    job: JobView
    changed: bool


def present_job(job: Job, attempt: Attempt | None, retry_id: UUID | None = None) -> JobView:
    return JobView(
        id=job.id,
        project_id=job.project_id,
        asset_id=job.asset_id,
        batch_id=job.batch_id,
        status=job.status,
        stage=job.stage,
        lane=job.lane,
        progress=job.progress,
        cancel_requested=job.cancel_requested_at is not None,
        provider=job.provider,
        model=job.model,
        prompt=job.prompt,
        negative=job.negative,
        seed=job.seed,
        aspect=job.aspect,
        width=job.width,
        height=job.height,
        options=dict(job.options),
        strength=job.strength,
        warnings=list(job.warnings),
        style_version=job.style_version,
        error_code=job.error_code,
        error_message=job.error_message,
        refusal_stage=job.refusal_stage,
        refusal_categories=list(job.refusal_categories),
        cost_amount=job.cost_amount,
        cost_currency=job.cost_currency,
        retry_of=job.retry_of,
        retry_id=retry_id,
        attempt_id=attempt.id if attempt is not None else None,
        attempt_binned=attempt is not None and attempt.slot is None,
        tries=job.tries,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        due_at=job.due_at,
        scene_id=job.scene_id,
        scene_asset_id=job.scene_asset_id,
    )


def present_batch(batch: Batch, jobs: Sequence[JobView]) -> BatchView:
    return BatchView(
        id=batch.id,
        kind=batch.kind,
        created_at=batch.created_at,
        jobs=list(jobs),
        counts=dict(Counter(job.status for job in jobs)),
    )
