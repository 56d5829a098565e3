"""The script: import, preview, confirm; and the scenes it has."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid
from asset_service.web.bodies import Body, check_size, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, show_again, tell
from asset_service.web.pages.forms import file_field
from asset_service.web.pages.shell import shell

SCENES_SHOWN = 500
PASTED = "pasted.txt"

blueprint = Blueprint("script", __name__)


@blueprint.get("/projects/<id:project_id>/script")
def show(project_id: UUID) -> str:
    return render_template("script/script.html", typed=Typed(), **_around(project_id))


@blueprint.post("/projects/<id:project_id>/script/file")
@takes(Body.SCRIPT)
@act
def preview_file(project_id: UUID) -> Response:
    """Read a script from a file into a draft."""
    data, name = file_field(parts().settings.max_script_bytes, "A script")
    return _draft(project_id, data, name)


@blueprint.post("/projects/<id:project_id>/script/text")
@takes(Body.SCRIPT)
def preview_text(project_id: UUID) -> Any:
    """Read a pasted script into a draft; what was pasted is shown again when it is refused."""
    try:
        text = request.form.get("text", "")
        data = text.encode("utf-8", "replace")
        check_size(data, parts().settings.max_script_bytes, "A script")
        if not text.strip():
            raise Invalid("Paste the script first.")
        return _draft(project_id, data, PASTED)
    except EXPECTED as error:
        return show_again("script/script.html", error, **_around(project_id))


@blueprint.get("/projects/<id:project_id>/script/drafts/<id:draft_id>")
def draft(project_id: UUID, draft_id: UUID) -> str:
    return render_template(
        "script/preview.html",
        shell=shell(project_id, "script"),
        preview=services().scripts.draft(user_id(), project_id, draft_id),
    )


@blueprint.post("/projects/<id:project_id>/script/drafts/<id:draft_id>/confirm")
@act
def confirm(project_id: UUID, draft_id: UUID) -> Response:
    """Make the draft the project's script. Refused it stays a draft."""
    confirmed = services().scripts.confirm(user_id(), project_id, draft_id)
    tell(f"The script is in: {confirmed.scenes} scenes, version {confirmed.version}.")
    return redirect(url_for("pages.script.show", project_id=project_id), SEE_OTHER)


def _draft(project_id: UUID, data: bytes, name: str) -> Response:
    preview = services().scripts.preview(user_id(), project_id, data, name)
    address = url_for("pages.script.draft", project_id=project_id, draft_id=preview.draft_id)
    return redirect(address, SEE_OTHER)


def _around(project_id: UUID) -> dict[str, Any]:
    scripts = services().scripts
    return {
        "shell": shell(project_id, "script"),
        "scenes": scripts.scenes(
            user_id(), project_id, limit=SCENES_SHOWN, cursor=request.args.get("after")
        ),
        "most_bytes": parts().settings.max_script_bytes,
    }
