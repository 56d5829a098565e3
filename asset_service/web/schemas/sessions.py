from marshmallow import fields

from asset_service.web.schemas.fields import Shown, listed


class SessionSchema(Shown):
    id = fields.UUID(required=True)
    browser = fields.String(
        required=True, metadata={"description": "What it says of itself, in words"}
    )
    address = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(
        required=True, metadata={"description": "Right to five minutes"}
    )
    expires_at = fields.AwareDateTime(required=True)
    is_this_one = fields.Boolean(required=True)


SessionListSchema = listed(SessionSchema)
