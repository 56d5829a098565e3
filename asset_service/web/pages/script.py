"""The script: import, preview, confirm; the scenes it has, and all of it to read."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid, NotFound
from asset_service.screenplay.reading import READABLE
from asset_service.services.views.assets import AssetView
from asset_service.web.bodies import Body, check_size, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Outcome,
    Typed,
    act,
    once,
    show_again,
    tell,
)
from asset_service.web.pages.forms import file_field
from asset_service.web.pages.screenplay import SceneText, scene_texts
from asset_service.web.pages.shell import shell

SCENES_SHOWN = 500
ASSETS_READ = 500
"""As many assets come from the service at a time."""
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


@blueprint.get("/projects/<id:project_id>/script/drafts/<id:draft_id>/source")
def source(project_id: UUID, draft_id: UUID) -> str:
    """Show the lines that the warnings of a draft are about, each under its number."""
    scripts = services().scripts
    around = shell(project_id, "script")
    warned: dict[int, list[str]] = defaultdict(list)
    for warning in scripts.draft(user_id(), project_id, draft_id).warnings:
        warned[warning.line].append(warning.message)
    return render_template(
        "script/source.html",
        shell=around,
        draft_id=draft_id,
        text=scripts.draft_text(user_id(), project_id, draft_id),
        warned=dict(warned),
    )


@blueprint.post("/projects/<id:project_id>/script/drafts/<id:draft_id>/discard")
@act
def discard(project_id: UUID, draft_id: UUID) -> Response:
    services().scripts.discard(user_id(), project_id, draft_id)
    tell("Discarded. The project is as it was.")
    return redirect(url_for("pages.script.show", project_id=project_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/script/drafts/<id:draft_id>/confirm")
@act
def confirm(project_id: UUID, draft_id: UUID) -> Response:
    """Make the draft the project's script. Refused it stays a draft."""
    return once(
        lambda key: services().scripts.confirm(user_id(), project_id, draft_id, key),
        lambda confirmed: Outcome(
            f"The script is in: {confirmed.scenes} scenes, version {confirmed.version}.",
            url_for("pages.script.show", project_id=project_id),
        ),
    )


@blueprint.get("/projects/<id:project_id>/script/read")
def read(project_id: UUID) -> str:
    """Show the script to read, whole or one scene of it; raises NotFound for a scene not there."""
    around = shell(project_id, "script")
    script = services().scripts.text(user_id(), project_id)
    scenes = scene_texts(script, _assets(project_id))
    wanted = request.args.get("scene", "")
    alone = _one(scenes, wanted) if wanted else None
    at = scenes.index(alone) if alone else 0
    return render_template(
        "script/read.html",
        shell=around,
        version=script.version,
        index=scenes,
        shown=[alone] if alone else scenes,
        alone=alone,
        before=scenes[at - 1] if alone and at else None,
        after=scenes[at + 1] if alone and at + 1 < len(scenes) else None,
    )


def _one(scenes: list[SceneText], wanted: str) -> SceneText:
    found = next((scene for scene in scenes if str(scene.number) == wanted), None)
    if found is None:
        raise NotFound("scene")
    return found


def _assets(project_id: UUID) -> list[AssetView]:
    found: list[AssetView] = []
    cursor = None
    while True:
        page = services().curation.list(user_id(), project_id, limit=ASSETS_READ, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


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
        "assets": scripts.asset_counts(user_id(), project_id),
        "drafts": scripts.drafts(user_id(), project_id),
        "readable": READABLE,
        "most_bytes": parts().settings.max_script_bytes,
    }
