"""People, and their passwords."""

from typing import Any

from flask import Response

from asset_service.services.views.people import UserView
from asset_service.web import limits
from asset_service.web.api.blueprint import Blueprint, no_content, problems, public
from asset_service.web.auth import sign_in_browser
from asset_service.web.context import is_browser, services, user, user_id
from asset_service.web.schemas.accounts import (
    PasswordByLinkSchema,
    PasswordChangeSchema,
    PasswordRequestSchema,
    SignUpSchema,
    UserSchema,
)

blueprint = Blueprint("accounts", __name__, "People and their passwords")


@blueprint.route("/sign-up", methods=["POST"])
@public
@problems(403, "sign_up_closed", "csrf_failed")
@problems(409, "email_taken")
@problems(429, "too_many_requests")
@blueprint.arguments(SignUpSchema)
@blueprint.response(201, UserSchema)
def sign_up(sent: dict[str, Any]) -> UserView:
    """Make an account. Where that is closed, an invitation to the address opens it."""
    limits.count_sign_up()
    secret = sent.pop("invitation", None)
    if secret is not None:
        return services().invitations.sign_up(secret, **sent)
    return services().accounts.sign_up(**sent)


@blueprint.route("/me")
@blueprint.response(200, UserSchema)
def me() -> UserView:
    """Who is asking."""
    return user()


@blueprint.route("/me/password", methods=["POST"])
@problems(429, "too_many_requests")
@blueprint.arguments(PasswordChangeSchema)
@blueprint.response(204)
def change_password(sent: dict[str, Any]) -> Response:
    """Change the password. Every other session of the user ends; tokens stay."""
    limits.count_try(user().email)
    services().logins.change_password(user_id(), sent["current_password"], sent["new_password"])
    if is_browser():
        sign_in_browser(user_id())
    return no_content()


@blueprint.route("/password-reset", methods=["POST"])
@public
@problems(409, "no_mail")
@problems(429, "too_many_requests")
@blueprint.arguments(PasswordRequestSchema)
@blueprint.response(202)
def ask_for_password(sent: dict[str, Any]) -> Response:
    """Have a link for a new password mailed; the answer is the same for every address."""
    limits.count_reset(sent["email"])
    services().resets.ask(sent["email"])
    return Response(status=202)


@blueprint.route("/password-reset/use", methods=["POST"])
@public
@problems(422, "reset_ended")
@problems(429, "too_many_requests")
@blueprint.arguments(PasswordByLinkSchema)
@blueprint.response(204)
def set_password(sent: dict[str, Any]) -> Response:
    """Set the password with the `token` of a link. Every session ends; tokens if asked for."""
    limits.count_link()
    services().resets.use(sent["token"], sent["new_password"], revoke_tokens=sent["revoke_tokens"])
    return no_content()
