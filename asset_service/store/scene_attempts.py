"""Attempts of an asset in one scene: under numbers of their own, with what the scene shows.

Whoever writes here holds the asset's row first and then the scene asset's: the selection of the
asset is looked at under its lock when the transaction commits, whichever attempt changed.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, bindparam, case, insert, select, tuple_, update
from sqlalchemy.orm import Session

from asset_service.domain.attempts import LiveAttempt
from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.base import table_of
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.stored_object import StoredObject
from asset_service.store import attempts
from asset_service.store.attempts import FACTS, new_values, with_files_of

_ATTEMPTS = table_of(Attempt)
_SCENE_ASSETS = table_of(SceneAsset)
_SHOWS = bindparam("shows", type_=Boolean)
_COUNTED = (
    update(_SCENE_ASSETS)
    .where(_SCENE_ASSETS.c.id == bindparam("of_scene_asset"))
    .values(
        attempt_counter=_SCENE_ASSETS.c.attempt_counter + 1,
        choice_counter=_SCENE_ASSETS.c.choice_counter + bindparam("choices"),
        image_attempt_id=case(
            (_SHOWS, bindparam("shown", type_=Uuid)), else_=_SCENE_ASSETS.c.image_attempt_id
        ),
        inherited_from=case((~_SHOWS, _SCENE_ASSETS.c.inherited_from)),
    )
    .returning(_SCENE_ASSETS.c.attempt_counter)
    .cte("counted")
)
_INSERT = (
    insert(_ATTEMPTS)
    .values(
        number=select(_COUNTED.c.attempt_counter).scalar_subquery(),
        binned_at=case((bindparam("is_binned", type_=Boolean), attempts.NOW)),
        # A parameter that had a column's name would be set in `scene_assets` as well.
        **{name: bindparam(f"new_{name}") for name in FACTS},
    )
    .returning(_ATTEMPTS.c.number)
)
_LIVE = (
    select(
        _ATTEMPTS.c.id,
        _ATTEMPTS.c.number,
        _ATTEMPTS.c.slot,
        (_ATTEMPTS.c.id == _SCENE_ASSETS.c.image_attempt_id).label("shown"),
    )
    .join(_SCENE_ASSETS, _SCENE_ASSETS.c.id == _ATTEMPTS.c.scene_asset_id)
    .where(
        _ATTEMPTS.c.scene_asset_id == bindparam("scene_asset"),
        _ATTEMPTS.c.slot.is_not(None),
    )
    .order_by(_ATTEMPTS.c.number)
)


def live(session: Session, scene_asset_id: UUID) -> list[LiveAttempt]:
    """Return those that hold a slot, oldest first, as the database has them now."""
    found = session.execute(_LIVE, {"scene_asset": scene_asset_id})
    return [LiveAttempt(row.id, row.number, row.slot, bool(row.shown)) for row in found]


def insert_counted(session: Session, facts: Mapping[str, Any], *, choices: int, shows: bool) -> int:
    """Insert an attempt under the next number of its scene asset and return it.

    Adds `choices` to the scene asset's count of choices by people. With `shows` the scene shows
    it from now on, and inherits its picture from nowhere. Without a slot it is in the bin.
    """
    known = {
        "of_scene_asset": facts["scene_asset_id"],
        "choices": choices,
        "shows": shows,
        "shown": facts["id"],
        **new_values(facts),
    }
    number: int = session.execute(_INSERT, known).scalar_one()
    return number


def lock(
    session: Session, project_id: UUID, scene_id: UUID, asset_id: UUID
) -> tuple[SceneAsset, Asset]:
    """Lock and return the asset in the scene, the asset's row first; raises NotFound.

    Not one that is in the bin, nor one that was taken out of the scene.
    """
    asset = session.scalar(
        select(Asset)
        .where(Asset.id == asset_id, Asset.project_id == project_id, Asset.binned_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    there = session.scalar(
        select(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(*_linked(project_id, scene_id, asset_id))
        .with_for_update(of=SceneAsset)
        .execution_options(populate_existing=True)
    )
    if asset is None or there is None:
        raise NotFound("asset in this scene")
    return there, asset


def lock_some(
    session: Session, project_id: UUID, ids: Collection[UUID | None]
) -> dict[UUID | None, SceneAsset]:
    """Lock and return those of the named ones that are in a scene of the script, by id.

    Trusts that the caller holds their assets.
    """
    if not ids:
        return {}
    found = session.scalars(
        select(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.id.in_(ids),
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
        .order_by(SceneAsset.id)
        .with_for_update(of=SceneAsset)
        .execution_options(populate_existing=True)
    )
    return {there.id: there for there in found}


def lock_pairs(
    session: Session, project_id: UUID, pairs: Collection[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], SceneAsset]:
    """As `lock_some`, by scene and asset."""
    found = session.scalars(
        select(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            tuple_(SceneAsset.scene_id, SceneAsset.asset_id).in_(pairs),
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
        .order_by(SceneAsset.id)
        .with_for_update(of=SceneAsset)
        .execution_options(populate_existing=True)
    )
    return {(there.scene_id, there.asset_id): there for there in found}


def scenes_of(session: Session, project_id: UUID, asset_id: UUID) -> set[UUID]:
    """Return the scenes that the asset is in."""
    found = session.scalars(
        select(SceneAsset.scene_id).where(
            SceneAsset.project_id == project_id,
            SceneAsset.asset_id == asset_id,
            SceneAsset.unlinked_at.is_(None),
        )
    )
    return set(found)


def find(session: Session, project_id: UUID, scene_id: UUID, asset_id: UUID) -> SceneAsset:
    """Return the state of the asset in the scene, the asset's being in the bin or not.

    Raises NotFound.
    """
    there = session.scalar(
        select(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(*_linked(project_id, scene_id, asset_id))
    )
    if there is None:
        raise NotFound("asset in this scene")
    return there


def get(session: Session, there: SceneAsset, attempt_id: UUID) -> Attempt:
    """Return one attempt of the scene asset, live or in the bin; raises NotFound."""
    attempt = attempts.get(session, there.project_id, there.asset_id, attempt_id)
    if attempt.scene_asset_id != there.id:
        raise NotFound("attempt")
    return attempt


def with_files(session: Session, there: SceneAsset) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return every attempt of the scene asset with its file, by number."""
    wanted = with_files_of().where(
        Attempt.scene_asset_id == there.id, Attempt.project_id == there.project_id
    )
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(Attempt.number))]


def live_of_scene(
    session: Session, project_id: UUID, scene_id: UUID
) -> Sequence[tuple[Attempt, StoredObject]]:
    """Return the live attempts of every asset in the scene with their files, by number."""
    wanted = (
        with_files_of()
        .join(SceneAsset, SceneAsset.id == Attempt.scene_asset_id)
        .where(
            SceneAsset.scene_id == scene_id,
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
            Attempt.slot.is_not(None),
        )
        .order_by(Attempt.number)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def _linked(project_id: UUID, scene_id: UUID, asset_id: UUID) -> tuple[Any, ...]:
    return (
        SceneAsset.project_id == project_id,
        SceneAsset.scene_id == scene_id,
        SceneAsset.asset_id == asset_id,
        SceneAsset.unlinked_at.is_(None),
        Scene.scene_number.is_not(None),
    )
