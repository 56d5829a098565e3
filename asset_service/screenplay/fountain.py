"""Fountain 1.1, read line by line in one pass, each element with its lines.

The syntax is that of fountain.io/syntax, more forgiving where real scripts are: a heading needs
an empty line before it but none after, EXT/INT. and E/I are headings, and so are those of other
alphabets; lines that a comment or note took whole do not end a speech.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from asset_service.screenplay.cues import Cue, forced_cue, is_transition, natural_cue
from asset_service.screenplay.direction import undirected
from asset_service.screenplay.elements import Element, Kind, Script
from asset_service.screenplay.headings import natural_prefix, split_label
from asset_service.screenplay.languages import CLOSING, OPENING
from asset_service.screenplay.marks import Line, Uncommented, plain, uncomment
from asset_service.screenplay.titlepage import read_title_page

_OPEN_LINE = "  "  # two spaces keep a speech open over an empty line
_PAGE_BREAK = re.compile(r"={3,}")
_SECTION = re.compile(r"#+[ \t]")
_LONGEST_PARENTHETICAL = 4  # lines; an unclosed "(" must not swallow the speech


def parse(text: str, *, heading_words: tuple[str, ...] = ()) -> Script:
    """Read Fountain `text`; never raises, whatever the text.

    `heading_words` are further words that open a scene heading in the project's language.
    """
    uncommented = uncomment(text.replace("\r\n", "\n").replace("\r", "\n"))
    title_page, start = read_title_page(uncommented.lines)
    elements = parse_lines(uncommented.lines[start:], heading_words=heading_words)
    return merge(uncommented, title_page, elements)


def parse_lines(lines: Sequence[Line], *, heading_words: tuple[str, ...] = ()) -> list[Element]:
    """The elements of a script's body, for any reader that can give it as lines."""
    return _Body(lines, heading_words).read()


def merge(
    uncommented: Uncommented, title_page: Mapping[str, Sequence[str]], body: Iterable[Element]
) -> Script:
    """One script of what was read apart: body, notes and title page."""
    elements = sorted([*body, *uncommented.notes], key=lambda element: element.start_line)
    return Script(tuple(elements), title_page, tuple(uncommented.warnings))


class _Body:
    """Walks the lines once; what it knows is whether someone is speaking and what came before."""

    def __init__(self, lines: Sequence[Line], heading_words: tuple[str, ...]) -> None:
        self._lines = lines
        self._words = heading_words
        self._elements: list[Element] = []
        self._block: list[tuple[int, str]] = []  # the running action or dialogue
        self._speaking = False
        self._after_empty = True
        self._after_structure = False

    def read(self) -> list[Element]:
        index = 0
        while index < len(self._lines):
            index += self._take(index)
        self._close_block()
        return self._elements

    def _take(self, index: int) -> int:
        """Read the line at `index`; returns how many lines that used."""
        line = self._lines[index]
        stripped = undirected(line.text).strip()
        if line.gone:
            self._close_block()
            self._after_empty = True
        elif not stripped:
            self._take_empty(line)
        elif self._speaking:
            return self._take_speech(index, stripped)
        elif not self._take_marked(line, stripped) and not self._take_fresh(index, stripped):
            self._continue(line.number, plain(line.text.rstrip()))
        return 1

    def _take_empty(self, line: Line) -> None:
        if self._speaking and line.text == _OPEN_LINE:
            if self._block:
                self._continue(line.number, "")
            return
        self._close_block()
        self._speaking = False
        self._after_empty = True

    def _take_speech(self, index: int, stripped: str) -> int:
        line = self._lines[index]
        number = line.number
        if stripped[0] in OPENING:
            used = self._parenthetical_lines(index)
            if used:
                parts = [self._lines[index + k].text.strip() for k in range(used)]
                text = plain("\n".join(parts))
                self._add("parenthetical", text, number, self._lines[index + used - 1].number)
                return used
        if stripped[0] == "~":
            self._add("lyrics", plain(_behind("~", line).strip()), number)
        else:
            self._continue(number, plain(line.text.strip()))
        return 1

    def _parenthetical_lines(self, index: int) -> int:
        """How many lines the parenthetical at `index` has; 0 when it does not end."""
        for used, line in enumerate(self._lines[index : index + _LONGEST_PARENTHETICAL], start=1):
            text = undirected(line.text).strip()
            if line.gone or not text:
                return 0
            if text.endswith(tuple(CLOSING)):
                return used
        return 0

    def _take_marked(self, line: Line, stripped: str) -> bool:
        """Elements that their first letter forces, wherever they stand."""
        first = stripped[0]
        if first == "!":
            self._continue(line.number, plain(_behind("!", line)))
        elif _PAGE_BREAK.fullmatch(stripped):
            self._structure("page_break", "", line.number)
        elif first == "=":
            self._structure("synopsis", plain(_behind("=", line).strip()), line.number)
        elif first == "#" and (self._fresh() or _SECTION.match(stripped)):
            self._structure("section", plain(stripped.lstrip("#").strip()), line.number)
        elif first == "~":
            self._add("lyrics", plain(_behind("~", line).strip()), line.number)
        elif first == ">":
            centred = stripped.endswith("<") and len(stripped) > 1
            text = stripped[1:-1] if centred else stripped[1:]
            kind: Kind = "centered" if centred else "transition"
            self._add(kind, plain(text.strip()), line.number, forced=True)
            self._after_structure = True
        else:
            return False
        return True

    def _take_fresh(self, index: int, stripped: str) -> bool:
        """Elements that need an empty line before them."""
        if not self._fresh():
            return False
        number = self._lines[index].number
        if self._take_heading(number, stripped):
            return True
        if is_transition(bare := plain(stripped)):
            self._structure("transition", bare, number)
            return True
        cue = self._cue(index, stripped) if self._after_empty else None
        if cue is None:
            return False
        self._add(
            "character",
            cue.name,
            number,
            forced=stripped[0] == "@",
            dual=cue.dual,
            extensions=cue.extensions,
        )
        self._speaking = True
        return True

    def _take_heading(self, number: int, stripped: str) -> bool:
        forced = stripped[0] == "." and stripped[1:2].isalnum()
        bare = plain(stripped[1:] if forced else stripped.lstrip("*_"))
        if not forced and not natural_prefix(bare, self._words):
            return False
        heading, label = split_label(bare.rstrip("*_ ") if not forced else bare)
        self._structure("scene_heading", heading, number, label=label, forced=forced)
        return True

    def _cue(self, index: int, stripped: str) -> Cue | None:
        if stripped[0] == "@":
            return forced_cue(plain(stripped))
        return natural_cue(plain(stripped)) if self._is_followed(index) else None

    def _is_followed(self, index: int) -> bool:
        """Whether a speech can follow: the next line that counts is not empty."""
        following = index + 1
        while following < len(self._lines) and self._lines[following].gone:
            following += 1
        return following < len(self._lines) and bool(self._lines[following].text.strip())

    def _fresh(self) -> bool:
        return self._after_empty or self._after_structure

    def _continue(self, number: int, text: str) -> None:
        self._block.append((number, text))
        self._after_empty = self._after_structure = False

    def _structure(
        self, kind: Kind, text: str, number: int, *, label: str = "", forced: bool = False
    ) -> None:
        self._add(kind, text, number, label=label, forced=forced)
        self._after_structure = True

    def _add(  # noqa: PLR0913 -- the optional facts of an element, passed on by name
        self,
        kind: Kind,
        text: str,
        start: int,
        end: int | None = None,
        *,
        label: str = "",
        forced: bool = False,
        dual: bool = False,
        extensions: tuple[str, ...] = (),
    ) -> None:
        self._close_block()
        last = start if end is None else end
        self._elements.append(Element(kind, text, start, last, label, forced, dual, extensions))
        self._after_empty = self._after_structure = False

    def _close_block(self) -> None:
        if self._block:
            numbers, texts = zip(*self._block, strict=True)
            kind: Kind = "dialogue" if self._speaking else "action"
            text = "\n".join(texts)
            self._elements.append(Element(kind, text, numbers[0], numbers[-1]))
            self._block = []


def _behind(sign: str, line: Line) -> str:
    """What stands behind the sign that the line begins with, marks of direction as they are."""
    return line.text.strip().replace(sign, "", 1).rstrip()
