from enum import StrEnum

from marshmallow import fields

from asset_service.domain.provenance import SaidType
from asset_service.web.schemas.fields import Amount, MadeByAi, Sent, Shown, SourceCode, Word, listed
from asset_service.web.schemas.images import picture_urls


class AttemptState(StrEnum):
    LIVE = "live"
    BINNED = "binned"
    ALL = "all"


class AttemptQuerySchema(Sent):
    state = Word(AttemptState, load_default=AttemptState.LIVE)


class UploadQuerySchema(Sent):
    """`digital_source_type` is where the picture comes from, as far as its sender knows."""

    digital_source_type = Word(SaidType, load_default=None)


class AttemptSchema(Shown):
    """Sizes are pixels and bytes; what a person uploaded has no job, prompt or provider.

    One with a `scene_asset_id` is of that scene alone: it is never what the asset itself shows.
    """

    id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    is_selected = fields.Boolean(required=True)
    state = fields.String(required=True, metadata={"enum": ["live", "binned"]})
    source = fields.String(required=True, metadata={"enum": ["generated", "uploaded"]})
    sha256 = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    size = fields.Integer(required=True)
    mime = fields.String(required=True)
    original_name = fields.String(required=True)
    thumbhash = fields.String(required=True)
    job_id = fields.UUID(required=True, allow_none=True)
    prompt = fields.String(required=True, allow_none=True)
    provider = fields.String(required=True, allow_none=True)
    model = fields.String(required=True, allow_none=True)
    seed = fields.Integer(required=True, allow_none=True)
    style_version = fields.Integer(required=True, allow_none=True)
    cost_amount = Amount(required=True, allow_none=True)
    cost_currency = fields.String(required=True, allow_none=True)
    digital_source_type = SourceCode()
    ai_generated = MadeByAi()
    created_at = fields.AwareDateTime(required=True)
    binned_at = fields.AwareDateTime(required=True, allow_none=True)
    binned_because = fields.String(
        required=True,
        allow_none=True,
        metadata={"enum": ["evicted", "deleted", "canceled", "cleared", None]},
    )
    image_key = fields.String(required=True)
    scene_asset_id = fields.UUID(required=True, allow_none=True)
    copy_of = fields.UUID(required=True, allow_none=True)
    binned_by = fields.UUID(required=True, allow_none=True)
    urls = fields.Function(
        lambda attempt: picture_urls(attempt.image_key, attempt.asset_id, attempt.id),
        metadata={"type": "object", "additionalProperties": {"type": "string"}},
    )


class AddedAttemptSchema(Shown):
    """`evicted` is what went to the bin to make room, restorable; null when there was room."""

    attempt = fields.Nested(AttemptSchema, required=True)
    evicted = fields.Nested(AttemptSchema, required=True, allow_none=True)


AttemptListSchema = listed(AttemptSchema)
