from marshmallow import fields

from asset_service.web.schemas.assets import AssetSchema
from asset_service.web.schemas.fields import Sent, Shown
from asset_service.web.schemas.images import Pictured
from asset_service.web.schemas.scripts import SceneSchema


class SceneAssetSchema(Shown):
    """`origin` is `master`, or `inherited`: then from the scene asset `inherited_from`."""

    id = fields.UUID(required=True)
    scene_id = fields.UUID(required=True)
    asset = fields.Nested(AssetSchema, required=True)
    override_text = fields.String(required=True)
    status_tags = fields.List(fields.String(), required=True)
    carry_forward = fields.Boolean(required=True)
    inherited_from = fields.UUID(required=True, allow_none=True)
    origin = fields.String(required=True, metadata={"enum": ["master", "inherited"]})
    image = Pictured(lambda scene_asset: scene_asset.asset.id)


class SceneChangeSchema(Shown):
    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    what = fields.String(required=True)


class SceneAssetsSchema(Shown):
    """`outdated` when something changed since the scene was populated; `changes` says what."""

    scene = fields.Nested(SceneSchema, required=True)
    assets = fields.List(fields.Nested(SceneAssetSchema), required=True)
    outdated = fields.Boolean(required=True)
    changes = fields.List(fields.Nested(SceneChangeSchema), required=True)


class LinkSchema(Sent):
    asset_id = fields.UUID(required=True)
