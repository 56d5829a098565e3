"""The bin: what was deleted or made room, for 30 days."""

from uuid import UUID

from flask import Blueprint, render_template, request

from asset_service.web.context import services, user_id
from asset_service.web.pages.shell import shell

ASSETS_SHOWN = 200
ASSETS_NAMED = 1000

blueprint = Blueprint("bin", __name__)


@blueprint.get("/projects/<id:project_id>/bin")
def show(project_id: UUID) -> str:
    asked = services()
    around = shell(project_id, "assets")
    page = asked.curation.list(
        user_id(),
        project_id,
        state="binned",
        limit=ASSETS_SHOWN,
        cursor=request.args.get("after"),
    )
    named = asked.curation.list(user_id(), project_id, limit=ASSETS_NAMED).items
    return render_template(
        "bin/bin.html",
        shell=around,
        assets=page.items,
        next_cursor=page.next_cursor,
        attempts=asked.attempts.binned(user_id(), project_id),
        names={asset.id: asset.name for asset in named},
    )
