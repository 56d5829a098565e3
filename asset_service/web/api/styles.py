"""The visual style: its words, the pictures it follows, and its changes."""

import hashlib
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request

from asset_service.domain.errors import UnsupportedType
from asset_service.services.idempotency import CREATED, DONE
from asset_service.services.views.paging import Page
from asset_service.services.views.styles import ClearedGroup, StyleImpact, StyleView, Uncleared
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.bodies import Body, read_file, read_raw, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.schemas.styles import (
    ClearedGroupListSchema,
    NewStyleSchema,
    PickedReferenceSchema,
    ReferenceOrderSchema,
    StyleChangedSchema,
    StyleImpactSchema,
    StyleSchema,
    StyleTextSchema,
    UnclearedSchema,
)

blueprint = Blueprint("style", __name__, "The visual style, in words and pictures")

_STYLE = "/projects/<id:project_id>/style"
_WHAT = "A picture"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": PickedReferenceSchema},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "image/png": _BYTES,
            "image/jpeg": _BYTES,
            "image/webp": _BYTES,
        },
    }
}


@blueprint.route(_STYLE)
@blueprint.response(200, StyleSchema)
def get_style(project_id: UUID) -> StyleView:
    """Show the style; version 0 is none yet."""
    return services().styles.get(user_id(), project_id)


@blueprint.route(_STYLE, methods=["PUT"])
@problems(409, "style_locked", "stage_locked")
@problems(412, "stale")
@blueprint.arguments(StyleTextSchema)
@blueprint.response(200, StyleSchema)
def put_style(sent: dict[str, Any], project_id: UUID) -> StyleView:
    """Write the style, while it is not locked."""
    return services().styles.put(user_id(), project_id, **sent)


@blueprint.route(f"{_STYLE}/lock", methods=["POST"])
@problems(409, "stage_locked")
@problems(422, "style_empty")
@blueprint.response(200, StyleSchema)
def lock_style(project_id: UUID) -> StyleView:
    """Lock the style, so that images can be generated; again is no error."""
    return services().styles.lock(user_id(), project_id)


@blueprint.route(f"{_STYLE}/change")
@blueprint.response(200, StyleImpactSchema)
def get_style_impact(project_id: UUID) -> StyleImpact:
    """Say what a change of the style would outdate, and what it would clear."""
    return services().styles.change_impact(user_id(), project_id)


@blueprint.route(f"{_STYLE}/change", methods=["POST"])
@problems(409, "style_not_locked", "stage_locked")
@problems(412, "stale")
@problems(422, "style_empty")
@takes_key
@blueprint.arguments(NewStyleSchema, required=False)
@blueprint.response(200, StyleChangedSchema)
def change_style(sent: dict[str, Any], project_id: UUID) -> Response:
    """Replace a locked style. Images stay and show as outdated, or are cleared together."""
    answer = once(
        DONE,
        sent_key(StyleChangedSchema),
        lambda key: services().styles.change(user_id(), project_id, **sent, idempotency=key),
    )
    return answered(answer)


@blueprint.route(f"{_STYLE}/draft", methods=["DELETE"])
@problems(409, "stage_locked")
@blueprint.response(200, StyleSchema)
def discard_style_draft(project_id: UUID) -> StyleView:
    """Throw away what was prepared to replace a locked style; again is no error."""
    return services().styles.discard(user_id(), project_id)


@blueprint.route(f"{_STYLE}/references", methods=["POST"])
@blueprint.doc(**_BODIES)
@problems(409, "references_full", "stage_locked", "quota_exceeded")
@problems(422, "picture_refused", "picture_unreadable")
@problems(429, "too_many_pictures")
@takes_key
@blueprint.response(201, StyleSchema)
@takes(Body.UPLOAD)
def add_reference(project_id: UUID) -> Response:
    """Let the style follow a picture: one that is sent, or an attempt. Again is no error.

    Of a locked style the `draft` gets it, which `style/change` makes the style.
    """
    references = services().style_references
    if request.is_json:
        picked = blueprint.ARGUMENTS_PARSER.parse(PickedReferenceSchema(), location="json")
        pick = partial(references.pick, user_id(), project_id, **picked, ahead=True)
        answer = once(CREATED, sent_key(StyleSchema), lambda key: pick(idempotency=key))
        return answered(answer)
    data, file_name = _sent_picture(parts().settings.max_upload_bytes)
    add = partial(references.add, user_id(), project_id, data, file_name, ahead=True)
    # Not the raw body: a form sent again has another boundary.
    same = hashlib.sha256(data).digest() + file_name.encode("utf-8", "replace")
    answer = once(CREATED, sent_key(StyleSchema, same), lambda key: add(idempotency=key))
    return answered(answer)


@blueprint.route(f"{_STYLE}/references", methods=["PUT"])
@problems(409, "references_changed", "stage_locked")
@blueprint.arguments(ReferenceOrderSchema)
@blueprint.response(200, StyleSchema)
def arrange_references(sent: dict[str, Any], project_id: UUID) -> StyleView:
    """Put the reference pictures in another order; of a locked style those of the `draft`."""
    return services().style_references.arrange(user_id(), project_id, sent["order"], ahead=True)


@blueprint.route(f"{_STYLE}/references/<sha256>", methods=["DELETE"])
@problems(409, "stage_locked")
@blueprint.response(200, StyleSchema)
def remove_reference(project_id: UUID, sha256: str) -> StyleView:
    """Let the style follow a picture no more; of a locked style its `draft`."""
    return services().style_references.remove(user_id(), project_id, sha256, ahead=True)


@blueprint.route(f"{_STYLE}/cleared")
@blueprint.response(200, ClearedGroupListSchema)
def list_cleared(project_id: UUID) -> Page[ClearedGroup]:
    """List what changes of style cleared away and what can come back, the last first."""
    return Page(services().clearing.groups(user_id(), project_id), None)


@blueprint.route(f"{_STYLE}/cleared/<int:version>/restore", methods=["POST"])
@problems(409, "stage_locked")
@blueprint.response(200, UnclearedSchema)
def restore_cleared(project_id: UUID, version: int) -> Uncleared:
    """Take what a change of style cleared away out of the bin, all at once. Again is no error.

    Where nothing came since it is as it was. What came stays in use; `left` says of which asset
    something stays in the bin, or came back beside a newer picture.
    """
    return services().clearing.undo(user_id(), project_id, version)


def _sent_picture(most: int) -> tuple[bytes, str]:
    if request.mimetype == "multipart/form-data":
        return read_file(most, _WHAT)
    if request.mimetype.startswith("image/"):
        return read_raw(most, _WHAT), ""
    raise UnsupportedType("Send JSON, a multipart form with a file, or the bytes as image/*.")
