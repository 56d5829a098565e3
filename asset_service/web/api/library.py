"""What you keep across films."""

from typing import Any
from uuid import UUID

from asset_service.services.library_views import LibraryAssetView, LibraryUse, LibraryVersionView
from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.preconditions import etag, wanted_version
from asset_service.web.schemas.library import (
    LibraryAssetSchema,
    LibraryEditSchema,
    LibraryListSchema,
    LibraryQuerySchema,
    LibraryRestoreSchema,
    LibraryUseListSchema,
    LibraryVersionListSchema,
)

blueprint = Blueprint("library", __name__, "What you keep across films")

_ONE = "/library/<id:library_asset_id>"
_ETAG = {"ETag": {"description": "For If-Match", "schema": {"type": "string"}}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that the change is based on",
    "schema": {"type": "string"},
}


@blueprint.route("/library")
@blueprint.arguments(LibraryQuerySchema, location="query")
@blueprint.response(200, LibraryListSchema)
def list_library(query: dict[str, Any]) -> Page[LibraryAssetView]:
    """List or search your library assets, changed last first."""
    return services().library.list(user_id(), **query)


@blueprint.route(_ONE)
@blueprint.response(200, LibraryAssetSchema, headers=_ETAG)
def get_library_asset(library_asset_id: UUID) -> tuple[LibraryAssetView, dict[str, str]]:
    """Show one library asset, in the bin too."""
    return _tagged(services().library.get(user_id(), library_asset_id))


@blueprint.route(_ONE, methods=["PATCH"])
@blueprint.doc(parameters=[_IF_MATCH])
@problems(409, "library_asset_binned", "name_taken")
@problems(412, "stale")
@problems(428, "precondition_required")
@blueprint.arguments(LibraryEditSchema)
@blueprint.response(200, LibraryAssetSchema, headers=_ETAG)
def edit_library_asset(
    sent: dict[str, Any], library_asset_id: UUID
) -> tuple[LibraryAssetView, dict[str, str]]:
    """Change what it says, as a new version, if it is still the version that you read."""
    library = services().library
    version = wanted_version(lambda: library.get(user_id(), library_asset_id).version)
    return _tagged(library.edit(user_id(), library_asset_id, version, sent))


@blueprint.route(_ONE, methods=["DELETE"])
@problems(409, "library_asset_used")
@blueprint.response(200, LibraryAssetSchema)
def delete_library_asset(library_asset_id: UUID) -> LibraryAssetView:
    """Move it to the library's bin. What is used stays: `projects` names the films."""
    return services().library.delete(user_id(), library_asset_id)


@blueprint.route(f"{_ONE}/restore", methods=["POST"])
@problems(409, "name_taken")
@blueprint.arguments(LibraryRestoreSchema, required=False)
@blueprint.response(200, LibraryAssetSchema)
def restore_library_asset(sent: dict[str, Any], library_asset_id: UUID) -> LibraryAssetView:
    """Bring it back from the library's bin. Again is no error."""
    return services().library.restore(user_id(), library_asset_id, sent["name"])


@blueprint.route(f"{_ONE}/versions")
@blueprint.response(200, LibraryVersionListSchema)
def list_library_versions(library_asset_id: UUID) -> Page[LibraryVersionView]:
    """List all that it ever said, newest first."""
    return Page(services().library.versions(user_id(), library_asset_id), None)


@blueprint.route(f"{_ONE}/versions/<int:version>/restore", methods=["POST"])
@blueprint.doc(parameters=[_IF_MATCH])
@problems(409, "library_asset_binned", "name_taken")
@problems(412, "stale")
@problems(428, "precondition_required")
@blueprint.response(200, LibraryAssetSchema, headers=_ETAG)
def restore_library_version(
    library_asset_id: UUID, version: int
) -> tuple[LibraryAssetView, dict[str, str]]:
    """Make it say again what it said then, as a new version."""
    library = services().library
    now = wanted_version(lambda: library.get(user_id(), library_asset_id).version)
    return _tagged(library.restore_version(user_id(), library_asset_id, version, now))


@blueprint.route(f"{_ONE}/uses")
@blueprint.response(200, LibraryUseListSchema)
def list_library_uses(library_asset_id: UUID) -> Page[LibraryUse]:
    """List the assets that follow it, in the films that you see."""
    return Page(services().library.uses(user_id(), library_asset_id), None)


def _tagged(asset: LibraryAssetView) -> tuple[LibraryAssetView, dict[str, str]]:
    return asset, {"ETag": etag(asset.version)}
