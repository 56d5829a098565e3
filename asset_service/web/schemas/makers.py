from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Regexp

from asset_service.domain.attempts import CAP
from asset_service.services.makers import NewMaker
from asset_service.services.orders import SEEDS
from asset_service.web.schemas.fields import LongText, Name, Sent, Shown, Whole, listed

SIZE = r"^[1-9][0-9]{0,4}x[1-9][0-9]{0,4}$"
WORDS_MOST = 60


class ModelSchema(Shown):
    """`sizes` has, by aspect, the sizes in pixels, the usual one first; so have `options` words."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    paid = fields.Boolean(required=True, attribute="capabilities.paid")
    seed = fields.Boolean(required=True, attribute="capabilities.seed")
    negative = fields.Boolean(required=True, attribute="capabilities.negative")
    progress = fields.Boolean(required=True, attribute="capabilities.progress")
    cancel = fields.Boolean(required=True, attribute="capabilities.cancel")
    max_references = fields.Integer(required=True, attribute="capabilities.max_refs")
    sizes = fields.Function(
        lambda model: {
            aspect: [f"{width}x{height}" for width, height in sizes]
            for aspect, sizes in model.capabilities.sizes.items()
        },
        required=True,
        metadata={
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    )
    options = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        attribute="capabilities.options",
    )
    price_as_of = fields.Function(
        lambda model: _as_of(model.capabilities.price),
        required=True,
        metadata={"type": ["string", "null"], "description": "null where no price is known"},
    )


class ProviderSchema(Shown):
    id = fields.String(required=True)
    label = fields.String(required=True)
    models = fields.List(fields.Nested(ModelSchema), required=True)


class MakerSchema(Shown):
    """`is_usual`: the project chose nothing. `problem` says why nothing can be drawn, or is empty.

    `gone` names what was chosen and is not offered any more: the usual is taken instead.
    """

    asset_type = fields.String(required=True)
    provider = fields.String(required=True)
    model = fields.String(required=True)
    is_usual = fields.Boolean(required=True)
    problem = fields.String(required=True)
    aspect = fields.String(required=True)
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)
    options = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    negative = fields.String(required=True)
    seed = fields.Integer(required=True, allow_none=True)
    candidates = fields.Integer(required=True)
    gone = fields.List(fields.String(), required=True)


class NewMakerSchema(Sent):
    """What is left out is the usual of the model; `size` is like `1024x1536`."""

    provider = Name(required=True)
    model = Name(required=True)
    aspect = fields.String(load_default="", validate=Length(max=16))
    size = fields.String(load_default=None, allow_none=True, validate=Regexp(SIZE))
    options = fields.Dict(
        keys=fields.String(validate=Length(1, WORDS_MOST)),
        values=fields.String(validate=Length(1, 200)),
        load_default=dict,
        validate=Length(max=WORDS_MOST),
    )
    negative = LongText(load_default="")
    seed = Whole(0, SEEDS - 1, allow_none=True, load_default=None)
    candidates = Whole(1, CAP, load_default=1)


def new_maker(sent: dict[str, Any]) -> NewMaker:
    """Return what was sent as the service takes it."""
    size = sent.pop("size")
    return NewMaker(**sent, size=read_size(size) if size else None)


def read_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _as_of(price: Any) -> str | None:
    return None if price is None else str(price.as_of)


ProviderListSchema = listed(ProviderSchema)
MakerListSchema = listed(MakerSchema)
