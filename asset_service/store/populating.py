"""Many scene assets at once: read, and written in one statement whatever their number."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, defer

from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.scene import Scene
from asset_service.models.scene_asset import SceneAsset

# `place` keeps their order: two rows of one statement may have the same time.
_INSERT = text("""
insert into scene_assets (id, project_id, scene_id, asset_id, override_text, status_tags,
    carry_forward, inherited_from, image_attempt_id, master_attempt_id, master_text_version,
    created_at)
  select id, :project_id, scene_id, asset_id, override_text, status_tags, carry_forward,
    inherited_from, image_attempt_id, master_attempt_id, master_text_version,
    statement_timestamp() + place * interval '1 microsecond'
  from jsonb_to_recordset(cast(:rows as jsonb)) as fresh (place integer, id uuid, scene_id uuid,
    asset_id uuid, override_text text, status_tags text[], carry_forward boolean,
    inherited_from uuid, image_attempt_id uuid, master_attempt_id uuid,
    master_text_version integer)
  order by place
""")
_UPDATE = text("""
update scene_assets as there
  set image_attempt_id = changed.image_attempt_id, master_attempt_id = changed.master_attempt_id,
    master_text_version = changed.master_text_version,
    unlinked_at = case when not changed.linked then clock_timestamp() end
  from jsonb_to_recordset(cast(:rows as jsonb)) as changed (id uuid, image_attempt_id uuid,
    master_attempt_id uuid, master_text_version integer, linked boolean)
  where there.id = changed.id and there.project_id = :project_id
""")


def lock_scenes(session: Session, project_id: UUID) -> list[Scene]:
    """Lock and return the scenes that the script has, in their order, without their text.

    As `scenes.get` locks one: a job may come to refer to them.
    """
    found = session.scalars(
        select(Scene)
        .where(Scene.project_id == project_id, Scene.scene_number.is_not(None))
        .order_by(Scene.id)
        .options(defer(Scene.text, raiseload=True))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda scene: scene.number)


def hold_assets(session: Session, project_id: UUID) -> list[Asset]:
    """Return all assets of the project, the ones in the bin too, in the order they were made.

    Nobody changes a picture of them, or links or unlinks them, until the transaction ends.
    """
    found = session.scalars(
        select(Asset)
        .where(Asset.project_id == project_id)
        .order_by(Asset.id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda asset: (asset.created_at, asset.id))


def standing(
    session: Session, project_id: UUID, scene_ids: Collection[UUID] | None = None
) -> list[SceneAsset]:
    """Return the scene assets of these scenes, or of all, those that were taken out too."""
    wanted = (
        select(SceneAsset)
        .where(SceneAsset.project_id == project_id)
        .order_by(SceneAsset.created_at, SceneAsset.id)
        .execution_options(populate_existing=True)
    )
    if scene_ids is not None:
        wanted = wanted.where(SceneAsset.scene_id.in_(scene_ids))
    return list(session.scalars(wanted))


def shown_of_scenes(session: Session, project_id: UUID) -> set[UUID]:
    """Return the attempts that some scene shows and that were made for one, this or another."""
    found = session.scalars(
        select(Attempt.id)
        .join(SceneAsset, SceneAsset.image_attempt_id == Attempt.id)
        .where(SceneAsset.project_id == project_id, Attempt.scene_asset_id.is_not(None))
    )
    return set(found)


def add(session: Session, project_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these scene assets, in their order."""
    if rows:
        placed = [{"place": place, **row} for place, row in enumerate(rows)]
        session.execute(_INSERT, {"project_id": project_id, "rows": _json(placed)})


def change(session: Session, project_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Write picture, what the master was, and whether they are linked, of these scene assets."""
    if rows:
        session.execute(_UPDATE, {"project_id": project_id, "rows": _json(rows)})


def mark_populated(session: Session, project_id: UUID, scene_ids: Collection[UUID]) -> None:
    """Say of these scenes that they were populated just now."""
    if scene_ids:
        session.execute(
            update(Scene)
            .where(Scene.project_id == project_id, Scene.id.in_(scene_ids))
            .values(populated_at=func.clock_timestamp())
            .execution_options(synchronize_session=False)
        )


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, default=str)
