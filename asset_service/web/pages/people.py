"""What people are called on the pages of a film: asked for once a page, and only where needed."""

from uuid import UUID

from flask import g, request
from markupsafe import Markup

from asset_service.web.context import services, user_id

UNKNOWN = "a former member"


def name(of: UUID) -> str:
    """Return what a member, or a former one, of the page's film is called."""
    names: dict[UUID, str] | None = g.get("names_of_people")
    if names is None:
        project_id = (request.view_args or {})["project_id"]
        names = g.names_of_people = services().members.names(user_id(), project_id)
    return names.get(of, UNKNOWN)


def by(of: UUID | None) -> str:
    """Say who did something; nothing where nobody did."""
    if of is None:
        return ""
    if of == user_id():
        return "by you"
    return Markup("by <bdi>{}</bdi>").format(name(of))
