"""Asking people into a film, and coming in by a link."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.invitations import InvitationView, NewInvitation, OfferView
from asset_service.services.views.paging import Page
from asset_service.services.views.stages import ProjectView
from asset_service.web import limits
from asset_service.web.api.blueprint import Blueprint, no_content, problems
from asset_service.web.context import services, user_id
from asset_service.web.schemas.members import (
    InvitationListSchema,
    InvitationRequestSchema,
    NewInvitationSchema,
    OfferSchema,
    SecretSchema,
)
from asset_service.web.schemas.projects import ProjectSchema

blueprint = Blueprint("invitations", __name__, "Asking people into a film")

_INVITATIONS = "/projects/<id:project_id>/invitations"
_INVITATION = f"{_INVITATIONS}/<id:invitation_id>"
_UNSEEN = {"Cache-Control": "no-store"}


@blueprint.route(_INVITATIONS)
@blueprint.response(200, InvitationListSchema)
def list_invitations(project_id: UUID) -> Page[InvitationView]:
    """List what was neither accepted nor revoked, the newest first. The owner alone may."""
    return Page(services().invitations.list(user_id(), project_id), None)


@blueprint.route(_INVITATIONS, methods=["POST"])
@problems(409, "member_already", "invited_already", "too_many_invitations")
@blueprint.arguments(InvitationRequestSchema)
@blueprint.response(201, NewInvitationSchema)
def invite(sent: dict[str, Any], project_id: UUID) -> tuple[NewInvitation, dict[str, str]]:
    """Invite an e-mail address for seven days. The owner alone may, and hands on the link."""
    made = services().invitations.invite(user_id(), project_id, sent["email"], sent["role"])
    return made, _UNSEEN


@blueprint.route(f"{_INVITATION}/resend", methods=["POST"])
@blueprint.response(200, NewInvitationSchema)
def resend_invitation(
    project_id: UUID, invitation_id: UUID
) -> tuple[NewInvitation, dict[str, str]]:
    """Make another link for seven days more; the one before is dead."""
    return services().invitations.resend(user_id(), project_id, invitation_id), _UNSEEN


@blueprint.route(_INVITATION, methods=["DELETE"])
@blueprint.response(204)
def revoke_invitation(project_id: UUID, invitation_id: UUID) -> Response:
    """End an invitation; again is no error."""
    services().invitations.revoke(user_id(), project_id, invitation_id)
    return no_content()


@blueprint.route("/invitations/preview", methods=["POST"])
@problems(404, "not_found")
@blueprint.arguments(SecretSchema)
@blueprint.response(200, OfferSchema)
def preview_invitation(sent: dict[str, Any]) -> OfferView:
    """Show what a link offers: 404 for one that is wrong, used, expired or revoked."""
    limits.count_link()
    return services().invitations.offer(sent["secret"], user_id())


@blueprint.route("/invitations/accept", methods=["POST"])
@problems(404, "not_found")
@problems(409, "other_address")
@blueprint.arguments(SecretSchema)
@blueprint.response(200, ProjectSchema)
def accept_invitation(sent: dict[str, Any]) -> ProjectView:
    """Become a member of the film; your account must have the address that was invited."""
    limits.count_link()
    asked = services()
    return asked.projects.get(user_id(), asked.invitations.accept(user_id(), sent["secret"]))
