"""From the script to assets."""

from typing import Any
from uuid import UUID

from flask import Response

from asset_service.domain.decisions import EntityChoice
from asset_service.services.idempotency import DONE
from asset_service.services.views.scripts import ExtractionPreview
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.context import services, user_id
from asset_service.web.schemas.extraction import (
    ConfirmExtractionSchema,
    ExtractionPreviewSchema,
    ExtractionResultSchema,
)

blueprint = Blueprint("extraction", __name__, "From the script to assets")


@blueprint.route("/projects/<id:project_id>/extract-preview", methods=["POST"])
@problems(409, "no_script")
@blueprint.response(200, ExtractionPreviewSchema)
def preview_extraction(project_id: UUID) -> ExtractionPreview:
    """Say what the script names, against what the project has. Changes no asset."""
    return services().extraction.preview(user_id(), project_id)


@blueprint.route("/projects/<id:project_id>/extract-confirm", methods=["POST"])
@problems(409, "no_script", "stage_locked")
@takes_key
@blueprint.arguments(ConfirmExtractionSchema)
@blueprint.response(200, ExtractionResultSchema)
def confirm_extraction(sent: dict[str, Any], project_id: UUID) -> Response:
    """Keep, defer or delete what was found; a decision left out means keep.

    Running it again changes nothing more.
    """
    choices = [EntityChoice(**entity) for entity in sent["entities"]]
    answer = once(
        DONE,
        sent_key(ExtractionResultSchema),
        lambda key: services().extraction.confirm(user_id(), project_id, choices, key),
    )
    return answered(answer)
