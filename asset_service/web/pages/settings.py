"""What belongs to the person, not to a project: name, password, browsers, tokens, colours."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain.errors import Invalid
from asset_service.domain.scopes import USUAL, Scope
from asset_service.services.tokens import Wanted
from asset_service.web import limits
from asset_service.web.auth import sign_in_browser
from asset_service.web.context import credential, services, user, user_id
from asset_service.web.pages import log_words, words
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, show_again, tell

PAGE = "settings/settings.html"
LOG_SHOWN = 10
LASTS = {"30": "30 days", "90": "90 days", "365": "A year", "": "Until it is revoked"}

SCOPES = {
    Scope.READ: ("Read", "films, scripts, assets, pictures"),
    Scope.WRITE: ("Change", "assets, uploads, scenes, the stage"),
    Scope.SPEND: ("Spend", "ask for pictures, set budgets"),
    Scope.ACCOUNT: ("Account", "tokens, password, sessions"),
}

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
def show() -> str:
    return render_template(PAGE, typed=Typed(), **_around())


@blueprint.post("/settings/name")
def rename() -> Any:
    try:
        renamed = services().accounts.rename(user_id(), request.form.get("display_name", ""))
    except EXPECTED as error:
        return show_again(PAGE, error, **_around())
    tell(f"You are called {renamed.name} from now on.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


@blueprint.post("/settings/password")
def change_password() -> Any:
    """Change it; whoever is signed in elsewhere is signed out, this browser is not."""
    limits.count_try(user().email)
    new = request.form.get("new_password", "")
    try:
        services().logins.change_password(user_id(), request.form.get("current_password", ""), new)
    except EXPECTED as error:
        return show_again(PAGE, error, **_around())
    sign_in_browser(user_id())
    tell("The password is changed. Every other browser is signed out; tokens stay.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


@blueprint.post("/settings/tokens")
def create_token() -> Any:
    """Make a token and show it: this once, in this answer, in no cookie and no cache."""
    try:
        new = services().tokens.create(user_id(), _wanted())
    except EXPECTED as error:
        return show_again(PAGE, error, **_around())
    around = _around() | {"new": new}
    answer: Response = make_response(render_template(PAGE, typed=Typed(), **around))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/settings/tokens/<id:token_id>/revoke")
@act
def revoke_token(token_id: UUID) -> AnyResponse:
    services().tokens.revoke(user_id(), token_id)
    tell("The token is revoked: programs that use it are refused from now on.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


@blueprint.post("/settings/sessions/<id:session_id>/end")
@act
def end_session(session_id: UUID) -> AnyResponse:
    services().sessions.end(user_id(), session_id)
    tell("That browser is signed out.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


@blueprint.post("/settings/sessions/end-others")
@act
def end_other_sessions() -> AnyResponse:
    ended = services().sessions.end_all(user_id(), but=credential().id)
    tell(f"Signed out everywhere else: {words.plural(ended, 'browser')}.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


def _wanted() -> Wanted:
    """Return the token as the form has it; raises Invalid."""
    film = request.form.get("project_id", "")
    try:
        project_id = UUID(film) if film else None
    except ValueError:
        raise Invalid("Choose a film of yours.") from None
    return Wanted(request.form.get("name", ""), _end(), request.form.getlist("scopes"), project_id)


def _end() -> datetime | None:
    """Return when the token ends. Not by the service's clock: whole days, from a list."""
    days = request.form.get("days", "")
    if days not in LASTS:
        raise Invalid("Choose how long the token lasts.")
    return datetime.now(UTC) + timedelta(days=int(days)) if days else None


def _around() -> dict[str, Any]:
    asked = services()
    log = asked.audit.of_account(user_id(), limit=LOG_SHOWN)
    return {
        "tokens": asked.tokens.list(user_id()),
        "sessions": asked.sessions.list(user_id(), credential().id),
        "films": asked.projects.list(user_id()),
        "lasts": LASTS,
        "scopes": SCOPES,
        "usual": USUAL,
        "chosen": request.form.getlist("scopes") if "scopes" in request.form else None,
        "new": None,
        "space": asked.storage.of_user(user_id()),
        "days": log_words.days(log.items, user_id()),
        "more_log": log.next_cursor is not None,
    }
