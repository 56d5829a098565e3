from marshmallow import fields

from asset_service.web.schemas.assets import AssetSchema
from asset_service.web.schemas.fields import Sent, Shown, listed
from asset_service.web.schemas.images import Pictured
from asset_service.web.schemas.scripts import SceneSchema


class SceneLinkSchema(Shown):
    """`scene_number` is null when the script lost the scene."""

    scene_id = fields.UUID(required=True)
    scene_number = fields.Integer(required=True, allow_none=True)


class SceneAssetSchema(Shown):
    """`origin` is `master`, `own` or `inherited`, then from the scene asset `inherited_from`.

    That is null for the picture of a scene that it does not come through, or no more.

    `chain` are the scenes that the state came through, the nearest first; `changed` says what
    the asset has by now that this scene does not.
    """

    id = fields.UUID(required=True)
    scene_id = fields.UUID(required=True)
    asset = fields.Nested(AssetSchema, required=True)
    override_text = fields.String(required=True)
    status_tags = fields.List(fields.String(), required=True)
    carry_forward = fields.Boolean(required=True)
    inherited_from = fields.UUID(required=True, allow_none=True)
    origin = fields.String(required=True, metadata={"enum": ["master", "inherited", "own"]})
    image = Pictured(lambda scene_asset: scene_asset.asset.id)
    updated_at = fields.AwareDateTime(required=True)
    chain = fields.List(fields.Nested(SceneLinkSchema), required=True)
    changed = fields.List(fields.String(), required=True)


class SceneChangeSchema(Shown):
    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    what = fields.String(required=True)


class SceneAssetsSchema(Shown):
    """`outdated` when something changed since the scene was populated; `changes` says what.

    `pending` is what populating would do.
    """

    scene = fields.Nested(SceneSchema, required=True)
    assets = fields.List(fields.Nested(SceneAssetSchema), required=True)
    outdated = fields.Boolean(required=True)
    changes = fields.List(fields.Nested(SceneChangeSchema), required=True)
    pending = fields.List(fields.Nested(SceneChangeSchema), required=True)


class EditSceneAssetSchema(Sent):
    """`updated_at` as it was read: when somebody wrote since, nothing is stored."""

    updated_at = fields.AwareDateTime(required=True)
    override_text = fields.String()
    status_tags = fields.List(fields.String())
    carry_forward = fields.Boolean()


class LinkSchema(Sent):
    asset_id = fields.UUID(required=True)


SceneAssetListSchema = listed(SceneAssetSchema)
