"""Signing in, up and out by a page. Public but for the last; tries are counted."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain.errors import Forbidden, Invalid, Unauthenticated
from asset_service.services.views.people import UserView
from asset_service.web import limits
from asset_service.web.auth import (
    end_browser_session,
    sign_in_browser,
)
from asset_service.web.context import services
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Sent, Typed, show_again, tell
from asset_service.web.targets import HOME, invitation_in, local_target

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
        user_id = services().logins.check(email, request.form.get("password", ""))
    except Unauthenticated as error:
        return show_again("entrance/sign_in.html", error, **_around(target))
    sign_in_browser(user_id)
    return redirect(target, SEE_OTHER)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Any:
    """Make an account and sign in with it."""
    target = local_target(request.values.get("next"))
    if not _may_sign_up(target):
        raise Forbidden("Signing up is closed here. Ask whoever runs it.", code="sign_up_closed")
    if request.method == "GET":
        return _form("entrance/sign_up.html", target)
    limits.count_sign_up()
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        made = _sign_up(target, email, request.form.get("name", ""), password)
    except EXPECTED as error:
        return show_again("entrance/sign_up.html", error, **_around(target))
    sign_in_browser(made.id)
    return redirect(target, SEE_OTHER)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    end_browser_session()
    return redirect(url_for("entrance.sign_in"), SEE_OTHER)


@blueprint.route("/forgot-password", methods=["GET", "POST"])
def forgot_password() -> Any:
    """Ask for a link by mail. What is answered is the same for every address."""
    page = "entrance/forgot.html"
    resets = services().resets
    if request.method == "GET":
        return render_template(page, typed=Typed(), by_mail=resets.by_mail, asked=False)
    email = request.form.get("email", "")
    limits.count_reset(email)
    try:
        resets.ask(email)
    except EXPECTED as error:
        return show_again(page, error, by_mail=resets.by_mail, asked=False)
    return render_template(page, typed=Typed(), by_mail=True, asked=True)


@blueprint.route("/reset-password", methods=["GET", "POST"])
def reset_password() -> Any:
    """Set a password with a link. To open it uses nothing up: programs look at links in mails."""
    page = "entrance/reset.html"
    limits.count_link()
    secret = request.values.get("token", "")
    try:
        user_id = services().resets.whose(secret)
        if request.method == "GET":
            return _unkept(render_template(page, typed=Typed(), token=secret, ended=False))
        services().resets.use(
            secret,
            request.form.get("new_password", ""),
            revoke_tokens="revoke_tokens" in request.form,
        )
    except Invalid as error:
        ended = error.code == "reset_ended"
        return _unkept(show_again(page, error, token="" if ended else secret, ended=ended))
    sign_in_browser(user_id)
    tell("Your password is set. Every other browser is signed out.")
    return redirect(HOME, SEE_OTHER)


def _unkept(answer: Any) -> Response:
    """Return the answer as one that no cache and no history of pages keeps: it has the secret."""
    made: Response = make_response(answer)
    made.headers["Cache-Control"] = "private, no-store"
    # The site alone, never the address. With `no-referrer` browsers send the form as from nowhere
    # (`Origin: null`), which is refused as another site's.
    made.headers["Referrer-Policy"] = "strict-origin"
    return made


def _form(template: str, target: str) -> str:
    """Show it empty, or with the address that an invitation is good for: no other one is."""
    typed = Typed(Sent(email=_invited(target) or ""))
    return render_template(template, typed=typed, **_around(target))


def _around(target: str) -> dict[str, Any]:
    return {"target": target, "sign_up_open": _may_sign_up(target)}


def _may_sign_up(target: str) -> bool:
    """Whether the form is offered: to everybody, or to who comes by an invitation."""
    return services().accounts.sign_up_open or _invited(target) is not None


def _invited(target: str) -> str | None:
    secret = invitation_in(target)
    return None if secret is None else services().invitations.invited(secret)


def _sign_up(target: str, email: str, name: str, password: str) -> UserView:
    secret = invitation_in(target)
    if secret is None:
        return services().accounts.sign_up(email, name, password)
    return services().invitations.sign_up(secret, email, name, password)
