"""Jobs of every project, for whoever runs the service: ids, states and times, no texts.

Reads as the maintenance role. Acting on a job is left to `Jobs`, as the user who asked for it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from asset_service.models.job import Job
from asset_service.store import all_jobs
from asset_service.store.work import Database


@dataclass(frozen=True)
class OperatorJob:
    """`status` is `canceling` for a running job that was asked to stop; `progress` in 0..1."""

    id: UUID
    status: str
    lane: str
    project_id: UUID
    asset_id: UUID
    batch_id: UUID
    requested_by: UUID
    provider: str
    model: str
    stage: str
    progress: float
    tries: int
    deliveries: int
    epoch: int
    error_code: str | None
    error_message: str | None
    cost_amount: Decimal | None
    cost_currency: str | None
    attempt_id: UUID | None
    retry_of: UUID | None
    created_at: datetime
    due_at: datetime
    published_at: datetime | None
    started_at: datetime | None
    submitted_at: datetime | None
    lease_until: datetime | None
    expires_at: datetime | None
    finished_at: datetime | None


class AllJobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self,
        *,
        status: str | None = None,
        project_id: UUID | None = None,
        user_id: UUID | None = None,
        limit: int = 50,
    ) -> list[OperatorJob]:
        """Return jobs, the newest first; every filter that is given must hold."""
        with self._database.as_nobody() as work:
            rows = all_jobs.newest(
                work.session, status=status, project_id=project_id, user_id=user_id, limit=limit
            )
        return [_present(*row) for row in rows]

    def get(self, job_id: UUID) -> OperatorJob:
        """Return one job, whoever's it is; raises NotFound."""
        with self._database.as_nobody() as work:
            return _present(*all_jobs.one(work.session, job_id))


def _present(job: Job, attempt_id: UUID | None) -> OperatorJob:
    canceling = job.status == "running" and job.cancel_requested_at is not None
    return OperatorJob(
        id=job.id,
        status="canceling" if canceling else job.status,
        lane=job.lane,
        project_id=job.project_id,
        asset_id=job.asset_id,
        batch_id=job.batch_id,
        requested_by=job.requested_by,
        provider=job.provider,
        model=job.model,
        stage=job.stage,
        progress=job.progress,
        tries=job.tries,
        deliveries=job.deliveries,
        epoch=job.epoch,
        error_code=job.error_code,
        error_message=job.error_message,
        cost_amount=job.cost_amount,
        cost_currency=job.cost_currency,
        attempt_id=attempt_id,
        retry_of=job.retry_of,
        created_at=job.created_at,
        due_at=job.due_at,
        published_at=job.published_at,
        started_at=job.started_at,
        submitted_at=job.submitted_at,
        lease_until=job.lease_until,
        expires_at=job.expires_at,
        finished_at=job.finished_at,
    )
