"""Scenes of a project, and the assets in them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import all_, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, defer

from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset
from asset_service.models.stored_object import StoredObject

Row = tuple[SceneAsset, Attempt | None, StoredObject | None]


class Origin(NamedTuple):
    """Where a scene asset comes from, and where it is; not `linked`: it was taken out."""

    inherited_from: UUID | None
    scene_id: UUID
    scene_number: int | None
    linked: bool


def numbers(session: Session, project_id: UUID) -> set[int]:
    """Return the numbers of the scenes that the script has now."""
    found = session.scalars(
        select(Scene.scene_number).where(
            Scene.project_id == project_id, Scene.scene_number.is_not(None)
        )
    )
    return {number for number in found if number is not None}


def headings(session: Session, project_id: UUID) -> list[tuple[int, str, str]]:
    """Return number, label and heading of every scene that the script has now, in order."""
    found = session.execute(
        select(Scene.scene_number, Scene.label, Scene.heading)
        .where(Scene.project_id == project_id, Scene.scene_number.is_not(None))
        .order_by(Scene.scene_number)
    )
    return [(number, label, heading) for number, label, heading in found if number is not None]


def page(session: Session, project_id: UUID, limit: int, after: int) -> list[Scene]:
    """Return up to `limit` scenes in order, after that scene number."""
    return list(
        session.scalars(
            select(Scene)
            .where(Scene.project_id == project_id, Scene.scene_number > after)
            .order_by(Scene.scene_number)
            .limit(limit)
        )
    )


def get(session: Session, project_id: UUID, scene_id: UUID, *, lock: bool = False) -> Scene:
    """Return a scene the script has now; raises NotFound. With `lock`, hold its row.

    No stronger than a change of it needs: whoever asks for a picture there holds the asset
    already when the new job refers to the scene, and must not wait for one who waits for that.
    """
    wanted = select(Scene).where(
        Scene.id == scene_id, Scene.project_id == project_id, Scene.scene_number.is_not(None)
    )
    if lock:
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    scene = session.scalar(wanted)
    if scene is None:
        raise NotFound("scene")
    return scene


def members(
    session: Session, project_id: UUID, number: int, *, lock: bool = False
) -> Sequence[Asset]:
    """Return the assets that belong to a scene: those that name it, or belong everywhere.

    With `lock`, nobody unlinks one of them from any scene until the transaction ends.
    """
    wanted = (
        select(Asset)
        .where(
            Asset.project_id == project_id,
            Asset.binned_at.is_(None),
            (literal(number) == any_(Asset.scene_numbers))
            | ((func.cardinality(Asset.scene_numbers) == 0) & ~Asset.scenes_lost),
        )
        .execution_options(populate_existing=True)
    )
    if lock:
        # Locked in the order of their ids, as everywhere: two who lock several wait for no ring.
        wanted = wanted.order_by(Asset.id).with_for_update(read=True, key_share=True)
    found = session.scalars(wanted).all()
    return sorted(found, key=lambda asset: (asset.created_at, asset.id))


def asset_counts(session: Session, project_id: UUID) -> dict[int, int]:
    """Return how many assets, none of them in the bin, belong to each scene of the script."""
    there = (
        select(Asset).where(Asset.project_id == project_id, Asset.binned_at.is_(None)).subquery()
    )
    belongs = (Scene.scene_number == any_(there.c.scene_numbers)) | (
        (func.cardinality(there.c.scene_numbers) == 0) & ~there.c.scenes_lost
    )
    found = session.execute(
        select(Scene.scene_number, func.count(there.c.id))
        .outerjoin(there, belongs)
        .where(Scene.project_id == project_id, Scene.scene_number.is_not(None))
        .group_by(Scene.scene_number)
    )
    return {row[0]: row[1] for row in found if row[0] is not None}


def selected_attempts(session: Session, project_id: UUID) -> dict[UUID, UUID]:
    """Return the selected attempt of each asset of the project that has one."""
    found = session.execute(
        select(Attempt.asset_id, Attempt.id).where(
            Attempt.project_id == project_id, Attempt.is_selected
        )
    )
    return {row[0]: row[1] for row in found}


def selected_attempt(session: Session, asset_id: UUID) -> UUID | None:
    """Return the selected attempt of one asset, if it has one."""
    return session.scalar(
        select(Attempt.id).where(Attempt.asset_id == asset_id, Attempt.is_selected)
    )


def in_scene(session: Session, project_id: UUID, scene_id: UUID) -> list[Row]:
    """Return the scene's assets with the attempt and file that each shows, oldest first."""
    found = session.execute(
        select(SceneAsset, Attempt, StoredObject)
        .outerjoin(Attempt, Attempt.id == SceneAsset.image_attempt_id)
        .outerjoin(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .where(
            SceneAsset.scene_id == scene_id,
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
        )
        .order_by(SceneAsset.created_at, SceneAsset.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1], row[2]) for row in found]


def in_scenes(session: Session, project_id: UUID) -> list[Row]:
    """Return what `in_scene` does for every scene that the script has, in one statement."""
    found = session.execute(
        select(SceneAsset, Attempt, StoredObject)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .outerjoin(Attempt, Attempt.id == SceneAsset.image_attempt_id)
        .outerjoin(
            StoredObject,
            (StoredObject.project_id == Attempt.project_id)
            & (StoredObject.sha256 == Attempt.sha256),
        )
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
        .order_by(SceneAsset.created_at, SceneAsset.id)
    )
    return [(row[0], row[1], row[2]) for row in found]


def titles(session: Session, project_id: UUID) -> Sequence[Scene]:
    """Return every scene that the script has, in order, without its text."""
    return session.scalars(
        select(Scene)
        .where(Scene.project_id == project_id, Scene.scene_number.is_not(None))
        .order_by(Scene.scene_number)
        .options(defer(Scene.text, raiseload=True))
    ).all()


def origins(session: Session, project_id: UUID, asset_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """Return where each scene asset of these assets comes from, those taken out of scenes too."""
    found = session.execute(
        select(
            SceneAsset.id,
            SceneAsset.inherited_from,
            Scene.id,
            Scene.scene_number,
            SceneAsset.unlinked_at.is_(None),
        )
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(SceneAsset.project_id == project_id, SceneAsset.asset_id.in_(asset_ids))
    )
    return {row[0]: Origin(*row[1:]) for row in found}


def counts(session: Session, project_id: UUID, asset_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return in how many scenes of the script each of these assets is."""
    found = session.execute(
        select(SceneAsset.asset_id, func.count())
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.asset_id.in_(asset_ids),
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number.is_not(None),
        )
        .group_by(SceneAsset.asset_id)
    )
    return {row[0]: row[1] for row in found}


def one_in_scene(
    session: Session, project_id: UUID, scene_id: UUID, asset_id: UUID
) -> SceneAsset | None:
    """Return the state of the asset in the scene, held until the end; None when it has none.

    None too when it was taken out.
    """
    return session.scalar(
        select(SceneAsset)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.scene_id == scene_id,
            SceneAsset.asset_id == asset_id,
            SceneAsset.unlinked_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def touch(session: Session, scene_id: UUID) -> None:
    """Let everybody who looks hear of it: a row that is deleted says nothing by itself."""
    session.execute(
        update(Scene).where(Scene.id == scene_id).values(updated_at=func.clock_timestamp())
    )


def latest_earlier(session: Session, project_id: UUID, number: int) -> dict[UUID, SceneAsset]:
    """Return, by asset, its scene asset in the latest scene before `number`."""
    found = session.scalars(
        select(SceneAsset)
        .join(Scene, Scene.id == SceneAsset.scene_id)
        .where(
            SceneAsset.project_id == project_id,
            SceneAsset.unlinked_at.is_(None),
            Scene.scene_number < number,
        )
        .ext(distinct_on(SceneAsset.asset_id))
        .order_by(SceneAsset.asset_id, Scene.scene_number.desc())
    )
    return {scene_asset.asset_id: scene_asset for scene_asset in found}


def add_number(session: Session, asset_id: UUID, number: int) -> None:
    """Add a scene number to an asset, once and sorted, whoever else does so now (R9)."""
    merged = func.array(
        select(func.unnest(func.array_append(Asset.scene_numbers, number)).label("n"))
        .distinct()
        .order_by("n")
        .correlate(Asset)
        .scalar_subquery()
    )
    session.execute(
        update(Asset)
        .where(Asset.id == asset_id, literal(number) != all_(Asset.scene_numbers))
        .values(scene_numbers=merged, version=Asset.version + 1)
        .execution_options(synchronize_session=False)
    )
