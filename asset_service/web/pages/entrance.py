"""Signing in, up and out by a page. Public but for the last; tries are counted."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.errors import Forbidden, Unauthenticated
from asset_service.web import limits
from asset_service.web.auth import end_browser_session, start_browser_session
from asset_service.web.context import services
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, show_again
from asset_service.web.targets import local_target

blueprint = Blueprint("entrance", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Ask for address and password, then go where the reader wanted to."""
    target = local_target(request.values.get("next"))
    if request.method == "GET":
        if g.user is not None:
            return redirect(target, SEE_OTHER)
        return _form("entrance/sign_in.html", target)
    email = request.form.get("email", "")
    limits.count_try(email)
    try:
        signed_in = services().accounts.sign_in(email, request.form.get("password", ""))
    except Unauthenticated as error:
        return show_again("entrance/sign_in.html", error, **_around(target))
    start_browser_session(signed_in)
    return redirect(target, SEE_OTHER)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Any:
    """Make an account and sign in with it."""
    accounts = services().accounts
    target = local_target(request.values.get("next"))
    if not accounts.sign_up_open:
        raise Forbidden("Signing up is closed here. Ask whoever runs it.", code="sign_up_closed")
    if request.method == "GET":
        return _form("entrance/sign_up.html", target)
    limits.count_sign_up()
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        accounts.sign_up(email, request.form.get("name", ""), password)
    except EXPECTED as error:
        return show_again("entrance/sign_up.html", error, **_around(target))
    start_browser_session(accounts.sign_in(email, password))
    return redirect(target, SEE_OTHER)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    end_browser_session()
    return redirect(url_for("entrance.sign_in"), SEE_OTHER)


def _form(template: str, target: str) -> str:
    return render_template(template, typed=Typed(), **_around(target))


def _around(target: str) -> dict[str, Any]:
    return {"target": target, "sign_up_open": services().accounts.sign_up_open}
