from marshmallow import fields
from marshmallow.validate import Length

from asset_service.domain.vocabulary import AssetType, Decision
from asset_service.web.schemas.assets import TYPES, AssetSchema
from asset_service.web.schemas.fields import Name, Sent, Shown, Word, scene_numbers

MOST_ENTITIES = 5000


class QuoteSchema(Shown):
    line = fields.Integer(required=True)
    scene_number = fields.Integer(required=True, allow_none=True)
    text = fields.String(required=True)


class EntitySchema(Shown):
    """`status` says what keeping it would do: `new`, `new_scenes` or `existing`."""

    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)
    scene_numbers = fields.List(fields.Integer(), required=True)
    mentions = fields.Integer(required=True)
    source = fields.String(required=True)
    quotes = fields.List(fields.Nested(QuoteSchema), required=True)
    aliases = fields.List(fields.String(), required=True)
    split_of = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    confidence = fields.Float(required=True)
    description = fields.String(required=True)
    status = fields.String(required=True)
    decision = fields.String(required=True)
    gained_scenes = fields.List(
        fields.Integer(), required=True, metadata={"description": "What a live asset gains"}
    )


class GoneAssetSchema(Shown):
    """An extracted asset that the script no longer names; it stays as it is."""

    asset_id = fields.UUID(required=True)
    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)


class ExtractionPreviewSchema(Shown):
    script_version = fields.Integer(required=True)
    entities = fields.List(fields.Nested(EntitySchema), required=True)
    gone = fields.List(fields.Nested(GoneAssetSchema), required=True)


class ChoiceSchema(Sent):
    type = Word(AssetType, required=True)
    name = Name(required=True)
    decision = Word(Decision, load_default=Decision.KEEP)
    scene_numbers = scene_numbers(allow_none=True, load_default=None)


class ConfirmExtractionSchema(Sent):
    entities = fields.List(
        fields.Nested(ChoiceSchema), required=True, validate=Length(max=MOST_ENTITIES)
    )


class SkippedEntitySchema(Shown):
    type = fields.String(required=True, metadata=TYPES)
    name = fields.String(required=True)


class ExtractionResultSchema(Shown):
    """`skipped` were deleted before: a scan does not bring them back."""

    created = fields.List(fields.Nested(AssetSchema), required=True)
    extended = fields.List(fields.Nested(AssetSchema), required=True)
    unchanged = fields.Integer(required=True)
    deleted = fields.Integer(required=True)
    skipped = fields.List(fields.Nested(SkippedEntitySchema), required=True)
