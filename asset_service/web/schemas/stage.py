from marshmallow import fields

from asset_service.web.schemas.assets import TYPES
from asset_service.web.schemas.fields import Flag, Sent, Shown


class MissingAssetSchema(Shown):
    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True, metadata=TYPES)


class GateSchema(Shown):
    """What the stage needs before it is locked; `unlocked` are active but not locked yet."""

    ready = fields.Boolean(required=True)
    stage = fields.String(required=True, metadata={"enum": ["open", "locked", "outdated"]})
    style_locked = fields.Boolean(required=True)
    active = fields.Integer(required=True)
    with_images = fields.Integer(required=True)
    deferred = fields.Integer(required=True)
    unlocked = fields.Integer(required=True)
    missing = fields.List(fields.Nested(MissingAssetSchema), required=True)
    problems = fields.List(
        fields.String(
            metadata={"enum": ["style_not_locked", "no_active_assets", "images_missing"]}
        ),
        required=True,
    )


class UnlockImpactSchema(Shown):
    scenes = fields.Integer(required=True)
    images = fields.Integer(required=True)


class UnlockSchema(Sent):
    confirm = Flag(load_default=False)
