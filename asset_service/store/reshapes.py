"""Merges and splits of a project, and the rows that they set aside.

Trusts that whoever changes something holds the project alone, and its assets.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, cast, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from asset_service.domain.errors import NotFound
from asset_service.domain.names import fold
from asset_service.models.asset import Asset
from asset_service.models.reshape import Reshape
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.tombstone import Tombstone

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


class Told(NamedTuple):
    """A merge or split with the names of now of its asset and of its variant, if there is one."""

    reshape: Reshape
    name: str
    variant: str | None


def get(session: Session, project_id: UUID, reshape_id: UUID, *, lock: bool = False) -> Reshape:
    """Return the merge or split; raises NotFound. With `lock`, hold its row.

    Whoever holds it then empties the bin of it, and may wait for an asset of the caller's: it is
    as good as gone, and is not waited for.
    """
    wanted = select(Reshape).where(Reshape.id == reshape_id, Reshape.project_id == project_id)
    if lock:
        wanted = wanted.with_for_update(skip_locked=True)
        wanted = wanted.execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("merge or split")
    return found


def absorbed_ids(session: Session, reshape_id: UUID) -> list[UUID]:
    """Return the assets that wait in the bin for the undo of this merge."""
    return list(session.scalars(select(Asset.id).where(Asset.merged_with == reshape_id)))


def page(
    session: Session,
    project_id: UUID,
    *,
    limit: int | None = None,
    after: tuple[datetime, UUID] | None = None,
) -> list[Told]:
    """Return merges and splits, undone or not, the last first, after the one named."""
    wanted = _told(project_id).order_by(Reshape.created_at.desc(), Reshape.id.desc()).limit(limit)
    if after is not None:
        wanted = wanted.where(tuple_(Reshape.created_at, Reshape.id) < tuple_(*after))
    return _all(session, wanted)


def some(session: Session, project_id: UUID, reshape_ids: Collection[UUID]) -> list[Told]:
    """Return the named merges and splits, as the database has them now."""
    return _all(session, _told(project_id).where(Reshape.id.in_(reshape_ids)))


def of_asset(session: Session, project_id: UUID, asset_id: UUID) -> list[Told]:
    """Return those that the asset had a part in and that can be undone, the last first."""
    asset = select(Asset.merged_with).where(Asset.id == asset_id).scalar_subquery()
    part = or_(Reshape.asset_id == asset_id, Reshape.variant_id == asset_id, Reshape.id == asset)
    wanted = _told(project_id).where(part, Reshape.undone_at.is_(None))
    return _all(session, wanted.order_by(Reshape.created_at.desc(), Reshape.id.desc()))


def later(session: Session, reshape: Reshape, asset_ids: Collection[UUID]) -> Reshape | None:
    """Return the last merge or split of any of these assets since, that was not undone."""
    joined = select(Asset.merged_with).where(Asset.id.in_(asset_ids))
    return session.scalar(
        select(Reshape)
        .where(
            Reshape.project_id == reshape.project_id,
            Reshape.undone_at.is_(None),
            tuple_(Reshape.created_at, Reshape.id) > tuple_(reshape.created_at, reshape.id),
            or_(
                Reshape.asset_id.in_(asset_ids),
                Reshape.variant_id.in_(asset_ids),
                Reshape.id.in_(joined),
            ),
        )
        .order_by(Reshape.created_at.desc(), Reshape.id.desc())
        .limit(1)
    )


def scene_ids(session: Session, project_id: UUID, numbers: Collection[int]) -> dict[int, UUID]:
    """Return the scenes that the script has under these numbers."""
    found = session.execute(
        select(Scene.scene_number, Scene.id).where(
            Scene.project_id == project_id, Scene.scene_number.in_(numbers)
        )
    )
    return {row[0]: row[1] for row in found if row[0] is not None}


def numbers_now(
    session: Session, project_id: UUID, scenes: Collection[UUID]
) -> dict[UUID, int | None]:
    """Return the number that each of these scenes has now, None where the script lost it."""
    found = session.execute(
        select(Scene.id, Scene.scene_number).where(
            Scene.project_id == project_id, Scene.id.in_(scenes)
        )
    )
    return {row[0]: row[1] for row in found}


def leave_names(session: Session, reshape: Reshape, names: Collection[tuple[str, str]]) -> None:
    """Remember names, each by (type, name), that no scan brings back while the merge stands."""
    rows = [
        {
            "project_id": reshape.project_id,
            "type": kind,
            "name_folded": fold(name),
            "name": name,
            "merged_with": reshape.id,
        }
        for kind, name in names
    ]
    if rows:
        session.execute(insert(Tombstone).values(rows).on_conflict_do_nothing())


def remembered(
    session: Session, project_id: UUID, asset_type: str, name: str
) -> dict[str, Any] | None:
    """Return what is remembered of the name, to be remembered again; None for nothing."""
    found = session.scalar(
        select(Tombstone).where(
            Tombstone.project_id == project_id,
            Tombstone.type == asset_type,
            Tombstone.name_folded == fold(name),
        )
    )
    if found is None:
        return None
    return {
        "type": asset_type,
        "name": found.name,
        "created_at": found.created_at.isoformat(),
        "merged_with": None if found.merged_with is None else str(found.merged_with),
    }


def remember_again(session: Session, project_id: UUID, was: dict[str, Any]) -> None:
    """Put back what was remembered of a name that was taken into use, and is not any more."""
    merge = select(Reshape.id).where(Reshape.id == was["merged_with"]).scalar_subquery()
    session.execute(
        insert(Tombstone)
        .values(
            project_id=project_id,
            type=was["type"],
            name_folded=fold(was["name"]),
            name=was["name"],
            created_at=datetime.fromisoformat(was["created_at"]),
            merged_with=merge,
        )
        .on_conflict_do_nothing()
    )


def forget_names(session: Session, reshape_id: UUID) -> None:
    """Take back what `leave_names` left."""
    session.execute(
        delete(Tombstone).where(Tombstone.merged_with == reshape_id), execution_options=_UNSEEN
    )


def unlink(
    session: Session,
    reshape: Reshape,
    asset_ids: Collection[UUID],
    scenes: Collection[UUID] | None = None,
    *,
    at: datetime | None = None,
) -> int:
    """Take the assets out of all scenes, or of these, for the undo to put them back; how many.

    They are in the bin from that moment on, the merge's or split's own unless told otherwise.
    """
    wanted = update(SceneAsset).where(
        SceneAsset.asset_id == func.any(cast(list(asset_ids), ARRAY(Uuid))),
        SceneAsset.unlinked_at.is_(None),
    )
    if scenes is not None:
        wanted = wanted.where(SceneAsset.scene_id == func.any(cast(list(scenes), ARRAY(Uuid))))
    found = session.execute(
        wanted.values(unlinked_at=at or reshape.created_at, unlinked_with=reshape.id).returning(
            SceneAsset.id
        ),
        execution_options=_UNSEEN,
    )
    return len(found.all())


def link_back(session: Session, reshape_id: UUID, asset_ids: Collection[UUID]) -> None:
    """Put back into their scenes what the merge or split took out, and nobody since."""
    session.execute(
        update(SceneAsset)
        .where(SceneAsset.unlinked_with == reshape_id, SceneAsset.asset_id.in_(asset_ids))
        .values(unlinked_at=None, unlinked_with=None),
        execution_options=_UNSEEN,
    )


def link_again(session: Session, binned: Mapping[UUID, datetime]) -> None:
    """Put assets that come back from the bin into the scenes that they left for it.

    `binned` says since when each was there: an undo took its variant out of scenes at that
    moment, and may be forgotten by now. What they were taken out of otherwise waits from now on,
    as if it was in the bin with them; what waits for an undo waits as long as that.
    """
    of_them = SceneAsset.asset_id.in_(list(binned))
    left_with = tuple_(SceneAsset.asset_id, SceneAsset.unlinked_at).in_(list(binned.items()))
    session.execute(
        update(SceneAsset).where(of_them, left_with).values(unlinked_at=None, unlinked_with=None),
        execution_options=_UNSEEN,
    )
    session.execute(
        update(SceneAsset)
        .where(of_them, SceneAsset.unlinked_at.is_not(None), SceneAsset.unlinked_with.is_(None))
        .values(unlinked_at=func.clock_timestamp()),
        execution_options=_UNSEEN,
    )


def _told(project_id: UUID) -> Select[Reshape, str, str]:
    variant = aliased(Asset)
    return (
        select(Reshape, Asset.name, variant.name)
        .join(Asset, Asset.id == Reshape.asset_id)
        .outerjoin(variant, variant.id == Reshape.variant_id)
        .where(Reshape.project_id == project_id)
        .execution_options(populate_existing=True)
    )


def _all(session: Session, wanted: Select[Reshape, str, str]) -> list[Told]:
    return [Told(*row) for row in session.execute(wanted)]
