"""Text that is stored while it is typed, for scripts: JSON in both directions of the way back.

An answer has the text as it is now under `values`, by field, and under `carried` what the next
change must say it is based on. Errors are the problem documents of the API: a stale change
(412) brings both too, so that nobody loses what either of them wrote.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, request

from asset_service.domain.errors import Stale
from asset_service.services.views.assets import AssetView
from asset_service.web.context import services, user_id
from asset_service.web.pages.forms import (
    scenes_field,
    scenes_text,
    text_field,
    type_field,
    whole_field,
)

_TEXTS = ("name", "description", "image_prompt")

blueprint = Blueprint("writing", __name__)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/text")
def asset_text(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    """Store the fields that were sent; what is typed in one go is one step of the history."""
    curation = services().curation
    try:
        asset = curation.edit(
            user_id(),
            project_id,
            asset_id,
            whole_field("version", 0),
            _changes(),
            began=whole_field("began", 0) or None,
        )
    except Stale as error:
        now = curation.get(user_id(), project_id, asset_id)
        raise Stale(error.detail, **_as_it_is(now)) from None
    return _as_it_is(asset)


def _changes() -> dict[str, Any]:
    changes: dict[str, Any] = {name: text_field(name) for name in _TEXTS if name in request.form}
    if "type" in request.form:
        changes["type"] = type_field()
    if "scene_numbers" in request.form:
        changes["scene_numbers"] = scenes_field()
    return changes


def _as_it_is(asset: AssetView) -> dict[str, Any]:
    texts = {name: getattr(asset, name) for name in (*_TEXTS, "type")}
    return {
        "values": {**texts, "scene_numbers": scenes_text(asset.scene_numbers)},
        "carried": {"version": asset.version},
    }
