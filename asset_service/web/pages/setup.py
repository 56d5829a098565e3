"""How a project is set up: what draws which assets, what it may spend, its title."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.vocabulary import AssetType, Role
from asset_service.services.makers import NewMaker
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, show_again, tell
from asset_service.web.pages.forms import text_field, whole_field
from asset_service.web.pages.shell import shell
from asset_service.web.schemas.makers import read_size

PAGE = "setup/setup.html"
ENGINE = "setup/engine.html"
_SIZE = re.compile(r"[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")
_OPTION = "option "
# "1,000" is a thousand to some and one to others; "0,005" and "1000,125" are the same to all.
_AMBIGUOUS = re.compile(r"[+-]?(?!0)[0-9]{1,3}[.,][0-9]{3}")
_PLAINLY = "Write it without separators between thousands, like 1000 or 1000.50."

blueprint = Blueprint("setup", __name__)


@blueprint.get("/projects/<id:project_id>/setup")
def show(project_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), **_around(project_id))


@blueprint.post("/projects/<id:project_id>/setup")
def save(project_id: UUID) -> Any:
    """Write the title and what all pictures have in common."""
    try:
        services().projects.edit(
            user_id(),
            project_id,
            title=text_field("title"),
            plain_background="plain_background" in request.form,
        )
    except EXPECTED as error:
        return show_again(PAGE, error, **_around(project_id))
    tell("Saved.")
    return redirect(url_for("pages.setup.show", project_id=project_id), SEE_OTHER)


@blueprint.get("/projects/<id:project_id>/setup/<type:asset_type>")
def engine(project_id: UUID, asset_type: AssetType | None) -> str:
    """Choose what draws a type; `maker` in the address is one that is looked at."""
    around = _engine(project_id, _known(asset_type))
    return render_template(ENGINE, typed=Typed(), **around)


@blueprint.post("/projects/<id:project_id>/setup/<type:asset_type>")
def choose(project_id: UUID, asset_type: AssetType | None) -> Any:
    kind = _known(asset_type)
    try:
        chosen = services().makers.choose(user_id(), project_id, kind, _new())
    except EXPECTED as error:
        return show_again(ENGINE, error, **_engine(project_id, kind))
    tell(f"{words.type_plural(kind)} are drawn by {chosen.provider}, {chosen.model}, from now on.")
    return redirect(url_for("pages.setup.show", project_id=project_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/setup/<type:asset_type>/reset")
@act
def reset(project_id: UUID, asset_type: AssetType | None) -> Any:
    kind = _known(asset_type)
    services().makers.reset(user_id(), project_id, kind)
    tell(f"{words.type_plural(kind)} are drawn by the usual engine again.")
    return redirect(url_for("pages.setup.show", project_id=project_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/setup/budget")
def budget(project_id: UUID) -> Any:
    currency = text_field("currency")
    try:
        services().accounting.set_budget(
            user_id(),
            project_id,
            currency,
            monthly=_amount_field("monthly"),
            total=_amount_field("total"),
        )
    except EXPECTED as error:
        return show_again(PAGE, error, **_around(project_id))
    tell("The budget is set. What is under way already goes on.")
    return redirect(url_for("pages.setup.show", project_id=project_id), SEE_OTHER)


def _around(project_id: UUID) -> dict[str, Any]:
    asked, around = services(), shell(project_id, "setup")
    costs = asked.accounting.costs(user_id(), project_id, days=1)
    return {
        "shell": around,
        "makers": asked.makers.of_project(user_id(), project_id),
        "labels": _labels(),
        "costs": costs,
        "space": asked.storage.of_project(user_id(), project_id),
        "may_budget": around.project.role == Role.OWNER,
    }


def _engine(project_id: UUID, kind: AssetType) -> dict[str, Any]:
    asked = services()
    (now,) = (
        one for one in asked.makers.of_project(user_id(), project_id) if one.asset_type == kind
    )
    looked_at = request.values.get("maker") or f"{now.provider}/{now.model}"
    offered = asked.makers.offered()
    model = next(
        (
            model
            for provider in offered
            for model in provider.models
            if f"{provider.id}/{model.name}" == looked_at
        ),
        None,
    )
    return {
        "shell": shell(project_id, "setup"),
        "kind": kind.value,
        "now": now,
        "is_now": looked_at == f"{now.provider}/{now.model}",
        "looked_at": looked_at,
        "model": model,
        "offered": offered,
    }


def _new() -> NewMaker:
    provider, _, model = text_field("maker").partition("/")
    size = text_field("size")
    if size and not _SIZE.fullmatch(size.partition(" ")[2] or size):
        raise Invalid("That is no size.", fields={"size": ["Must be one of the list."]})
    aspect, _, pixels = size.partition(" ")
    seed = text_field("seed").strip()
    return NewMaker(
        provider=provider,
        model=model,
        aspect=aspect if pixels else "",
        size=read_size(pixels or size) if size else None,
        options={
            name.removeprefix(_OPTION): word
            for name, word in request.form.items()
            if name.startswith(_OPTION) and word
        },
        negative=text_field("negative"),
        seed=whole_field("seed", 0) if seed else None,
        candidates=whole_field("candidates", 1),
    )


def _amount_field(name: str) -> Decimal | None:
    """Return an amount with a comma or a point before its cents; raises Invalid.

    What might be read a thousand times too small is nobody's guess: it is refused.
    """
    raw = text_field(name).strip()
    if not raw:
        return None
    if _AMBIGUOUS.fullmatch(raw) or len(re.findall(r"[.,]", raw)) > 1:
        raise Invalid("That amount can be read in two ways.", fields={name: [_PLAINLY]})
    try:
        return Decimal(raw.replace(",", "."))
    except InvalidOperation:
        raise Invalid("That is no amount.", fields={name: ["Must be a number."]}) from None


def _labels() -> dict[str, str]:
    """Return what models are called, by `provider/model`."""
    return {
        f"{provider.id}/{model.name}": f"{provider.label} · {model.label}"
        for provider in services().makers.offered()
        for model in provider.models
    }


def _known(asset_type: AssetType | None) -> AssetType:
    if asset_type is None:
        raise NotFound("type")
    return asset_type
