"""Plain text laid out as pages, or pasted with its empty lines wrong, to lines Fountain can read.

Three shapes are met in the wild: text indented like a printed script, text with no empty line
at all (each line a paragraph of a word processor), and text with an empty line after every line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from asset_service.screenplay.cues import natural_cue
from asset_service.screenplay.direction import undirected
from asset_service.screenplay.headings import natural_prefix
from asset_service.screenplay.languages import OPENING
from asset_service.screenplay.marks import Line

_DEEP = 12  # columns right of the action where only cues and page furniture stand
_SLACK = 3  # columns a hand-made margin may wander
_PAGE_NUMBER = re.compile(r"(?:page\s)?\d{1,3}\s?\.?", re.IGNORECASE)
_FURNITURE = re.compile(
    r"\((?:MORE|more|CONTINUED|continued)\)"
    r"|(?:\d{1,4}[A-Z]?\s+)?CONTINUED:?(?:\s+\(?\d{1,4}[A-Z]?\)?)*"
)
_NUMBERED = re.compile(
    r"(?P<number>\d{1,4}[A-Z]{0,2}|[A-Z]{1,2}\d{1,4})[.):]?\s+(?P<rest>\S.*)", re.IGNORECASE
)
_REVISION = re.compile(r"\s\*+$")
_FEWEST_LINES = 6
_FEWEST_CUES = 2
_RARE = 0.02


def tidy(lines: Sequence[Line], *, heading_words: tuple[str, ...] = ()) -> list[Line]:
    """`lines` without page furniture, headings numbered as #1#, empty lines where they belong.

    Lines keep their numbers; an added empty line has the number of the line after it.
    """
    clean = [_without_margins(line, heading_words) for line in lines]
    clean = [line for k, line in enumerate(clean) if not _is_furniture(clean, k)]
    if _is_one_paragraph_a_line(clean):
        return list(_by_paragraph([line for line in clean if line.text.strip()], heading_words))
    indent = _action_indent(clean, heading_words)
    return clean if indent is None else list(_by_indent(clean, indent))


def _without_margins(line: Line, words: tuple[str, ...]) -> Line:
    text = line.text.replace("\f", "").expandtabs(8).rstrip()
    text = _REVISION.sub("", text).rstrip() if text.endswith("*") else text
    bare = undirected(text)
    match = _NUMBERED.match(bare.strip())
    if match and natural_prefix(match["rest"], words):
        number, rest = match["number"], match["rest"].strip()
        ending = rest.rstrip(".").rpartition(" ")
        if ending[2].casefold() == number.casefold():
            rest = ending[0].rstrip()
        column = len(bare) - len(bare.lstrip()) + match.start("rest")
        text = f"{' ' * column}{rest} #{number.upper()}#"
    return Line(line.number, text, line.gone)


def _is_furniture(lines: Sequence[Line], index: int) -> bool:
    text = undirected(lines[index].text).strip()
    if _FURNITURE.fullmatch(text):
        return True
    alone = all(
        not lines[near].text.strip() for near in (index - 1, index + 1) if 0 <= near < len(lines)
    )
    return alone and bool(_PAGE_NUMBER.fullmatch(text))


def _is_one_paragraph_a_line(lines: Sequence[Line]) -> bool:
    full = [bool(line.text.strip()) for line in lines]
    cues = sum(natural_cue(line.text) is not None for line in lines)
    if sum(full) < _FEWEST_LINES or cues < _FEWEST_CUES:
        return False
    joined = sum(one and two for one, two in pairwise(full))
    apart = sum(full) - 1 - joined
    return apart <= _RARE * sum(full) or joined == 0


def _by_paragraph(lines: Sequence[Line], words: tuple[str, ...]) -> Iterator[Line]:
    """Every line its own paragraph, but a cue keeps its parentheticals and one line of speech."""
    held = False
    for line in lines:
        text = line.text.strip()
        if not held or natural_prefix(text, words):
            yield Line(line.number, "")
            held = natural_cue(text) is not None
        else:
            held = undirected(text).strip()[0] in OPENING
        yield line


def _action_indent(lines: Sequence[Line], words: tuple[str, ...]) -> int | None:
    """The column where action starts in text laid out like a page; None when it is not."""
    headings = Counter(_indent(line) for line in lines if natural_prefix(line.text, words))
    if not headings:
        return None
    indent = headings.most_common(1)[0][0]
    deep = (line for line in lines if _indent(line) >= indent + _DEEP)
    cues = sum(natural_cue(line.text) is not None for line in deep)
    return indent if cues >= _FEWEST_CUES else None


def _by_indent(lines: Sequence[Line], indent: int) -> Iterator[Line]:
    """Set an empty line before a deep cue, and where a speech gives way to action."""
    speaking = False
    for line in lines:
        column = _indent(line)
        cue = column >= indent + _DEEP and natural_cue(line.text) is not None
        back = speaking and bool(line.text.strip()) and column <= indent + _SLACK
        if cue or back:
            yield Line(line.number, "")
        if cue or back or not line.text.strip():
            speaking = cue
        yield line


def _indent(line: Line) -> int:
    text = undirected(line.text)
    return len(text) - len(text.lstrip())
