"""The pictures of an asset in one scene: bring one, ask for some, choose one, reset."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.attempts import CAP
from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.services.job_views import BatchView
from asset_service.services.views.pictures import AttemptView
from asset_service.services.will_be_sent import WillBeSent
from asset_service.web.bodies import Body, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import (
    SEE_OTHER,
    Outcome,
    act,
    came_from,
    idempotency,
    once,
    tell,
)
from asset_service.web.pages.forms import file_field, optional_whole_field, said_field
from asset_service.web.pages.shell import shell

blueprint = Blueprint("scene_pictures", __name__)

_ASSET = "/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>"
_ONE = f"{_ASSET}/attempts/<id:attempt_id>"


@blueprint.post(f"{_ASSET}/pictures")
@takes(Body.UPLOAD)
@act
def upload(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    """Take a person's picture; the scene shows it."""
    said = said_field()
    data, name = file_field(parts().settings.max_upload_bytes, "A picture")
    return once(
        lambda key: services().uploads.receive(
            user_id(),
            project_id,
            asset_id,
            data,
            name,
            said=said,
            scene_id=scene_id,
            idempotency=key,
        ),
        lambda added: Outcome(
            f"Picture {added.attempt.number} is uploaded and shown here.{_left(added.evicted)}",
            _way(asset_id),
        ),
        file=data,
    )


@blueprint.get(f"{_ASSET}/generate")
def ask(project_id: UUID, scene_id: UUID, asset_id: UUID) -> str:
    """Show the request word for word; nothing is sent before somebody presses the button."""
    asked = services()
    around = shell(project_id, "scenes")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    like, candidates = _ids(request.args.getlist("like")), _candidates()
    where: dict[str, Any] = {
        "project_id": project_id,
        "scene_id": scene_id,
        "asset_id": asset_id,
    }
    attempts = asked.scene_attempts.list(user_id(), **where)
    sent: WillBeSent | None = None
    problem = ""
    try:
        sent = asked.scene_generation.preview(user_id(), **where, candidates=candidates, like=like)
    except (Conflict, Invalid) as error:
        problem = error.detail
    return render_template(
        "assets/generate.html",
        shell=around,
        asset=asset,
        attempts=attempts,
        style=asked.styles.get(user_id(), project_id),
        sent=sent,
        problem=problem,
        like=like,
        candidates=candidates,
        editable=around.may_change and not asset.deferred,
        action=url_for("pages.scene_pictures.generate", **where),
        way=url_for(
            "pages.scenes.show",
            project_id=project_id,
            scene_id=scene_id,
            _anchor=f"asset-{asset_id}",
        ),
    )


@blueprint.post(f"{_ASSET}/generate")
@act
def generate(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    """Ask for 1 to 4 candidates, else as many as the project has; a double click asks once."""
    asked = services().scene_generation.request(
        user_id(),
        project_id,
        scene_id,
        asset_id,
        candidates=optional_whole_field("candidates"),
        seed=optional_whole_field("seed"),
        like=_ids(request.form.getlist("like")),
        idempotency=idempotency(_counted),
    )
    tell(f"Asked for {words.plural(asked.body['jobs'], 'picture')} of this scene.")
    return _there(asset_id)


@blueprint.post(f"{_ONE}/select")
@act
def select(project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    services().scene_attempts.select(user_id(), project_id, scene_id, asset_id, attempt_id)
    return _there(asset_id)


@blueprint.post(f"{_ONE}/delete")
@act
def delete(project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    where: dict[str, Any] = {
        "project_id": project_id,
        "scene_id": scene_id,
        "asset_id": asset_id,
        "attempt_id": attempt_id,
    }
    attempt = services().scene_attempts.delete(user_id(), **where)
    undo = url_for("pages.scene_pictures.restore", **where)
    tell(f"Picture {attempt.number} is in the bin for 30 days.", undo=undo)
    return _there(asset_id)


@blueprint.post(f"{_ONE}/restore")
@act
def restore(project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID) -> Response:
    """Take one out of the bin, as a candidate; a ninth one makes room as ever."""
    added = services().scene_attempts.restore(user_id(), project_id, scene_id, asset_id, attempt_id)
    tell(f"Picture {added.attempt.number} is back.{_left(added.evicted)}")
    return _there(asset_id)


@blueprint.post(f"{_ASSET}/reset")
@act
def reset(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    """Show the project's picture, without what was written for the scene."""
    taken = services().scenes.reset(user_id(), project_id, scene_id, asset_id)
    tell(f"{taken.asset.name} is in this scene as in the project; nothing is special here.")
    return _there(asset_id)


def _there(asset_id: UUID) -> Response:
    return redirect(_way(asset_id), SEE_OTHER)


def _way(asset_id: UUID) -> str:
    return f"{came_from()}#asset-{asset_id}"


def _ids(values: list[str]) -> list[UUID]:
    """Return the attempts to follow; what is no id is nobody's: raises NotFound."""
    try:
        return [UUID(value) for value in dict.fromkeys(values)]
    except ValueError:
        raise NotFound("attempt") from None


def _candidates() -> int | None:
    wanted = request.args.get("candidates", "")
    return int(wanted) if wanted in {str(count) for count in range(1, CAP + 1)} else None


def _counted(batch: BatchView) -> dict[str, int]:
    return {"jobs": len(batch.jobs)}


def _left(evicted: AttemptView | None) -> str:
    return f" Picture {evicted.number} moved to the bin." if evicted is not None else ""
