"""Candidate images of an asset."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Response, request

from asset_service.domain.errors import UnsupportedType
from asset_service.domain.provenance import SaidType
from asset_service.services.idempotency import CREATED
from asset_service.services.views.paging import Page
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.bodies import Body, read_file, read_raw, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.schemas.attempts import (
    AddedAttemptSchema,
    AttemptListSchema,
    AttemptQuerySchema,
    AttemptSchema,
    UploadQuerySchema,
)

blueprint = Blueprint("attempts", __name__, "Candidate images of an asset, four at most")

_ALL = "/projects/<id:project_id>/assets/<id:asset_id>/attempts"
_ONE = f"{_ALL}/<id:attempt_id>"
_WHAT = "A picture"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
PICTURE_BODIES = {
    "requestBody": {
        "required": True,
        "content": {
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


@blueprint.route(_ALL)
@blueprint.arguments(AttemptQuerySchema, location="query")
@blueprint.response(200, AttemptListSchema)
def list_attempts(query: dict[str, Any], project_id: UUID, asset_id: UUID) -> Page[AttemptView]:
    """List the asset's attempts by number; without a state the live ones."""
    found = services().attempts.list(user_id(), project_id, asset_id, query["state"])
    return Page(list(found), None)


@blueprint.route(_ALL, methods=["POST"])
@blueprint.doc(**PICTURE_BODIES)
@problems(409, "asset_deferred", "stage_locked", "quota_exceeded")
@problems(422, "picture_refused", "picture_unreadable")
@problems(429, "too_many_pictures")
@takes_key
@blueprint.arguments(UploadQuerySchema, location="query")
@blueprint.response(201, AddedAttemptSchema)
@takes(Body.UPLOAD)
def upload_attempt(query: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Upload a picture: it becomes the selected attempt.

    A fifth one puts the oldest attempt that is not selected in the bin, as `evicted` says. Where
    the file itself says that AI made it, `digital_source_type` does not change that.
    """
    said: SaidType | None = query["digital_source_type"]
    data, file_name = sent_picture(parts().settings.max_upload_bytes)
    # Not the raw body: a form sent again has another boundary.
    same = hashlib.sha256(data).digest() + f"{file_name}\n{said}".encode("utf-8", "replace")
    answer = once(
        CREATED,
        sent_key(AddedAttemptSchema, same),
        lambda key: services().uploads.receive(
            user_id(), project_id, asset_id, data, file_name, said=said, idempotency=key
        ),
    )
    return answered(answer)


@blueprint.route(_ONE)
@blueprint.response(200, AttemptSchema)
def get_attempt(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AttemptView:
    """Show one attempt, in the bin too."""
    return services().attempts.get(user_id(), project_id, asset_id, attempt_id)


@blueprint.route(f"{_ONE}/select", methods=["POST"])
@problems(409, "attempt_binned", "asset_deferred", "stage_locked")
@blueprint.response(200, AttemptSchema)
def select_attempt(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AttemptView:
    """Put this attempt in use. Again is no error."""
    return services().attempts.select(user_id(), project_id, asset_id, attempt_id)


@blueprint.route(_ONE, methods=["DELETE"])
@problems(409, "attempt_selected", "asset_deferred", "stage_locked")
@blueprint.response(200, AttemptSchema)
def delete_attempt(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AttemptView:
    """Move an attempt that is not selected to the bin. Again is no error."""
    return services().attempts.delete(user_id(), project_id, asset_id, attempt_id)


@blueprint.route(f"{_ONE}/restore", methods=["POST"])
@problems(409, "asset_deferred", "stage_locked")
@blueprint.response(200, AddedAttemptSchema)
def restore_attempt(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AddedAttempt:
    """Take an attempt out of the bin, as a candidate, within the cap. Again is no error."""
    return services().attempts.restore(user_id(), project_id, asset_id, attempt_id)


def sent_picture(most: int) -> tuple[bytes, str]:
    """Return the picture that came, in a form or as it is, and its file's name."""
    if request.mimetype == "multipart/form-data":
        return read_file(most, _WHAT)
    if request.mimetype.startswith("image/"):
        return read_raw(most, _WHAT), ""
    raise UnsupportedType("Send a multipart form with a file, or the bytes as image/*.")
