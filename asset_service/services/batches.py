"""How far batches are, and calling one off. Trusts `user_id`; refuses strangers."""

import builtins
from uuid import UUID

from asset_service.domain import paging
from asset_service.domain.jobs import TERMINAL
from asset_service.models.batch import Batch
from asset_service.services.job_views import (
    BatchCancelled,
    BatchResult,
    BatchSummary,
    present_job,
)
from asset_service.services.presenting import asset_state
from asset_service.services.views.paging import Page
from asset_service.store import batches, jobs, projects
from asset_service.store.work import Database, Work


class Batches:
    """The number of statements depends on no number of jobs or batches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        several: bool = False,
        kind: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[BatchSummary]:
        """Return batches, the newest first; `several`: only those of more than one job.

        `kind` is `candidates` or `missing`. One that asked for nothing is not listed.
        """
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = batches.page(
                work.session,
                project_id,
                several=several,
                kind=kind,
                limit=limit + 1,
                after=after,
            )
            shown = found[:limit]
            counts = batches.counts(work.session, [batch.id for batch in shown])
        last = shown[-1] if len(found) > limit else None
        return Page(
            [present_summary(batch, counts[batch.id]) for batch in shown],
            paging.encode(last.created_at, last.id) if last is not None else None,
        )

    def get(self, user_id: UUID, project_id: UUID, batch_id: UUID) -> BatchSummary:
        """Return one batch; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return summary(work, project_id, batch_id)

    def results(
        self, user_id: UUID, project_id: UUID, batch_id: UUID, *, limit: int = 100
    ) -> builtins.list[BatchResult]:
        """Return what became of each asset, what went wrong first; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            batches.get(work.session, project_id, batch_id)
            return [
                BatchResult(asset.id, asset.name, asset_state(asset), present_job(job, attempt))
                for job, attempt, asset in batches.results(work.session, batch_id, limit)
            ]

    def cancel(self, user_id: UUID, project_id: UUID, batch_id: UUID) -> BatchCancelled:
        """Cancel every job of the batch that waits or runs, all or none. Again is no error.

        Raises NotFound, and Forbidden for a viewer.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            batches.get(work.session, project_id, batch_id)
            changed = jobs.cancel_batch(work.session, batch_id)
            cancelled = BatchCancelled(summary(work, project_id, batch_id), changed)
            work.commit()
            return cancelled


def summary(work: Work, project_id: UUID, batch_id: UUID) -> BatchSummary:
    """Return how far the batch is in this transaction; raises NotFound."""
    batch = batches.get(work.session, project_id, batch_id)
    return present_summary(batch, batches.counts(work.session, [batch_id])[batch_id])


def present_summary(batch: Batch, counts: dict[str, int]) -> BatchSummary:
    return BatchSummary(
        id=batch.id,
        project_id=batch.project_id,
        kind=batch.kind,
        requested_by=batch.requested_by,
        created_at=batch.created_at,
        counts=counts,
        total=sum(counts.values()),
        done=sum(counts.get(status.value, 0) for status in TERMINAL),
    )
