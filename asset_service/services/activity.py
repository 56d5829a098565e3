"""What was asked of the workers, as the project's people look at it. Refuses strangers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from asset_service.domain import paging
from asset_service.domain.names import fold
from asset_service.services.batches import present_summary
from asset_service.services.job_views import BatchSummary, JobView, present_job
from asset_service.services.presenting import asset_state, present_attempt
from asset_service.services.views.pictures import AttemptView
from asset_service.store import activity, batches, projects
from asset_service.store.activity import ActivityRow, Wanted
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Filters:
    """Every one that is given must hold; `name` is a part of the asset's."""

    status: str | None = None
    name: str = ""
    provider: str = ""
    since: datetime | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True)
class JobEntry:
    """A job with its asset, and the attempt that it made, live or in the bin."""

    job: JobView
    requested_by: UUID
    asset_name: str
    asset_type: str
    asset_state: str
    made: AttemptView | None


@dataclass(frozen=True)
class BatchEntry:
    """A batch; with the asset it is for, when it is for one alone."""

    batch: BatchSummary
    asset_id: UUID | None
    asset_name: str


@dataclass(frozen=True)
class ActivityPage:
    """`count` and `costs`, by currency, are of all pages; `providers` of the whole project."""

    entries: list[JobEntry]
    next_cursor: str | None
    count: int
    costs: list[tuple[Decimal, str | None]]
    providers: list[str]


class Activity:
    """The number of statements depends on no number of jobs, batches or assets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def jobs(
        self,
        user_id: UUID,
        project_id: UUID,
        filters: Filters,
        *,
        limit: int = 100,
        cursor: str | None = None,
    ) -> ActivityPage:
        """Return jobs, the newest first. Raises NotFound, and Invalid for a strange cursor."""
        after = paging.decode(cursor) if cursor else None
        wanted = Wanted(
            status=filters.status,
            name_folded=fold(filters.name),
            provider=filters.provider,
            since=filters.since,
            batch_id=filters.batch_id,
        )
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            rows = activity.page(work.session, project_id, wanted, limit + 1, after)
            count, costs = activity.totals(work.session, project_id, wanted)
            providers = list(activity.providers(work.session, project_id))
        last = rows[limit - 1].job if len(rows) > limit else None
        return ActivityPage(
            entries=[_entry(row) for row in rows[:limit]],
            next_cursor=paging.encode(last.created_at, last.id) if last is not None else None,
            count=count,
            costs=costs,
            providers=providers,
        )

    def batches(self, user_id: UUID, project_id: UUID, *, limit: int) -> list[BatchEntry]:
        """Return the newest batches that asked for more than one picture."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = batches.page(work.session, project_id, several=True, limit=limit)
            counts = batches.counts(work.session, [batch.id for batch in found])
            return _batches(work, [present_summary(one, counts[one.id]) for one in found])

    def batch(self, user_id: UUID, project_id: UUID, batch_id: UUID) -> BatchEntry:
        """Return one batch; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = batches.get(work.session, project_id, batch_id)
            counts = batches.counts(work.session, [batch_id])
            (entry,) = _batches(work, [present_summary(found, counts[batch_id])])
            return entry


def _batches(work: Work, found: list[BatchSummary]) -> list[BatchEntry]:
    of_one = activity.batch_assets(work.session, [batch.id for batch in found])
    entries = []
    for batch in found:
        asset = of_one.get(batch.id)
        entries.append(BatchEntry(batch, asset.id if asset else None, asset.name if asset else ""))
    return entries


def _entry(row: ActivityRow) -> JobEntry:
    made = None
    if row.attempt is not None and row.file is not None:
        made = present_attempt(row.attempt, row.file)
    return JobEntry(
        job=present_job(row.job, row.attempt, row.retry_id),
        requested_by=row.job.requested_by,
        asset_name=row.asset.name,
        asset_type=row.asset.type,
        asset_state=asset_state(row.asset),
        made=made,
    )
