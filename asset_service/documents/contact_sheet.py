"""Everything at a glance: small pictures with their names, by type."""

from dataclasses import dataclass

from asset_service.documents.book import Album, Book, Entry, Section
from asset_service.documents.sheet import INK, MAT, MUTED, Box, Sheet, Type, within

SIDE = 512
_COLUMNS = 6
_GAP = 5.0
_MAT_SHAPE = 0.72
"""The height of the place for a picture, as a share of its width."""
_TITLE = Type("light", 20, INK)
_HEAD = Type("medium", 8, INK, spacing=0.9)
_COUNT = Type("regular", 8, MUTED)
_NAME = Type("medium", 7.5, INK, leading=1.3)
_SCENES = Type("regular", 6.5, MUTED, leading=1.3)
_NONE = Type("regular", 7, MUTED)
_HEAD_HEIGHT = 9.0
_ROW_GAP = 4.0


@dataclass
class _Place:
    """Where the next row stands."""

    y: float


class ContactSheet:
    """`links` has where each entry's own page will be, in order."""

    def __init__(self, sheet: Sheet, book: Book, album: Album, links: dict[int, int]) -> None:
        self._sheet = sheet
        self._book = book
        self._album = album
        self._links = links
        room = sheet.room
        self._width = (room.width - (_COLUMNS - 1) * _GAP) / _COLUMNS
        self._row = self._width * _MAT_SHAPE + 2 + _NAME.line + _SCENES.line

    def draw(self) -> None:
        place = self._page("Contact sheet")
        self._sheet.start_section("Contact sheet")
        for section in self._book.sections:
            self._section(section, place)

    def _page(self, title: str) -> _Place:
        self._sheet.add_page()
        room = self._sheet.room
        self._sheet.put(title, _TITLE, room.x - 0.3, room.y - 3)
        return _Place(room.y + _TITLE.line + 2)

    def _section(self, section: Section, place: _Place) -> None:
        self._head(section, place, section.title)
        entries = list(section.entries)
        for start in range(0, len(entries), _COLUMNS):
            if start and place.y + self._row > self._sheet.room.bottom:
                self._turn(place)
                self._head(section, place, f"{section.title}, continued")
            for column, entry in enumerate(entries[start : start + _COLUMNS]):
                x = self._sheet.room.x + column * (self._width + _GAP)
                self._cell(entry, Box(x, place.y, self._width, self._width * _MAT_SHAPE))
            place.y += self._row + _ROW_GAP

    def _head(self, section: Section, place: _Place, title: str) -> None:
        """A section never begins where no row of it has room."""
        sheet = self._sheet
        if place.y + _HEAD_HEIGHT + self._row > sheet.room.bottom:
            self._turn(place)
        sheet.put(title.upper(), _HEAD, sheet.room.x, place.y)
        sheet.use(_HEAD)
        beside = sheet.room.x + sheet.get_string_width(title.upper()) + 4
        sheet.put(f"{len(section.entries)}", _COUNT, beside, place.y)
        sheet.line_across(sheet.room.x, place.y + _HEAD.line + 1.2, sheet.room.width)
        place.y += _HEAD_HEIGHT

    def _turn(self, place: _Place) -> None:
        self._sheet.add_page()
        place.y = self._sheet.room.y

    def _cell(self, entry: Entry, mat: Box) -> None:
        sheet, link = self._sheet, self._links[id(entry)]
        sheet.filled(mat, MAT)
        jpeg = None
        if entry.picture is not None:
            jpeg = self._album.picture(entry.picture.sha256, SIDE)
        if jpeg is not None and entry.picture is not None:
            size = (entry.picture.width, entry.picture.height)
            sheet.show(jpeg, entry.picture.told, within(size, mat))
        else:
            _write_none(sheet, mat)
        y = mat.bottom + 1.6
        name = sheet.shortened(entry.name, _NAME, mat.width)
        sheet.put(name, _NAME, mat.x, y, width=mat.width)
        numbers = ", ".join(scene.number for scene in entry.scenes)
        told = f"Sc. {numbers}" if numbers else entry.scenes_told
        aside = "Deferred \N{MIDDLE DOT} " if entry.deferred else ""
        line = sheet.shortened(f"{aside}{told}", _SCENES, mat.width)
        sheet.put(line, _SCENES, mat.x, y + _NAME.line)
        sheet.link(mat.x, mat.y, mat.width, mat.height, link)


def _write_none(sheet: Sheet, mat: Box) -> None:
    words = "No image yet"
    sheet.use(_NONE)
    x = mat.x + (mat.width - sheet.get_string_width(words)) / 2
    sheet.put(words, _NONE, x, mat.y + (mat.height - _NONE.line) / 2)
