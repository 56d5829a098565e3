from marshmallow import fields

from asset_service.web.schemas.fields import LongText, Sent, Shown


class StyleSchema(Shown):
    """Version 0 is a project that has no style yet."""

    version = fields.Integer(required=True)
    text = fields.String(required=True)
    locked = fields.Boolean(required=True)
    locked_at = fields.AwareDateTime(required=True, allow_none=True)


class StyleTextSchema(Sent):
    text = LongText(required=True)


class NewStyleSchema(Sent):
    text = LongText(required=True, filled=True)
