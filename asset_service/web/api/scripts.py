"""The script and its scenes."""

from typing import Any
from uuid import UUID

from flask import Response, request

from asset_service.domain.errors import UnsupportedType
from asset_service.services.idempotency import DONE
from asset_service.services.views.paging import Page
from asset_service.services.views.scenes import SceneView
from asset_service.services.views.scripts import ScriptPreview
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.bodies import Body, check_size, read_file, read_raw, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.schemas.scripts import (
    ConfirmScriptSchema,
    PastedScriptSchema,
    SceneListSchema,
    SceneQuerySchema,
    SceneSchema,
    ScriptConfirmedSchema,
    ScriptPreviewSchema,
)

blueprint = Blueprint("script", __name__, "The script and its scenes")

_WHAT = "A script"
_PASTED = "pasted.txt"
_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": PastedScriptSchema},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


@blueprint.route("/projects/<id:project_id>/script/preview", methods=["POST"])
@blueprint.doc(**_BODIES)
@problems(422, "invalid")
@blueprint.response(200, ScriptPreviewSchema)
@takes(Body.SCRIPT)
def preview_script(project_id: UUID) -> ScriptPreview:
    """Read a script, without changing the project.

    The preview is kept as your draft for 24 hours; `script/confirm` names it.
    """
    data, file_name = _sent_script(parts().settings.max_script_bytes)
    return services().scripts.preview(user_id(), project_id, data, file_name)


@blueprint.route("/projects/<id:project_id>/script/drafts/<id:draft_id>")
@blueprint.response(200, ScriptPreviewSchema)
def get_draft(project_id: UUID, draft_id: UUID) -> ScriptPreview:
    """Show a preview of yours again."""
    return services().scripts.draft(user_id(), project_id, draft_id)


@blueprint.route("/projects/<id:project_id>/script/confirm", methods=["POST"])
@problems(422, "script_without_scenes")
@takes_key
@blueprint.arguments(ConfirmScriptSchema)
@blueprint.response(200, ScriptConfirmedSchema)
def confirm_script(sent: dict[str, Any], project_id: UUID) -> Response:
    """Make a draft the project's script. No asset is removed or renamed."""
    answer = once(
        DONE,
        sent_key(ScriptConfirmedSchema),
        lambda key: services().scripts.confirm(user_id(), project_id, sent["draft_id"], key),
    )
    return answered(answer)


@blueprint.route("/projects/<id:project_id>/scenes")
@blueprint.arguments(SceneQuerySchema, location="query")
@blueprint.response(200, SceneListSchema)
def list_scenes(query: dict[str, Any], project_id: UUID) -> Page[SceneView]:
    """List the scenes in order."""
    return services().scripts.scenes(user_id(), project_id, **query)


@blueprint.route("/projects/<id:project_id>/scenes/<id:scene_id>")
@blueprint.response(200, SceneSchema)
def get_scene(project_id: UUID, scene_id: UUID) -> SceneView:
    """Show one scene."""
    return services().scripts.scene(user_id(), project_id, scene_id)


def _sent_script(most: int) -> tuple[bytes, str]:
    if request.is_json:
        sent = blueprint.ARGUMENTS_PARSER.parse(PastedScriptSchema(), location="json")
        return check_size(sent["text"].encode(), most, _WHAT), sent["file_name"]
    if request.mimetype == "multipart/form-data":
        return read_file(most, _WHAT)
    if request.mimetype == "text/plain":
        return read_raw(most, _WHAT), _PASTED
    raise UnsupportedType("Send JSON, a multipart form with a file, or plain text.")
