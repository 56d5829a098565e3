"""Asking for images, and what became of it."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from asset_service.services.idempotency import Answer, Idempotency
from asset_service.services.job_views import Cancelled, Estimate, JobView
from asset_service.services.views import Page
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
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
)

blueprint = Blueprint("jobs", __name__, "Asking for images, and what became of it")

_PROJECT = "/projects/<id:project_id>"
_ASSET = f"{_PROJECT}/assets/<id:asset_id>"
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text of yours; the same request under the same key gets the same answer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_HEADERS = {
    "Location": {"description": "The jobs of the batch", "schema": {"type": "string"}},
    "Idempotent-Replayed": {
        "description": "`true` when the key was used before",
        "schema": {"type": "string"},
    },
}


@blueprint.route(f"{_ASSET}/generate", methods=["POST"])
@blueprint.doc(parameters=[_KEY])
@problems(409, "style_not_locked", "asset_deferred", "stage_locked", "idempotency_in_progress")
@problems(422, "seed_unsupported", "idempotency_key_reused")
@blueprint.arguments(GenerateSchema, required=False)
@blueprint.response(202, BatchSchema, headers=_HEADERS)
def generate(sent: dict[str, Any], project_id: UUID, asset_id: UUID) -> Response:
    """Ask for 1 to 4 images of one asset. Workers make them; the answer names the jobs."""
    answer = services().generation.request(
        user_id(), project_id, asset_id, **sent, idempotency=_idempotency()
    )
    return _accepted(project_id, answer)


@blueprint.route(f"{_PROJECT}/generate-missing", methods=["POST"])
@blueprint.doc(parameters=[_KEY])
@problems(409, "style_not_locked", "idempotency_in_progress")
@problems(422, "idempotency_key_reused")
@blueprint.alt_response(200, schema=BatchSchema, description="Nothing was missing", success=True)
@blueprint.response(202, BatchSchema, headers=_HEADERS)
def generate_missing(project_id: UUID) -> Response:
    """Ask for an image of every active asset that has none and waits for none."""
    answer = services().generation.missing(user_id(), project_id, idempotency=_idempotency())
    return _accepted(project_id, answer)


@blueprint.route(f"{_PROJECT}/generate-missing/estimate")
@blueprint.response(200, EstimateSchema)
def estimate_missing(project_id: UUID) -> Estimate:
    """Say what `generate-missing` would cost."""
    return services().generation.estimate(user_id(), project_id)


@blueprint.route(f"{_ASSET}/estimate")
@blueprint.arguments(EstimateQuerySchema, location="query")
@blueprint.response(200, EstimateSchema)
def estimate(query: dict[str, Any], project_id: UUID, asset_id: UUID) -> Estimate:
    """Say what `generate` would cost."""
    return services().generation.estimate(user_id(), project_id, asset_id, query["candidates"])


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


def _idempotency() -> Idempotency:
    return Idempotency(
        key=request.headers.get("Idempotency-Key"),
        method=request.method,
        path=request.path,
        body_hash=hashlib.sha256(request.get_data()).digest(),
        present=BatchSchema().dump,
    )


def _accepted(project_id: UUID, answer: Answer) -> Response:
    response = jsonify(answer.body)
    response.status_code = answer.status
    response.headers["Location"] = addresses.batch(project_id, answer.body["id"])
    if answer.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
