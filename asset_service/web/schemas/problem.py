import marshmallow as ma
from marshmallow import fields

from asset_service.web.schemas.fields import Shown


class ProblemSchema(Shown):
    """RFC 9457; some codes bring more members, which the operation names."""

    class Meta:  # noqa: D106 - marshmallow's own name for the options
        unknown = ma.INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable: programs may rely on it"})
    detail = fields.String(required=True, metadata={"description": "For people"})
    request_id = fields.String(required=True)
    errors = fields.Dict(
        keys=fields.String(),
        metadata={"description": "With 422: what is wrong with each field, by its name"},
    )
