"""Films."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.idempotency import CREATED
from asset_service.services.views.paging import Page
from asset_service.services.views.stages import ProjectView
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.projects import (
    NewProjectSchema,
    ProjectEditSchema,
    ProjectListSchema,
    ProjectSchema,
)

blueprint = Blueprint("projects", __name__, "Films, seen by their members only")


@blueprint.route("/projects")
@blueprint.response(200, ProjectListSchema)
def list_projects() -> Page[ProjectView]:
    """List your projects, newest first."""
    return Page(services().projects.list(user_id()), None)


@blueprint.route("/projects", methods=["POST"])
@takes_key
@blueprint.arguments(NewProjectSchema)
@blueprint.response(201, ProjectSchema)
def create_project(sent: dict[str, Any]) -> Response:
    """Make a project; you own it."""
    answer = once(
        CREATED,
        sent_key(ProjectSchema),
        lambda key: services().projects.create(user_id(), sent["title"], key),
    )
    return answered(answer, Location=addresses.project(answer.body["id"]))


@blueprint.route("/projects/<id:project_id>")
@blueprint.response(200, ProjectSchema)
def get_project(project_id: UUID) -> ProjectView:
    """Show one project."""
    return services().projects.get(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>", methods=["PATCH"])
@blueprint.arguments(ProjectEditSchema, required=False)
@blueprint.response(200, ProjectSchema)
def edit_project(sent: dict[str, Any], project_id: UUID) -> ProjectView:
    """Change the title, or whether pictures get a plain background."""
    return services().projects.edit(user_id(), project_id, **sent)
