from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.attempts import CAP
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.generation import SEEDS
from asset_service.web.schemas.fields import Amount, Count, Sent, Shown, Whole, Word, listed

_STATUSES = {"enum": [status.value for status in JobStatus]}


class JobSchema(Shown):
    """`progress` is in 0..1; `attempt_id` names what it made, live or in the bin."""

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)
    batch_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata=_STATUSES)
    stage = fields.String(required=True)
    progress = fields.Float(required=True)
    cancel_requested = fields.Boolean(required=True)
    provider = fields.String(required=True)
    model = fields.String(required=True)
    prompt = fields.String(required=True)
    seed = fields.Integer(required=True, allow_none=True)
    aspect = fields.String(required=True)
    style_version = fields.Integer(required=True)
    error_code = fields.String(required=True, allow_none=True)
    error_message = fields.String(required=True, allow_none=True)
    refusal_stage = fields.String(required=True, allow_none=True)
    refusal_categories = fields.List(fields.String(), required=True)
    cost_amount = Amount(required=True, allow_none=True)
    cost_currency = fields.String(required=True, allow_none=True)
    retry_of = fields.UUID(required=True, allow_none=True)
    attempt_id = fields.UUID(required=True, allow_none=True)
    attempt_binned = fields.Boolean(required=True)
    tries = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)


class BatchSchema(Shown):
    """`counts` has only the statuses that occur."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": ["candidates", "missing"]})
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
    batch_id = fields.UUID(load_default=None)
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class GenerateSchema(Sent):
    candidates = Whole(1, CAP, load_default=1)
    seed = Whole(0, SEEDS - 1, allow_none=True, load_default=None)


class EstimateQuerySchema(Sent):
    candidates = Count(1, CAP, load_default=1)


class EstimateSchema(Shown):
    """No `amount` when the provider cannot say what it costs."""

    images = fields.Integer(required=True)
    amount = Amount(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    provider = fields.String(required=True)


JobListSchema = listed(JobSchema)
