"""What the list of projects shows of each, in two statements whatever their number."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject


@dataclass(frozen=True)
class Counts:
    """Assets that are not in the bin; `with_images` of the active ones."""

    active: int
    with_images: int
    deferred: int


def counts(session: Session, project_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Return the counts of every named project that has assets."""
    found = session.execute(
        select(
            Asset.project_id,
            func.count().filter(Asset.deferred.is_(False)),
            func.count(Attempt.id).filter(Asset.deferred.is_(False)),
            func.count().filter(Asset.deferred),
        )
        .outerjoin(Attempt, (Attempt.asset_id == Asset.id) & Attempt.is_selected)
        .where(Asset.project_id.in_(project_ids), Asset.binned_at.is_(None))
        .group_by(Asset.project_id)
    )
    return {row[0]: Counts(active=row[1], with_images=row[2], deferred=row[3]) for row in found}


def covers(
    session: Session, project_ids: Collection[UUID], most: int
) -> dict[UUID, list[tuple[Attempt, StoredObject]]]:
    """Return up to `most` pictures in use of each named project, of its oldest assets first."""
    place = func.row_number().over(
        partition_by=Attempt.project_id, order_by=(Asset.created_at, Asset.id)
    )
    chosen = (
        select(Attempt.id.label("id"), place.label("place"))
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(
            Attempt.project_id.in_(project_ids),
            Attempt.is_selected,
            Asset.binned_at.is_(None),
            Asset.deferred.is_(False),
        )
        .subquery()
    )
    rows = session.execute(
        select(Attempt, StoredObject)
        .join(chosen, chosen.c.id == Attempt.id)
        .join(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .where(chosen.c.place <= most)
        .order_by(Attempt.project_id, chosen.c.place)
    )
    found: dict[UUID, list[tuple[Attempt, StoredObject]]] = {}
    for attempt, file in rows:
        found.setdefault(attempt.project_id, []).append((attempt, file))
    return found
