"""The scenes of a film: all of them, and one with its text and the assets in it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid
from asset_service.services.views.scenes import PopulatedScene, SceneView
from asset_service.web.context import services, user_id
from asset_service.web.pages import scene_cards, scene_list, scene_words, words
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Outcome,
    Typed,
    act,
    came_from,
    once,
    show_again,
    tell,
)
from asset_service.web.pages.cards import Asked
from asset_service.web.pages.forms import ids_field, text_field
from asset_service.web.pages.scene_list import Picked
from asset_service.web.pages.screenplay import paragraphs
from asset_service.web.pages.shell import shell

ASSETS_OFFERED = 500
SCENES_SHOWN = 200
JOBS_SHOWN = 200
UNDONE_MOST = 20
"""As many ids as fit beside the words into the cookie that carries a message."""

PAGE = "scenes/scene.html"
blueprint = Blueprint("scenes", __name__)


@blueprint.get("/projects/<id:project_id>/scenes")
def show_all(project_id: UUID) -> str:
    around = shell(project_id, "scenes")
    every = services().all_scenes.summaries(user_id(), project_id)
    picked = Picked.of(request.args)
    return render_template(
        "scenes/scenes.html",
        shell=around,
        gate=services().stage.gate(user_id(), project_id) if around.is_open else None,
        picked=picked,
        listed=scene_list.listed(every, picked, SCENES_SHOWN),
    )


@blueprint.post("/projects/<id:project_id>/scenes/populate")
@act
def populate_all(project_id: UUID) -> Response:
    """Populate every scene to which something would come; done twice nothing is done twice."""
    done = services().all_scenes.populate(user_id(), project_id)
    tell(_told(done))
    return redirect(url_for("pages.scenes.show_all", project_id=project_id), SEE_OTHER)


@blueprint.get("/projects/<id:project_id>/scenes/<id:scene_id>")
def show(project_id: UUID, scene_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), wrong=None, **_around(project_id, scene_id))


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/populate")
@act
def populate(project_id: UUID, scene_id: UUID) -> Response:
    return once(
        lambda key: services().scenes.populate(user_id(), project_id, scene_id, key),
        lambda content: Outcome(
            f"The scene has its assets: {len(content.assets)}.",
            came_from(),
        ),
    )


@blueprint.post("/projects/<id:project_id>/scenes/refresh")
@act
def refresh_all(project_id: UUID) -> Response:
    """Refresh every scene to which something changed; done twice nothing is done twice."""
    done = services().all_scenes.refresh(user_id(), project_id)
    assets = sum(len(scene.assets) for scene in done)
    tell(
        f"Refreshed {words.plural(len(done), 'scene')}: {words.plural(assets, 'asset')} changed."
        if done
        else "Every scene has what the assets have."
    )
    return redirect(url_for("pages.scenes.show_all", project_id=project_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/refresh")
@act
def refresh(project_id: UUID, scene_id: UUID) -> Response:
    return once(
        lambda key: services().scenes.refresh(user_id(), project_id, scene_id, key),
        lambda done: Outcome(scene_words.refreshed_words(done.assets), came_from()),
    )


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/masters")
@act
def take_masters(project_id: UUID, scene_id: UUID) -> Response:
    """Show the project's pictures of the ticked assets; what could not be used is said."""
    pairs = [(scene_id, asset_id) for asset_id in ids_field("asset_id")]
    results = services().scenes.take_masters(user_id(), project_id, pairs)
    tell(scene_words.used_words(results))
    return redirect(_address(project_id, scene_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/suggestions")
@act
def link_suggestions(project_id: UUID, scene_id: UUID) -> Response:
    """Put every asset into the scene that its text names."""
    linked = services().suggestions.link_all(user_id(), project_id, scene_id)
    names = words.some_names([one.asset.name for one in linked])
    tell(
        f"{names} {'is' if len(linked) == 1 else 'are'} in this scene."
        if linked
        else "Every asset that the text names is in this scene.",
        undo=_undo("unlink", project_id, scene_id, [one.asset.id for one in linked]),
    )
    return redirect(_address(project_id, scene_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/link")
@act
def link(project_id: UUID, scene_id: UUID) -> Response:
    """Put assets into the scene, and the scene's number on them."""
    ids = ids_field("asset_id")
    linked = services().scenes.link_several(user_id(), project_id, scene_id, ids)
    names = words.some_names([one.asset.name for one in linked])
    # What has no other scene could not be taken out of this one again.
    alone = any(len(one.asset.scene_numbers) == 1 for one in linked)
    tell(
        f"{names} {'is' if len(linked) == 1 else 'are'} in this scene.",
        undo="" if alone else _undo("unlink", project_id, scene_id, ids),
    )
    return redirect(_address(project_id, scene_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/unlink")
@act
def unlink(project_id: UUID, scene_id: UUID) -> Response:
    """Take assets out of the scene; they come back as they were when they are linked again."""
    ids = ids_field("asset_id")
    services().scenes.unlink_several(user_id(), project_id, scene_id, ids)
    tell(
        "The asset is out of this scene; everywhere else it stays as it was."
        if len(ids) == 1
        else "The assets are out of this scene; everywhere else they stay as they were.",
        undo=_undo("link", project_id, scene_id, ids),
    )
    return redirect(_address(project_id, scene_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>")
def edit(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Any:
    """Write what is special about the asset here; refused it is shown again as it was typed."""
    try:
        edited = services().scenes.edit(
            user_id(),
            project_id,
            scene_id,
            asset_id,
            seen=_seen(),
            override_text=text_field("override_text"),
            status_tags=text_field("status_tags").split(","),
            carry_forward=text_field("carry_forward") == "1",
        )
    except EXPECTED as error:
        return show_again(PAGE, error, wrong=asset_id, **_around(project_id, scene_id))
    tell(f"{edited.asset.name} is saved for this scene.")
    return redirect(_address(project_id, scene_id, asset_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>/master")
@act
def take_master(project_id: UUID, scene_id: UUID, asset_id: UUID) -> Response:
    taken = services().scenes.take_master(user_id(), project_id, scene_id, asset_id)
    tell(f"{taken.asset.name} is in this scene as it is in the project now.")
    return redirect(_address(project_id, scene_id, asset_id), SEE_OTHER)


def _around(project_id: UUID, scene_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "scenes")
    content = asked.scenes.assets(user_id(), project_id, scene_id)
    there = {one.asset.id for one in content.assets}
    offered = asked.curation.list(user_id(), project_id, limit=ASSETS_OFFERED).items
    before, after = _neighbours(project_id, content.scene.scene_number)
    jobs = asked.jobs.list(user_id(), project_id, scene_id=scene_id, limit=JOBS_SHOWN).items
    members = scene_cards.deal(
        content.assets,
        asked.scene_attempts.of_scene(user_id(), project_id, scene_id),
        Asked(
            jobs,
            asked.jobs.places(user_id(), project_id) if around.queued else {},
            datetime.now(UTC),
        ),
        may_change=around.may_change,
    )
    return {
        "shell": around,
        "content": content,
        "members": members,
        "style_locked": asked.styles.get(user_id(), project_id).locked,
        "suggested": asked.suggestions.of_scene(user_id(), project_id, scene_id),
        "paragraphs": paragraphs(content.scene.text, [one.asset for one in content.assets]),
        "before": before,
        "after": after,
        "offered": [asset for asset in offered if asset.id not in there],
    }


def _neighbours(project_id: UUID, number: int) -> tuple[SceneView | None, SceneView | None]:
    # The cursor is the last number before the page, so three scenes from two before this one.
    cursor = str(number - 2) if number > 2 else None  # noqa: PLR2004 - see above
    near = services().scripts.scenes(user_id(), project_id, limit=3, cursor=cursor).items
    by_number = {one.scene_number: one for one in near}
    return by_number.get(number - 1), by_number.get(number + 1)


def _seen() -> datetime:
    try:
        return datetime.fromisoformat(text_field("seen"))
    except ValueError:
        raise Invalid("The form is not one of ours: load the page again.") from None


def _undo(name: str, project_id: UUID, scene_id: UUID, ids: list[UUID]) -> str:
    if not 0 < len(ids) <= UNDONE_MOST:
        return ""
    return url_for(f"pages.scenes.{name}", project_id=project_id, scene_id=scene_id, asset_id=ids)


def _told(done: list[PopulatedScene]) -> str:
    if not done:
        return "Every scene has its assets already."
    added = sum(scene.added for scene in done)
    return f"Populated {words.plural(len(done), 'scene')}: {words.plural(added, 'asset')} added."


def _address(project_id: UUID, scene_id: UUID, asset_id: UUID | None = None) -> str:
    return url_for(
        "pages.scenes.show",
        project_id=project_id,
        scene_id=scene_id,
        _anchor=f"asset-{asset_id}" if asset_id is not None else None,
    )
