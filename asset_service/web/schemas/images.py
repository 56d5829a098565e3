from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import fields

from asset_service.web import addresses
from asset_service.web.schemas.fields import MadeByAi, Shown, SourceCode

_URLS = {
    "description": "WebP by the pixels of the longest side (`256`, `768`, `1600`), and the "
    "`original` as it came, as a download"
}


def picture_urls(image_key: str, asset_id: UUID, attempt_id: UUID) -> dict[str, str]:
    project_id = image_key.partition("/")[0]
    return {
        **addresses.renditions(image_key),
        "original": addresses.original(project_id, asset_id, attempt_id),
    }


class ImageSchema(Shown):
    """The picture in use; `thumbhash` is base64, sizes are pixels."""

    key = fields.String(required=True)
    attempt_id = fields.UUID(required=True)
    sha256 = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    thumbhash = fields.String(required=True)
    source = fields.String(required=True, metadata={"enum": ["generated", "uploaded"]})
    provider = fields.String(required=True, allow_none=True)
    digital_source_type = SourceCode()
    ai_generated = MadeByAi()
    urls = fields.Dict(keys=fields.String(), values=fields.String(), metadata=_URLS)


class Pictured(fields.Nested):
    """An image of the object it is in; `asset_id` says of which asset, for the addresses."""

    def __init__(self, asset_id: Callable[[Any], UUID]) -> None:
        super().__init__(ImageSchema, required=True, allow_none=True)
        self._asset_id = asset_id

    def _serialize(  # type: ignore[override] # marshmallow's own two disagree on the names
        self, value: Any, attr: str | None, obj: Any, **kwargs: Any
    ) -> Any:
        shown = super()._serialize(  # type: ignore[no-untyped-call] # marshmallow's gap
            value, attr, obj, **kwargs
        )
        if shown is not None:
            shown["urls"] = picture_urls(value.key, self._asset_id(obj), value.attempt_id)
        return shown
