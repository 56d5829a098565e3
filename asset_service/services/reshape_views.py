"""Merges and splits as they are kept and as they are shown."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from asset_service.domain.attempts import LiveAttempt
from asset_service.domain.texts import FIELDS
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.reshape import Reshape
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.views.assets import NamedAsset
from asset_service.services.views.reshapes import NotPutBack, ReshapeView
from asset_service.store import reshapes
from asset_service.store.reshapes import Told
from asset_service.store.work import Work


def snapshot(asset: Asset, *, selected: UUID | None) -> dict[str, Any]:
    """Return what of an asset a merge or split may change, as JSON."""
    return {
        **{name: getattr(asset, name) for name in FIELDS},
        "scene_numbers": sorted(asset.scene_numbers),
        "scenes_lost": asset.scenes_lost and not asset.scene_numbers,
        "text_version": asset.text_version,
        "choice_counter": asset.choice_counter,
        "selected": None if selected is None else str(selected),
    }


def mark(row: SceneAsset) -> str:
    """Return what tells later whether people wrote something there, or chose a picture."""
    said = [row.override_text, row.status_tags, row.carry_forward, str(row.image_attempt_id)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def keep(
    work: Work,
    reshape: Reshape,
    before: dict[str, Any],
    after: dict[str, Any],
    made: Iterable[SceneAsset] = (),
) -> None:
    """Write down what was and what became of it, with all that tells later what people did.

    `made` is what it put into scenes. And the scenes of all numbers, for numbers follow them.
    """
    numbers = {*before["scene_numbers"], *after["scene_numbers"]}
    scenes = reshapes.scene_ids(work.session, reshape.project_id, numbers)
    reshape.before = before | {"scenes": {str(n): str(one) for n, one in scenes.items()}}
    reshape.after = after | {"made": {str(row.id): mark(row) for row in made}}
    work.session.flush()


def live_attempts(rows: Iterable[Attempt]) -> list[LiveAttempt]:
    return [
        LiveAttempt(row.id, row.number, row.slot, row.is_selected)
        for row in rows
        if row.slot is not None
    ]


def present_reshape(told: Told) -> ReshapeView:
    reshape = told.reshape
    variant = None
    if reshape.variant_id is not None:
        variant = NamedAsset(reshape.variant_id, told.variant or "")
    return ReshapeView(
        id=reshape.id,
        kind=reshape.kind,
        asset=NamedAsset(reshape.asset_id, told.name),
        absorbed=[
            NamedAsset(UUID(one["asset_id"]), one["name"])
            for one in reshape.before.get("absorbed", [])
        ],
        variant=variant,
        created_by=reshape.created_by,
        created_at=reshape.created_at,
        undone_at=reshape.undone_at,
        left_out=[NotPutBack(**one) for one in reshape.left_out],
    )
