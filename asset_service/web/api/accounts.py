"""People and their tokens."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.accounts import NewToken
from asset_service.services.views import Page, UserView
from asset_service.web import limits
from asset_service.web.api.blueprint import Blueprint, no_content, problems, public
from asset_service.web.auth import start_browser_session
from asset_service.web.context import is_browser, services, user, user_id
from asset_service.web.schemas.accounts import (
    NewTokenSchema,
    PasswordChangeSchema,
    SignUpSchema,
    TokenListSchema,
    TokenRequestSchema,
    UserSchema,
)

blueprint = Blueprint("accounts", __name__, "People and their tokens")


@blueprint.route("/sign-up", methods=["POST"])
@public
@problems(403, "sign_up_closed", "csrf_failed")
@problems(409, "email_taken")
@problems(429, "too_many_requests")
@blueprint.arguments(SignUpSchema)
@blueprint.response(201, UserSchema)
def sign_up(sent: dict[str, Any]) -> UserView:
    """Make an account."""
    limits.count_sign_up()
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
    accounts = services().accounts
    accounts.change_password(user_id(), sent["current_password"], sent["new_password"])
    if is_browser():
        start_browser_session(accounts.sign_in(user().email, sent["new_password"]))
    return no_content()


@blueprint.route("/tokens")
@blueprint.response(200, TokenListSchema)
def list_tokens() -> Page[Any]:
    """List the tokens, revoked ones too, newest first. Their secrets are not kept."""
    return Page(services().accounts.tokens(user_id()), None)


@blueprint.route("/tokens", methods=["POST"])
@public
@problems(401, "unauthenticated", "bad_credentials")
@problems(429, "too_many_requests")
@blueprint.arguments(TokenRequestSchema)
@blueprint.response(201, NewTokenSchema)
def create_token(sent: dict[str, Any]) -> tuple[NewToken, dict[str, str]]:
    """Make a token, for who is asking or for an e-mail address and its password."""
    accounts = services().accounts
    if "email" in sent:
        limits.count_try(sent["email"])
        made = accounts.create_token_with_password(**sent)
    else:
        made = accounts.create_token(user_id(), sent["name"], sent["expires_at"])
    return made, {"Cache-Control": "no-store"}


@blueprint.route("/tokens/<id:token_id>", methods=["DELETE"])
@blueprint.response(204)
def revoke_token(token_id: UUID) -> Response:
    """Revoke a token; again is no error."""
    services().accounts.revoke_token(user_id(), token_id)
    return no_content()
