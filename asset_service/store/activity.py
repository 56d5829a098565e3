"""Jobs and batches as a project's people look at them: with asset, picture and cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.stored_object import StoredObject

_RETRY = aliased(Job)


@dataclass(frozen=True)
class Wanted:
    """What the jobs are narrowed to: every part that is given must hold."""

    status: str | None = None
    name_folded: str = ""
    provider: str = ""
    since: datetime | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True)
class ActivityRow:
    job: Job
    asset: Asset
    attempt: Attempt | None
    file: StoredObject | None
    retry_id: UUID | None


def page(
    session: Session,
    project_id: UUID,
    wanted: Wanted,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> list[ActivityRow]:
    """Return up to `limit` jobs, the newest first, after the one named, in one statement."""
    conditions = _conditions(project_id, wanted)
    if after is not None:
        conditions.append(tuple_(Job.created_at, Job.id) < tuple_(*after))
    found = session.execute(
        select(Job, Asset, Attempt, StoredObject, _RETRY.id)
        .join(Asset, Asset.id == Job.asset_id)
        .outerjoin(Attempt, Attempt.job_id == Job.id)
        .outerjoin(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .outerjoin(_RETRY, _RETRY.retry_of == Job.id)
        .where(*conditions)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [ActivityRow(*row) for row in found]


def totals(
    session: Session, project_id: UUID, wanted: Wanted
) -> tuple[int, list[tuple[Decimal, str | None]]]:
    """Return how many jobs there are on all pages, and what they cost by currency."""
    found = session.execute(
        select(Job.cost_currency, func.count(), func.sum(Job.cost_amount))
        .join(Asset, Asset.id == Job.asset_id)
        .where(*_conditions(project_id, wanted))
        .group_by(Job.cost_currency)
        .order_by(Job.cost_currency)
    ).all()
    costs = [(row[2], row[0]) for row in found if row[2] is not None]
    return sum(row[1] for row in found), costs


def providers(session: Session, project_id: UUID) -> Sequence[str]:
    """Return the providers that the project ever asked, by name."""
    return session.scalars(
        select(Job.provider).where(Job.project_id == project_id).distinct().order_by(Job.provider)
    ).all()


def batch_assets(session: Session, batch_ids: Collection[UUID]) -> dict[UUID, Asset]:
    """Return the asset of each named batch that asked for one alone."""
    pairs = select(Job.batch_id, Job.asset_id).where(Job.batch_id.in_(batch_ids)).distinct()
    found: dict[UUID, list[Asset]] = {}
    asked = pairs.subquery()
    rows = session.execute(
        select(asked.c.batch_id, Asset).join(Asset, Asset.id == asked.c.asset_id)
    )
    for batch_id, asset in rows:
        found.setdefault(batch_id, []).append(asset)
    return {batch_id: those[0] for batch_id, those in found.items() if len(those) == 1}


def _conditions(project_id: UUID, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Job.project_id == project_id]
    if wanted.status is not None:
        conditions.append(Job.status == wanted.status)
    if wanted.name_folded:
        conditions.append(Asset.name_folded.contains(wanted.name_folded, autoescape=True))
    if wanted.provider:
        conditions.append(Job.provider == wanted.provider)
    if wanted.since is not None:
        conditions.append(Job.created_at >= wanted.since)
    if wanted.batch_id is not None:
        conditions.append(Job.batch_id == wanted.batch_id)
    return conditions
