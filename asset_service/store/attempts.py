"""Attempts of an asset, with the file each one shows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.stored_object import StoredObject


def live(session: Session, asset_id: UUID) -> list[Attempt]:
    """Return the attempts that hold a slot, oldest first, as the database has them now."""
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.asset_id == asset_id, Attempt.slot.is_not(None))
            .order_by(Attempt.number)
            .execution_options(populate_existing=True)
        )
    )


def get(session: Session, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Attempt:
    """Return one attempt, live or in the bin; raises NotFound."""
    attempt = session.scalar(
        select(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.asset_id == asset_id,
            Attempt.project_id == project_id,
        )
        .execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound("attempt")
    return attempt


def unselect(session: Session, asset_id: UUID) -> None:
    """Clear the selection, so that another row may take it in the same transaction."""
    session.execute(
        update(Attempt)
        .where(Attempt.asset_id == asset_id, Attempt.is_selected)
        .values(is_selected=False)
        .execution_options(synchronize_session="fetch")
    )


def with_files(
    session: Session, project_id: UUID, asset_id: UUID
) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return every attempt of an asset with its file, by number."""
    wanted = _with_file().where(Attempt.asset_id == asset_id, Attempt.project_id == project_id)
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(Attempt.number))]


def live_with_files(session: Session, project_id: UUID) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return the live attempts of every asset of the project with their files, by number."""
    wanted = _with_file().where(Attempt.project_id == project_id, Attempt.slot.is_not(None))
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(Attempt.number))]


def binned_with_files(
    session: Session, project_id: UUID, limit: int
) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return the attempts that went to the bin last, of assets that are not there themselves."""
    wanted = (
        _with_file()
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(
            Attempt.project_id == project_id,
            Attempt.slot.is_(None),
            Asset.binned_at.is_(None),
        )
        .order_by(Attempt.binned_at.desc(), Attempt.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def with_file(session: Session, attempt_id: UUID) -> tuple[Attempt, StoredObject]:
    """Return one attempt, freshly read, with its file."""
    row = session.execute(
        _with_file().where(Attempt.id == attempt_id).execution_options(populate_existing=True)
    ).one()
    return row[0], row[1]


def _with_file() -> Select[Attempt, StoredObject]:
    return select(Attempt, StoredObject).join(
        StoredObject,
        (StoredObject.project_id == Attempt.project_id) & (StoredObject.sha256 == Attempt.sha256),
    )
