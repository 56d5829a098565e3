"""What a request for pictures would send and cost, before anything is sent."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from asset_service.domain.attempts import CAP
from asset_service.domain.errors import Conflict, Invalid, NotFound
from asset_service.services.will_be_sent import Estimate, WillBeSent
from asset_service.web.context import services, user_id
from asset_service.web.pages.shell import shell

NOTHING = Estimate(0, None, None, [], 0)

blueprint = Blueprint("generating", __name__)


@blueprint.get("/projects/<id:project_id>/assets/<id:asset_id>/generate")
def show(project_id: UUID, asset_id: UUID) -> str:
    """Show the request word for word; nothing is sent before somebody presses the button."""
    asked = services()
    around = shell(project_id, "assets")
    asset = asked.curation.get(user_id(), project_id, asset_id)
    like, candidates = _like(), _candidates()
    sent, problem = _preview(project_id, asset_id, candidates, like)
    return render_template(
        "assets/generate.html",
        shell=around,
        asset=asset,
        attempts=asked.attempts.list(user_id(), project_id, asset_id),
        style=asked.styles.get(user_id(), project_id),
        sent=sent,
        problem=problem,
        like=like,
        candidates=candidates,
        editable=around.may_change and (around.is_open or not asset.locked),
        action=url_for("pages.attempts.generate", project_id=project_id, asset_id=asset_id),
        way=url_for("pages.board.show", project_id=project_id, _anchor=f"asset-{asset_id}"),
    )


def missing(project_id: UUID) -> tuple[Estimate, str]:
    """Return what all missing pictures would cost, or that what draws them is not set up."""
    try:
        return services().generation.estimate(user_id(), project_id), ""
    except Conflict as error:
        return NOTHING, error.detail


def of_asset(project_id: UUID, asset_id: UUID) -> tuple[Estimate, str]:
    """As `missing`, of one asset."""
    try:
        return services().generation.estimate(user_id(), project_id, asset_id), ""
    except Conflict as error:
        return NOTHING, error.detail


def _preview(
    project_id: UUID, asset_id: UUID, candidates: int | None, like: list[UUID]
) -> tuple[WillBeSent | None, str]:
    facts: dict[str, Any] = {"candidates": candidates, "like": like}
    try:
        return services().generation.preview(user_id(), project_id, asset_id, **facts), ""
    except (Conflict, Invalid) as error:
        return None, error.detail


def _like() -> list[UUID]:
    try:
        return [UUID(value) for value in dict.fromkeys(request.args.getlist("like"))]
    except ValueError:
        raise NotFound("attempt") from None


def _candidates() -> int | None:
    wanted = request.args.get("candidates", "")
    return int(wanted) if wanted in {str(count) for count in range(1, CAP + 1)} else None
