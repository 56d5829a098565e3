"""Between a film and your library."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.cloning import CloneItem
from asset_service.services.idempotency import CREATED, DONE
from asset_service.services.library_views import LibraryLink, SyncPreview
from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.preconditions import etag, wanted_version
from asset_service.web.schemas.library import (
    ClonedSchema,
    CloneSchema,
    LibraryLinkListSchema,
    PromotedSchema,
    PromoteSchema,
    SyncedSchema,
    SyncPreviewSchema,
    SyncSchema,
)

blueprint = Blueprint("library_links", __name__, "Between a film and your library")

_PROJECT = "/projects/<id:project_id>"
_ASSET = f"{_PROJECT}/assets/<id:asset_id>"
_ETAG = {"ETag": {"description": "Of the asset, for If-Match", "schema": {"type": "string"}}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The asset's ETag, which the sync is based on",
    "schema": {"type": "string"},
}


@blueprint.route(f"{_ASSET}/promote", methods=["POST"])
@problems(409, "name_taken", "quota_exceeded")
@takes_key
@blueprint.arguments(PromoteSchema, required=False)
@blueprint.response(200, PromotedSchema)
def promote_asset(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Keep the asset in your library, picture included. Again updates what it follows there.

    Of `name_taken` the problem has the `library_asset_id` of the one that has the name.
    """
    promoting = services().promoting
    answer = once(
        DONE,
        sent_key(PromotedSchema),
        lambda key: promoting.promote(user_id(), project_id, asset_id, **sent, idempotency=key),
    )
    return answered(answer)


@blueprint.route(f"{_PROJECT}/library-links")
@blueprint.response(200, LibraryLinkListSchema)
def list_library_links(project_id: UUID) -> Page[LibraryLink]:
    """List what the film's assets follow in your library, and where it says more by now."""
    return Page(services().library.links(user_id(), project_id), None)


@blueprint.route(f"{_PROJECT}/library-clones", methods=["POST"])
@problems(409, "stage_locked")
@takes_key
@blueprint.arguments(CloneSchema)
@blueprint.response(201, ClonedSchema)
def clone_library_assets(sent: dict[str, Any], project_id: UUID) -> Response:
    """Take library assets into the film, with a result for each in the order given."""
    items = [CloneItem(**item) for item in sent["items"]]
    answer = once(
        CREATED,
        sent_key(ClonedSchema),
        lambda key: services().cloning.clone(user_id(), project_id, items, key),
    )
    return answered(answer)


@blueprint.route(f"{_ASSET}/sync")
@problems(409, "not_in_library")
@blueprint.response(200, SyncPreviewSchema, headers=_ETAG)
def preview_sync(project_id: UUID, asset_id: UUID) -> tuple[SyncPreview, dict[str, str]]:
    """Show the asset beside what it follows, field by field, and what a sync would take."""
    preview = services().syncing.preview(user_id(), project_id, asset_id)
    return preview, {"ETag": etag(preview.asset_version)}


@blueprint.route(f"{_ASSET}/sync", methods=["POST"])
@blueprint.doc(parameters=[_IF_MATCH])
@problems(409, "asset_deferred", "name_taken", "not_in_library", "stage_locked", "quota_exceeded")
@problems(412, "stale")
@problems(428, "precondition_required")
@takes_key
@blueprint.arguments(SyncSchema)
@blueprint.response(200, SyncedSchema, headers=_ETAG)
def sync_asset(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Take from the library what you name, or what was not overridden in the film."""
    asked = services()
    version = wanted_version(lambda: asked.curation.get(user_id(), project_id, asset_id).version)
    answer = once(
        DONE,
        sent_key(SyncedSchema),
        lambda key: asked.syncing.apply(
            user_id(), project_id, asset_id, version=version, **sent, idempotency=key
        ),
    )
    return answered(answer, ETag=etag(answer.body["asset"]["version"]))
