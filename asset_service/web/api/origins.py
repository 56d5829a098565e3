"""Where a picture comes from, and copies that say so."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.origin_views import OriginView
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.downloads import harden, marked_response
from asset_service.web.schemas.origins import ExportQuerySchema, OriginSchema

blueprint = Blueprint("provenance", __name__, "Where pictures come from")
blueprint.after_request(harden)

_ONE = "/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>"
_BYTES = {"type": "string", "format": "binary"}
_MARKS = {
    "X-Provenance": {
        "description": "`marked`, `signed`, or `unchanged` with the reason, as in "
        "`unchanged; why=signed`",
        "schema": {"type": "string"},
    }
}


@blueprint.route(f"{_ONE}/provenance")
@blueprint.response(200, OriginSchema)
def get_provenance(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> OriginView:
    """Tell where an attempt comes from: what made it, and what its file says of itself."""
    return services().origins.show(user_id(), project_id, asset_id, attempt_id)


@blueprint.route(f"{_ONE}/export")
@problems(413, "picture_too_large")
@problems(422, "picture_unreadable")
@blueprint.arguments(ExportQuerySchema, location="query")
@blueprint.alt_response(200, schema=_BYTES, content_type="image/jpeg")
@blueprint.alt_response(200, schema=_BYTES, content_type="image/webp")
@blueprint.response(200, _BYTES, content_type="image/png", headers=_MARKS)
def export_attempt(
    query: dict[str, Any], project_id: UUID, asset_id: UUID, attempt_id: UUID
) -> Response:
    """Download a copy that says where it comes from, every pixel as in the original.

    XMP names its source type and what AI made it, with `include_prompt=1` the prompt too; a
    signature comes last where the installation has a certificate. Where a mark would break the
    file's own credentials, or nothing is known, the copy is the original, as `X-Provenance` says.
    """
    return marked_response(
        services().origins.export(
            user_id(),
            project_id,
            asset_id,
            attempt_id,
            include_prompt=query["include_prompt"],
        )
    )
