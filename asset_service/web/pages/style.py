"""The style of a project: written, locked, changed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, show_again, tell
from asset_service.web.pages.shell import shell

PAGE = "style/style.html"

blueprint = Blueprint("style", __name__)


@blueprint.get("/projects/<id:project_id>/style")
def show(project_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), **_around(project_id))


@blueprint.post("/projects/<id:project_id>/style")
def save(project_id: UUID) -> Any:
    """Write the text; with the button `lock` also lock it, with `change` replace a locked one."""
    styles = services().styles
    text = request.form.get("text", "")
    act = request.form.get("act", "save")
    try:
        if act == "change":
            styles.change(user_id(), project_id, text)
            tell("The style is changed. Pictures made before show as outdated.")
        else:
            # Locking again is no error, and then the text is not to be written.
            if not styles.get(user_id(), project_id).locked:
                styles.put(user_id(), project_id, text)
            if act == "lock":
                styles.lock(user_id(), project_id)
            tell("The style is locked." if act == "lock" else "The style is saved, not locked.")
    except EXPECTED as error:
        return show_again(PAGE, error, **_around(project_id))
    return _board(project_id)


def _around(project_id: UUID) -> dict[str, Any]:
    return {
        "shell": shell(project_id, "assets"),
        "style": services().styles.get(user_id(), project_id),
    }


def _board(project_id: UUID) -> Response:
    return redirect(url_for("pages.board.show", project_id=project_id), SEE_OTHER)
