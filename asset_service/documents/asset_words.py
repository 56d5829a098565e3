"""The words on an asset's page: what it is called, what it is, where it is, where it is from."""

from collections.abc import Sequence
from enum import Enum

from asset_service.documents.book import Entry, Scene
from asset_service.documents.sheet import INK, MUTED, TEXT, Box, Sheet, Type

_KIND = Type("medium", 7.5, MUTED, spacing=1.2)
_WORDS = [
    Type("regular", size, TEXT, leading=leading) for size, leading in ((9.5, 1.5), (8.5, 1.42))
]
_HEAD = Type("medium", 7, MUTED, spacing=0.8)
_NUMBER = Type("medium", 8, INK, leading=1.5)
_HEADING = Type("regular", 8, TEXT, leading=1.5)
_FACT = Type("regular", 7.5, MUTED, leading=1.45)
_STATE = Type("medium", 7.5, INK, leading=1.45)
_LEAST_SCENES = 4
_NUMBER_WIDTH = 11.0
_MOST_FACTS = 3
_CONTINUED = "Continued on the next page"


class Heading(Enum):
    """The sizes of a name, and how many lines it may take."""

    LARGE = ((26, 21, 17, 13), 3)
    SMALL = ((20, 16, 12.5), 3)


def write_heading(sheet: Sheet, entry: Entry, box: Box, heading: Heading) -> float:
    """Write kind and name; return where the next line would stand."""
    sizes, most = heading.value
    sheet.put(entry.kind.upper(), _KIND, box.x, box.y - 1)
    kinds = [Type("light", size, INK, leading=1.16) for size in sizes]
    lines, kind = sheet.fitted(entry.name, kinds, box.width, most)
    return sheet.put_lines(lines, kind, box.x - 0.4, box.y + _KIND.line + 1.2, box.width)


def write_facts(sheet: Sheet, entry: Entry, box: Box) -> float:
    """Write state and origin at the foot of the column; return where that begins."""
    origin = sheet.cut(sheet.wrapped(entry.origin, _FACT, box.width), _FACT, box.width, _MOST_FACTS)
    state = [entry.state] if entry.state else []
    if not (origin or state):
        return box.bottom
    top = box.bottom - len(origin) * _FACT.line - len(state) * _STATE.line
    sheet.line_across(box.x, top - 2.5, box.width)
    y = sheet.put_lines(state, _STATE, box.x, top, box.width)
    sheet.put_lines(origin, _FACT, box.x, y, box.width)
    return top - 2.5


class Words:
    """Description and scenes of one entry; what finds no room goes to pages of its own."""

    def __init__(self, sheet: Sheet, entry: Entry) -> None:
        self._sheet = sheet
        self._entry = entry
        self._rest: Sequence[str] = ()
        self._rest_width = 0.0

    def write(self, box: Box) -> None:
        """Both below each other. The scenes get what they need while the text keeps half."""
        needed = self._scenes_height(box.height)
        y = self.write_text(Box(box.x, box.y, box.width, box.height - needed - 6))
        self.write_scenes(Box(box.x, y + 6, box.width, box.bottom - y - 6))

    def write_text(self, box: Box) -> float:
        """Write the description; return where the next line would stand."""
        sheet, kind, lines = self._sheet, _WORDS[-1], list[str]()
        for kind in _WORDS:
            lines = sheet.wrapped(self._entry.description, kind, box.width)
            if len(lines) * kind.line <= box.height + 0.1:
                return sheet.put_lines(lines, kind, box.x, box.y, box.width)
        # One line less: it says where the text goes on.
        fits = max(1, int(box.height / kind.line) - 1)
        self._rest, self._rest_width = lines[fits:], box.width
        y = sheet.put_lines(lines[:fits], kind, box.x, box.y, box.width)
        sheet.put(_CONTINUED, _FACT, box.x, y)
        return y + kind.line

    def write_scenes(self, box: Box) -> None:
        sheet, entry = self._sheet, self._entry
        sheet.put("SCENES", _HEAD, box.x, box.y)
        y = box.y + _HEAD.line + 1.2
        if not entry.scenes:
            sheet.put(entry.scenes_told, _HEADING, box.x, y)
            return
        fits = max(1, int((box.bottom - y + 0.1) / _HEADING.line))
        shown = entry.scenes if len(entry.scenes) <= fits else entry.scenes[: fits - 1]
        for scene in shown:
            sheet.put(sheet.shortened(scene.number, _NUMBER, _NUMBER_WIDTH - 1), _NUMBER, box.x, y)
            wide = box.width - _NUMBER_WIDTH
            heading = sheet.shortened(scene.heading, _HEADING, wide)
            sheet.put(heading, _HEADING, box.x + _NUMBER_WIDTH, y, width=wide)
            y += _HEADING.line
        if len(shown) < len(entry.scenes):
            self._more_scenes(entry.scenes[len(shown) :], box, y)

    def write_rest(self) -> None:
        """The rest of a long description, on pages of its own."""
        sheet, kind = self._sheet, _WORDS[-1]
        lines, width = self._rest, self._rest_width
        while lines:
            sheet.add_page()
            room = sheet.room
            sheet.put(f"{self._entry.kind.upper()}, CONTINUED", _KIND, room.x, room.y - 1)
            title = Type("light", 17, INK, leading=1.16)
            name = sheet.shortened(self._entry.name, title, room.width)
            y = room.y + _KIND.line + 1.2
            sheet.put(name, title, room.x - 0.4, y, width=room.width)
            top = y + title.line + 4
            fits = int((room.bottom - top) / kind.line)
            columns = max(1, int((room.width + 8) / (width + 8)))
            gap = (room.width - columns * width) / max(1, columns - 1)
            for column in range(columns):
                x = room.x + column * (width + gap)
                sheet.put_lines(lines[:fits], kind, x, top, width)
                lines = lines[fits:]

    def _scenes_height(self, height: float) -> float:
        head = _HEAD.line + 2
        count = max(1, len(self._entry.scenes))
        least = head + min(count, _LEAST_SCENES) * _HEADING.line
        return max(least, min(head + count * _HEADING.line, height / 2))

    def _more_scenes(self, more: Sequence[Scene], box: Box, y: float) -> None:
        numbers = ", ".join(scene.number for scene in more)
        told = f"and {len(more)} more: {numbers}"
        self._sheet.put(self._sheet.shortened(told, _FACT, box.width), _FACT, box.x, y)
