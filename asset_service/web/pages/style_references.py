"""The pictures that a style follows: added, put in order, taken away, each at once."""

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from asset_service.domain.errors import NotFound
from asset_service.services.views.styles import StyleView
from asset_service.web.bodies import Body, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages.acts import act, back, tell
from asset_service.web.pages.forms import file_field
from asset_service.web.pages.style_form import is_ahead

blueprint = Blueprint("style_references", __name__)

_ALL = "/projects/<id:project_id>/style/references"


@blueprint.post(_ALL)
@takes(Body.UPLOAD)
@act
def add(project_id: UUID) -> Response:
    """Take a person's picture, after those that are there."""
    data, name = file_field(parts().settings.max_upload_bytes, "A picture")
    return _told(
        services().style_references.add(user_id(), project_id, data, name, ahead=is_ahead())
    )


@blueprint.post(f"{_ALL}/pick/<id:asset_id>/<id:attempt_id>")
@act
def pick(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Follow the picture of an attempt."""
    return _told(
        services().style_references.pick(
            user_id(), project_id, asset_id, attempt_id, ahead=is_ahead()
        )
    )


@blueprint.post(f"{_ALL}/<sha256>/remove")
@act
def remove(project_id: UUID, sha256: str) -> Response:
    references = services().style_references
    return _told(references.remove(user_id(), project_id, sha256, ahead=is_ahead()))


@blueprint.post(f"{_ALL}/<sha256>/move/<way>")
@act
def move(project_id: UUID, sha256: str, way: str) -> Response:
    """Let it change places with the one before it (`earlier`) or after it; at an end it stays."""
    style = services().styles.get(user_id(), project_id)
    order = [one.sha256 for one in (style.written if is_ahead() else style).references]
    if sha256 not in order:
        raise NotFound("reference")
    at = order.index(sha256)
    to = min(max(at + (-1 if way == "earlier" else 1), 0), len(order) - 1)
    order[at], order[to] = order[to], order[at]
    return _told(
        services().style_references.arrange(user_id(), project_id, order, ahead=is_ahead())
    )


def _told(style: StyleView) -> Response:
    count = len((style.written if is_ahead() else style).references)
    tell(f"The style follows {count} {'picture' if count == 1 else 'pictures'}.")
    return back()
