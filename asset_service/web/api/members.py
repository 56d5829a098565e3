"""Who is in a film: members, their roles, and its transfer."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.members import MemberView
from asset_service.services.views.paging import Page
from asset_service.services.views.stages import ProjectView
from asset_service.web.api.blueprint import Blueprint, no_content, problems
from asset_service.web.context import services, user_id
from asset_service.web.schemas.members import (
    MemberListSchema,
    MemberSchema,
    RoleChangeSchema,
    TransferSchema,
)
from asset_service.web.schemas.projects import ProjectSchema

blueprint = Blueprint("members", __name__, "Who is in a film")

_MEMBERS = "/projects/<id:project_id>/members"
_MEMBER = f"{_MEMBERS}/<id:member_id>"


@blueprint.route(_MEMBERS)
@blueprint.response(200, MemberListSchema)
def list_members(project_id: UUID) -> Page[MemberView]:
    """List the members, the owner first."""
    return Page(services().members.list(user_id(), project_id), None)


@blueprint.route(_MEMBER, methods=["PATCH"])
@problems(409, "owner_stays")
@blueprint.arguments(RoleChangeSchema)
@blueprint.response(200, MemberSchema)
def change_role(sent: dict[str, Any], project_id: UUID, member_id: UUID) -> MemberView:
    """Make an editor of a viewer, or the other way round. The owner alone may.

    The jobs of who becomes a viewer end, but for those that are paid for.
    """
    return services().members.change_role(user_id(), project_id, member_id, sent["role"])


@blueprint.route(_MEMBER, methods=["DELETE"])
@problems(409, "owner_stays")
@blueprint.response(204)
def remove_member(project_id: UUID, member_id: UUID) -> Response:
    """Take a member out of the film: the owner anybody but himself, anybody else himself.

    Their jobs and exports end with it, but for what is paid for.
    """
    services().members.remove(user_id(), project_id, member_id)
    return no_content()


@blueprint.route("/projects/<id:project_id>/transfer", methods=["POST"])
@problems(409, "owner_stays")
@blueprint.arguments(TransferSchema)
@blueprint.response(200, ProjectSchema)
def transfer_project(sent: dict[str, Any], project_id: UUID) -> ProjectView:
    """Give the film to another member. You are an editor from then on."""
    return services().members.transfer(user_id(), project_id, sent["user_id"])
