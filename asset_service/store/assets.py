"""Assets of a project: look-ups and the row lock that every change of attempts takes."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset


def get(session: Session, project_id: UUID, asset_id: UUID, *, binned: bool = False) -> Asset:
    """Return the asset; raises NotFound, for one in the bin too unless `binned`."""
    return _found(
        session.scalar(select(Asset).where(Asset.id == asset_id, Asset.project_id == project_id)),
        binned=binned,
    )


def lock(session: Session, project_id: UUID, asset_id: UUID, *, binned: bool = False) -> Asset:
    """As `get`, and hold the row until the transaction ends."""
    return _found(
        session.scalar(
            select(Asset)
            .where(Asset.id == asset_id, Asset.project_id == project_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ),
        binned=binned,
    )


def lock_some(session: Session, project_id: UUID, asset_ids: Iterable[UUID]) -> list[Asset]:
    """Lock and return those of the named assets that there are, in the bin too, by their ids."""
    return list(
        session.scalars(
            select(Asset)
            .where(Asset.project_id == project_id, Asset.id.in_(list(asset_ids)))
            .order_by(Asset.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def some(session: Session, project_id: UUID, asset_ids: Iterable[UUID]) -> list[Asset]:
    """Return those of the named assets that there are, in the bin too."""
    return list(
        session.scalars(
            select(Asset).where(Asset.project_id == project_id, Asset.id.in_(list(asset_ids)))
        )
    )


def live(session: Session, project_id: UUID) -> list[Asset]:
    """Return the assets that are not in the bin, in the order they were made."""
    return list(
        session.scalars(
            select(Asset)
            .where(Asset.project_id == project_id, Asset.binned_at.is_(None))
            .order_by(Asset.created_at, Asset.id)
        )
    )


def active(session: Session, project_id: UUID) -> list[Asset]:
    """Return the assets that are neither deferred nor in the bin."""
    return list(
        session.scalars(
            select(Asset).where(
                Asset.project_id == project_id,
                Asset.binned_at.is_(None),
                Asset.deferred.is_(False),
            )
        )
    )


def lock_live(session: Session, project_id: UUID) -> list[Asset]:
    """Lock and return every asset that is not in the bin, in the order of their ids."""
    return list(
        session.scalars(
            select(Asset)
            .where(Asset.project_id == project_id, Asset.binned_at.is_(None))
            .order_by(Asset.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def live_names(session: Session, project_id: UUID) -> dict[tuple[str, str], Asset]:
    """Return the assets that are not in the bin by (type, folded name)."""
    found: Iterable[Asset] = session.scalars(
        select(Asset).where(Asset.project_id == project_id, Asset.binned_at.is_(None))
    )
    return {(asset.type, asset.name_folded): asset for asset in found}


def _found(asset: Asset | None, *, binned: bool) -> Asset:
    if asset is None or (asset.binned_at is not None and not binned):
        raise NotFound("asset")
    return asset
