from enum import StrEnum

from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.vocabulary import AssetType
from asset_service.web.schemas.fields import (
    Count,
    LongText,
    Name,
    Sent,
    Shown,
    Word,
    listed,
    scene_numbers,
)
from asset_service.web.schemas.images import Pictured

TYPES = {"enum": [kind.value for kind in AssetType]}


class AssetState(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    DEFERRED = "deferred"
    BINNED = "binned"


class AssetSchema(Shown):
    """`version` is what the ETag names; `attempts` and `running` are counts.

    Without scene numbers it belongs to every scene, with `scenes_lost` to none: they were cut.
    """

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    type = fields.String(required=True, metadata=TYPES)
    source = fields.String(required=True, metadata={"enum": ["extracted", "manual", "cloned"]})
    name = fields.String(required=True)
    description = fields.String(required=True)
    image_prompt = fields.String(required=True)
    scene_numbers = fields.List(fields.Integer(), required=True)
    state = fields.String(required=True, metadata={"enum": ["active", "deferred", "binned"]})
    deferred = fields.Boolean(required=True)
    locked = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    attempts = fields.Integer(required=True)
    image = Pictured(lambda asset: asset.id)
    style_outdated = fields.Boolean(required=True)
    running = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    binned_at = fields.AwareDateTime(required=True, allow_none=True)
    scenes_lost = fields.Boolean(required=True)


class AssetQuerySchema(Sent):
    state = Word(AssetState, load_default=AssetState.ALL)
    type = Word(AssetType, load_default=None)
    limit = Count(1, 200, load_default=100)
    cursor = fields.String(load_default=None, validate=Length(max=500))


class NewAssetSchema(Sent):
    name = Name(required=True)
    type = Word(AssetType, required=True)
    description = LongText(required=True, filled=True)
    scene_numbers = scene_numbers(load_default=list)


class AssetEditSchema(Sent):
    name = Name()
    type = Word(AssetType)
    description = LongText()
    image_prompt = LongText()
    scene_numbers = scene_numbers()


class RestoreSchema(Sent):
    name = Name(allow_none=True, load_default=None)


class RevisionSchema(Shown):
    """The asset's text as it was at `version`."""

    version = fields.Integer(required=True)
    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)
    description = fields.String(required=True)
    image_prompt = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)


AssetListSchema = listed(AssetSchema)
RevisionListSchema = listed(RevisionSchema)
