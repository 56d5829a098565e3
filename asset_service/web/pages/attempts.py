"""The pictures of an asset: bring one, ask for some, choose one, throw one away."""

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from asset_service.services.views import AttemptView
from asset_service.web.bodies import Body, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import act, back, idempotency, tell
from asset_service.web.pages.forms import file_field, whole_field

blueprint = Blueprint("attempts", __name__)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/upload")
@takes(Body.UPLOAD)
@act
def upload(project_id: UUID, asset_id: UUID) -> Response:
    """Take a person's picture; it becomes the one in use."""
    data, name = file_field(parts().settings.max_upload_bytes, "A picture")
    added = services().uploads.receive(user_id(), project_id, asset_id, data, name)
    tell(f"Attempt {added.attempt.number} is uploaded and selected.{_left(added.evicted)}")
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/generate")
@act
def generate(project_id: UUID, asset_id: UUID) -> Response:
    """Ask for 1 to 4 candidates; a double click asks once."""
    asked = services().generation.request(
        user_id(),
        project_id,
        asset_id,
        candidates=whole_field("candidates", 1),
        idempotency=idempotency(),
    )
    tell(f"Asked for {words.plural(asked.body['jobs'], 'picture')}.")
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/generate-missing")
@act
def generate_missing(project_id: UUID) -> Response:
    asked = services().generation.missing(user_id(), project_id, idempotency=idempotency())
    count = asked.body["jobs"]
    tell(
        f"Asked for {words.plural(count, 'picture')}."
        if count
        else "Every active asset has an image, or one is on its way."
    )
    return back()


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/select")
@act
def select(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    services().attempts.select(user_id(), project_id, asset_id, attempt_id)
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/delete")
@act
def delete(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    attempt = services().attempts.delete(user_id(), project_id, asset_id, attempt_id)
    undo = url_for(
        "pages.attempts.restore",
        project_id=project_id,
        asset_id=asset_id,
        attempt_id=attempt_id,
    )
    tell(f"Attempt {attempt.number} is in the bin for 30 days.", undo=undo)
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/restore")
@act
def restore(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Take an attempt out of the bin, as a candidate; a fifth one makes room as ever."""
    added = services().attempts.restore(user_id(), project_id, asset_id, attempt_id)
    tell(f"Attempt {added.attempt.number} is back.{_left(added.evicted)}")
    return back(asset_id)


def _left(evicted: AttemptView | None) -> str:
    return f" Attempt {evicted.number} moved to the bin." if evicted is not None else ""
