"""What a merge or a split made, as its undo finds it, and how it goes.

Trusts that the caller holds the project alone, and the assets.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from asset_service.domain.vocabulary import BinReason
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.models.reshape import Reshape
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.store.jobs import WAITING

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def scene_assets_made(session: Session, reshape_id: UUID) -> list[tuple[SceneAsset, int | None]]:
    """Return what it put into scenes, with the number that each scene has now."""
    found = session.execute(
        select(SceneAsset, Scene.scene_number)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(SceneAsset.made_with == reshape_id)
        .order_by(Scene.scene_number, SceneAsset.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in found]


def used_by_others(session: Session, reshape_id: UUID) -> set[UUID]:
    """Return which of the scene assets that it made have something that it did not make.

    Another one inherits from it or shows a picture of its own, a job draws for it, or it has
    pictures of its own since.
    """
    heir, other, own = aliased(SceneAsset), aliased(SceneAsset), aliased(Attempt)
    inherits = exists().where(
        heir.inherited_from == SceneAsset.id, heir.made_with.is_distinct_from(reshape_id)
    )
    # What had no image is filled from an earlier scene, and does not inherit from it for that.
    shown = exists().where(
        own.scene_asset_id == SceneAsset.id,
        other.asset_id == SceneAsset.asset_id,
        other.id != SceneAsset.id,
        or_(other.image_attempt_id == own.id, other.master_attempt_id == own.id),
    )
    # its picture would come to nowhere, and may be paid for
    drawn = exists().where(Job.scene_asset_id == SceneAsset.id, Job.status.in_(WAITING))
    added = exists().where(
        own.scene_asset_id == SceneAsset.id, own.made_with.is_distinct_from(reshape_id)
    )
    found = session.scalars(
        select(SceneAsset.id).where(
            SceneAsset.made_with == reshape_id, or_(inherits, shown, drawn, added)
        )
    )
    return set(found)


def delete_scene_assets(session: Session, ids: Collection[UUID]) -> None:
    """Delete these, with the copies that are pictures of their own."""
    if not ids:
        return
    session.execute(
        update(SceneAsset)
        .where(SceneAsset.inherited_from.in_(ids), SceneAsset.id.not_in(ids))
        .values(inherited_from=None),
        execution_options=_UNSEEN,
    )
    # a copy may be what it shows, and its own picture at once
    session.execute(
        update(SceneAsset)
        .where(SceneAsset.id.in_(ids))
        .values(image_attempt_id=None, master_attempt_id=None, inherited_from=None),
        execution_options=_UNSEEN,
    )
    session.execute(delete(SceneAsset).where(SceneAsset.id.in_(ids)), execution_options=_UNSEEN)


def unlink(session: Session, ids: Collection[UUID]) -> None:
    """Take these out of their scenes; they wait there as they are, from now on."""
    session.execute(
        update(SceneAsset)
        .where(SceneAsset.id.in_(ids), SceneAsset.unlinked_at.is_(None))
        .values(unlinked_at=func.clock_timestamp()),
        execution_options=_UNSEEN,
    )


def unlink_again(session: Session, rows: Mapping[UUID, UUID | None]) -> None:
    """As `unlink`, and each waits again for the undo of the merge or split that it waited for."""
    unlink(session, [row_id for row_id, waited_for in rows.items() if waited_for is None])
    for row_id, waited_for in rows.items():
        if waited_for is not None:
            still = select(Reshape.id).where(Reshape.id == waited_for).scalar_subquery()
            session.execute(
                update(SceneAsset)
                .where(SceneAsset.id == row_id, SceneAsset.unlinked_at.is_(None))
                .values(unlinked_at=func.clock_timestamp(), unlinked_with=still),
                execution_options=_UNSEEN,
            )


def attempts_made(session: Session, reshape_id: UUID) -> list[Attempt]:
    """Return the copies that a merge gave to the asset itself, live or in the bin, by number."""
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.made_with == reshape_id, Attempt.scene_asset_id.is_(None))
            .order_by(Attempt.number)
            .execution_options(populate_existing=True)
        )
    )


def delete_attempts(session: Session, ids: Collection[UUID]) -> None:
    """Delete copies for good: what they were copied from is there."""
    session.execute(delete(Attempt).where(Attempt.id.in_(ids)), execution_options=_UNSEEN)


def bin_attempts(session: Session, ids: Collection[UUID]) -> None:
    """Move these copies to the bin: a scene still shows them."""
    session.execute(
        update(Attempt)
        .where(Attempt.id.in_(ids), Attempt.slot.is_not(None))
        .values(
            slot=None,
            is_selected=False,
            binned_at=func.clock_timestamp(),
            binned_because=BinReason.DELETED.value,
        ),
        execution_options=_UNSEEN,
    )


def text_is_seen(session: Session, asset_id: UUID, was: int, now: int) -> None:
    """Say of the scenes that took over the text of version `was` that it is that of `now`."""
    session.execute(
        update(SceneAsset)
        .where(SceneAsset.asset_id == asset_id, SceneAsset.master_text_version == was)
        .values(master_text_version=now),
        execution_options=_UNSEEN,
    )
