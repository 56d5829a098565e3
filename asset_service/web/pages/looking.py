"""Pictures at full size: one attempt with all that is known of it, or two beside each other.

Pages of their own, which a script shows above the page that somebody came from.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from asset_service.domain.errors import NotFound
from asset_service.web.context import services, user_id
from asset_service.web.pages import cards
from asset_service.web.pages.cards import Slide
from asset_service.web.pages.forms import asked_number
from asset_service.web.pages.shell import shell

blueprint = Blueprint("looking", __name__)

_ASSET = "/projects/<id:project_id>/assets/<id:asset_id>"


@blueprint.get(f"{_ASSET}/attempts/<int:number>")
def show(project_id: UUID, asset_id: UUID, number: int) -> str:
    """Show one live attempt; raises NotFound for a number that none has."""
    around = _around(project_id, asset_id)
    slide = _numbered(around["slides"], number)
    at = slide.place - 1
    return render_template(
        "assets/full.html",
        slide=slide,
        before=around["slides"][at - 1] if at else None,
        after=next(iter(around["slides"][at + 1 :]), None),
        **around,
    )


@blueprint.get(f"{_ASSET}/compare")
def compare(project_id: UUID, asset_id: UUID) -> Any:
    """Show attempts `a` and `b` together; raises NotFound for numbers that none has.

    Who names no two is shown the asset, where they can be chosen.
    """
    around = _around(project_id, asset_id)
    if not {"a", "b"} <= set(request.args):
        return redirect(url_for("pages.assets.show", project_id=project_id, asset_id=asset_id))
    pair = [_numbered(around["slides"], asked_number(name)) for name in ("a", "b")]
    return render_template("assets/compare.html", pair=pair, **around)


def _around(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "assets")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    live = asked.attempts.list(user_id(), project_id, asset_id)
    free = around.is_open or not asset.locked
    return {
        "shell": around,
        "asset": asset,
        "slides": cards.slides(live, cards.evicted_next(live)),
        "editable": around.may_change and free and asset.binned_at is None,
    }


def _numbered(slides: list[Slide], number: int) -> Slide:
    found = next((slide for slide in slides if slide.attempt.number == number), None)
    if found is None:
        raise NotFound("attempt")
    return found
