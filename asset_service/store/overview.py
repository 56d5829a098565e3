"""What the list of projects shows of each, in a few statements whatever their number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.project import Project
from asset_service.models.scene import Scene
from asset_service.models.stored_object import StoredObject
from asset_service.models.style_version import StyleVersion


@dataclass(frozen=True)
class Counts:
    """Assets that are not in the bin; `with_images` of the active ones.

    `changed_at` is the last change of one of them, or its newest picture in use.
    """

    active: int
    with_images: int
    deferred: int
    changed_at: datetime | None = None


def counts(session: Session, project_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Return the counts of every named project that has assets."""
    found = session.execute(
        select(
            Asset.project_id,
            func.count().filter(Asset.deferred.is_(False)),
            func.count(Attempt.id).filter(Asset.deferred.is_(False)),
            func.count().filter(Asset.deferred),
            func.greatest(func.max(Asset.updated_at), func.max(Attempt.created_at)),
        )
        .outerjoin(Attempt, (Attempt.asset_id == Asset.id) & Attempt.is_selected)
        .where(Asset.project_id.in_(project_ids), Asset.binned_at.is_(None))
        .group_by(Asset.project_id)
    )
    return {row[0]: Counts(*row[1:]) for row in found}


def scenes(session: Session, project_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of scenes of every named project whose script has some."""
    found = session.execute(
        select(Scene.project_id, func.count())
        .where(Scene.project_id.in_(project_ids), Scene.scene_number.is_not(None))
        .group_by(Scene.project_id)
    )
    return {row[0]: row[1] for row in found}


def with_locked_style(session: Session, project_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the named projects whose style is locked."""
    found = session.scalars(
        select(Project.id)
        .join(
            StyleVersion,
            (StyleVersion.project_id == Project.id)
            & (StyleVersion.version == Project.style_version),
        )
        .where(Project.id.in_(project_ids), StyleVersion.locked_at.is_not(None))
    )
    return set(found)


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
