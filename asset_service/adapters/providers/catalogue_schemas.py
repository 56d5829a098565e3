"""The shape of a provider file; every mistake in one is named."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from asset_service.domain.money import CURRENCY
from asset_service.domain.pricing import PriceKind, PriceSheet

KINDS = ("openai", "gemini", "comfyui", "a1111")
ID = r"^[a-z0-9][a-z0-9_-]{0,63}$"
ASPECT = r"^[1-9][0-9]{0,2}:[1-9][0-9]{0,2}$"
VARIABLE = r"^[A-Z][A-Z0-9_]{0,99}$"
MOST_PIXELS = 16384
_LONGEST = 40


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Size(fields.Field[tuple[int, int]]):
    """`1024x1536`, in pixels."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> tuple[int, int]:  # noqa: ARG002 - marshmallow's own
        width, _, height = str(value).partition("x")
        if not (width.isdecimal() and height.isdecimal()) or len(str(value)) > _LONGEST:
            raise ValidationError("Must be like 1024x1536.")
        size = int(width), int(height)
        if not all(1 <= side <= MOST_PIXELS for side in size):
            raise ValidationError(f"A side has 1 to {MOST_PIXELS} pixels.")
        return size


def _amount(**options: Any) -> fields.Decimal:
    return fields.Decimal(validate=Range(min=Decimal(0)), **options)


class PriceSchema(_Strict):
    kind = fields.Enum(PriceKind, by_value=True, required=True)
    currency = fields.String(validate=Regexp(CURRENCY))
    as_of = fields.String(validate=Length(max=40))
    per_image = _amount()
    by = fields.Dict(keys=fields.String(), values=_amount())
    per_reference = _amount()
    text_in = _amount()
    image_in = _amount()
    image_out = _amount()
    text_out = _amount()
    tokens_a_picture = fields.Dict(
        keys=fields.String(), values=fields.Integer(validate=Range(min=0))
    )
    tokens_a_ref = fields.Integer(validate=Range(min=0))
    per_second = _amount()
    seconds_a_picture = _amount()

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> PriceSheet:
        return PriceSheet(**data)


class ModelSchema(_Strict):
    name = fields.String(required=True, validate=Length(1, 200))
    label = fields.String(validate=Length(1, 200))
    paid = fields.Boolean(required=True)
    seed = fields.Boolean(load_default=False)
    negative = fields.Boolean(load_default=False)
    progress = fields.Boolean(load_default=False)
    cancel = fields.Boolean(load_default=False)
    idempotent = fields.Boolean(load_default=False)
    strength = fields.Boolean(load_default=False)
    max_refs = fields.Integer(load_default=0, validate=Range(0, 32))
    sizes = fields.Dict(
        required=True,
        keys=fields.String(validate=Regexp(ASPECT)),
        values=fields.List(_Size(), validate=Length(1, 40)),
    )
    options = fields.Dict(
        load_default=dict,
        keys=fields.String(validate=Length(1, 60)),
        values=fields.List(fields.String(validate=Length(1, 200)), validate=Length(1, 60)),
    )
    price = fields.Nested(PriceSchema, load_default=None)
    settings = fields.Dict(load_default=dict, keys=fields.String())

    @validates_schema
    def _priced(self, data: Mapping[str, Any], **_: Any) -> None:
        price = data.get("price")
        if price is not None and (price.kind is PriceKind.FREE) is data.get("paid"):
            raise ValidationError("A price of kind free is for a model with paid = false.", "price")


class ProviderSchema(_Strict):
    """`key_optional`: it is offered once its address is known, with a key or without."""

    id = fields.String(required=True, validate=Regexp(ID))
    kind = fields.String(required=True, validate=OneOf(KINDS))
    label = fields.String(validate=Length(1, 100))
    base_url = fields.String(load_default="")
    base_url_env = fields.String(load_default="", validate=Regexp(VARIABLE))
    key_env = fields.String(load_default="", validate=Regexp(VARIABLE))
    key_optional = fields.Boolean(load_default=False)
    concurrency = fields.Integer(load_default=None, allow_none=True, validate=Range(min=1))
    images_per_minute = fields.Float(
        load_default=None, allow_none=True, validate=Range(min=0, min_inclusive=False)
    )
    connect_seconds = fields.Float(load_default=10.0, validate=Range(0.1, 120))
    answer_seconds = fields.Float(load_default=600.0, validate=Range(1, 800))
    settings = fields.Dict(load_default=dict, keys=fields.String())
    models = fields.List(fields.Nested(ModelSchema), required=True, validate=Length(1, 200))
