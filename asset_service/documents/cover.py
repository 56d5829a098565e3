"""The first page: what film it is, what it shall look like, and what is inside."""

from collections.abc import Iterator

from asset_service.documents.book import Album, Book, Picture
from asset_service.documents.sheet import (
    DIM,
    MARGIN,
    NIGHT,
    WHITE,
    Box,
    Sheet,
    Type,
)

SIDE = 900
_TALLEST = 0.42
"""The height of the strip of pictures, as a share of the page."""
_GAP = 2.0
_MOST_PICTURES = 9
_TITLES = [Type("light", size, WHITE, leading=1.1) for size in (46, 38, 31, 25)]
_KIND = Type("medium", 8.5, DIM, spacing=1.6)
_STYLES = [Type("light", size, (226, 226, 226), leading=1.45) for size in (12.5, 11, 9.5)]
_PILLARS = Type("regular", 8.5, DIM, leading=1.5)
_FACTS = Type("regular", 8.5, DIM, leading=1.6)
_STYLE_LINES = 4


def draw(sheet: Sheet, book: Book, album: Album) -> None:
    sheet.add_page()
    sheet.start_section("Cover")
    sheet.filled(Box(0, 0, sheet.w, sheet.h), NIGHT)
    wide = sheet.w - 2 * MARGIN
    strip = Box(MARGIN, MARGIN, wide, sheet.h * _TALLEST)
    used = _draw_strip(sheet, book, album, strip)
    y = max(strip.y + used + 14, sheet.h * 0.4) if used else sheet.h * 0.34
    sheet.put("LOOK BOOK", _KIND, MARGIN, y, width=wide)
    lines, kind = sheet.fitted(book.title, _TITLES, wide, 2)
    y = sheet.put_lines(lines, kind, MARGIN - 0.6, y + 7, wide) + 3
    foot = sheet.h - MARGIN - 2 * _FACTS.line
    y = _draw_style(sheet, book, y, wide * 0.62, foot - 4)
    sheet.line_across(MARGIN, foot - 3.5, wide, (64, 64, 64))
    counted = "   \N{MIDDLE DOT}   ".join(book.counts)
    sheet.put(sheet.shortened(counted, _FACTS, wide - 50), _FACTS, MARGIN, foot)
    sheet.put(sheet.shortened(book.origins, _FACTS, wide - 50), _FACTS, MARGIN, foot + _FACTS.line)
    day = f"{book.made_at.day} {book.made_at:%B %Y}"
    sheet.use(_FACTS)
    sheet.put(day, _FACTS, sheet.w - MARGIN - sheet.get_string_width(day), foot)


def _draw_style(sheet: Sheet, book: Book, y: float, width: float, until: float) -> float:
    for text, kinds in ((book.style, _STYLES), ("   /   ".join(book.pillars), [_PILLARS])):
        room = int((until - y) / kinds[-1].line)
        if not text or room < 1:
            continue
        lines, kind = sheet.fitted(text.replace("\n", " "), kinds, width, min(room, _STYLE_LINES))
        y = sheet.put_lines(lines, kind, MARGIN, y, width) + 2.5
    return y


def _draw_strip(sheet: Sheet, book: Book, album: Album, strip: Box) -> float:
    """Whole pictures of one height beside each other, as wide as the page; return the height."""
    shown: list[tuple[Picture, bytes]] = []
    height = float("inf")
    for picture in _chosen(book):
        jpeg = album.picture(picture.sha256, SIDE)
        if jpeg is None:
            continue
        shown.append((picture, jpeg))
        gaps = (len(shown) - 1) * _GAP
        height = (strip.width - gaps) / sum(_shape(one) for one, _ in shown)
        if height <= strip.height:
            break
    height = min(height, strip.height) if shown else 0.0
    x = strip.x
    for picture, jpeg in shown:
        width = height * _shape(picture)
        sheet.show(jpeg, picture.told, Box(x, strip.y, width, height))
        x += width + _GAP
    return height


def _shape(picture: Picture) -> float:
    return max(1, picture.width) / max(1, picture.height)


def _chosen(book: Book) -> Iterator[Picture]:
    """One of each kind in turn, so that the strip tells of all of the film."""
    rows = [
        [entry.picture for entry in section.entries if entry.picture is not None]
        for section in book.sections
    ]
    taken = 0
    for turn in range(max(map(len, rows), default=0)):
        for row in rows:
            if turn < len(row) and taken < _MOST_PICTURES:
                taken += 1
                yield row[turn]
