"""What the board shows of each asset, in one statement whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.project import Project
from asset_service.models.stored_object import StoredObject


@dataclass(frozen=True)
class BoardRow:
    """`attempts` counts live ones, `running` the jobs that are queued or running.

    Both of the asset itself: what its scenes have of their own is not on the board.
    """

    asset: Asset
    selected: Attempt | None
    file: StoredObject | None
    attempts: int
    running: int
    style_version: int


def states(state: str) -> ColumnElement[bool]:
    """Return the condition for `all` (not binned), `active`, `deferred` or `binned`."""
    conditions: dict[str, ColumnElement[bool]] = {
        "all": Asset.binned_at.is_(None),
        "active": and_(Asset.binned_at.is_(None), Asset.deferred.is_(False)),
        "deferred": and_(Asset.binned_at.is_(None), Asset.deferred),
        "binned": Asset.binned_at.is_not(None),
    }
    return conditions[state]


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    project_id: UUID,
    *,
    state: str,
    asset_type: str | None,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> list[BoardRow]:
    """Return up to `limit` assets in the order they were made, after the one named."""
    conditions = [states(state)]
    if asset_type is not None:
        conditions.append(Asset.type == asset_type)
    if after is not None:
        conditions.append(tuple_(Asset.created_at, Asset.id) > tuple_(*after))
    return _rows(session, project_id, conditions, limit)


def one(session: Session, project_id: UUID, asset_id: UUID) -> BoardRow:
    """Return one asset, in the bin too, as the database has it now; raises NotFound."""
    rows = _rows(session, project_id, [Asset.id == asset_id], 1)
    if not rows:
        raise NotFound("asset")
    return rows[0]


def some(session: Session, project_id: UUID, asset_ids: Iterable[UUID]) -> list[BoardRow]:
    """Return the named assets of the project in the order they were made."""
    return _rows(session, project_id, [Asset.id.in_(list(asset_ids))], None)


def every(session: Session, project_id: UUID) -> list[BoardRow]:
    """Return all assets of the project, those in the bin too, in the order they were made."""
    return _rows(session, project_id, [], None)


def _rows(
    session: Session,
    project_id: UUID,
    conditions: list[ColumnElement[bool]],
    limit: int | None,
) -> list[BoardRow]:
    attempts = (
        select(func.count())
        .where(
            Attempt.asset_id == Asset.id,
            Attempt.scene_asset_id.is_(None),
            Attempt.slot.is_not(None),
        )
        .correlate(Asset)
        .scalar_subquery()
    )
    running = (
        select(func.count())
        .where(
            Job.asset_id == Asset.id,
            Job.scene_id.is_(None),
            Job.status.in_(("queued", "running")),
        )
        .correlate(Asset)
        .scalar_subquery()
    )
    found = session.execute(
        select(Asset, Attempt, StoredObject, attempts, running, Project.style_version)
        .join(Project, Project.id == Asset.project_id)
        .outerjoin(Attempt, and_(Attempt.asset_id == Asset.id, Attempt.is_selected))
        .outerjoin(
            StoredObject,
            and_(
                StoredObject.project_id == Attempt.project_id,
                StoredObject.sha256 == Attempt.sha256,
            ),
        )
        .where(Asset.project_id == project_id, *conditions)
        .order_by(Asset.created_at, Asset.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [BoardRow(*row) for row in found]
