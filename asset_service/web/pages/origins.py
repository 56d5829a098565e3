"""Where a picture comes from: a page of its own, which a script shows above another."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from asset_service.domain.errors import NotFound
from asset_service.services.views.pictures import AttemptView
from asset_service.web.context import services, user_id
from asset_service.web.pages.shell import shell

blueprint = Blueprint("origins", __name__)


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/attempts/<int:number>/origin")
def show(project_id: UUID, asset_id: UUID, number: int) -> Any:
    """Tell it of an attempt, live or in the bin; raises NotFound for a number that none has."""
    around = shell(project_id, "assets")
    asset = services().curation.get(user_id(), project_id, asset_id)
    attempt = numbered(project_id, asset_id, number)
    return render_template(
        "assets/origin.html",
        shell=around,
        asset=asset,
        origin=services().origins.show(user_id(), project_id, asset_id, attempt.id),
        editable=around.may_change
        and (around.is_open or not asset.locked)
        and asset.binned_at is None,
    )


def numbered(project_id: UUID, asset_id: UUID, number: int) -> AttemptView:
    """Return an attempt of any state by its number; raises NotFound."""
    found = services().attempts.list(user_id(), project_id, asset_id, state="all")
    for attempt in found:
        if attempt.number == number:
            return attempt
    raise NotFound("attempt")
