"""Who is in a film: everybody sees it, the owner invites, changes, removes and transfers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain.errors import Forbidden, Invalid, NotFound
from asset_service.domain.members import OWNER_ALONE, GivenRole
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import Role
from asset_service.services.invitations import NewInvitation
from asset_service.services.members import MemberView
from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, act, show_again, tell
from asset_service.web.pages.forms import id_field, text_field
from asset_service.web.pages.shell import shell

PAGE = "members/members.html"
TRANSFER = "members/transfer.html"

blueprint = Blueprint("members", __name__)


@blueprint.get("/projects/<id:project_id>/members")
def show(project_id: UUID) -> str:
    return render_template(PAGE, typed=Typed(), **_around(project_id))


@blueprint.post("/projects/<id:project_id>/members/invite")
def invite(project_id: UUID) -> Any:
    """Invite an address and show the link: this once, in this answer."""
    try:
        new = services().invitations.invite(
            user_id(), project_id, text_field("email"), _role_field()
        )
    except EXPECTED as error:
        return show_again(PAGE, error, **_around(project_id))
    return _shown_once(project_id, new)


@blueprint.post("/projects/<id:project_id>/invitations/<id:invitation_id>/resend")
def resend(project_id: UUID, invitation_id: UUID) -> Response:
    """Make another link and show it: this once."""
    new = services().invitations.resend(user_id(), project_id, invitation_id)
    return _shown_once(project_id, new)


@blueprint.post("/projects/<id:project_id>/invitations/<id:invitation_id>/revoke")
@act
def revoke(project_id: UUID, invitation_id: UUID) -> AnyResponse:
    services().invitations.revoke(user_id(), project_id, invitation_id)
    tell("The invitation is revoked: its link leads nowhere now.")
    return _to_page(project_id)


@blueprint.post("/projects/<id:project_id>/members/<id:member_id>/role")
@act
def change_role(project_id: UUID, member_id: UUID) -> AnyResponse:
    now = services().members.change_role(user_id(), project_id, member_id, _role_field())
    may = "may look at everything and change nothing" if now.role == Role.VIEWER else "may edit"
    tell(f"{now.name} {may}.")
    return _to_page(project_id)


@blueprint.get("/projects/<id:project_id>/members/<id:member_id>/remove")
def ask_remove(project_id: UUID, member_id: UUID) -> str:
    """Say what it means, before it is done."""
    around = _around(project_id)
    member = _one(around["members"], member_id)
    if not around["is_owner"] and member_id != user_id():
        raise Forbidden(OWNER_ALONE)
    return render_template("members/remove.html", member=member, **around)


@blueprint.post("/projects/<id:project_id>/members/<id:member_id>/remove")
@act
def remove(project_id: UUID, member_id: UUID) -> AnyResponse:
    asked = services()
    member = _one(asked.members.list(user_id(), project_id), member_id)
    title = asked.projects.get(user_id(), project_id).title
    asked.members.remove(user_id(), project_id, member_id)
    if member_id == user_id():
        tell(f"You have left {title}.")
        return redirect(url_for("pages.projects.show"), SEE_OTHER)
    tell(f"{member.name} is no member of {title} any more.")
    return _to_page(project_id)


@blueprint.get("/projects/<id:project_id>/transfer")
def ask_transfer(project_id: UUID) -> str:
    """Ask for whom, and for the title: it cannot be taken back by who does it."""
    return render_template(TRANSFER, typed=Typed(), **_transferring(project_id))


@blueprint.post("/projects/<id:project_id>/transfer")
def transfer(project_id: UUID) -> Any:
    around = _transferring(project_id)
    try:
        member = _one(around["members"], id_field("member_id"))
        if fold(text_field("title")) != fold(around["shell"].project.title):
            raise Invalid(
                "That is not the title of this film.",
                fields={"title": ["Type the title as it stands above."]},
            )
        services().members.transfer(user_id(), project_id, member.user_id)
    except EXPECTED as error:
        return show_again(TRANSFER, error, **around)
    tell(f"The film is {member.name}'s now. You are an editor of it.")
    return _to_page(project_id)


def _around(project_id: UUID) -> dict[str, Any]:
    asked, around = services(), shell(project_id, "members")
    is_owner = around.project.role == Role.OWNER
    return {
        "shell": around,
        "members": asked.members.list(user_id(), project_id),
        "is_owner": is_owner,
        "invitations": asked.invitations.list(user_id(), project_id) if is_owner else [],
        "new": None,
    }


def _transferring(project_id: UUID) -> dict[str, Any]:
    around = _around(project_id)
    if not around["is_owner"]:
        raise Forbidden(OWNER_ALONE)
    return around | {"others": [one for one in around["members"] if one.user_id != user_id()]}


def _shown_once(project_id: UUID, new: NewInvitation) -> Response:
    around = _around(project_id) | {"new": new}
    answer: Response = make_response(render_template(PAGE, typed=Typed(), **around))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _one(members: list[MemberView], member_id: UUID) -> MemberView:
    for member in members:
        if member.user_id == member_id:
            return member
    raise NotFound("member")


def _role_field() -> GivenRole:
    try:
        return GivenRole(text_field("role"))
    except ValueError:
        raise Invalid("Choose a role.", fields={"role": ["Must be editor or viewer."]}) from None


def _to_page(project_id: UUID) -> AnyResponse:
    return redirect(url_for("pages.members.show", project_id=project_id), SEE_OTHER)
