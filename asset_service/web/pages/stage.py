"""The lock of the asset stage, and taking it back after a look at what hangs on it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Conflict
from asset_service.services.views.stages import GateView
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import SEE_OTHER, act, tell
from asset_service.web.pages.shell import shell

blueprint = Blueprint("stage", __name__)


@blueprint.post("/projects/<id:project_id>/lock")
@act
def lock(project_id: UUID) -> Response:
    """Lock every active asset and the stage; refused with what is missing."""
    try:
        gate = services().stage.lock_all(user_id(), project_id)
    except Conflict as error:
        tell(_closed(error), tone="bad")
    else:
        tell(_locked(gate))
    return _board(project_id)


@blueprint.get("/projects/<id:project_id>/unlock")
def ask_unlock(project_id: UUID) -> str:
    return render_template(
        "stage/unlock.html",
        shell=shell(project_id, "assets"),
        impact=services().stage.unlock_impact(user_id(), project_id),
    )


@blueprint.post("/projects/<id:project_id>/unlock")
@act
def unlock(project_id: UUID) -> Response:
    services().stage.unlock(user_id(), project_id, confirmed=True)
    tell("The assets are unlocked. Lock them again before scenes are populated.")
    return _board(project_id)


def _locked(gate: GateView) -> str:
    locked = words.plural(gate.active, "asset is", "assets are")
    aside = words.plural(gate.deferred, "deferred one is", "deferred ones are")
    left = f" {aside} not." if gate.deferred else ""
    return f"{locked} locked.{left} Scenes can be populated now."


def _closed(error: Conflict) -> str:
    problems = [words.problem_words(code) for code in error.extra.get("problems", ())]
    names = [missing["name"] for missing in error.extra.get("missing", ())]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 - names that fit
        problems.append(f"Without an image: {', '.join(names[:3])}{more}.")
    return " ".join([error.detail, *filter(None, problems)])


def _board(project_id: UUID) -> Response:
    return redirect(url_for("pages.board.show", project_id=project_id), SEE_OTHER)
