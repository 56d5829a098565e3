"""Taking things out of a project: three forms, and what became of what was asked for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from asset_service.domain.errors import Invalid
from asset_service.domain.exports import Attempts, ExportKind, Files, Paper
from asset_service.domain.vocabulary import AssetType
from asset_service.services.export_views import ExportView
from asset_service.web.context import services, user_id
from asset_service.web.pages import export_words
from asset_service.web.pages.acts import Outcome, act, back, once, tell
from asset_service.web.pages.forms import text_field
from asset_service.web.pages.shell import REFRESH_EVERY, shell

SHOWN = 50

blueprint = Blueprint("exports", __name__)


@blueprint.get("/projects/<id:project_id>/exports")
def show(project_id: UUID) -> str:
    """Show what can be exported, how much it is, and the exports of the project."""
    around = shell(project_id, "exports")
    asked = services().exports
    page = asked.list(user_id(), project_id, limit=SHOWN, cursor=request.args.get("after") or None)
    estimates = {
        attempts.value: asked.estimate(
            user_id(), project_id, ExportKind.ORIGINALS, {"attempts": attempts}
        )
        for attempts in Attempts
    }
    return render_template(
        "exports/exports.html",
        shell=around,
        lines=[export_words.line(one) for one in page.items],
        page=page,
        is_older=bool(request.args.get("after")),
        estimates=estimates,
        refresh_seconds=REFRESH_EVERY.seconds,
    )


@blueprint.post("/projects/<id:project_id>/exports/<word>")
@act
def ask(project_id: UUID, word: str) -> Response:
    """Ask for an export; pressed twice it is asked for once."""
    try:
        kind = ExportKind(word)
    except ValueError:
        raise NoSuchPage from None
    options = _OPTIONS[kind]()

    def told(_view: ExportView) -> Outcome:
        words = f"{export_words.KINDS[kind]} is on its way: it appears below when it is done."
        return Outcome(words, url_for("pages.exports.show", project_id=project_id))

    return once(
        lambda key: services().exports.request(user_id(), project_id, kind, options, key), told
    )


@blueprint.post("/projects/<id:project_id>/exports/<id:export_id>/cancel")
@act
def cancel(project_id: UUID, export_id: UUID) -> Response:
    cancelled = services().exports.cancel(user_id(), project_id, export_id)
    if not cancelled.changed:
        tell("There was nothing left to cancel.")
    return back()


def _common() -> dict[str, Any]:
    types = request.form.getlist("types")
    try:
        chosen = [AssetType(one) for one in types]
    except ValueError:
        raise Invalid("Choose types of the list.") from None
    if not chosen:
        raise Invalid("Choose at least one type.")
    every = len(set(chosen)) == len(AssetType)
    return {"types": [] if every else chosen, "deferred": _is_ticked("deferred")}


def _originals() -> dict[str, Any]:
    return _common() | {
        "attempts": _word("attempts", Attempts),
        "files": _word("files", Files),
        "prompts": _is_ticked("prompts"),
    }


def _look_book() -> dict[str, Any]:
    return _common() | {"candidates": _is_ticked("candidates"), "paper": _word("paper", Paper)}


def _matrix() -> dict[str, Any]:
    return _common() | {"excel": _is_ticked("excel")}


_OPTIONS: dict[ExportKind, Callable[[], dict[str, Any]]] = {
    ExportKind.ORIGINALS: _originals,
    ExportKind.LOOK_BOOK: _look_book,
    ExportKind.MATRIX: _matrix,
}


def _is_ticked(name: str) -> bool:
    return bool(text_field(name))


def _word(name: str, words: Any) -> Any:
    try:
        return words(text_field(name))
    except ValueError:
        raise Invalid("Choose one of the list.") from None
