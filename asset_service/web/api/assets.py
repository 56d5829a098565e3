"""What there is to design."""

from typing import Any
from uuid import UUID

from asset_service.services.curation import NewAsset
from asset_service.services.views import AssetView, Page, RevisionView
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.preconditions import etag, wanted_version
from asset_service.web.schemas.assets import (
    AssetEditSchema,
    AssetListSchema,
    AssetQuerySchema,
    AssetSchema,
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
@blueprint.arguments(NewAssetSchema)
@blueprint.response(201, AssetSchema, headers=_ETAG)
def add_asset(sent: dict[str, Any], project_id: UUID) -> tuple[AssetView, dict[str, str]]:
    """Add an asset by hand."""
    made = services().curation.add(user_id(), project_id, NewAsset(**sent))
    return _tagged(made, Location=addresses.asset(project_id, made.id))


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
@blueprint.response(200, AssetSchema, headers=_ETAG)
def edit_asset(
    sent: dict[str, Any], project_id: UUID, asset_id: UUID
) -> tuple[AssetView, dict[str, str]]:
    """Change the asset's text or scene numbers, if it is still the version that you read."""
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
@problems(409, "name_taken", "stage_locked")
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


def _tagged(asset: AssetView, **headers: str) -> tuple[AssetView, dict[str, str]]:
    return asset, {"ETag": etag(asset.version), **headers}
