"""The browsers that somebody is signed in with."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.views.paging import Page
from asset_service.web.api.blueprint import Blueprint, no_content
from asset_service.web.context import credential, is_browser, services, user_id
from asset_service.web.schemas.sessions import SessionListSchema

blueprint = Blueprint("sessions", __name__, "The browsers that you are signed in with")


@blueprint.route("/sessions")
@blueprint.response(200, SessionListSchema)
def list_sessions() -> Page[Any]:
    """List them, the one seen last first."""
    return Page(services().sessions.list(user_id(), _own()), None)


@blueprint.route("/sessions", methods=["DELETE"])
@blueprint.response(204)
def end_other_sessions() -> Response:
    """Sign out everywhere; asked by a browser, everywhere else."""
    services().sessions.end_all(user_id(), but=_own())
    return no_content()


@blueprint.route("/sessions/<id:session_id>", methods=["DELETE"])
@blueprint.response(204)
def end_session(session_id: UUID) -> Response:
    """Sign one browser out."""
    services().sessions.end(user_id(), session_id)
    return no_content()


def _own() -> UUID | None:
    return credential().id if is_browser() else None
