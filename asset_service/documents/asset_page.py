"""One page for each asset: its picture as large as it goes, and beside it what is known of it.

A tall picture has the words beside it, a wide one below it. No picture is cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from asset_service.documents.asset_words import Heading, Words, write_facts, write_heading
from asset_service.documents.book import Album, Entry, Picture
from asset_service.documents.sheet import MAT, MUTED, Box, Sheet, Type, within

CANDIDATE_SIDE = 480
_WIDE_FROM = 1.25
"""From this shape on (width by height) the words stand below the picture."""
_GUTTER = 13.0
_GAP = 3.5
_COLUMN = 98.0
_COLUMN_MOST = 112.0
_PANEL = 46.0
"""The least height that the words below a picture need."""
_ASIDE = 36.0
_NONE = Type("light", 15, MUTED)
_NO_PICTURE = (4, 3)


@dataclass(frozen=True)
class _Placed:
    """Where the picture stands, and where the other candidates do, and how."""

    picture: Box
    others: Sequence[Box]

    @property
    def right(self) -> float:
        return max(box.right for box in (self.picture, *self.others))


class AssetPage:
    """Draws the page of one entry; `side` is the longest side of its picture in pixels."""

    def __init__(self, sheet: Sheet, album: Album, side: int) -> None:
        self._sheet = sheet
        self._album = album
        self._side = side

    def draw(self, entry: Entry, link: int, section: str = "") -> None:
        """`section` is the name of the one that begins with this entry."""
        sheet = self._sheet
        sheet.add_page()
        sheet.set_link(link, page=sheet.page_no())
        if section:
            sheet.start_section(section)
        sheet.start_section(sheet.typeface.readable(entry.name) or entry.kind, level=1)
        jpeg = None
        if entry.picture is not None:
            jpeg = self._album.picture(entry.picture.sha256, self._side)
        others = [
            (picture, small)
            for picture in entry.candidates
            if (small := self._album.picture(picture.sha256, CANDIDATE_SIDE)) is not None
        ]
        shape = _NO_PICTURE
        if entry.picture is not None and jpeg is not None:
            shape = (entry.picture.width, entry.picture.height)
        shapes = [(picture.width, picture.height) for picture, _ in others]
        if jpeg is not None and shape[0] >= _WIDE_FROM * shape[1]:
            placed = _placed_wide(sheet.room, shape, shapes)
        else:
            placed = _placed_tall(sheet.room, shape, shapes)
        self._picture(entry.picture, jpeg, placed.picture)
        for (picture, small), box in zip(others, placed.others, strict=False):
            sheet.show(small, picture.told, box)
        if jpeg is not None and shape[0] >= _WIDE_FROM * shape[1]:
            self._below(entry, placed.picture.bottom + 8)
        else:
            self._beside(entry, placed.right + _GUTTER)

    def _picture(self, picture: Picture | None, jpeg: bytes | None, box: Box) -> None:
        sheet = self._sheet
        if picture is not None and jpeg is not None:
            sheet.show(jpeg, picture.told, box)
            return
        sheet.filled(box, MAT)
        words = "No image yet" if picture is None else "The picture could not be read"
        sheet.use(_NONE)
        x = box.x + (box.width - sheet.get_string_width(words)) / 2
        sheet.put(words, _NONE, x, box.y + (box.height - _NONE.line) / 2)

    def _beside(self, entry: Entry, x: float) -> None:
        room = self._sheet.room
        column = Box(x, room.y, min(_COLUMN_MOST, room.right - x), room.height)
        y = write_heading(self._sheet, entry, column, Heading.LARGE) + 4
        until = write_facts(self._sheet, entry, column) - 5
        words = Words(self._sheet, entry)
        words.write(Box(column.x, y, column.width, until - y))
        words.write_rest()

    def _below(self, entry: Entry, y: float) -> None:
        room = self._sheet.room
        gap = 11.0
        width = (room.width - 2 * gap) / 3
        columns = [
            Box(room.x + number * (width + gap), y, width, room.bottom - y) for number in range(3)
        ]
        write_heading(self._sheet, entry, columns[0], Heading.SMALL)
        write_facts(self._sheet, entry, columns[0])
        words = Words(self._sheet, entry)
        words.write_text(columns[1])
        words.write_scenes(columns[2])
        words.write_rest()


def _placed_wide(room: Box, shape: tuple[int, int], others: Sequence[tuple[int, int]]) -> _Placed:
    """The picture at the top, the others in a column at its right."""
    height = room.height - _PANEL - 8
    picture = within(shape, Box(room.x, room.y, room.width, height), centred=False)
    if not others:
        return _Placed(picture, [])
    aside = room.right - picture.right - _GAP
    if aside < _ASIDE:
        width = room.width - _ASIDE - _GAP
        picture = within(shape, Box(room.x, room.y, width, height), centred=False)
        aside = room.right - picture.right - _GAP
    column = Box(picture.right + _GAP, room.y, aside, picture.height)
    return _Placed(picture, _stacked(column, others))


def _placed_tall(room: Box, shape: tuple[int, int], others: Sequence[tuple[int, int]]) -> _Placed:
    """The picture at the left, the others beside or below it: whichever leaves it larger."""
    box = Box(room.x, room.y, room.width - _COLUMN - _GUTTER, room.height)
    if not others:
        return _Placed(within(shape, box, centred=False), [])
    narrow = Box(box.x, box.y, box.width - _ASIDE - _GAP, box.height)
    low = Box(box.x, box.y, box.width, box.height - _ASIDE - _GAP)
    beside, above = (within(shape, one, centred=False) for one in (narrow, low))
    if beside.width >= above.width:
        column = Box(beside.right + _GAP, box.y, _ASIDE, beside.height)
        return _Placed(beside, _stacked(column, others))
    row = Box(box.x, above.bottom + _GAP, box.width, _ASIDE)
    return _Placed(above, _in_a_row(row, others))


def _stacked(column: Box, shapes: Sequence[tuple[int, int]]) -> list[Box]:
    most = (column.height - (len(shapes) - 1) * _GAP) / len(shapes)
    boxes, y = list[Box](), column.y
    for shape in shapes:
        boxes.append(within(shape, Box(column.x, y, column.width, most), centred=False))
        y = boxes[-1].bottom + _GAP
    return boxes


def _in_a_row(row: Box, shapes: Sequence[tuple[int, int]]) -> list[Box]:
    most = (row.width - (len(shapes) - 1) * _GAP) / len(shapes)
    boxes, x = list[Box](), row.x
    for shape in shapes:
        boxes.append(within(shape, Box(x, row.y, most, row.height), centred=False))
        x = boxes[-1].right + _GAP
    return boxes
