"""The style of a project: written, locked, changed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain import looks
from asset_service.domain.errors import Invalid, Stale
from asset_service.domain.looks import Look
from asset_service.domain.styles import REFERENCES_MOST, Images
from asset_service.services.idempotency import Idempotency
from asset_service.services.views.pictures import AttemptView
from asset_service.services.views.styles import StyleChanged, Uncleared
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import style_form, words
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
from asset_service.web.pages.forms import text_field
from asset_service.web.pages.shell import shell
from asset_service.web.pages.style_form import Written

PAGE = "style/style.html"
PICKED_FROM = 60

blueprint = Blueprint("style", __name__)


@blueprint.get("/projects/<id:project_id>/style")
def show(project_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), **_around(project_id))


@blueprint.post("/projects/<id:project_id>/style")
def save(project_id: UUID) -> Any:
    """Write the style; with the button `lock` also lock it, with `change` replace a locked one.

    A `look` is put into the text; where something else is written already it asks how.
    """
    try:
        if {"look", "how"} & set(request.form):
            return _take_look(project_id)
        wanted = text_field("act")
        if wanted == "change":
            return _change(project_id)
        told = _discard(project_id) if wanted == "discard" else _write(project_id, wanted)
    except EXPECTED as error:
        around = {**_around(project_id), "written": style_form.sent()}
        return show_again(PAGE, error, **{**around, "stale": isinstance(error, Stale)})
    tell(told)
    return redirect(_board(project_id), SEE_OTHER)


@blueprint.post("/projects/<id:project_id>/style/draft")
def draft(project_id: UUID) -> dict[str, Any]:
    """Store the words while they are typed, for scripts: see `writing.py`."""
    styles = services().styles
    ahead = style_form.is_ahead()
    try:
        style = styles.put(user_id(), project_id, **style_form.fields(), ahead=ahead)
    except Stale as error:
        now = styles.get(user_id(), project_id)
        raise Stale(error.detail, **style_form.as_stored(now.written)) from None
    return style_form.as_stored(style.written)


@blueprint.post("/projects/<id:project_id>/style/cleared/<int:version>/restore")
@act
def put_back(project_id: UUID, version: int) -> Response:
    """Bring back all that a change of style cleared away."""
    tell(_back_words(services().clearing.undo(user_id(), project_id, version)))
    return back()


def _write(project_id: UUID, wanted: str) -> str:
    styles = services().styles
    ahead = style_form.is_ahead()
    # Locking again is no error, and then the text is not to be written.
    if ahead or not styles.get(user_id(), project_id).locked:
        styles.put(user_id(), project_id, **style_form.fields(), ahead=ahead)
    if ahead:
        return "It is kept for later. The style is as it was."
    if wanted == "lock":
        styles.lock(user_id(), project_id)
        return "The style is locked."
    return "The style is saved, not locked."


def _discard(project_id: UUID) -> str:
    services().styles.discard(user_id(), project_id)
    return "What was prepared is thrown away. The style is as it was."


def _change(project_id: UUID) -> Response:
    before = services().styles.get(user_id(), project_id).version
    said = style_form.fields()
    try:
        images = Images(text_field("images") or Images.KEEP)
    except ValueError:
        raise Invalid("Say what becomes of the pictures.") from None

    def change(key: Idempotency) -> StyleChanged:
        return services().styles.change(
            user_id(), project_id, **said, images=images, idempotency=key
        )

    return once(change, lambda changed: _outcome(project_id, before, changed))


def _outcome(project_id: UUID, before: int, changed: StyleChanged) -> Outcome:
    to = _board(project_id)
    if changed.version == before:
        return Outcome("The style is as it was.", to)
    if not changed.cleared_attempts:
        return Outcome("The style is changed. Pictures made before show as outdated.", to)
    gone = words.plural(changed.cleared_attempts, "attempt")
    of_them = words.plural(changed.cleared_assets, "asset")
    are = "is" if changed.cleared_attempts == 1 else "are"
    undo = url_for("pages.style.put_back", project_id=project_id, version=changed.version)
    return Outcome(f"The style is changed. {gone} of {of_them} {are} in the bin.", to, undo)


def _back_words(undone: Uncleared) -> str:
    """Say what came back, and of what did not all of it."""
    if not undone.attempts and not undone.left:
        return "There was nothing left to bring back."
    came = words.plural(undone.attempts, "attempt is", "attempts are")
    said = [f"{came} back, of {words.plural(undone.assets, 'asset')}. The style stays changed."]
    for code, what in _LEFT.items():
        names = [one.name for one in undone.left if one.code == code]
        if names:
            said.append(f"{what}: {words.some_names(names)}.")
    return " ".join(said)


_LEFT = {
    "newer_selected": "A newer picture stays in use",
    "no_room": "Newer ones left no room for all, the rest stays in the bin",
    "asset_binned": "In the bin itself, with its attempts",
}


def _take_look(project_id: UUID) -> str:
    """Show the text with the look in it: nothing is stored before somebody saves or locks it."""
    look = looks.find(text_field("look") or text_field("asked"))
    if look is None:
        raise Invalid("There is no such look.")
    text, how = text_field("text"), text_field("how")
    asked: Look | None = None
    if not text.strip() or how == "replace":
        text = look.text
    elif how == "add":
        text = looks.added(text, look)
    elif looks.named(text.strip()):
        text = look.text
    else:
        asked = look
    typed = replace(Typed(), values=Sent(text=text, was=text_field("was")))
    written = style_form.sent().with_text(text)
    around = {**_around(project_id), "asked": asked, "written": written}
    return render_template(PAGE, typed=typed, **around)


def _around(project_id: UUID) -> dict[str, Any]:
    styles = services().styles
    around = shell(project_id, "assets")
    style = styles.get(user_id(), project_id)
    changes = around.is_open and around.may_change
    written: Written = style_form.of(style.written)
    return {
        "shell": around,
        "style": style,
        "written": written,
        "impact": styles.change_impact(user_id(), project_id),
        "picks": _picks(project_id, {one.sha256 for one in style.written.references})
        if changes
        else [],
        "most_references": REFERENCES_MOST,
        "most_bytes": parts().settings.max_upload_bytes,
        "asked": None,
        "stale": False,
    }


def _picks(project_id: UUID, followed: set[str]) -> list[tuple[str, AttemptView]]:
    """Return attempts that the style might follow, each with the name of its asset."""
    live = services().attempts.of_project(user_id(), project_id)
    if not live:
        return []
    named = services().curation.list(user_id(), project_id, limit=PICKED_FROM).items
    return [
        (asset.name, attempt)
        for asset in named
        for attempt in live.get(asset.id, [])
        if attempt.sha256 not in followed
    ][:PICKED_FROM]


def _board(project_id: UUID) -> str:
    return url_for("pages.board.show", project_id=project_id)
