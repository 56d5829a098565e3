"""Taking a project's pictures, look book and scenes out as files."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.export_views import ExportCancelled, ExportEstimate, ExportView
from asset_service.services.exports import ACCEPTED
from asset_service.services.views.paging import Page
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.downloads import original_response
from asset_service.web.schemas.exports import (
    ExportCancelledSchema,
    ExportEstimateQuerySchema,
    ExportEstimateSchema,
    ExportListSchema,
    ExportQuerySchema,
    ExportSchema,
    NewExportSchema,
)

blueprint = Blueprint("exports", __name__, "Pictures, look books and scenes as files")

_EXPORTS = "/projects/<id:project_id>/exports"
_EXPORT = f"{_EXPORTS}/<id:export_id>"
_THE_EXPORT = {"Location": {"description": "The new export", "schema": {"type": "string"}}}
_BYTES = {"type": "string", "format": "binary"}
_ZIP, _PDF, _CSV = "application/zip", "application/pdf", "text/csv"


@blueprint.route(_EXPORTS, methods=["POST"])
@problems(409, "too_many_exports", "nothing_to_export", "export_too_large")
@takes_key
@blueprint.arguments(NewExportSchema)
@blueprint.response(ACCEPTED, ExportSchema, headers=_THE_EXPORT)
def create_export(sent: dict[str, Any], project_id: UUID) -> Response:
    """Ask for an export. Workers make its file, one at a time for each person and project.

    Any member may: it shows nothing that he cannot read page by page.
    """
    answer = once(
        ACCEPTED,
        sent_key(ExportSchema),
        lambda key: services().exports.request(
            user_id(), project_id, sent["kind"], sent["options"], key
        ),
    )
    return answered(answer, Location=addresses.export(project_id, answer.body["id"]))


@blueprint.route(_EXPORTS)
@blueprint.arguments(ExportQuerySchema, location="query")
@blueprint.response(200, ExportListSchema)
def list_exports(query: dict[str, Any], project_id: UUID) -> Page[ExportView]:
    """List the exports of the project, whoever asked for them, the newest first."""
    return services().exports.list(user_id(), project_id, **query)


@blueprint.route(f"{_EXPORTS}/estimate")
@blueprint.arguments(ExportEstimateQuerySchema, location="query")
@blueprint.response(200, ExportEstimateSchema)
def estimate_export(query: dict[str, Any], project_id: UUID) -> ExportEstimate:
    """Say how many assets, pictures and bytes an export would have."""
    kind = query.pop("kind")
    return services().exports.estimate(user_id(), project_id, kind, query)


@blueprint.route(_EXPORT)
@blueprint.response(200, ExportSchema)
def get_export(project_id: UUID, export_id: UUID) -> ExportView:
    """Show one export."""
    return services().exports.get(user_id(), project_id, export_id)


@blueprint.route(f"{_EXPORT}/cancel", methods=["POST"])
@blueprint.response(200, ExportCancelledSchema)
def cancel_export(project_id: UUID, export_id: UUID) -> ExportCancelled:
    """End a queued export, ask a running one to stop. Again, or too late, is no error.

    A viewer may cancel his own alone.
    """
    return services().exports.cancel(user_id(), project_id, export_id)


@blueprint.route(f"{_EXPORT}/file")
@problems(409, "export_not_ready", "export_expired")
@problems(416, "range_not_satisfiable")
@blueprint.alt_response(200, schema=_BYTES, content_type=_PDF)
@blueprint.alt_response(200, schema=_BYTES, content_type=_CSV)
@blueprint.alt_response(206, schema=_BYTES, content_type=_ZIP)
@blueprint.response(200, _BYTES, content_type=_ZIP)
def get_export_file(project_id: UUID, export_id: UUID) -> Response:
    """Download the file of an export, or the one `Range` of it that is asked for."""
    return original_response(services().exports.file(user_id(), project_id, export_id))
