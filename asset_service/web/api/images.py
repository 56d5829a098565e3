"""Pictures, read by members only: a hash alone opens nothing."""

from uuid import UUID

from flask import Response

from asset_service.domain.errors import Invalid
from asset_service.web.addresses import SIZES
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.context import services, user_id
from asset_service.web.downloads import harden, original_response, rendition_response

blueprint = Blueprint("images", __name__, "Pictures, read by members only")
blueprint.after_request(harden)

_BYTES = {"type": "string", "format": "binary"}
_SIZE = {"name": "width", "in": "path", "schema": {"type": "integer", "enum": list(SIZES)}}


@blueprint.route(
    "/projects/<id:project_id>/images/<sha256>/<width>", parameters=[{**_SIZE, "required": True}]
)
@problems(416, "range_not_satisfiable")
@problems(422, "invalid")
@blueprint.alt_response(206, schema=_BYTES, content_type="image/webp")
@blueprint.response(200, _BYTES, content_type="image/webp")
def get_image(project_id: UUID, sha256: str, width: str) -> Response:
    """Show a picture whose longest side is `width` pixels at most, as WebP.

    A size that is not made yet is answered with the 768 px one, and not to be kept then. One
    `Range` is followed.
    """
    pixels = _size(width)
    image = services().images.rendition(user_id(), project_id, sha256, pixels)
    return rendition_response(image, pixels)


@blueprint.route("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/original")
@problems(416, "range_not_satisfiable")
@blueprint.alt_response(200, schema=_BYTES, content_type="image/jpeg")
@blueprint.alt_response(200, schema=_BYTES, content_type="image/webp")
@blueprint.alt_response(206, schema=_BYTES, content_type="image/png")
@blueprint.response(200, _BYTES, content_type="image/png")
def get_original(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Download the bytes as they came, or the one `Range` of them that is asked for."""
    return original_response(
        services().images.original(user_id(), project_id, asset_id, attempt_id)
    )


def _size(width: str) -> int:
    for size in SIZES:
        if width == str(size):
            return size
    listed = ", ".join(map(str, SIZES))
    raise Invalid("No such size.", fields={"width": [f"Must be one of {listed}."]})
