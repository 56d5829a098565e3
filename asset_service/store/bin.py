"""What waits in the bin of a project, as one list by the moment it went there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.reshape import Reshape
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.stored_object import StoredObject


class Entry(NamedTuple):
    """`kind` is `asset`, `attempt`, `clearing`, `merge` or `split`; `id` is that of its row.

    A clearing is named by the `version` of the style that it came with, and has an id for paging
    alone. `by` is who did it, None where nobody did.
    """

    kind: str
    id: UUID
    at: datetime
    by: UUID | None
    version: int | None


def page(  # noqa: PLR0913 - each is one filter of the list
    session: Session,
    project_id: UUID,
    *,
    name_folded: str = "",
    kinds: Collection[str] = (),
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[Entry]:
    """Return what went to the bin last, after the one named; all kinds without `kinds`.

    `name_folded` is a part of the name of its asset. Then attempts that were cleared together
    are found one by one, and not as what they were cleared with.
    """
    wanted = {
        "asset": _assets(project_id, name_folded),
        "attempt": _attempts(project_id, name_folded),
        "merge or split": _reshapes(project_id, name_folded),
    }
    if not name_folded:
        wanted["clearing"] = _clearings(project_id)
    everything = union_all(*wanted.values()).subquery()
    statement = (
        select(everything).order_by(everything.c.at.desc(), everything.c.id.desc()).limit(limit)
    )
    if kinds:
        statement = statement.where(everything.c.kind.in_(kinds))
    if after is not None:
        statement = statement.where(tuple_(everything.c.at, everything.c.id) < tuple_(*after))
    return [Entry(*row) for row in session.execute(statement)]


class BinnedRow(NamedTuple):
    """An attempt with its file and asset, and its scene if it is of one."""

    attempt: Attempt
    file: StoredObject
    asset: Asset
    scene_id: UUID | None
    scene_number: int | None


def attempts(session: Session, attempt_ids: Collection[UUID]) -> list[BinnedRow]:
    """Return what is to be shown of the named attempts."""
    found = session.execute(
        select(Attempt, StoredObject, Asset, Scene.id, Scene.scene_number)
        .join(Asset, Asset.id == Attempt.asset_id)
        .join(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .outerjoin(SceneAsset, SceneAsset.id == Attempt.scene_asset_id)
        .outerjoin(Scene, Scene.id == SceneAsset.scene_id)
        .where(Attempt.id.in_(attempt_ids))
    )
    return [BinnedRow(*row) for row in found]


def _called(name_folded: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.contains(name_folded, autoescape=True) for column in columns))


def _entry(kind: Any, row_id: Any, at: Any, by: Any, version: Any = None) -> tuple[Any, ...]:
    return (
        cast(kind, String).label("kind"),
        cast(row_id, Uuid).label("id"),
        at.label("at"),
        by.label("by"),
        cast(null() if version is None else version, Integer).label("version"),
    )


def _assets(project_id: UUID, name_folded: str) -> Select[Any]:
    return select(*_entry(literal("asset"), Asset.id, Asset.binned_at, Asset.binned_by)).where(
        Asset.project_id == project_id,
        Asset.binned_at.is_not(None),
        Asset.merged_with.is_(None),
        _called(name_folded, Asset.name_folded),
    )


def _attempts(project_id: UUID, name_folded: str) -> Select[Any]:
    """Of assets that are not there themselves, and of scenes that they are still in.

    What was taken out of a scene has its pictures again when it is linked again.
    """
    wanted = (
        select(*_entry(literal("attempt"), Attempt.id, Attempt.binned_at, Attempt.binned_by))
        .join(Asset, Asset.id == Attempt.asset_id)
        .outerjoin(SceneAsset, SceneAsset.id == Attempt.scene_asset_id)
        .outerjoin(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            Attempt.project_id == project_id,
            Attempt.slot.is_(None),
            Attempt.scene_asset_id.is_(None)
            | (SceneAsset.unlinked_at.is_(None) & Scene.scene_number.is_not(None)),
            Asset.binned_at.is_(None),
            _called(name_folded, Asset.name_folded),
        )
    )
    return wanted if name_folded else wanted.where(Attempt.cleared_with.is_(None))


def _clearings(project_id: UUID) -> Select[Any]:
    named = func.md5(func.concat(cast(literal(project_id), String), "/", Attempt.cleared_with))
    return (
        select(
            *_entry(
                literal("clearing"),
                named,
                func.min(Attempt.binned_at),
                # one person did it: which is the same for all of them
                func.min(cast(Attempt.binned_by, String)).cast(Uuid),
                Attempt.cleared_with,
            )
        )
        .join(Asset, Asset.id == Attempt.asset_id)
        .where(
            Attempt.project_id == project_id,
            Attempt.cleared_with.is_not(None),
            Asset.binned_at.is_(None),
        )
        .group_by(Attempt.cleared_with)
    )


def _reshapes(project_id: UUID, name_folded: str) -> Select[Any]:
    variant, absorbed = aliased(Asset), aliased(Asset)
    of_it = (
        select(literal(1))
        .where(absorbed.merged_with == Reshape.id, _called(name_folded, absorbed.name_folded))
        .exists()
    )
    return (
        select(*_entry(Reshape.kind, Reshape.id, Reshape.created_at, Reshape.created_by))
        .join(Asset, Asset.id == Reshape.asset_id)
        .outerjoin(variant, variant.id == Reshape.variant_id)
        .where(
            Reshape.project_id == project_id,
            Reshape.undone_at.is_(None),
            or_(_called(name_folded, Asset.name_folded, variant.name_folded), of_it),
        )
    )
