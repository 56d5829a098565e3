"""The board: every asset of a project with its pictures, and what stands before the lock."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, render_template, request

from asset_service.domain import paging
from asset_service.domain.styles import REFERENCES_MOST
from asset_service.services.job_views import JobView
from asset_service.services.views.assets import AssetView
from asset_service.services.views.paging import Page
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import cards, filters, generating, progress, style_form
from asset_service.web.pages.acts import Typed
from asset_service.web.pages.cards import Asked, Card
from asset_service.web.pages.library_links import links
from asset_service.web.pages.shell import shell

ASSETS_SHOWN = 500
ASSETS_SEARCHED = 5000
ENDED_LOOKED_AT = 200

blueprint = Blueprint("board", __name__)


@blueprint.get("/projects/<id:project_id>")
def show(project_id: UUID) -> str:
    """Show the board; the number of service calls does not depend on the number of assets."""
    asked = services()
    around = shell(project_id, "assets")
    picked = filters.read(request.args)
    page = asked.curation.list(
        user_id(),
        project_id,
        limit=ASSETS_SEARCHED if picked else ASSETS_SHOWN,
        cursor=request.args.get("after"),
    )
    ended = asked.jobs.list(user_id(), project_id, limit=ENDED_LOOKED_AT).items
    dealt = cards.deal(
        [asset for asset in page.items if not asset.deferred],
        asked.attempts.of_project(user_id(), project_id),
        Asked(
            _once([*around.running, *around.queued, *ended]),
            asked.jobs.places(user_id(), project_id) if around.queued else {},
            datetime.now(UTC),
        ),
        open_for_change=around.is_open,
        may_change=around.may_change,
    )
    troubled = {card.asset.id for card in dealt if card.trouble}
    fitting = [card for card in dealt if picked.takes(card.asset, troubled)]
    shown = fitting[:ASSETS_SHOWN]
    all_deferred = [asset for asset in page.items if asset.deferred]
    estimate, engine_problem = generating.missing(project_id)
    style = asked.styles.get(user_id(), project_id)
    return render_template(
        "board/board.html",
        shell=around,
        typed=Typed(),
        style=style,
        written=style_form.of(style.written),
        most_references=REFERENCES_MOST,
        gate=asked.stage.gate(user_id(), project_id),
        library_links=links(project_id),
        estimate=estimate,
        engine_problem=engine_problem,
        batch=progress.latest(project_id),
        prices=asked.generation.prices(user_id(), project_id),
        sections=cards.sections(shown),
        shown=len(shown),
        deferred=[asset for asset in all_deferred if picked.takes(asset, troubled)],
        picked=picked,
        choices=filters.choices(
            picked, page.items, troubled, asked.scripts.outline(user_id(), project_id)
        ),
        next_cursor=_next(page, fitting),
        selecting=request.args.get("select") == "1",
        most_bytes=parts().settings.max_upload_bytes,
    )


def _next(page: Page[AssetView], fitting: list[Card]) -> str | None:
    """Return where the next page begins: after what is shown, or after what was looked at."""
    if len(fitting) <= ASSETS_SHOWN:
        return page.next_cursor
    last = fitting[ASSETS_SHOWN - 1].asset
    return paging.encode(last.created_at, last.id)


def _once(jobs: list[JobView]) -> list[JobView]:
    """Return each job once, newest first; of two readings the later one, which knows more."""
    found = {job.id: job for job in jobs}
    return sorted(found.values(), key=lambda job: (job.created_at, str(job.id)), reverse=True)
