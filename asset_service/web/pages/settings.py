"""What belongs to the person, not to a project: the tokens for programs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain.errors import Invalid
from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, show_again, tell

PAGE = "settings/tokens.html"
LASTS = {"30": "30 days", "90": "90 days", "365": "A year", "": "Until it is revoked"}

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
def show() -> str:
    return render_template(PAGE, typed=Typed(), **_around())


@blueprint.post("/settings/tokens")
def create_token() -> Any:
    """Make a token and show it: this once, in this answer, in no cookie and no cache."""
    try:
        new = services().accounts.create_token(user_id(), request.form.get("name", ""), _end())
    except EXPECTED as error:
        return show_again(PAGE, error, **_around())
    around = _around() | {"new": new}
    answer: Response = make_response(render_template(PAGE, typed=Typed(), **around))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/settings/tokens/<id:token_id>/revoke")
@act
def revoke_token(token_id: UUID) -> AnyResponse:
    services().accounts.revoke_token(user_id(), token_id)
    tell("The token is revoked: programs that use it are refused from now on.")
    return redirect(url_for("pages.settings.show"), SEE_OTHER)


def _end() -> datetime | None:
    """Return when the token ends. Not by the service's clock: whole days, from a list."""
    days = request.form.get("days", "")
    if days not in LASTS:
        raise Invalid("Choose how long the token lasts.")
    return datetime.now(UTC) + timedelta(days=int(days)) if days else None


def _around() -> dict[str, Any]:
    return {"tokens": services().accounts.tokens(user_id()), "lasts": LASTS, "new": None}
