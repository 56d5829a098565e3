"""The projects of whoever is signed in."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from asset_service.web.context import services, user_id
from asset_service.web.pages.acts import EXPECTED, SEE_OTHER, Typed, show_again

PAGE = "projects/projects.html"

blueprint = Blueprint("projects", __name__)


@blueprint.get("/")
def home() -> Response:
    return redirect(url_for("pages.projects.show"), SEE_OTHER)


@blueprint.get("/projects")
def show() -> str:
    return render_template(PAGE, typed=Typed(), summaries=services().projects.summaries(user_id()))


@blueprint.post("/projects")
def create() -> Any:
    projects = services().projects
    try:
        project = projects.create(user_id(), request.form.get("title", ""))
    except EXPECTED as error:
        return show_again(PAGE, error, summaries=projects.summaries(user_id()))
    return redirect(url_for("pages.board.show", project_id=project.id), SEE_OTHER)
