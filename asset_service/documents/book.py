"""What a look book is made of, before anybody thinks of pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Paper(StrEnum):
    """Both lie on their side, as the pictures of a film do."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Picture:
    """A stored picture; `width` and `height` are its pixels, `told` says what it shows."""

    sha256: str
    width: int
    height: int
    told: str


@dataclass(frozen=True)
class Scene:
    """`number` as the script writes it, which may be "2A"."""

    number: str
    heading: str


@dataclass(frozen=True)
class Entry:
    """One asset. `state` is a word like *Locked*; `origin` says where its picture is from.

    `scenes_told` stands for the scenes where no list of them says it, like *Every scene*.
    """

    kind: str
    name: str
    description: str
    scenes: Sequence[Scene]
    scenes_told: str
    state: str
    deferred: bool
    picture: Picture | None
    origin: str
    candidates: Sequence[Picture]


@dataclass(frozen=True)
class Section:
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Book:
    """`counts` are words like *8 characters*; `origins` say of all pictures where they are from."""

    title: str
    made_at: datetime
    style: str
    pillars: Sequence[str]
    counts: Sequence[str]
    origins: str
    sections: Sequence[Section]
    paper: Paper = Paper.A4
    language: str = "en"

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]


class Album(Protocol):
    def picture(self, sha256: str, side: int) -> bytes | None:
        """Return a JPEG whose longest side is `side` pixels at most; None when it is not there."""
        ...
