"""One asset by itself: its pictures large, its text to edit, its history. And adding one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Stale
from asset_service.services.curation import NewAsset
from asset_service.services.views import AssetView, AttemptView
from asset_service.web.context import services, user_id
from asset_service.web.pages import cards
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, back, show_again, tell
from asset_service.web.pages.forms import (
    scenes_field,
    scenes_text,
    text_field,
    type_field,
    whole_field,
)
from asset_service.web.pages.shell import shell

JOBS_SHOWN = 20

blueprint = Blueprint("assets", __name__)


@blueprint.get("/projects/<id:project_id>/assets/new")
def ask_new(project_id: UUID) -> str:
    return render_template("assets/new.html", typed=Typed(), shell=shell(project_id, "assets"))


@blueprint.post("/projects/<id:project_id>/assets")
def add(project_id: UUID) -> Any:
    try:
        asset = services().curation.add(
            user_id(),
            project_id,
            NewAsset(
                name=text_field("name"),
                type=type_field(),
                description=text_field("description"),
                scene_numbers=scenes_field(),
            ),
        )
    except EXPECTED as error:
        return show_again("assets/new.html", error, shell=shell(project_id, "assets"))
    tell(f"{asset.name} is on the board.")
    return _to_board(project_id, asset.id)


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>")
def show(project_id: UUID, asset_id: UUID) -> str:
    return render_template(
        "assets/asset.html", typed=Typed(), stale=None, **_around(project_id, asset_id)
    )


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
    tell(f"{asset.name} is saved.")
    return redirect(
        url_for("pages.assets.show", project_id=project_id, asset_id=asset_id), SEE_OTHER
    )


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
    asset = services().curation.restore(user_id(), project_id, asset_id, name)
    tell(f"{asset.name} is back.")
    return back(asset.id)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/delete")
@act
def delete(project_id: UUID, asset_id: UUID) -> Response:
    asset = services().curation.delete(user_id(), project_id, asset_id)
    tell(f"{asset.name} is in the bin for 30 days.", undo=_address("restore", asset))
    # Not to its own page: what was there is in the bin.
    return _to_board(project_id)


def _around(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "assets")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    attempts = asked.attempts.list(user_id(), project_id, asset_id, state="all")
    live = [attempt for attempt in attempts if attempt.state == "live"]
    jobs = asked.jobs.list(user_id(), project_id, asset_id=asset_id, limit=JOBS_SHOWN).items
    editable = around.may_change and (around.is_open or not asset.locked)
    return {
        "shell": around,
        "asset": asset,
        "card": cards.card(asset, live, jobs, editable=editable and asset.binned_at is None),
        "binned": [attempt for attempt in attempts if attempt.state == "binned"],
        "viewed": _viewed(live),
        "scenes_typed": scenes_text(asset.scene_numbers),
        "revisions": asked.curation.revisions(user_id(), project_id, asset_id),
        "estimate": (
            asked.generation.estimate(user_id(), project_id, asset_id)
            if asset.state == "active"
            else None
        ),
    }


def _viewed(live: list[AttemptView]) -> AttemptView | None:
    """Return the attempt that is shown large: the one asked for, else the one in use."""
    wanted = request.args.get("attempt", "")
    asked = next((attempt for attempt in live if str(attempt.number) == wanted), None)
    return asked or next((attempt for attempt in live if attempt.is_selected), None)


def _address(act_name: str, asset: AssetView) -> str:
    return url_for(f"pages.assets.{act_name}", project_id=asset.project_id, asset_id=asset.id)


def _to_board(project_id: UUID, asset_id: UUID | None = None) -> Response:
    address = url_for(
        "pages.board.show",
        project_id=project_id,
        _anchor=f"asset-{asset_id}" if asset_id is not None else None,
    )
    return redirect(address, SEE_OTHER)
