"""Path parameters. What is no id is nobody's id: it gets the answer of an absent one."""

import re
from uuid import UUID

from flask import Flask
from werkzeug.routing import BaseConverter

from asset_service.domain.vocabulary import AssetType

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOBODYS = UUID(int=0)


class IdConverter(BaseConverter):
    """A UUID; anything else becomes an id that no row has, so that the route answers as ever.

    A 404 of the routing would come without authentication, and with another body.
    """

    def to_python(self, value: str) -> UUID:
        return UUID(value) if _UUID.fullmatch(value) else _NOBODYS

    def to_url(self, value: UUID) -> str:
        return str(value)


class TypeConverter(BaseConverter):
    """A type of assets, or None for any other word: the route says that there is none."""

    def to_python(self, value: str) -> AssetType | None:
        return AssetType(value) if value in _TYPES else None

    def to_url(self, value: str) -> str:
        return str(value)


_TYPES = frozenset(AssetType)


def register(app: Flask) -> None:
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["type"] = TypeConverter
