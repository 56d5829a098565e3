"""Batches as rows, with how far their jobs are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from asset_service.domain.errors import NotFound
from asset_service.domain.jobs import UNFULFILLED
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.batch import Batch
from asset_service.models.job import Job

_RETRY = aliased(Job)
_COUNTED = ~exists().where(_RETRY.retry_of == Job.id)
"""A job that was asked for again counts as the one that did."""


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    project_id: UUID,
    *,
    several: bool = False,
    kind: str | None = None,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[Batch]:
    """Return up to `limit` batches that have jobs, the newest first, after the one named.

    `several`: only those of more than one job; `kind`: only those of that kind.
    """
    asked = select(Job.id).where(Job.batch_id == Batch.id, Job.retry_of.is_(None))
    conditions = [Batch.project_id == project_id, asked.offset(int(several)).exists()]
    if kind is not None:
        conditions.append(Batch.kind == kind)
    if after is not None:
        conditions.append(tuple_(Batch.created_at, Batch.id) < tuple_(*after))
    return list(
        session.scalars(
            select(Batch)
            .where(*conditions)
            .order_by(Batch.created_at.desc(), Batch.id.desc())
            .limit(limit)
        )
    )


def get(session: Session, project_id: UUID, batch_id: UUID) -> Batch:
    """Return one batch of the project; raises NotFound."""
    batch = session.scalar(
        select(Batch).where(Batch.id == batch_id, Batch.project_id == project_id)
    )
    if batch is None:
        raise NotFound("batch")
    return batch


def counts(session: Session, batch_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many jobs of each batch are in which status, in one statement."""
    found: dict[UUID, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
    rows = session.execute(
        select(Job.batch_id, Job.status, func.count())
        .where(Job.batch_id.in_(batch_ids), _COUNTED)
        .group_by(Job.batch_id, Job.status)
        .order_by(Job.status)
    )
    for batch_id, status, count in rows:
        found[batch_id][status] = count
    return found


def results(
    session: Session, batch_id: UUID, limit: int
) -> list[tuple[Job, Attempt | None, Asset]]:
    """Return up to `limit` counted jobs, what went wrong before what goes on and what is done."""
    rank = case(
        (Job.status.in_([status.value for status in UNFULFILLED]), 0),
        (Job.status == JobStatus.RUNNING.value, 1),
        (Job.status == JobStatus.QUEUED.value, 2),
        else_=3,
    )
    rows = session.execute(
        select(Job, Attempt, Asset)
        .join(Asset, Asset.id == Job.asset_id)
        .outerjoin(Attempt, Attempt.job_id == Job.id)
        .where(Job.batch_id == batch_id, _COUNTED)
        .order_by(rank, Job.created_at, Job.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def unfulfilled(session: Session, batch_id: UUID) -> Sequence[Job]:
    """Return the jobs that ended without a picture and were not asked for again, oldest first."""
    return session.scalars(
        select(Job)
        .where(*_unfulfilled(batch_id))
        .order_by(Job.created_at, Job.id)
        .execution_options(populate_existing=True)
    ).all()


def lock_unfulfilled_assets(session: Session, batch_id: UUID) -> dict[UUID, Asset]:
    """Lock and return the assets of those jobs by id, the ones in the bin too."""
    wanted = select(Job.asset_id).where(*_unfulfilled(batch_id))
    locked = session.scalars(
        select(Asset)
        .where(Asset.id.in_(wanted))
        .order_by(Asset.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {asset.id: asset for asset in locked}


def _unfulfilled(batch_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Job.batch_id == batch_id,
        Job.status.in_([status.value for status in UNFULFILLED]),
        _COUNTED,
    )
