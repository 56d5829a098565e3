"""The pictures of an asset: bring one, ask for some, choose one, throw one away."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import NotFound
from asset_service.services.job_views import BatchView
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.web.bodies import Body, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import (
    SEE_OTHER,
    Outcome,
    act,
    back,
    came_from,
    idempotency,
    once,
    tell,
    way_from,
)
from asset_service.web.pages.forms import file_field, optional_whole_field, said_field

blueprint = Blueprint("attempts", __name__)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/upload")
@takes(Body.UPLOAD)
@act
def upload(project_id: UUID, asset_id: UUID) -> Response:
    """Take a person's picture; it becomes the one in use."""
    said = said_field()
    data, name = file_field(parts().settings.max_upload_bytes, "A picture")
    before = services().attempts.list(user_id(), project_id, asset_id)
    selected = next((one.id for one in before if one.is_selected), None)
    return once(
        lambda key: services().uploads.receive(
            user_id(), project_id, asset_id, data, name, said=said, idempotency=key
        ),
        lambda added: Outcome(
            f"Attempt {added.attempt.number} is uploaded and selected.{_left(added.evicted)}",
            way_from(asset_id),
            _undo(project_id, added, selected),
        ),
        file=data,
    )


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/generate")
@act
def generate(project_id: UUID, asset_id: UUID) -> Response:
    """Ask for 1 to 4 candidates, else as many as the project has; a double click asks once."""
    asked = services().generation.request(
        user_id(),
        project_id,
        asset_id,
        candidates=optional_whole_field("candidates"),
        seed=optional_whole_field("seed"),
        like=_followed(),
        idempotency=idempotency(_counted),
    )
    tell(f"Asked for {words.plural(asked.body['jobs'], 'picture')}.")
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/generate-missing")
@act
def generate_missing(project_id: UUID) -> Response:
    asked = services().generation.missing(user_id(), project_id, idempotency=idempotency(_counted))
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
    asset_page = url_for("pages.assets.show", project_id=project_id, asset_id=asset_id)
    if came_from().startswith(f"{asset_page}/"):
        # Not to the picture's own page: what was there is in the bin.
        return redirect(asset_page, SEE_OTHER)
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/restore")
@act
def restore(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Take an attempt out of the bin, as a candidate; a fifth one makes room as ever."""
    added = services().attempts.restore(user_id(), project_id, asset_id, attempt_id)
    undo = _undo(project_id, added, None)
    tell(f"Attempt {added.attempt.number} is back.{_left(added.evicted)}", undo=undo)
    return back(asset_id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<id:attempt_id>/take-back")
@act
def take_back(project_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Let an attempt, and the one that it pushed into the bin, change places again."""
    evicted, selected = (_asked_id(name) for name in ("evicted", "selected"))
    if evicted is None:
        raise NotFound("attempt")
    done = services().evictions.undo(
        user_id(), project_id, asset_id, attempt_id, evicted, selected_id=selected
    )
    gone = done.evicted.number if done.evicted is not None else 0
    tell(f"Attempt {done.attempt.number} is back. Attempt {gone} is in the bin for 30 days.")
    return back(asset_id)


def _undo(project_id: UUID, added: AddedAttempt, selected: UUID | None) -> str:
    """Return the address that takes back what evicted another; nothing where nothing left."""
    if added.evicted is None:
        return ""
    return url_for(
        "pages.attempts.take_back",
        project_id=project_id,
        asset_id=added.attempt.asset_id,
        attempt_id=added.attempt.id,
        evicted=added.evicted.id,
        selected=selected,
    )


def _asked_id(name: str) -> UUID | None:
    try:
        return UUID(request.args[name]) if name in request.args else None
    except ValueError:
        raise NotFound("attempt") from None


def _followed() -> list[UUID]:
    """Return the attempts to follow; what is no id is nobody's: raises NotFound."""
    try:
        return [UUID(value) for value in request.form.getlist("like")]
    except ValueError:
        raise NotFound("attempt") from None


def _counted(batch: BatchView) -> dict[str, int]:
    return {"jobs": len(batch.jobs)}


def _left(evicted: AttemptView | None) -> str:
    return f" Attempt {evicted.number} moved to the bin." if evicted is not None else ""
