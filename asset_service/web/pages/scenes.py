"""One scene: its text to read, and the assets in it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from asset_service.services.views import SceneView
from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import SEE_OTHER, act, tell
from asset_service.web.pages.forms import id_field
from asset_service.web.pages.screenplay import paragraphs
from asset_service.web.pages.shell import shell

ASSETS_OFFERED = 500

blueprint = Blueprint("scenes", __name__)


@blueprint.get("/projects/<id:project_id>/scenes/<id:scene_id>")
def show(project_id: UUID, scene_id: UUID) -> str:
    asked = services()
    around = shell(project_id, "script")
    content = asked.scenes.assets(user_id(), project_id, scene_id)
    there = {one.asset.id for one in content.assets}
    offered = asked.curation.list(user_id(), project_id, limit=ASSETS_OFFERED).items
    before, after = _neighbours(project_id, content.scene)
    return render_template(
        "scenes/scene.html",
        shell=around,
        content=content,
        paragraphs=paragraphs(content.scene.text),
        before=before,
        after=after,
        offered=[asset for asset in offered if asset.id not in there],
    )


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/populate")
@act
def populate(project_id: UUID, scene_id: UUID) -> Response:
    content = services().scenes.populate(user_id(), project_id, scene_id)
    tell(f"The scene has its assets: {len(content.assets)}.")
    return _scene(project_id, scene_id)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/link")
@act
def link(project_id: UUID, scene_id: UUID) -> Response:
    """Put one asset into the scene, and the scene's number on the asset."""
    linked = services().scenes.link(user_id(), project_id, scene_id, id_field("asset_id"))
    tell(f"{linked.asset.name} is in this scene.")
    return _scene(project_id, scene_id)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/unlink/<id:asset_id>")
@act
def unlink(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    services().scenes.unlink(user_id(), project_id, scene_id, asset_id)
    tell("The asset is out of this scene; everywhere else it stays as it was.")
    return _scene(project_id, scene_id)


def _neighbours(project_id: UUID, scene: SceneView) -> tuple[SceneView | None, SceneView | None]:
    number = scene.scene_number
    # The cursor is the last number before the page, so three scenes from two before this one.
    cursor = str(number - 2) if number > 2 else None  # noqa: PLR2004 - see above
    near = services().scripts.scenes(user_id(), project_id, limit=3, cursor=cursor).items
    by_number = {one.scene_number: one for one in near}
    return by_number.get(number - 1), by_number.get(number + 1)


def _scene(project_id: UUID, scene_id: UUID) -> Response:
    address = url_for("pages.scenes.show", project_id=project_id, scene_id=scene_id)
    return redirect(address, SEE_OTHER)
