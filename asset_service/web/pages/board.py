"""The board: every asset of a project with its pictures, and what stands before the lock."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, request

from asset_service.services.job_views import JobView
from asset_service.services.views import AssetView
from asset_service.web.context import services, user_id
from asset_service.web.pages import cards, words
from asset_service.web.pages.cards import Picked
from asset_service.web.pages.shell import shell

ASSETS_SHOWN = 500
ENDED_LOOKED_AT = 200

blueprint = Blueprint("board", __name__)


@dataclass(frozen=True)
class TypeCount:
    type: str
    count: int


@blueprint.get("/projects/<id:project_id>")
def show(project_id: UUID) -> str:
    """Show the board; the number of service calls does not depend on the number of assets."""
    asked = services()
    around = shell(project_id, "assets")
    page = asked.curation.list(
        user_id(), project_id, limit=ASSETS_SHOWN, cursor=request.args.get("after")
    )
    ended = asked.jobs.list(user_id(), project_id, limit=ENDED_LOOKED_AT).items
    active = [asset for asset in page.items if not asset.deferred]
    picked = _picked()
    dealt = cards.deal(
        [asset for asset in active if picked.takes(asset)],
        asked.attempts.of_project(user_id(), project_id),
        _once([*around.running, *around.queued, *ended]),
        open_for_change=around.is_open,
        may_change=around.may_change,
    )
    return render_template(
        "board/board.html",
        shell=around,
        style=asked.styles.get(user_id(), project_id),
        gate=asked.stage.gate(user_id(), project_id),
        estimate=asked.generation.estimate(user_id(), project_id),
        sections=cards.sections(dealt),
        shown=len(dealt),
        deferred=[asset for asset in page.items if asset.deferred],
        types=_counts(active),
        missing=sum(asset.image is None for asset in active),
        picked=picked,
        next_cursor=page.next_cursor,
    )


def _picked() -> Picked:
    kind = request.args.get("type", "")
    return Picked(
        type=kind if kind in words.TYPES else "",
        text=request.args.get("q", "").strip()[:200],
        missing=request.args.get("missing") == "1",
    )


def _counts(assets: list[AssetView]) -> list[TypeCount]:
    found = dict.fromkeys(words.SECTIONS, 0)
    for asset in assets:
        found[asset.type] += 1
    return [TypeCount(kind, count) for kind, count in found.items() if count]


def _once(jobs: list[JobView]) -> list[JobView]:
    """Return each job once, newest first; of two readings the later one, which knows more."""
    found = {job.id: job for job in jobs}
    return sorted(found.values(), key=lambda job: (job.created_at, str(job.id)), reverse=True)
