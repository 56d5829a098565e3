"""Looking at jobs and cancelling them. Trusts `user_id` as authenticated; refuses strangers."""

from uuid import UUID

from sqlalchemy import func

from asset_service.domain import paging
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.job_views import Cancelled, JobView, present_job
from asset_service.services.views import Page
from asset_service.store import job_rows, jobs, projects
from asset_service.store.work import Database, Work


class Jobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        status: str | None = None,
        asset_id: UUID | None = None,
        batch_id: UUID | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[JobView]:
        """Return jobs, the newest first; every filter that is given must hold."""
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            rows = job_rows.page(
                work.session,
                project_id,
                status=status,
                asset_id=asset_id,
                batch_id=batch_id,
                limit=limit + 1,
                after=after,
            )
        last = rows[limit - 1].job if len(rows) > limit else None
        return Page(
            [present_job(row.job, row.attempt) for row in rows[:limit]],
            paging.encode(last.created_at, last.id) if last is not None else None,
        )

    def get(self, user_id: UUID, project_id: UUID, job_id: UUID) -> JobView:
        """Return one job; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _view(work, project_id, job_id)

    def cancel(self, user_id: UUID, project_id: UUID, job_id: UUID) -> Cancelled:
        """End a queued job at once; ask a running one to stop. Again, or too late, is no error.

        Raises NotFound, and Forbidden for a viewer.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            job = jobs.lock(work.session, project_id, job_id)
            changed = job.status in jobs.WAITING and job.cancel_requested_at is None
            if changed:
                job.cancel_requested_at = func.clock_timestamp()
                if job.status == JobStatus.QUEUED:
                    jobs.end(job, JobStatus.CANCELED)
            work.session.flush()
            view = _view(work, project_id, job_id)
            work.commit()
            return Cancelled(view, changed)


def _view(work: Work, project_id: UUID, job_id: UUID) -> JobView:
    row = job_rows.one(work.session, project_id, job_id)
    return present_job(row.job, row.attempt)
