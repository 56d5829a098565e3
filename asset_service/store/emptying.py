"""What leaves the bin for good, across all tenants, as the maintenance role."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.library_asset import LibraryAsset
from asset_service.models.reshape import Reshape
from asset_service.models.scene_asset import SceneAsset
from asset_service.store.jobs import WAITING

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def lock_assets_with_ripe_attempts(session: Session, kept: timedelta, limit: int) -> list[UUID]:
    """Lock and return assets, in the order of their ids, that attempts may be emptied from."""
    ripe = (
        select(Attempt.asset_id)
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(*_ripe_attempt(kept), Asset.binned_at.is_(None))
        .distinct()
        .limit(limit)
    )
    return _lock(session, select(Asset.id).where(Asset.id.in_(ripe), Asset.binned_at.is_(None)))


def delete_attempts(session: Session, locked: Sequence[UUID], kept: timedelta) -> int:
    """Delete what is ripe of the `locked` assets as it is now; return how many."""
    return _count(
        session.execute(
            delete(Attempt).where(Attempt.asset_id.in_(locked), *_ripe_attempt(kept)),
            execution_options=_UNSEEN,
        )
    )


def lock_ripe_assets(session: Session, kept: timedelta, limit: int) -> list[UUID]:
    """Lock and return assets, in the order of their ids, that may be emptied."""
    ripe = select(Asset.id).where(*_ripe_asset(kept)).limit(limit)
    return _lock(session, select(Asset.id).where(Asset.id.in_(ripe)))


def delete_assets(session: Session, locked: Sequence[UUID], kept: timedelta) -> int:
    """Delete which of the `locked` assets are ripe now, with all they have; return how many."""
    return _count(
        session.execute(
            delete(Asset).where(Asset.id.in_(locked), *_ripe_asset(kept)),
            execution_options=_UNSEEN,
        )
    )


def lock_assets_with_ripe_scenes(session: Session, kept: timedelta, limit: int) -> list[UUID]:
    """Lock and return assets that were taken out of a scene long ago, in the order of their ids."""
    ripe = select(SceneAsset.asset_id).where(*_ripe_scene(kept)).distinct().limit(limit)
    return _lock(session, select(Asset.id).where(Asset.id.in_(ripe)))


def delete_scene_assets(session: Session, locked: Sequence[UUID], kept: timedelta) -> int:
    """Delete what the `locked` assets were taken out of long ago, with its attempts.

    What inherited from there inherits from where that one did from now on. Returns how many.
    """
    going = (
        select(SceneAsset.id)
        .where(SceneAsset.asset_id.in_(locked), *_ripe_scene(kept))
        .with_for_update()
    )
    ids = list(session.scalars(going))
    came_from = {
        row.id: row.inherited_from
        for row in session.execute(
            select(SceneAsset.id, SceneAsset.inherited_from).where(
                SceneAsset.asset_id.in_(locked), SceneAsset.inherited_from.is_not(None)
            )
        )
    }
    for row_id, first in came_from.items():
        if first in ids and row_id not in ids:
            session.execute(
                update(SceneAsset)
                .where(SceneAsset.id == row_id)
                .values(inherited_from=_staying(first, ids, came_from)),
                execution_options=_UNSEEN,
            )
    return _count(
        session.execute(delete(SceneAsset).where(SceneAsset.id.in_(ids)), execution_options=_UNSEEN)
    )


def _staying(
    first: UUID | None, going: Sequence[UUID], came_from: Mapping[UUID, UUID | None]
) -> UUID | None:
    for _ in going:
        if first not in going:
            return first
        first = came_from.get(first) if first is not None else None
    return first if first not in going else None


def lock_ripe_reshapes(session: Session, kept: timedelta, limit: int) -> list[UUID]:
    """Lock and return merges and splits that can be undone no longer."""
    wanted = (
        select(Reshape.id)
        .where(Reshape.created_at <= func.now() - kept)
        .order_by(Reshape.created_at, Reshape.id)
        .limit(limit)
    )
    # somebody who undoes one holds its row
    return list(session.scalars(wanted.with_for_update(skip_locked=True)))


def delete_reshapes(session: Session, locked: Sequence[UUID], kept: timedelta) -> int:
    """Delete which of the `locked` ones are ripe now; return how many."""
    return _count(
        session.execute(
            delete(Reshape).where(Reshape.id.in_(locked), Reshape.created_at <= func.now() - kept),
            execution_options=_UNSEEN,
        )
    )


def lock_ripe_library_assets(session: Session, kept: timedelta, limit: int) -> list[UUID]:
    """Lock and return library assets, in the order of their ids, that may be emptied."""
    return list(
        session.scalars(
            select(LibraryAsset.id)
            .where(_ripe_library_asset(kept))
            .order_by(LibraryAsset.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def delete_library_assets(session: Session, locked: Sequence[UUID], kept: timedelta) -> int:
    """Delete which of the `locked` library assets are ripe now, with their versions."""
    return _count(
        session.execute(
            delete(LibraryAsset).where(LibraryAsset.id.in_(locked), _ripe_library_asset(kept)),
            execution_options=_UNSEEN,
        )
    )


def _lock(session: Session, wanted: Select[UUID]) -> list[UUID]:
    # somebody who restores one holds its row: then it stays
    return list(session.scalars(wanted.order_by(Asset.id).with_for_update(skip_locked=True)))


def _ripe_attempt(kept: timedelta) -> tuple[ColumnElement[bool], ...]:
    shown = exists().where(
        SceneAsset.asset_id == Attempt.asset_id,
        or_(SceneAsset.image_attempt_id == Attempt.id, SceneAsset.master_attempt_id == Attempt.id),
    )
    return (Attempt.binned_at <= func.now() - kept, ~shown)


def _ripe_scene(kept: timedelta) -> tuple[ColumnElement[bool], ...]:
    """Taken out long ago, no job draws it, and no other scene shows a picture of its own."""
    waited_for = exists().where(Job.scene_asset_id == SceneAsset.id, Job.status.in_(WAITING))
    other = aliased(SceneAsset)
    shown = exists().where(
        Attempt.scene_asset_id == SceneAsset.id,
        other.asset_id == SceneAsset.asset_id,
        other.id != SceneAsset.id,
        or_(other.image_attempt_id == Attempt.id, other.master_attempt_id == Attempt.id),
    )
    return (SceneAsset.unlinked_at <= func.now() - kept, ~waited_for, ~shown)


def _ripe_asset(kept: timedelta) -> tuple[ColumnElement[bool], ...]:
    waited_for = exists().where(Job.asset_id == Asset.id, Job.status.in_(WAITING))
    # What was merged leaves after its merge: the undo of one that stands would lose it.
    return (Asset.binned_at <= func.now() - kept, Asset.merged_with.is_(None), ~waited_for)


def _ripe_library_asset(kept: timedelta) -> ColumnElement[bool]:
    return LibraryAsset.binned_at <= func.now() - kept


def _count(result: Any) -> int:
    counted: CursorResult[Any] = result
    return counted.rowcount
