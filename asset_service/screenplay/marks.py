"""Comments, notes and emphasis of Fountain: taken out without moving a line.

Every pass looks at each character a bounded number of times, so a file of unclosed marks
costs no more than one of prose.
"""

import re
from dataclasses import dataclass

from asset_service.screenplay.direction import undirected
from asset_service.screenplay.elements import Element, ScriptWarning


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source; `gone` when a comment or note was all there was on it."""

    number: int
    text: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Uncommented:
    lines: list[Line]
    notes: list[Element]
    warnings: list[ScriptWarning]


def uncomment(text: str) -> Uncommented:
    """Take boneyards and notes out of `text` (line ends already made one line feed).

    A boneyard runs from `/*` to `*/` over anything; a note from `[[` to `]]`, but not over an
    empty line. One that is never closed is ordinary text; for a boneyard a warning says so.
    """
    touched: set[int] = set()
    text, warnings = _without_boneyards(text, touched)
    text, notes = _without_notes(text, touched)
    lines = [
        _line(number, line, touched=number in touched)
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    return Uncommented(lines, notes, warnings)


def _line(number: int, text: str, *, touched: bool) -> Line:
    """A line with nothing but marks of direction on it looks empty, and is."""
    if not (bare := undirected(text)).strip():
        return Line(number, bare, gone=touched)
    return Line(number, text)


def _without_boneyards(text: str, touched: set[int]) -> tuple[str, list[ScriptWarning]]:
    kept: list[str] = []
    position, line = 0, 1
    while (start := text.find("/*", position)) >= 0:
        end = text.find("*/", start + 2)
        line += text.count("\n", position, start)
        if end < 0:
            message = "A comment opened with /* is never closed; it is read as text."
            kept.append(text[position:])
            return "".join(kept), [ScriptWarning(line, "unclosed_comment", message)]
        breaks = text.count("\n", start, end)
        kept += (text[position:start], "\n" * breaks)
        touched.update(range(line, line + breaks + 1))
        position, line = end + 2, line + breaks
    kept.append(text[position:])
    return "".join(kept), []


def _without_notes(text: str, touched: set[int]) -> tuple[str, list[Element]]:
    kept: list[str] = []
    notes: list[Element] = []
    position, line = 0, 1
    close = empty = -1
    while (start := text.find("[[", position)) >= 0:
        # Both searches only ever move forward: that keeps a million "[[" linear.
        if close < start + 2:
            close = text.find("]]", start + 2)
            if close < 0:
                break
        if empty < start:
            empty = text.find("\n\n", start)
            empty = len(text) if empty < 0 else empty
        line += text.count("\n", position, start)
        if empty < close:
            kept.append(text[position : start + 2])
            position = start + 2
            continue
        breaks = text.count("\n", start, close)
        kept += (text[position:start], "\n" * breaks)
        body = " ".join(text[start + 2 : close].split())
        notes.append(Element("note", body, line, line + breaks))
        touched.update(range(line, line + breaks + 1))
        position, line = close + 2, line + breaks
    kept.append(text[position:])
    return "".join(kept), notes


_MARK = re.compile(r"\\[\\*_@!~>#.=]|\*+|_")
_LONGEST = 3  # ***bold italic***


def plain(line: str) -> str:
    """`line` without balanced emphasis (*, **, ***, _) and without escaping backslashes.

    A mark that is not closed on the line, or that stands next to a space on its inner side,
    is text: "he dialled *69 and then *23".
    """
    if "*" not in line and "_" not in line and "\\" not in line:
        return line
    marks = list(_MARK.finditer(line))
    removed: set[int] = set()
    opened: dict[str, int] = {}
    for index, mark in enumerate(marks):
        sign = mark.group()
        if sign[0] == "\\" or len(sign) > _LONGEST:
            continue
        before = line[mark.start() - 1 : mark.start()]
        after = line[mark.end() : mark.end() + 1]
        if sign == "_" and before.isalnum() and after.isalnum():
            continue
        if sign in opened and before and not before.isspace():
            removed.update((opened.pop(sign), index))
        elif after and not after.isspace():
            opened[sign] = index
    return _drop(line, marks, removed)


def _drop(line: str, marks: list[re.Match[str]], removed: set[int]) -> str:
    kept: list[str] = []
    position = 0
    for index, mark in enumerate(marks):
        kept.append(line[position : mark.start()])
        if mark.group()[0] == "\\":
            kept.append(mark.group()[1])
        elif index not in removed:
            kept.append(mark.group())
        position = mark.end()
    kept.append(line[position:])
    return "".join(kept)
