from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from asset_service.domain import styles
from asset_service.domain.errors import Invalid
from asset_service.domain.styles import PILLAR_MOST, PILLARS_MOST, REFERENCES_MOST, Images
from asset_service.web import addresses
from asset_service.web.schemas.assets import TYPES
from asset_service.web.schemas.fields import LongText, Sent, Shown, Word, listed

_CODES = ["asset_binned", "no_room", "newer_selected"]
_URLS = {"description": "WebP by the pixels of the longest side (`256`, `768`, `1600`)"}
_STRENGTH = {
    "description": "How strongly the reference pictures count, 0 to 1, where a provider can be "
    "told; null leaves it to the provider"
}
_MARK = {"description": "The `mark` of what you read: 412 when it was written since"}


class Pillars(fields.List[str]):
    """Up to eight short phrases, cleaned as the service does it."""

    def __init__(self, **kwargs: Any) -> None:
        item = fields.String(validate=Length(max=PILLAR_MOST))
        super().__init__(item, validate=Length(max=PILLARS_MOST), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[str]:  # type: ignore[override] # marshmallow's list of anything
        sent = super()._deserialize(value, *args, **kwargs)
        try:
            return styles.clean_pillars([str(one) for one in sent])
        except Invalid as refused:
            (messages,) = refused.extra["errors"].values()
            raise ma.ValidationError(list(messages)) from None


class Strength(fields.Float):
    """0 to 1 or null; true is no number, nor is "1"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_none=True, validate=Range(0, 1), metadata=_STRENGTH, **kwargs)

    def _validated(self, value: Any) -> float:
        if type(value) not in {int, float}:
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class StyleReferenceSchema(Shown):
    """`place` counts from 1, the one that matters most; sizes are pixels."""

    place = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    name = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    thumbhash = fields.String(required=True)
    image_key = fields.String(required=True)
    urls = fields.Function(
        lambda reference: addresses.renditions(reference.image_key),
        metadata={**_URLS, "type": "object", "additionalProperties": {"type": "string"}},
    )


class StyleDraftSchema(Shown):
    """What is written to replace a locked style; nothing is made with it yet."""

    version = fields.Integer(required=True)
    text = fields.String(required=True)
    pillars = fields.List(fields.String(), required=True)
    strength = fields.Float(required=True, allow_none=True, metadata=_STRENGTH)
    references = fields.List(fields.Nested(StyleReferenceSchema), required=True)
    mark = fields.String(required=True)


class StyleSchema(StyleDraftSchema):
    """Version 0 is a project that has no style yet; `draft` is the next one of a locked style."""

    locked = fields.Boolean(required=True)
    locked_at = fields.AwareDateTime(required=True, allow_none=True)
    draft = fields.Nested(StyleDraftSchema, required=True, allow_none=True)


class StyleChangedSchema(StyleSchema):
    """And how many attempts went to the bin, of how many assets."""

    cleared_attempts = fields.Integer(required=True)
    cleared_assets = fields.Integer(required=True)


class StyleTextSchema(Sent):
    """What is left out stays as it is, but for the text."""

    text = LongText(required=True)
    pillars = Pillars()
    strength = Strength()
    was = fields.String(validate=Length(max=64), metadata=_MARK)


class NewStyleSchema(Sent):
    """What is left out is as the draft has it, else as the style is."""

    text = LongText(filled=False)
    pillars = Pillars()
    strength = Strength()
    images = Word(
        Images,
        load_default=Images.KEEP,
        metadata={
            "description": "`keep`: pictures stay, and show as outdated. `clear`: all attempts of "
            "every asset that has a generated one go to the bin, and can come back together"
        },
    )
    was = fields.String(validate=Length(max=64), metadata=_MARK)


class PickedReferenceSchema(Sent):
    """An attempt of an asset whose picture the style shall follow."""

    asset_id = fields.UUID(required=True)
    attempt_id = fields.UUID(required=True)


class ReferenceOrderSchema(Sent):
    """All reference pictures by hash, the one that counts most first."""

    order = fields.List(
        fields.String(validate=Regexp(r"[0-9a-f]{64}\Z")),
        required=True,
        validate=Length(max=REFERENCES_MOST),
    )


class ClearedAssetSchema(Shown):
    """`attempts` counts those that go, or went, to the bin."""

    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True, metadata=TYPES)
    attempts = fields.Integer(required=True)
    image_key = fields.String(required=True, allow_none=True)


class StyleImpactSchema(Shown):
    """What a change does: `attempts` of `assets` show as outdated, or `clears` are emptied."""

    attempts = fields.Integer(required=True)
    assets = fields.Integer(required=True)
    clears = fields.List(fields.Nested(ClearedAssetSchema), required=True)


class ClearedGroupSchema(Shown):
    """What the change to `version` cleared away and what can come back together."""

    version = fields.Integer(required=True)
    cleared_at = fields.AwareDateTime(required=True)
    assets = fields.List(fields.Nested(ClearedAssetSchema), required=True)


class StillClearedSchema(Shown):
    """An asset that is not as it was; `attempts` of it stay in the bin."""

    asset_id = fields.UUID(required=True)
    name = fields.String(required=True)
    code = fields.String(required=True, metadata={"enum": _CODES})
    attempts = fields.Integer(required=True)


class UnclearedSchema(Shown):
    """How many attempts came back, of how many assets, and what is not as it was."""

    version = fields.Integer(required=True)
    attempts = fields.Integer(required=True)
    assets = fields.Integer(required=True)
    left = fields.List(fields.Nested(StillClearedSchema), required=True)


ClearedGroupListSchema = listed(ClearedGroupSchema)
