"""What follows "Generate all missing": how far its batch is, shown above the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from asset_service.domain.vocabulary import JobStatus
from asset_service.services.job_views import BatchResult, BatchSummary
from asset_service.web.context import parts, services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import SEE_OTHER, act, came_from
from asset_service.web.pages.words import BatchLine, JobLine

BATCHES_LOOKED_AT = 5
RESULTS_SHOWN = 100
SHOWN_FOR = timedelta(days=1)
"""How long a batch that ended is shown, unless somebody dismisses it before."""
COOKIE = "batch_seen"
_TROUBLE = {
    JobStatus.FAILED: "failed",
    JobStatus.REFUSED: "refused by the provider",
    JobStatus.UNKNOWN_OUTCOME: "with an unknown outcome",
    JobStatus.CANCELED: "cancelled",
}

blueprint = Blueprint("progress", __name__)


@dataclass(frozen=True)
class Result:
    """One asset of the batch, with how its job stands."""

    asset: BatchResult
    line: JobLine


@dataclass(frozen=True)
class Progress:
    """The batch that is shown; `more` others run beside it, `hidden` results are not listed."""

    line: BatchLine
    made: int
    told: str
    results: Sequence[Result]
    hidden: int
    more: int

    @property
    def is_over(self) -> bool:
        return not self.line.waiting

    @property
    def is_called_off(self) -> bool:
        """Whether some have no picture because somebody did not want it."""
        return JobStatus.CANCELED in self.line.batch.counts

    @property
    def went_well(self) -> bool:
        return self.is_over and not self.line.without


def latest(project_id: UUID) -> Progress | None:
    """Return the newest batch that runs, else the newest one while it is news to this browser.

    The number of statements depends on no number of pictures.
    """
    asked = services()
    found = asked.batches.list(user_id(), project_id, kind="missing", limit=BATCHES_LOOKED_AT).items
    running = [batch for batch in found if batch.done < batch.total]
    shown = running[0] if running else next(filter(_is_news, found[:1]), None)
    if shown is None:
        return None
    results = asked.batches.results(user_id(), project_id, shown.id, limit=RESULTS_SHOWN)
    return Progress(
        line=words.batch_line(shown),
        made=shown.counts.get(JobStatus.SUCCEEDED, 0),
        told=" · ".join([_made(shown), *_trouble(shown)]),
        results=[Result(one, words.job_line(one.job)) for one in results],
        hidden=shown.total - len(results),
        more=max(0, len(running) - 1),
    )


@blueprint.post("/projects/<id:project_id>/batches/<id:batch_id>/dismiss")
@act
def dismiss(project_id: UUID, batch_id: UUID) -> Response:
    """Do not show a batch that ended any more; only this browser remembers."""
    batch = services().batches.get(user_id(), project_id, batch_id)
    answer = redirect(came_from(), SEE_OTHER)
    answer.set_cookie(
        COOKIE,
        str(batch.id),
        max_age=int(SHOWN_FOR.total_seconds()),
        path=url_for("pages.board.show", project_id=project_id),
        secure=not parts().settings.is_local_http,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _is_news(batch: BatchSummary) -> bool:
    is_seen = request.cookies.get(COOKIE) == str(batch.id)
    return not is_seen and datetime.now(UTC) - batch.created_at < SHOWN_FOR


def _made(batch: BatchSummary) -> str:
    made = batch.counts.get(JobStatus.SUCCEEDED, 0)
    return f"{made:,} of {words.plural(batch.total, 'picture')}"


def _trouble(batch: BatchSummary) -> list[str]:
    return [
        f"{batch.counts[status]:,} {told}"
        for status, told in _TROUBLE.items()
        if batch.counts.get(status)
    ]
