"""Assets that turn out to be one, or two: the dialogs of merge and split, and their undo."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.reshaping import Describing
from asset_service.services.merging import NewMerge
from asset_service.services.splitting import NewSplit
from asset_service.services.views.assets import AssetView
from asset_service.services.views.reshapes import Reshaped, ReshapeView
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import words
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
from asset_service.web.pages.forms import ids_field, text_field
from asset_service.web.pages.shell import shell

OFFERED_MOST = 5000

blueprint = Blueprint("reshaping", __name__)


@blueprint.get("/projects/<id:project_id>/merge")
def ask_merge(project_id: UUID) -> str:
    """Ask what becomes of the chosen assets; of a single one first which others it is."""
    return render_template("reshaping/merge.html", typed=Typed(), **_around_merge(project_id))


@blueprint.post("/projects/<id:project_id>/merge")
def merge(project_id: UUID) -> Any:
    try:
        new = _merge_sent()
        return once(
            lambda key: services().merging.merge(user_id(), project_id, new, key),
            lambda made: Outcome(
                _merged_words(made), _board(project_id, made.asset.id), _undo(made.reshape)
            ),
        )
    except EXPECTED as error:
        return show_again("reshaping/merge.html", error, **_around_merge(project_id))


@blueprint.post("/projects/<id:project_id>/many/merge")
@act
def merge_many(project_id: UUID) -> Response:
    """Go to the question of what becomes of the ticked assets."""
    services().projects.get(user_id(), project_id)
    asset = [str(one) for one in ids_field("asset")]
    return redirect(
        url_for("pages.reshaping.ask_merge", project_id=project_id, asset=asset), SEE_OTHER
    )


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/split")
def ask_split(project_id: UUID, asset_id: UUID) -> str:
    around = _around_split(project_id, asset_id)
    return render_template("reshaping/split.html", typed=Typed(), chosen=set(), **around)


@blueprint.post("/projects/<id:project_id>/assets/<id:asset_id>/split")
def split(project_id: UUID, asset_id: UUID) -> Any:
    chosen = request.form.getlist("scene")
    try:
        new = NewSplit(text_field("name"), _numbers(chosen))
        return once(
            lambda key: services().splitting.split(user_id(), project_id, asset_id, new, key),
            lambda made: Outcome(
                _split_words(made),
                _board(project_id, (made.variant or made.asset).id),
                _undo(made.reshape),
            ),
        )
    except EXPECTED as error:
        around = _around_split(project_id, asset_id)
        return show_again("reshaping/split.html", error, chosen=set(chosen), **around)


@blueprint.post("/projects/<id:project_id>/reshapes/<id:reshape_id>/undo")
@act
def undo(project_id: UUID, reshape_id: UUID) -> Response:
    """Take a merge or split back, and say what stayed as it was."""
    view = services().reshapes.undo(user_id(), project_id, reshape_id)
    tell(words.undone_words(view))
    return redirect(came_from(), SEE_OTHER)


def _merge_sent() -> NewMerge:
    ids = ids_field("asset")
    try:
        survivor = UUID(text_field("survivor"))
        attempts = [UUID(one) for one in dict.fromkeys(request.form.getlist("attempt"))]
        selected = UUID(one) if (one := text_field("selected")) else None
    except ValueError:
        raise NotFound("asset") from None
    try:
        describing = Describing(text_field("describing") or Describing.SURVIVOR)
    except ValueError:
        raise Invalid(
            "Choose a description.", fields={"describing": ["Must be one of the list."]}
        ) from None
    # The survivor's own stay, ticked or not: a form without a script cannot take them away.
    own = set(request.form.getlist(f"of-{survivor}"))
    return NewMerge(
        survivor_id=survivor,
        absorbed_ids=[one for one in ids if one != survivor],
        name=text_field("name").strip() or None,
        describing=describing,
        description=text_field("description"),
        attempt_ids=[one for one in attempts if str(one) not in own],
        selected_id=selected,
    )


def _numbers(sent: list[str]) -> list[int]:
    if not all(one.isascii() and one.isdecimal() and len(one) <= 6 for one in sent):  # noqa: PLR2004 - no script has a million scenes
        raise Invalid("That is no scene.", fields={"scene_numbers": ["Choose from the list."]})
    return [int(one) for one in sent]


def _around_merge(project_id: UUID) -> dict[str, Any]:
    asked = services()
    around = shell(project_id, "assets")
    wanted = ids_field("asset") if request.values.getlist("asset") else []
    found = asked.curation.list(user_id(), project_id, limit=OFFERED_MOST).items
    by_id = {asset.id: asset for asset in found}
    chosen = [by_id[one] for one in wanted if one in by_id]
    if len(chosen) < len(wanted):
        raise NotFound("asset")
    attempts = asked.attempts.of_project(user_id(), project_id)
    return {
        "shell": around,
        "chosen": chosen,
        "others": _alike(found, chosen[0]) if len(chosen) == 1 else [],
        "attempts": {asset.id: attempts.get(asset.id, []) for asset in chosen},
        "kinds": sorted({asset.type for asset in chosen}),
        "brought": set(request.form.getlist("attempt")),
        "running": [asset for asset in chosen if asset.running],
        "bin_days": parts().settings.bin_days,
    }


def _alike(assets: list[AssetView], asset: AssetView) -> list[AssetView]:
    return [one for one in assets if one.type == asset.type and one.id != asset.id]


def _around_split(project_id: UUID, asset_id: UUID) -> dict[str, Any]:
    asked = services()
    asset = asked.curation.get(user_id(), project_id, asset_id)
    script = {one.scene_number: one for one in asked.scripts.outline(user_id(), project_id)}
    is_everywhere = not asset.scene_numbers and not asset.scenes_lost
    numbers = sorted(script) if is_everywhere else asset.scene_numbers
    return {
        "shell": shell(project_id, "assets"),
        "asset": asset,
        "scenes_of": [(number, script.get(number)) for number in numbers],
        "bin_days": parts().settings.bin_days,
    }


def _merged_words(made: Reshaped) -> str:
    names = words.some_names([one.name for one in made.reshape.absorbed])
    came = f" {words.plural(made.attempts, 'picture')} came along." if made.attempts else ""
    return f"{names} merged into {made.asset.name}.{came}"


def _split_words(made: Reshaped) -> str:
    variant = made.variant or made.asset
    count = words.plural(len(variant.scene_numbers), "scene")
    return f"{variant.name} is split from {made.asset.name}, with {count}."


def _undo(reshape: ReshapeView) -> str:
    project_id = (request.view_args or {})["project_id"]
    return url_for("pages.reshaping.undo", project_id=project_id, reshape_id=reshape.id)


def _board(project_id: UUID, asset_id: UUID) -> str:
    return url_for("pages.board.show", project_id=project_id, _anchor=f"asset-{asset_id}")
