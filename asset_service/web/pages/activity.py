"""What was asked of the workers, and what became of it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from asset_service.services.generation import ACCEPTED
from asset_service.web.context import services, user_id
from asset_service.web.pages import job_list, words
from asset_service.web.pages.acts import act, back, tell
from asset_service.web.pages.job_list import Narrowed
from asset_service.web.pages.shell import shell

JOBS_SHOWN = 100
BATCHES_SHOWN = 5

blueprint = Blueprint("activity", __name__)


@blueprint.get("/projects/<id:project_id>/activity")
def show(project_id: UUID) -> str:
    """List the jobs, the newest first, each with its asset's name and picture."""
    asked = services().activity
    around = shell(project_id, "activity")
    narrowed = Narrowed.of(request.args)
    after = request.args.get("after")
    page = asked.jobs(
        user_id(), project_id, narrowed.filters(), limit=JOBS_SHOWN, cursor=after or None
    )
    if narrowed.batch is not None:
        batches = [asked.batch(user_id(), project_id, narrowed.batch)]
    elif narrowed or after:
        batches = []  # a narrower or older list shows jobs alone
    else:
        batches = asked.batches(user_id(), project_id, limit=BATCHES_SHOWN)
    return render_template(
        "activity/activity.html",
        shell=around,
        batches=[(words.batch_line(entry.batch), entry) for entry in batches],
        lines=[(words.job_line(entry.job), entry) for entry in page.entries],
        page=page,
        narrowed=narrowed,
        is_older=bool(after),
        statuses=job_list.STATUSES,
        sinces=job_list.SINCES,
    )


@blueprint.post("/projects/<id:project_id>/jobs/<id:job_id>/cancel")
@act
def cancel(project_id: UUID, job_id: UUID) -> Response:
    cancelled = services().jobs.cancel(user_id(), project_id, job_id)
    if not cancelled.changed:
        tell("There was nothing left to cancel.")
    return back(cancelled.job.asset_id)


@blueprint.post("/projects/<id:project_id>/jobs/cancel-queued")
@act
def cancel_queued(project_id: UUID) -> Response:
    """Cancel everything that waits; what runs goes on."""
    changed = services().jobs.cancel_queued(user_id(), project_id)
    tell(f"Cancelled {words.plural(changed, 'job')}." if changed else "Nothing was waiting.")
    return back()


@blueprint.post("/projects/<id:project_id>/jobs/<id:job_id>/retry")
@act
def retry(project_id: UUID, job_id: UUID) -> Response:
    """Ask again; pressed twice it finds what the first press asked for."""
    answer = services().retries.job(user_id(), project_id, job_id)
    tell("Asked for it again." if answer.status == ACCEPTED else "It was asked for again before.")
    return back(answer.body.asset_id)


@blueprint.post("/projects/<id:project_id>/batches/<id:batch_id>/cancel")
@act
def cancel_batch(project_id: UUID, batch_id: UUID) -> Response:
    changed = services().batches.cancel(user_id(), project_id, batch_id).changed
    tell(f"Cancelled {words.plural(changed, 'job')}." if changed else "There was nothing left.")
    return back()


@blueprint.post("/projects/<id:project_id>/batches/<id:batch_id>/retry")
@act
def retry_batch(project_id: UUID, batch_id: UUID) -> Response:
    """Ask again for every job without a picture; pressed twice nothing is asked for twice."""
    retried = services().retries.batch(user_id(), project_id, batch_id).body
    left_out = words.left_out_words(retried.left_out)
    asked = f"Asked again for {words.plural(len(retried.jobs), 'picture')}."
    tell(f"{asked} {left_out}." if left_out else asked)
    return back()
