"""Tokens for programs."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.tokens import NewToken, Wanted
from asset_service.services.views.paging import Page
from asset_service.web import limits
from asset_service.web.api.blueprint import Blueprint, no_content, problems, public
from asset_service.web.context import credential, is_browser, services, user_id
from asset_service.web.schemas.tokens import NewTokenSchema, TokenListSchema, TokenRequestSchema

blueprint = Blueprint("tokens", __name__, "Tokens for programs")


@blueprint.route("/tokens")
@blueprint.response(200, TokenListSchema)
def list_tokens() -> Page[Any]:
    """List the tokens, revoked ones too, newest first. Their secrets are not kept."""
    return Page(services().tokens.list(user_id()), None)


@blueprint.route("/tokens", methods=["POST"])
@public
@problems(401, "unauthenticated", "bad_credentials", "account_disabled")
@problems(403, "more_than_own", "scope_missing")
@problems(429, "too_many_requests")
@blueprint.arguments(TokenRequestSchema)
@blueprint.response(201, NewTokenSchema)
def create_token(sent: dict[str, Any]) -> tuple[NewToken, dict[str, str]]:
    """Make a token, for who is asking or for an e-mail address and its password.

    One that is made with a token can do no more than that one, and ends no later.
    """
    wanted = Wanted(sent["name"], sent["expires_at"], sent["scopes"], sent["project_id"])
    if "email" in sent:
        limits.count_try(sent["email"])
        made = services().tokens.create_with_password(sent["email"], sent["password"], wanted)
    else:
        maker = None if is_browser() else credential().rights
        made = services().tokens.create(user_id(), wanted, maker)
    return made, {"Cache-Control": "no-store"}


@blueprint.route("/tokens/<id:token_id>", methods=["DELETE"])
@blueprint.response(204)
def revoke_token(token_id: UUID) -> Response:
    """Revoke a token; again is no error."""
    services().tokens.revoke(user_id(), token_id)
    return no_content()
