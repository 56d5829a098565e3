"""Pictures of an asset in one scene."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Response

from asset_service.domain.provenance import SaidType
from asset_service.services.idempotency import CREATED
from asset_service.services.views.paging import Page
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.services.will_be_sent import Estimate, WillBeSent
from asset_service.web import addresses
from asset_service.web.api.attempts import PICTURE_BODIES, sent_picture
from asset_service.web.api.blueprint import Blueprint, problems
from asset_service.web.api.idempotency import answered, once, sent_key, takes_key
from asset_service.web.api.jobs import BUDGET, THE_BATCH
from asset_service.web.bodies import Body, takes
from asset_service.web.context import parts, services, user_id
from asset_service.web.schemas.attempts import (
    AddedAttemptSchema,
    AttemptListSchema,
    AttemptQuerySchema,
    AttemptSchema,
    UploadQuerySchema,
)
from asset_service.web.schemas.jobs import (
    BatchSchema,
    EstimateQuerySchema,
    EstimateSchema,
    GenerateSchema,
    PreviewQuerySchema,
    WillBeSentSchema,
)

blueprint = Blueprint(
    "scene_attempts", __name__, "Pictures of an asset in one scene, eight at most"
)

_ASSET = "/projects/<id:project_id>/scenes/<id:scene_id>/assets/<id:asset_id>"
_ALL = f"{_ASSET}/attempts"
_ONE = f"{_ALL}/<id:attempt_id>"


@blueprint.route(_ALL)
@blueprint.arguments(AttemptQuerySchema, location="query")
@blueprint.response(200, AttemptListSchema)
def list_scene_attempts(
    query: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> Page[AttemptView]:
    """List the pictures that the asset has of its own in the scene, by number.

    `is_selected` is the one that the scene shows, if it is one of them.
    """
    found = services().scene_attempts.list(
        user_id(), project_id, scene_id, asset_id, query["state"]
    )
    return Page(list(found), None)


@blueprint.route(_ALL, methods=["POST"])
@blueprint.doc(**PICTURE_BODIES)
@problems(409, "asset_deferred", "quota_exceeded")
@problems(422, "picture_refused", "picture_unreadable")
@problems(429, "too_many_pictures")
@takes_key
@blueprint.arguments(UploadQuerySchema, location="query")
@blueprint.response(201, AddedAttemptSchema)
@takes(Body.UPLOAD)
def upload_scene_attempt(
    query: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> Response:
    """Upload a picture: the scene shows it, whatever the stage.

    A ninth one puts the oldest that the scene does not show in the bin, as `evicted` says.
    """
    said: SaidType | None = query["digital_source_type"]
    data, file_name = sent_picture(parts().settings.max_upload_bytes)
    same = hashlib.sha256(data).digest() + f"{file_name}\n{said}".encode("utf-8", "replace")
    answer = once(
        CREATED,
        sent_key(AddedAttemptSchema, same),
        lambda key: services().uploads.receive(
            user_id(),
            project_id,
            asset_id,
            data,
            file_name,
            said=said,
            scene_id=scene_id,
            idempotency=key,
        ),
    )
    return answered(answer)


@blueprint.route(f"{_ONE}/select", methods=["POST"])
@problems(409, "attempt_binned", "asset_deferred")
@blueprint.response(200, AttemptSchema)
def select_scene_attempt(
    project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
) -> AttemptView:
    """Let the scene show this one. Again is no error; later scenes keep what they have."""
    return services().scene_attempts.select(user_id(), project_id, scene_id, asset_id, attempt_id)


@blueprint.route(_ONE, methods=["DELETE"])
@problems(409, "attempt_selected")
@blueprint.response(200, AttemptSchema)
def delete_scene_attempt(
    project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
) -> AttemptView:
    """Move one that the scene does not show to the bin. Again is no error."""
    return services().scene_attempts.delete(user_id(), project_id, scene_id, asset_id, attempt_id)


@blueprint.route(f"{_ONE}/restore", methods=["POST"])
@blueprint.response(200, AddedAttemptSchema)
def restore_scene_attempt(
    project_id: UUID, scene_id: UUID, asset_id: UUID, attempt_id: UUID
) -> AddedAttempt:
    """Take one out of the bin, as a candidate, within the cap. Again is no error."""
    return services().scene_attempts.restore(user_id(), project_id, scene_id, asset_id, attempt_id)


@blueprint.route(f"{_ASSET}/generate", methods=["POST"])
@problems(409, "style_not_locked", "asset_deferred", *BUDGET)
@problems(429, "too_many_jobs")
@problems(422, "seed_unsupported", "references_unsupported")
@takes_key
@blueprint.arguments(GenerateSchema, required=False)
@blueprint.response(202, BatchSchema, headers=THE_BATCH)
def generate_for_scene(
    sent: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> Response:
    """Ask for 1 to 4 images of the asset in the scene, whatever the stage.

    What is written for the scene is in the prompt, and the asset's selected picture goes along
    where the model takes one. `like` names attempts of the asset, or of it in this scene.
    """
    answer = services().scene_generation.request(
        user_id(), project_id, scene_id, asset_id, **sent, idempotency=sent_key(BatchSchema)
    )
    return answered(answer, Location=addresses.batch(project_id, answer.body["id"]))


@blueprint.route(f"{_ASSET}/estimate")
@problems(409, "provider_not_configured")
@blueprint.arguments(EstimateQuerySchema, location="query")
@blueprint.response(200, EstimateSchema)
def estimate_for_scene(
    query: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> Estimate:
    """Say what `generate` would cost."""
    return services().scene_generation.estimate(
        user_id(), project_id, scene_id, asset_id, query["candidates"]
    )


@blueprint.route(f"{_ASSET}/generate/preview")
@problems(409, "provider_not_configured")
@problems(422, "references_unsupported")
@blueprint.arguments(PreviewQuerySchema, location="query")
@blueprint.response(200, WillBeSentSchema)
def preview_for_scene(
    query: dict[str, Any], project_id: UUID, scene_id: UUID, asset_id: UUID
) -> WillBeSent:
    """Show what `generate` would send to the provider, word for word, and what it would cost."""
    return services().scene_generation.preview(user_id(), project_id, scene_id, asset_id, **query)
