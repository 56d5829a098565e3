"""A look book as PDF: cover, contact sheet, and one page for each asset."""

from collections.abc import Callable
from datetime import UTC
from typing import BinaryIO

from asset_service.documents import cover
from asset_service.documents.asset_page import AssetPage
from asset_service.documents.book import Album, Book
from asset_service.documents.contact_sheet import ContactSheet
from asset_service.documents.sheet import Sheet
from asset_service.documents.typeface import Typeface

PRODUCER = "Asset service"
# The document is in memory until it is written: the more pictures there are, the smaller they
# come. The first is what a page of this size shows at 200 dots an inch.
_SIDES = ((160, 1600), (400, 1280), (None, 960))


def write(book: Book, album: Album, file: BinaryIO, step: Callable[[], None]) -> None:
    """Write the book into `file`; `step` is called after every entry's page, and may raise."""
    typeface = Typeface(_texts(book))
    title = typeface.readable(book.title)
    sheet = Sheet(
        book.paper, typeface, title=f"{title} \N{EN DASH} Look book", language=book.language
    )
    try:
        _draw(sheet, book, album, step)
        sheet.output(file)
    finally:
        sheet.release()


def _draw(sheet: Sheet, book: Book, album: Album, step: Callable[[], None]) -> None:
    sheet.set_producer(PRODUCER)
    sheet.set_creator(PRODUCER)
    sheet.set_subject("Look book")
    sheet.made_at(book.made_at.astimezone(UTC))
    day = f"{book.made_at.day} {book.made_at:%B %Y}"
    sheet.foot = f"{book.title}   \N{MIDDLE DOT}   Look book, {day}"
    cover.draw(sheet, book, album)
    if book.entries:
        links = {id(entry): sheet.add_link() for entry in book.entries}
        ContactSheet(sheet, book, album, links).draw()
        page = AssetPage(sheet, album, large_side(len(book.entries)))
        for section in book.sections:
            for number, entry in enumerate(section.entries):
                page.draw(entry, links[id(entry)], section.title if number == 0 else "")
                step()


def large_side(entries: int) -> int:
    """Return the longest side, in pixels, of the pictures in a book of so many."""
    return next(side for most, side in _SIDES if most is None or entries <= most)


def _texts(book: Book) -> list[str]:
    found = [book.title, book.style, *book.pillars, "\N{HORIZONTAL ELLIPSIS}"]
    for entry in book.entries:
        found += [entry.name, entry.description, entry.origin]
        found += [text for scene in entry.scenes for text in (scene.number, scene.heading)]
    return found
