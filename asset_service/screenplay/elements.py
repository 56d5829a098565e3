"""The one list of elements that every reader gives, whatever the format of the file.

Lines are 1-based lines of the source; a reader whose format has no lines counts paragraphs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "scene_heading",
    "action",
    "character",
    "dialogue",
    "parenthetical",
    "transition",
    "lyrics",
    "centered",
    "section",
    "synopsis",
    "note",
    "page_break",
    "shot",
]

SPEECH: frozenset[Kind] = frozenset({"dialogue", "parenthetical", "lyrics"})
UNSPOKEN: frozenset[Kind] = frozenset({"action", "shot"})

TagKind = Literal["character", "extra_archetype", "location", "prop"]


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of the script; `text` is free of notes, comments and emphasis marks.

    That of a heading or a cue is free of marks of direction as well: they are no part of a name.

    `text` holds one line per source line from `start_line` on, so line `start_line + k` of the
    source is line `k` of the text. A scene heading has its number in `label` and not in `text`;
    a character has the bare name in `text` and what stood in parentheses in `extensions`.
    """

    kind: Kind
    text: str
    start_line: int
    end_line: int
    label: str = ""
    forced: bool = False
    dual: bool = False
    extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """What the writer's program marked as an asset, for the formats that can.

    `category` is the program's own word where it says more than `kind` ("Vehicles").
    """

    kind: TagKind
    name: str
    line: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class ScriptWarning:
    """Something a person should look at; `code` is stable, `line` is 1-based (0: the whole)."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Script:
    """A script as read: elements in the order of their lines; title page keys in lower case."""

    elements: tuple[Element, ...] = ()
    title_page: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[ScriptWarning, ...] = ()
    tags: tuple[Tag, ...] = ()
