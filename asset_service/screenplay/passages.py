"""The unspoken text of a script, cut into words once for everything that searches it."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from asset_service.screenplay.direction import blanked
from asset_service.screenplay.elements import UNSPOKEN, Element
from asset_service.screenplay.entity import LONGEST_QUOTE, Quote
from asset_service.screenplay.languages import APOSTROPHES
from asset_service.screenplay.scenes import Scene

_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
_READ_ALOUD = re.compile('["\u201c\u00ab][^"\u201d\u00bb]{0,300}["\u201d\u00bb]')
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$")
_APOSTROPHES = frozenset(APOSTROPHES)
_JOINING = _APOSTROPHES | {"", "-"}
_TITLES = frozenset(
    ["dr", "mr", "mrs", "ms", "mx", "st", "sgt", "lt", "capt", "cpt", "prof", "rev", "gen", "col"]
)
_ABBREVIATED = re.compile(
    r"\b(?:dr|mr|mrs|ms|mx|st|sgt|lt|capt|cpt|prof|rev|gen|col|[a-z])$", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    # Only at the first of several stops, or a row of them would cost the square of its length.
    "(?<![.!?\u3002\uff01\uff1f])[.!?\u3002\uff01\uff1f]++[\"'\u201d\u2019)]*+\\s+"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `base` is folded and without a possessive ending.

    `broken` when more than a space or hyphen stands between it and the word before.
    """

    text: str
    base: str
    start: int
    end: int
    broken: bool
    possessive: bool


@dataclass(frozen=True)
class Passage:
    """One element of action with its words, and the scene it is in (0: before the first)."""

    scene_number: int
    element: Element

    @cached_property
    def text(self) -> str:
        """The element's text with signs, letters and titles in quotation marks blanked.

        Marks of direction too: a name that is set between them is the name.
        """
        text = blanked(self.element.text)
        return _READ_ALOUD.sub(lambda found: " " * len(found.group()), text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(_tokens(self.text))

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.element.text)]

    @cached_property
    def _ends(self) -> list[int]:
        text = self.element.text
        return [
            found.end()
            for found in _SENTENCE_END.finditer(text)
            if not _ABBREVIATED.search(text, max(0, found.start() - 6), found.start())
        ]

    @cached_property
    def _token_ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    def line(self, position: int) -> int:
        """The source line of a position in the text."""
        line = self.element.start_line + bisect_right(self._breaks, position - 1)
        return min(line, self.element.end_line)

    def sentence(self, position: int, *, longest: int = LONGEST_QUOTE) -> str:
        """The sentence around `position`, on one line, cut to `longest` characters."""
        index = bisect_right(self._ends, position)
        start = self._ends[index - 1] if index else 0
        if start < position - longest // 2:
            start = self.element.text.find(" ", position - longest // 2) + 1
        end = self._ends[index] if index < len(self._ends) else len(self.element.text)
        text = " ".join(self.element.text[start : min(end, start + 2 * longest)].split())
        return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}\u2026"

    def token_before(self, position: int) -> Token | None:
        """The last word that ends at or before `position`."""
        index = bisect_right(self._token_ends, position) - 1
        return self.tokens[index] if index >= 0 else None

    def quote(self, position: int) -> Quote:
        return Quote(self.line(position), self.scene_number, self.sentence(position))


def passages(scenes: Iterable[Scene]) -> list[Passage]:
    """Every element of `scenes` that describes rather than speaks, in order."""
    return [
        Passage(scene.scene_number, element)
        for scene in scenes
        for element in scene.elements
        if element.kind in UNSPOKEN and scene.status == "active"
    ]


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, as they are met in a text."""
    return tuple(token.base for token in _tokens(name))


def _tokens(text: str) -> Iterable[Token]:
    end, before = 0, ""
    for found in _WORD.finditer(text):
        word = found.group()
        gap = text[end : found.start()].strip()
        broken = gap not in _JOINING and not (gap == "." and before in _TITLES)
        lower = word.casefold()
        base = _POSSESSIVE.sub("", lower)
        of_plural = base.endswith("s") and text[found.end() : found.end() + 1] in _APOSTROPHES
        yield Token(word, base, found.start(), found.end(), broken, base != lower or of_plural)
        end, before = found.end(), lower
