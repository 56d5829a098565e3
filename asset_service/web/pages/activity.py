"""What was asked of the workers, and what became of it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from asset_service.domain.vocabulary import JobStatus
from asset_service.web.context import services, user_id
from asset_service.web.pages import words
from asset_service.web.pages.acts import act, back, tell
from asset_service.web.pages.shell import shell

JOBS_SHOWN = 100
ASSETS_NAMED = 1000

blueprint = Blueprint("activity", __name__)


@blueprint.get("/projects/<id:project_id>/activity")
def show(project_id: UUID) -> str:
    """List the jobs, the newest first, each with its asset's name and picture."""
    asked = services()
    around = shell(project_id, "activity")
    wanted = request.args.get("status", "")
    status = wanted if wanted in set(JobStatus) else None
    page = asked.jobs.list(
        user_id(), project_id, status=status, limit=JOBS_SHOWN, cursor=request.args.get("after")
    )
    named = [
        asset
        for state in ("all", "binned")
        for asset in asked.curation.list(
            user_id(), project_id, state=state, limit=ASSETS_NAMED
        ).items
    ]
    return render_template(
        "activity/activity.html",
        shell=around,
        lines=[words.job_line(job) for job in page.items],
        pictures={
            attempt.id: attempt
            for attempts in asked.attempts.of_project(user_id(), project_id).values()
            for attempt in attempts
        },
        assets={asset.id: asset for asset in named},
        statuses=[status.value for status in JobStatus],
        status=status or "",
        next_cursor=page.next_cursor,
    )


@blueprint.post("/projects/<id:project_id>/jobs/<id:job_id>/cancel")
@act
def cancel(project_id: UUID, job_id: UUID) -> Response:
    cancelled = services().jobs.cancel(user_id(), project_id, job_id)
    if not cancelled.changed:
        tell("There was nothing left to cancel.")
    return back(cancelled.job.asset_id)
