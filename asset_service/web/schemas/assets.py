from enum import StrEnum

from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain import texts
from asset_service.domain.diffs import Said
from asset_service.domain.vocabulary import AssetType
from asset_service.web.schemas.fields import (
    MOST_INTEGER,
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
FIELDS = {"enum": list(texts.FIELDS)}


class AssetState(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    DEFERRED = "deferred"
    BINNED = "binned"


class AssetSchema(Shown):
    """`version` is what the ETag names; `attempts` and `running` are counts.

    Without scene numbers it belongs to every scene, with `scenes_lost` to none: they were cut.
    `split_from` is the asset that it is a variant of; `merged_with` is the merge that absorbed
    it, whose undo brings it back.
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
    split_from = fields.UUID(required=True, allow_none=True)
    merged_with = fields.UUID(required=True, allow_none=True)
    binned_by = fields.UUID(required=True, allow_none=True)


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


class PictureWarningSchema(Shown):
    """A live attempt whose picture is nearer to another `shape` than to the `wanted` one."""

    attempt_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    is_selected = fields.Boolean(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    shape = fields.String(required=True)
    wanted = fields.String(required=True)
    image_key = fields.String(required=True)


class EditedAssetSchema(AssetSchema):
    """`warnings` are the pictures that do not have the shape of its new type."""

    warnings = fields.List(fields.Nested(PictureWarningSchema), required=True)


class RevisionSchema(Shown):
    """The asset's text as it was at `version`, and the edit that ended it."""

    version = fields.Integer(required=True)
    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)
    description = fields.String(required=True)
    image_prompt = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    changed_by = fields.UUID(required=True)
    changed = fields.List(fields.String(metadata=FIELDS), required=True)


class CompareQuerySchema(Sent):
    """`with` is a version of the asset, the one of now where it is left out."""

    other = Count(1, MOST_INTEGER, load_default=None, data_key="with")


class RunSchema(Shown):
    text = fields.String(required=True)
    said = fields.Enum(Said, by_value=fields.String, required=True)


class FieldDifferenceSchema(Shown):
    """Without the runs of `second` it is the first text, without those of `first` the other."""

    field = fields.String(required=True, metadata=FIELDS)
    runs = fields.List(fields.Nested(RunSchema), required=True)


class ComparisonSchema(Shown):
    first = fields.Integer(required=True)
    second = fields.Integer(required=True)
    differences = fields.List(fields.Nested(FieldDifferenceSchema), required=True)


AssetListSchema = listed(AssetSchema)
RevisionListSchema = listed(RevisionSchema)
