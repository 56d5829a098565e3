from marshmallow import fields
from marshmallow.validate import Length

from asset_service.web.schemas.fields import Count, Sent, Shown, listed
from asset_service.web.schemas.jobs import KINDS, JobSchema


class BatchSummarySchema(Shown):
    """Counted are the jobs that were not asked for again; `done` are those that ended.

    `counts` has only the statuses that occur.
    """

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata=KINDS)
    requested_by = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)


class BatchQuerySchema(Sent):
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class BatchCancelledSchema(Shown):
    """`changed` says how many jobs were cancelled, or asked to stop, by this request."""

    batch = fields.Nested(BatchSummarySchema, required=True)
    changed = fields.Integer(required=True)


class LeftOutSchema(Shown):
    """A job that was not asked for again; `code` says why."""

    job_id = fields.UUID(required=True)
    asset_id = fields.UUID(required=True)
    code = fields.String(required=True)


class BatchRetriedSchema(Shown):
    """`jobs` are the new ones."""

    batch = fields.Nested(BatchSummarySchema, required=True)
    jobs = fields.List(fields.Nested(JobSchema), required=True)
    left_out = fields.List(fields.Nested(LeftOutSchema), required=True)


BatchSummaryListSchema = listed(BatchSummarySchema)
