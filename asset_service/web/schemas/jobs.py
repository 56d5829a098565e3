from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.attempts import CAP
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.orders import SEEDS
from asset_service.web.schemas.fields import Amount, Count, Sent, Shown, Whole, Word, listed

KINDS = {"enum": ["candidates", "missing"]}
_STATUSES = {"enum": [status.value for status in JobStatus]}


class JobSchema(Shown):
    """`progress` is in 0..1; `attempt_id` names what it made, live or in the bin.

    `retry_of` is the job it asks for again, `retry_id` the one that asked for it again. With a
    `scene_id` it draws the asset in that scene.
    """

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)
    batch_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata=_STATUSES)
    stage = fields.String(required=True)
    lane = fields.String(required=True, metadata={"enum": ["images", "background"]})
    progress = fields.Float(required=True)
    cancel_requested = fields.Boolean(required=True)
    provider = fields.String(required=True)
    model = fields.String(required=True)
    prompt = fields.String(required=True)
    negative = fields.String(required=True)
    seed = fields.Integer(required=True, allow_none=True)
    aspect = fields.String(required=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    options = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    strength = fields.Float(required=True, allow_none=True)
    warnings = fields.List(fields.String(), required=True)
    style_version = fields.Integer(required=True)
    error_code = fields.String(required=True, allow_none=True)
    error_message = fields.String(required=True, allow_none=True)
    refusal_stage = fields.String(required=True, allow_none=True)
    refusal_categories = fields.List(fields.String(), required=True)
    cost_amount = Amount(required=True, allow_none=True)
    cost_currency = fields.String(required=True, allow_none=True)
    retry_of = fields.UUID(required=True, allow_none=True)
    retry_id = fields.UUID(required=True, allow_none=True)
    attempt_id = fields.UUID(required=True, allow_none=True)
    attempt_binned = fields.Boolean(required=True)
    tries = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    scene_id = fields.UUID(required=True, allow_none=True)
    scene_asset_id = fields.UUID(required=True, allow_none=True)


class BatchSchema(Shown):
    """`counts` has only the statuses that occur."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata=KINDS)
    created_at = fields.AwareDateTime(required=True)
    jobs = fields.List(fields.Nested(JobSchema), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class CancelledSchema(Shown):
    """`changed` is false when there was nothing left to cancel."""

    job = fields.Nested(JobSchema, required=True)
    changed = fields.Boolean(required=True)


class JobQuerySchema(Sent):
    status = Word(JobStatus, load_default=None)
    asset_id = fields.UUID(load_default=None)
    scene_id = fields.UUID(load_default=None)
    batch_id = fields.UUID(load_default=None)
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class GenerateSchema(Sent):
    candidates = Whole(1, CAP, allow_none=True, load_default=None)
    seed = Whole(0, SEEDS - 1, allow_none=True, load_default=None)
    like = fields.List(fields.UUID(), load_default=list, validate=Length(max=CAP))


class EstimateQuerySchema(Sent):
    candidates = Count(1, CAP, load_default=None)


class PreviewQuerySchema(EstimateQuerySchema):
    like = fields.List(fields.UUID(), load_default=list, validate=Length(max=CAP))


class EstimateSchema(Shown):
    """No `amount` where some images have no price (`unpriced`), or not all the same currency."""

    images = fields.Integer(required=True)
    amount = Amount(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    providers = fields.List(fields.String(), required=True)
    unpriced = fields.Integer(required=True)


class ReferenceSchema(Shown):
    """A stored picture that the new one shall follow; `role` is `identity` or `style`."""

    sha256 = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": ["identity", "style"]})
    name = fields.String(required=True)


class LimitSchema(Shown):
    """What is held for jobs under way counts as `spent`."""

    whose = fields.String(required=True, metadata={"enum": ["project", "user"]})
    period = fields.String(required=True, metadata={"enum": ["month", "total"]})
    currency = fields.String(required=True)
    most = Amount(required=True)
    spent = Amount(required=True)
    left = Amount(required=True)


class WillBeSentSchema(Shown):
    """`refused_code` is what a budget would answer, null where there is room."""

    asset_id = fields.UUID(required=True)
    provider = fields.String(required=True)
    model = fields.String(required=True)
    prompt = fields.String(required=True)
    negative = fields.String(required=True)
    aspect = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    options = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    strength = fields.Float(required=True, allow_none=True)
    takes_seed = fields.Boolean(required=True)
    most_references = fields.Integer(required=True)
    references = fields.List(fields.Nested(ReferenceSchema), required=True)
    warnings = fields.List(fields.String(), required=True)
    estimate = fields.Nested(EstimateSchema, required=True)
    limits = fields.List(fields.Nested(LimitSchema), required=True)
    refused_code = fields.String(required=True, allow_none=True)
    refused_because = fields.String(required=True, allow_none=True)


JobListSchema = listed(JobSchema)
