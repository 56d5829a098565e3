"""What there is to design."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.curation import NewAsset
from asset_service.services.idempotency import CREATED
from asset_service.services.views.assets import AssetView, Comparison, RevisionView
from asset_service.services.views.paging import Page
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.preconditions import etag, wanted_version
from asset_service.web.schemas.assets import (
    AssetEditSchema,
    AssetListSchema,
    AssetQuerySchema,
    AssetSchema,
    CompareQuerySchema,
    ComparisonSchema,
    EditedAssetSchema,
    NewAssetSchema,
    RestoreSchema,
    RevisionListSchema,
)

blueprint = Blueprint("assets", __name__, "What there is to design")

_ONE = "/projects/<id:project_id>/assets/<id:asset_id>"
_ETAG = {"ETag": {"description": "For If-Match", "schema": {"type": "string"}}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that the change is based on",
    "schema": {"type": "string"},
}


@blueprint.route("/projects/<id:project_id>/assets")
@blueprint.arguments(AssetQuerySchema, location="query")
@blueprint.response(200, AssetListSchema)
def list_assets(query: dict[str, Any], project_id: UUID) -> Page[AssetView]:
    """List assets; without a state all that are not in the bin."""
    return services().curation.list(user_id(), project_id, **query)


@blueprint.route("/projects/<id:project_id>/assets", methods=["POST"])
@problems(409, "name_taken", "stage_locked")
@problems(422, "unknown_scene")
@takes_key
@blueprint.arguments(NewAssetSchema)
@blueprint.response(201, AssetSchema, headers=_ETAG)
def add_asset(sent: dict[str, Any], project_id: UUID) -> Response:
    """Add an asset by hand."""
    new = NewAsset(**sent)
    answer = once(
        CREATED,
        sent_key(AssetSchema),
        lambda key: services().curation.add(user_id(), project_id, new, key),
    )
    location = addresses.asset(project_id, answer.body["id"])
    return answered(answer, Location=location, ETag=etag(answer.body["version"]))


@blueprint.route(_ONE)
@blueprint.response(200, AssetSchema, headers=_ETAG)
def get_asset(project_id: UUID, asset_id: UUID) -> tuple[AssetView, dict[str, str]]:
    """Show one asset, in the bin too."""
    return _tagged(services().curation.get(user_id(), project_id, asset_id))


@blueprint.route(_ONE, methods=["PATCH"])
@blueprint.doc(parameters=[_IF_MATCH])
@problems(409, "name_taken", "stage_locked")
@problems(412, "stale")
@problems(422, "unknown_scene")
@problems(428, "precondition_required")
@blueprint.arguments(AssetEditSchema)
@blueprint.response(200, EditedAssetSchema, headers=_ETAG)
def edit_asset(
    sent: dict[str, Any], project_id: UUID, asset_id: UUID
) -> tuple[AssetView, dict[str, str]]:
    """Change the asset's text or scene numbers, if it is still the version that you read.

    A new type keeps all pictures; `warnings` names those that have another shape.
    """
    curation = services().curation
    version = wanted_version(lambda: curation.get(user_id(), project_id, asset_id).version)
    return _tagged(curation.edit(user_id(), project_id, asset_id, version, sent))


@blueprint.route(_ONE, methods=["DELETE"])
@problems(409, "stage_locked")
@blueprint.response(200, AssetSchema)
def delete_asset(project_id: UUID, asset_id: UUID) -> AssetView:
    """Move the asset to the bin; no scan brings it back. It can be restored."""
    return services().curation.delete(user_id(), project_id, asset_id)


@blueprint.route(f"{_ONE}/defer", methods=["POST"])
@blueprint.response(200, AssetSchema)
def defer_asset(project_id: UUID, asset_id: UUID) -> AssetView:
    """Set the asset aside, whatever the stage. Again is no error."""
    return services().curation.defer(user_id(), project_id, asset_id)


@blueprint.route(f"{_ONE}/restore", methods=["POST"])
@problems(409, "asset_merged", "name_taken", "stage_locked")
@blueprint.arguments(RestoreSchema, required=False)
@blueprint.response(200, AssetSchema)
def restore_asset(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> AssetView:
    """Bring the asset back from being deferred, or from the bin. Again is no error."""
    return services().curation.restore(user_id(), project_id, asset_id, sent["name"])


@blueprint.route(f"{_ONE}/revisions")
@blueprint.response(200, RevisionListSchema)
def list_revisions(project_id: UUID, asset_id: UUID) -> Page[RevisionView]:
    """List the asset's earlier texts, newest first."""
    return Page(list(services().curation.revisions(user_id(), project_id, asset_id)), None)


@blueprint.route(f"{_ONE}/revisions/<int:version>/compare")
@blueprint.arguments(CompareQuerySchema, location="query")
@blueprint.response(200, ComparisonSchema)
def compare_revisions(
    query: dict[str, Any], project_id: UUID, asset_id: UUID, version: int
) -> Comparison:
    """Compare an earlier text with another one, or with that of now, word by word."""
    return services().history.compare(user_id(), project_id, asset_id, version, query["other"])


@blueprint.route(f"{_ONE}/revisions/<int:version>/restore", methods=["POST"])
@blueprint.doc(parameters=[_IF_MATCH])
@problems(409, "name_taken", "stage_locked")
@problems(412, "stale")
@problems(428, "precondition_required")
@blueprint.response(200, EditedAssetSchema, headers=_ETAG)
def restore_revision(
    project_id: UUID, asset_id: UUID, version: int
) -> tuple[AssetView, dict[str, str]]:
    """Make an earlier text the text again: an edit like any other, which keeps the history."""
    asked = services()
    wanted = wanted_version(lambda: asked.curation.get(user_id(), project_id, asset_id).version)
    return _tagged(asked.history.restore(user_id(), project_id, asset_id, version, wanted))


def _tagged(asset: AssetView) -> tuple[AssetView, dict[str, str]]:
    return asset, {"ETag": etag(asset.version)}
