"""One asset by itself: its pictures large, its text to edit, its history. And adding one."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import NotFound, Stale
from asset_service.services.curation import NewAsset
from asset_service.services.views.assets import AssetView, EditedAsset
from asset_service.services.views.pictures import AttemptView
from asset_service.web.context import services, user_id
from asset_service.web.pages import cards, generating, words
from asset_service.web.pages.acts import (
    EXPECTED,
    SEE_OTHER,
    Outcome,
    Sent,
    Typed,
    act,
    back,
    once,
    show_again,
    tell,
)
from asset_service.web.pages.cards import Asked
from asset_service.web.pages.forms import (
    asked_number,
    scenes_field,
    scenes_text,
    text_field,
    type_field,
    whole_field,
)
from asset_service.web.pages.library_links import links
from asset_service.web.pages.origins import numbered
from asset_service.web.pages.shell import shell

JOBS_SHOWN = 20

blueprint = Blueprint("assets", __name__)


@blueprint.get("/projects/<id:project_id>/assets/new")
def ask_new(project_id: UUID) -> str:
    return render_template("assets/new.html", typed=Typed(), **_around_new(project_id))


@blueprint.post("/projects/<id:project_id>/assets")
def add(project_id: UUID) -> Any:
    try:
        new = NewAsset(
            name=text_field("name"),
            type=type_field(),
            description=text_field("description"),
            scene_numbers=scenes_field(),
        )
        return once(
            lambda key: services().curation.add(user_id(), project_id, new, key),
            lambda asset: Outcome(f"{asset.name} is on the board.", _board(project_id, asset.id)),
        )
    except EXPECTED as error:
        return show_again("assets/new.html", error, **_around_new(project_id))


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>")
def show(project_id: UUID, asset_id: UUID) -> str:
    """Show the asset; with `prompt_of` the form is filled in with the prompt of a file."""
    around = _around(project_id, asset_id)
    typed = Typed()
    if number := around["offered"]:
        typed = Typed(_filled_in(around["asset"], _prompt_of(project_id, asset_id, number)))
    return render_template("assets/asset.html", typed=typed, stale=None, **around)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>")
def edit(project_id: UUID, asset_id: UUID) -> Any:
    """Change the text. A stale edit stores nothing and is shown beside the newer text."""
    try:
        # Nobody edits without a version: version 0 is older than any there is.
        asset = services().curation.edit(
            user_id(),
            project_id,
            asset_id,
            whole_field("version", 0),
            {
                "name": text_field("name"),
                "type": type_field(),
                "description": text_field("description"),
                "image_prompt": text_field("image_prompt"),
                "scene_numbers": scenes_field(),
            },
        )
    except EXPECTED as error:
        around = _around(project_id, asset_id)
        stale = around["asset"] if isinstance(error, Stale) else None
        return show_again("assets/asset.html", error, stale=stale, **around)
    tell(f"{asset.name} is saved.{_misfits(asset)}")
    return redirect(
        url_for("pages.assets.show", project_id=project_id, asset_id=asset_id), SEE_OTHER
    )


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/type")
def ask_type(project_id: UUID, asset_id: UUID) -> str:
    return render_template("assets/type.html", typed=Typed(), **_around_type(project_id, asset_id))


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/type")
def change_type(project_id: UUID, asset_id: UUID) -> Any:
    """Make it another type and nothing else; a stale form is shown again with the type of now."""
    try:
        kind = type_field()
        asset = services().curation.edit(
            user_id(), project_id, asset_id, whole_field("version", 0), {"type": kind}
        )
    except EXPECTED as error:
        return show_again("assets/type.html", error, **_around_type(project_id, asset_id))
    tell(f"{asset.name} is of the type {words.type_name(asset.type)}.{_misfits(asset)}")
    return redirect(_board(project_id, asset.id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/defer")
@act
def defer(project_id: UUID, asset_id: UUID) -> Response:
    asset = services().curation.defer(user_id(), project_id, asset_id)
    tell(f"{asset.name} is deferred.", undo=_address("restore", asset))
    return back()


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/restore")
@act
def restore(project_id: UUID, asset_id: UUID) -> Response:
    """Bring an asset back, from the bin or from being deferred; `name` gives it a free one."""
    name = text_field("name").strip() or None
    before = services().curation.get(user_id(), project_id, asset_id)
    asset = services().curation.restore(user_id(), project_id, asset_id, name)
    undo = {"deferred": "defer", "binned": "delete"}.get(before.state)
    tell(f"{asset.name} is back.", undo=_address(undo, asset) if undo else "")
    return back(asset.id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/delete")
@act
def delete(project_id: UUID, asset_id: UUID) -> Response:
    asset = services().curation.delete(user_id(), project_id, asset_id)
    tell(f"{asset.name} is in the bin for 30 days.", undo=_address("restore", asset))
    # Not to its own page: what was there is in the bin.
    return redirect(_board(project_id), SEE_OTHER)


def _misfits(asset: EditedAsset) -> str:
    return f" {words.misfit_words(asset.warnings)}" if asset.warnings else ""


def _around_new(project_id: UUID) -> dict[str, Any]:
    return {
        "shell": shell(project_id, "assets"),
        "script_scenes": services().scripts.outline(user_id(), project_id),
    }


def _around_type(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    return {
        "shell": shell(project_id, "assets"),
        "asset": services().curation.get(user_id(), project_id, asset_id),
        "misfits": services().curation.misfits(user_id(), project_id, asset_id),
    }


def _around(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "assets")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    attempts = asked.attempts.list(user_id(), project_id, asset_id, state="all")
    live = [attempt for attempt in attempts if attempt.state == "live"]
    jobs = asked.jobs.list(
        user_id(), project_id, asset_id=asset_id, of_scenes=False, limit=JOBS_SHOWN
    ).items
    editable = around.may_change and (around.is_open or not asset.locked)
    return {
        "shell": around,
        "asset": asset,
        "library_link": links(project_id).get(asset_id),
        "card": cards.card(
            asset,
            live,
            Asked(
                jobs,
                asked.jobs.places(user_id(), project_id) if around.queued else {},
                datetime.now(UTC),
            ),
            editable=editable and asset.binned_at is None,
        ),
        "binned": [attempt for attempt in attempts if attempt.state == "binned"],
        "viewed": _viewed(live),
        "offered": asked_number("prompt_of") if editable and request.method == "GET" else 0,
        "scenes_typed": scenes_text(asset.scene_numbers),
        "script_scenes": asked.scripts.outline(user_id(), project_id),
        "reshapes": asked.reshapes.of_asset(user_id(), project_id, asset_id),
        "origin": (
            asked.curation.get(user_id(), project_id, asset.split_from)
            if asset.split_from is not None
            else None
        ),
        "revisions": asked.curation.revisions(user_id(), project_id, asset_id),
        "estimate": (
            generating.of_asset(project_id, asset_id) if asset.state == "active" else None
        ),
    }


def _prompt_of(project_id: UUID, asset_id: UUID, number: int) -> str:
    """Return the prompt that an attempt's file holds; raises NotFound where there is none."""
    attempt = numbered(project_id, asset_id, number)
    claims = services().origins.show(user_id(), project_id, asset_id, attempt.id).claims
    if claims is None or claims.recipe is None or not claims.recipe.prompt:
        raise NotFound("prompt")
    return claims.recipe.prompt


def _filled_in(asset: AssetView, prompt: str) -> Sent:
    return Sent(
        name=asset.name,
        type=asset.type,
        description=asset.description,
        image_prompt=prompt,
        scene_numbers=scenes_text(asset.scene_numbers),
    )


def _viewed(live: list[AttemptView]) -> AttemptView | None:
    """Return the attempt that is shown large: the one asked for, else the one in use."""
    wanted = request.args.get("attempt", "")
    asked = next((attempt for attempt in live if str(attempt.number) == wanted), None)
    return asked or next((attempt for attempt in live if attempt.is_selected), None)


def _address(act_name: str, asset: AssetView) -> str:
    return url_for(f"pages.assets.{act_name}", project_id=asset.project_id, asset_id=asset.id)


def _board(project_id: UUID, asset_id: UUID | None = None) -> str:
    return url_for(
        "pages.board.show",
        project_id=project_id,
        _anchor=f"asset-{asset_id}" if asset_id is not None else None,
    )
