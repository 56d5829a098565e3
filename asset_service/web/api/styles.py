"""The visual style, in words."""

from typing import Any
from uuid import UUID

from asset_service.services.views import StyleView
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.schemas.styles import NewStyleSchema, StyleSchema, StyleTextSchema

blueprint = Blueprint("style", __name__, "The visual style, in words")


@blueprint.route("/projects/<id:project_id>/style")
@blueprint.response(200, StyleSchema)
def get_style(project_id: UUID) -> StyleView:
    """Show the style; version 0 is none yet."""
    return services().styles.get(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/style", methods=["PUT"])
@problems(409, "style_locked", "stage_locked")
@blueprint.arguments(StyleTextSchema)
@blueprint.response(200, StyleSchema)
def put_style(sent: dict[str, Any], project_id: UUID) -> StyleView:
    """Write the style, while it is not locked."""
    return services().styles.put(user_id(), project_id, sent["text"])


@blueprint.route("/projects/<id:project_id>/style/lock", methods=["POST"])
@problems(409, "stage_locked")
@problems(422, "style_empty")
@blueprint.response(200, StyleSchema)
def lock_style(project_id: UUID) -> StyleView:
    """Lock the style, so that images can be generated; again is no error."""
    return services().styles.lock(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/style/change", methods=["POST"])
@problems(409, "style_not_locked", "stage_locked")
@blueprint.arguments(NewStyleSchema)
@blueprint.response(200, StyleSchema)
def change_style(sent: dict[str, Any], project_id: UUID) -> StyleView:
    """Replace a locked style. Images stay, and show as outdated."""
    return services().styles.change(user_id(), project_id, sent["text"])
