"""The page that an invitation's link leads to. Public: its secret is what lets one see it."""

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from asset_service.domain.people import fold_email
from asset_service.services.invitations import PATH
from asset_service.web import limits
from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, error_words, tell

blueprint = Blueprint("invitation", __name__)


@blueprint.get(f"{PATH}<secret>")
def show(secret: str) -> Any:
    """Say which film, who asks, and as what; whoever came in by it is sent to the film."""
    limits.count_link()
    return _page(secret)


@blueprint.post(f"{PATH}<secret>")
def accept(secret: str) -> Any:
    """Become a member."""
    limits.count_link()
    asked = services()
    try:
        project_id = asked.invitations.accept(user_id(), secret)
    except EXPECTED as error:
        return _page(secret, error_words(error)), 409
    project = asked.projects.get(user_id(), project_id)
    article = "an editor" if project.role == "editor" else f"a {project.role}"
    tell(f"Welcome: you are {article} of {project.title}.")
    return redirect(url_for("pages.board.show", project_id=project_id), SEE_OTHER)


def _page(secret: str, problem: str = "") -> Response:
    reader = g.get("user")
    asked = services()
    offer = asked.invitations.offer(secret, reader.id if reader else None)
    if offer.accepted:
        to = url_for("pages.board.show", project_id=offer.project_id)
        return redirect(to, SEE_OTHER)
    page: Response = make_response(
        render_template(
            "members/invitation.html",
            offer=offer,
            problem=problem,
            is_theirs=reader is not None and fold_email(reader.email) == fold_email(offer.email),
            target=url_for("pages.invitation.show", secret=secret),
        )
    )
    page.headers["Cache-Control"] = "private, no-store"
    return page
