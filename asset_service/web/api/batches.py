"""What was asked for together, as a whole."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.services.job_views import BatchCancelled, BatchSummary
from asset_service.services.views.paging import Page
from asset_service.web import addresses
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.batches import (
    BatchCancelledSchema,
    BatchQuerySchema,
    BatchRetriedSchema,
    BatchSummaryListSchema,
    BatchSummarySchema,
)

blueprint = Blueprint("batches", __name__, "Jobs that were asked for together, as a whole")

_ALL = "/projects/<id:project_id>/batches"
_ONE = f"{_ALL}/<id:batch_id>"
_LOCATION = {"Location": {"description": "The jobs of the batch", "schema": {"type": "string"}}}


@blueprint.route(_ALL)
@blueprint.arguments(BatchQuerySchema, location="query")
@blueprint.response(200, BatchSummaryListSchema)
def list_batches(query: dict[str, Any], project_id: UUID) -> Page[BatchSummary]:
    """List batches, the newest first; `GET jobs?batch_id=` has the jobs of one."""
    return services().batches.list(user_id(), project_id, **query)


@blueprint.route(_ONE)
@blueprint.response(200, BatchSummarySchema)
def get_batch(project_id: UUID, batch_id: UUID) -> BatchSummary:
    """Say how far one batch is."""
    return services().batches.get(user_id(), project_id, batch_id)


@blueprint.route(f"{_ONE}/cancel", methods=["POST"])
@blueprint.response(200, BatchCancelledSchema)
def cancel_batch(project_id: UUID, batch_id: UUID) -> BatchCancelled:
    """Cancel every job of the batch that waits or runs. Again is no error."""
    return services().batches.cancel(user_id(), project_id, batch_id)


@blueprint.route(f"{_ONE}/retry", methods=["POST"])
@problems(409, "style_not_locked", "quota_exceeded")
@problems(429, "too_many_jobs")
@takes_key
@blueprint.alt_response(
    200, schema=BatchRetriedSchema, headers=_LOCATION, description="Nothing to do", success=True
)
@blueprint.response(202, BatchRetriedSchema, headers=_LOCATION)
def retry_batch(project_id: UUID, batch_id: UUID) -> Response:
    """Ask again for every job of the batch that ended without a picture and was not yet.

    `left_out` says of which jobs the asset does not allow it now. Again asks for nothing twice.
    """
    answer = services().retries.batch(user_id(), project_id, batch_id, sent_key(BatchRetriedSchema))
    return answered(answer, Location=addresses.batch(project_id, batch_id))
