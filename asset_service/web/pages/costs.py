"""What a project spent, on what, and what it may spend."""

from uuid import UUID

from flask import Blueprint, render_template, request

from asset_service.web.context import services, user_id
from asset_service.web.pages.shell import shell

DAYS = {"7": 7, "30": 30, "90": 90, "366": 366}
USUAL = "30"

blueprint = Blueprint("costs", __name__)


@blueprint.get("/projects/<id:project_id>/costs")
def show(project_id: UUID) -> str:
    days = request.args.get("days", USUAL)
    days = days if days in DAYS else USUAL
    return render_template(
        "costs/costs.html",
        shell=shell(project_id, "activity"),
        costs=services().accounting.costs(user_id(), project_id, DAYS[days]),
        days=days,
        spans=DAYS,
    )
