"""Looking at jobs and cancelling them. Trusts `user_id` as authenticated; refuses strangers."""

from uuid import UUID

from sqlalchemy import func

from asset_service.domain import paging
from asset_service.domain.jobs import ends_when_cancelled
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.job_views import Cancelled, JobView, present_job
from asset_service.services.views.paging import Page
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
        scene_id: UUID | None = None,
        of_scenes: bool = True,
        batch_id: UUID | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[JobView]:
        """Return jobs, the newest first; every filter that is given must hold.

        Without `of_scenes` only those that draw the assets themselves.
        """
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            rows = job_rows.page(
                work.session,
                project_id,
                status=status,
                asset_id=asset_id,
                scene_id=scene_id,
                of_scenes=of_scenes,
                batch_id=batch_id,
                limit=limit + 1,
                after=after,
            )
        last = rows[limit - 1].job if len(rows) > limit else None
        return Page(
            [present_job(row.job, row.attempt, row.retry_id) for row in rows[:limit]],
            paging.encode(last.created_at, last.id) if last is not None else None,
        )

    def get(self, user_id: UUID, project_id: UUID, job_id: UUID) -> JobView:
        """Return one job; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return _view(work, project_id, job_id)

    def places(self, user_id: UUID, project_id: UUID) -> dict[UUID, int]:
        """Return the place of each queued job among the project's, 1 for the one that goes next.

        What other projects wait for is not counted: it does not stand in the way of this one
        for longer than its turn (see `store.turns`).
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return job_rows.places(work.session, project_id)

    def cancel(self, user_id: UUID, project_id: UUID, job_id: UUID) -> Cancelled:
        """End a queued job at once; ask a running one to stop. Again, or too late, is no error.

        A queued one that a provider works on already is asked to stop, too: nothing is thrown
        away that may have been paid for.

        Raises NotFound, and Forbidden for a viewer.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            job = jobs.lock(work.session, project_id, job_id)
            changed = job.status in jobs.WAITING and job.cancel_requested_at is None
            if changed:
                job.cancel_requested_at = func.clock_timestamp()
                resumable = job.provider_handle is not None
                if ends_when_cancelled(job.status, resumable=resumable):
                    jobs.end(job, JobStatus.CANCELED)
            work.session.flush()
            view = _view(work, project_id, job_id)
            work.commit()
            return Cancelled(view, changed)

    def cancel_queued(self, user_id: UUID, project_id: UUID) -> int:
        """Cancel every job of the project that waits, all or none; return how many.

        Those that run go on. Again is no error. Raises NotFound, and Forbidden for a viewer.
        """
        with self._database.as_user(user_id) as work:
            projects.for_change(work.session, user_id, project_id)
            changed = jobs.cancel_queued(work.session, project_id)
            work.commit()
            return changed


def _view(work: Work, project_id: UUID, job_id: UUID) -> JobView:
    row = job_rows.one(work.session, project_id, job_id)
    return present_job(row.job, row.attempt, row.retry_id)
