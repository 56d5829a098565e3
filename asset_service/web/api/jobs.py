"""Asking for images, and what became of it."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.idempotency import Answer
from asset_service.services.job_views import Cancelled, JobView
from asset_service.services.views.paging import Page
from asset_service.services.will_be_sent import Estimate, WillBeSent
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.jobs import (
    BatchSchema,
    CancelledSchema,
    EstimateQuerySchema,
    EstimateSchema,
    GenerateSchema,
    JobListSchema,
    JobQuerySchema,
    JobSchema,
    PreviewQuerySchema,
    WillBeSentSchema,
)

blueprint = Blueprint("jobs", __name__, "Asking for images, and what became of it")

_PROJECT = "/projects/<id:project_id>"
_ASSET = f"{_PROJECT}/assets/<id:asset_id>"
BUDGET = (
    "budget_exceeded",
    "budget_currency",
    "price_unknown",
    "provider_not_configured",
    "quota_exceeded",
)
_REFUSED = ("style_not_locked", "asset_deferred", "stage_locked", *BUDGET)
THE_BATCH = {"Location": {"description": "The jobs of the batch", "schema": {"type": "string"}}}
_THE_JOB = {"Location": {"description": "The new job", "schema": {"type": "string"}}}


@blueprint.route(f"{_ASSET}/generate", methods=["POST"])
@problems(409, *_REFUSED)
@problems(429, "too_many_jobs")
@problems(422, "seed_unsupported", "references_unsupported")
@takes_key
@blueprint.arguments(GenerateSchema, required=False)
@blueprint.response(202, BatchSchema, headers=THE_BATCH)
def generate(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Ask for 1 to 4 images of one asset. Workers make them; the answer names the jobs.

    `like` names attempts of the asset that the new ones shall follow, the most important first.
    Left out, candidates and seed are as the project has them for the type.
    """
    answer = services().generation.request(
        user_id(), project_id, asset_id, **sent, idempotency=sent_key(BatchSchema)
    )
    return _accepted(project_id, answer)


@blueprint.route(f"{_PROJECT}/generate-missing", methods=["POST"])
@problems(409, "style_not_locked", *BUDGET)
@problems(429, "too_many_jobs")
@takes_key
@blueprint.alt_response(200, schema=BatchSchema, description="Nothing was missing", success=True)
@blueprint.response(202, BatchSchema, headers=THE_BATCH)
def generate_missing(project_id: UUID) -> Response:
    """Ask for an image of every active asset that has none and waits for none."""
    answer = services().generation.missing(user_id(), project_id, idempotency=sent_key(BatchSchema))
    return _accepted(project_id, answer)


@blueprint.route(f"{_PROJECT}/generate-missing/estimate")
@problems(409, "provider_not_configured")
@blueprint.response(200, EstimateSchema)
def estimate_missing(project_id: UUID) -> Estimate:
    """Say what `generate-missing` would cost."""
    return services().generation.estimate(user_id(), project_id)


@blueprint.route(f"{_ASSET}/estimate")
@problems(409, "provider_not_configured")
@blueprint.arguments(EstimateQuerySchema, location="query")
@blueprint.response(200, EstimateSchema)
def estimate(query: dict[str, Any], project_id: UUID, asset_id: UUID) -> Estimate:
    """Say what `generate` would cost."""
    return services().generation.estimate(user_id(), project_id, asset_id, query["candidates"])


@blueprint.route(f"{_ASSET}/generate/preview")
@problems(409, "provider_not_configured")
@problems(422, "references_unsupported")
@blueprint.arguments(PreviewQuerySchema, location="query")
@blueprint.response(200, WillBeSentSchema)
def preview(query: dict[str, Any], project_id: UUID, asset_id: UUID) -> WillBeSent:
    """Show what `generate` would send to the provider, word for word, and what it would cost."""
    return services().generation.preview(user_id(), project_id, asset_id, **query)


@blueprint.route(f"{_PROJECT}/jobs")
@blueprint.arguments(JobQuerySchema, location="query")
@blueprint.response(200, JobListSchema)
def list_jobs(query: dict[str, Any], project_id: UUID) -> Page[JobView]:
    """List jobs, the newest first; every filter that is given must hold."""
    return services().jobs.list(user_id(), project_id, **query)


@blueprint.route(f"{_PROJECT}/jobs/<id:job_id>")
@blueprint.response(200, JobSchema)
def get_job(project_id: UUID, job_id: UUID) -> JobView:
    """Show one job."""
    return services().jobs.get(user_id(), project_id, job_id)


@blueprint.route(f"{_PROJECT}/jobs/<id:job_id>/cancel", methods=["POST"])
@blueprint.response(200, CancelledSchema)
def cancel_job(project_id: UUID, job_id: UUID) -> Cancelled:
    """End a queued job, ask a running one to stop. Again, or too late, is no error."""
    return services().jobs.cancel(user_id(), project_id, job_id)


@blueprint.route(f"{_PROJECT}/jobs/<id:job_id>/retry", methods=["POST"])
@problems(409, "job_not_finished", "job_succeeded", *_REFUSED)
@problems(429, "too_many_jobs")
@takes_key
@blueprint.alt_response(
    200, schema=JobSchema, headers=_THE_JOB, description="It was asked for before", success=True
)
@blueprint.response(202, JobSchema, headers=_THE_JOB)
def retry_job(project_id: UUID, job_id: UUID) -> Response:
    """Ask again for a job that ended without a picture, as a new job that names the old one.

    It is made with the asset's text and the style as they are now. Again is no error.
    """
    answer = services().retries.job(user_id(), project_id, job_id, sent_key(JobSchema))
    return answered(answer, Location=addresses.job(project_id, answer.body["id"]))


def _accepted(project_id: UUID, answer: Answer) -> Response:
    return answered(answer, Location=addresses.batch(project_id, answer.body["id"]))
