"""Fields for what people and programs send, and the base of every schema.

A field refuses here what its service would refuse later, so that one answer names every bad
field. Nothing here raises anything but ValidationError, whatever the JSON holds.
"""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

import marshmallow as ma
from marshmallow import fields
from marshmallow.validate import Length, Range

from asset_service.domain import people, texts
from asset_service.domain.errors import Invalid
from asset_service.domain.provenance import SourceType

MOST_SCENES = 5000
MOST_INTEGER = 2**31 - 1


class Sent(ma.Schema):
    """What a client sends: a field that is not known is an error, not ignored."""

    class Meta:  # noqa: D106 - marshmallow's own name for the options
        unknown = ma.RAISE


class Shown(ma.Schema):
    """What the service answers, dumped from a view by its attributes."""


class Cleaned(fields.String):
    """Text as `clean` returns it; what it refuses by Invalid is this field's error."""

    def __init__(self, clean: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._clean = clean

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        try:
            return self._clean(text)
        except Invalid as refused:
            (messages,) = refused.extra["errors"].values()
            raise ma.ValidationError(list(messages)) from None


class Said(Cleaned):
    """Any text that UTF-8 can say, as it came: for passwords and the like."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_sayable, **kwargs)


class Name(Cleaned):
    """One line of 1 to 200 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(texts.clean_name, validate=Length(1, texts.NAME_MOST), **kwargs)


class LongText(Cleaned):
    """Lines of up to 4,000 characters together; `filled` refuses none at all."""

    def __init__(self, *, filled: bool = False, **kwargs: Any) -> None:
        super().__init__(
            partial(texts.clean_text, field="text", required=filled),
            validate=Length(int(filled), texts.TEXT_MOST),
            **kwargs,
        )


class Email(Cleaned):
    """An address that a new account may have."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(people.clean_email, validate=Length(3, people.EMAIL_MOST), **kwargs)


class Whole(fields.Integer):
    """A JSON integer; true is none, nor is 1.0 or "1"."""

    def __init__(self, least: int = 0, most: int = MOST_INTEGER, **kwargs: Any) -> None:
        super().__init__(validate=Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class Count(fields.Integer):
    """A number in an address, written in ASCII digits."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(validate=Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        digits = str(value)
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST_INTEGER))):
            raise self.make_error("invalid", input=value)
        return int(digits)


class Flag(fields.Boolean):
    """true or false, and nothing that merely looks like it."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, *args, **kwargs))


class MadeByAi(fields.Boolean):
    """Whether AI made a picture or a part of it; null where nobody knows."""

    def __init__(self) -> None:
        why = "null where nobody knows; a placeholder is false"
        super().__init__(required=True, allow_none=True, metadata={"description": why})


class Flag01(fields.Boolean):
    """1 or 0 in an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={"1", "true"}, falsy={"0", "false"}, **kwargs)


class Amount(fields.Decimal):
    """Money, as a string: no client rounds it by reading it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(as_string=True, **kwargs)


class SourceCode(fields.String):
    """Where a picture comes from, as a code of the IPTC; null where nobody knows."""

    def __init__(self) -> None:
        codes = [*(kind.value for kind in SourceType), None]
        super().__init__(required=True, allow_none=True, metadata={"enum": codes})


class Word(fields.Enum[StrEnum]):
    """One of a closed set of words."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(words, by_value=fields.String, **kwargs)


def scene_numbers(**kwargs: Any) -> fields.List[int]:
    """Numbers of scenes, from 1."""
    return fields.List(Whole(least=1), validate=Length(max=MOST_SCENES), **kwargs)


def listed(shown: type[Shown]) -> type[ma.Schema]:
    """The schema of a page of `shown`; `next_cursor` is null on the last one."""
    return Shown.from_dict(
        {
            "items": fields.List(fields.Nested(shown), required=True),
            "next_cursor": fields.String(required=True, allow_none=True),
        },
        name=shown.__name__.removesuffix("Schema") + "ListSchema",
    )


def _sayable(text: str) -> str:
    if any(unicodedata.category(character) == "Cs" for character in text):
        raise ma.ValidationError("Has half a character (a lone surrogate).")
    return text
