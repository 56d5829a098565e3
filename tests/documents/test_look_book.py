"""Look books of any film: every page stands, whatever the words and shapes."""

import io
from datetime import UTC, datetime

import pytest
from fixtures.pages_of_pdf import placed, words
from fixtures.pictures import a_jpeg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from asset_service.documents import look_book
from asset_service.documents.book import Book, Entry, Paper, Picture, Scene, Section
from asset_service.documents.sheet import Box, within

LONG = "She moves like somebody who has been cold for thirty years. " * 66
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])


class Album:
    """Every picture is there, but those named; keeps what was asked for."""

    def __init__(self, *lost):
        self.lost = lost
        self.asked = []

    def picture(self, sha256, side):
        self.asked.append((sha256, side))
        return None if sha256 in self.lost else a_jpeg()


def entry(name="Mara", size=(40, 60), **facts):
    usual = {
        "kind": "Character",
        "description": "Harbour pilot.",
        "scenes": [Scene("1", "INT. LIGHTHOUSE - NIGHT")],
        "scenes_told": "",
        "state": "",
        "deferred": False,
        "picture": Picture(name, *size, name) if size else None,
        "origin": "Uploaded.",
        "candidates": [],
    }
    return Entry(name=name, **usual | facts)


def a_book(*entries, **facts):
    usual = {
        "title": "The Long Tide",
        "made_at": datetime(2026, 11, 30, tzinfo=UTC),
        "style": "Noir",
        "pillars": ["Slate"],
        "counts": ["1 character"],
        "origins": "All drawn by hand.",
        "sections": [Section("Characters", entries)] if entries else [],
    }
    return Book(**usual | facts)


def read(book, album=None, step=lambda: None):
    held = io.BytesIO()
    look_book.write(book, album or Album(), held, step)
    return PdfReader(held)


def test_pages_have_numbers_and_the_cover_has_none():
    cover, sheet, mara = map(words, read(a_book(entry())).pages)
    assert not cover.endswith("1")
    assert sheet.endswith("2")
    assert mara.endswith("3")


def test_the_contact_sheet_leads_to_the_page_of_each_asset():
    pages = read(a_book(entry("Mara"), entry("Tom"))).pages
    assert len(pages[1]["/Annots"]) == 2


@pytest.mark.parametrize("size", [(40, 60), (60, 60), (160, 90), (400, 10), (10, 400), None])
@pytest.mark.parametrize("candidates", [0, 1, 3])
@pytest.mark.parametrize("paper", Paper)
def test_nothing_on_a_page_is_beyond_its_edge(size, candidates, paper):
    others = [Picture(f"c{n}", *(size or (40, 60)), "") for n in range(candidates)]
    page = read(a_book(entry(size=size, candidates=others), paper=paper)).pages[2]
    boxes = placed(page)
    assert len(boxes) == candidates + (1 if size else 0)
    for x, y, width, height in boxes:
        assert x >= 0
        assert y >= 0
        assert x + width <= page.mediabox.width + 0.1
        assert y + height <= page.mediabox.height + 0.1


def test_a_text_that_finds_no_room_goes_on_and_all_of_it_is_there():
    for size in ((40, 60), (160, 90)):
        pages = read(a_book(entry(description=LONG, size=size))).pages
        assert len(pages) == 4
        assert "Continued on the next page" in words(pages[2])
        said = words(pages[2]) + " " + words(pages[3])
        assert said.count("thirty years") == 66


def test_more_scenes_than_fit_are_counted():
    scenes = [Scene(str(n), f"INT. ROOM {n}") for n in range(1, 200)]
    text = words(read(a_book(entry(scenes=scenes))).pages[2])
    assert "and " in text
    assert " more: " in text
    assert "INT. ROOM 1 " in text


def test_a_long_section_goes_on_over_pages_under_its_name():
    pages = read(a_book(*(entry(f"Person {n}", None) for n in range(50)))).pages
    sheets = [words(page) for page in pages[1:5]]
    assert "CHARACTERS 50" in sheets[0]
    assert "CHARACTERS, CONTINUED" in sheets[1]
    assert all(f"Person {n} " in " ".join(sheets) for n in range(50))


def test_a_picture_that_is_lost_leaves_its_page():
    pages = read(a_book(entry("Mara"), entry("Tom")), Album("Mara")).pages
    assert "The picture could not be read" in words(pages[2])
    assert len(placed(pages[3])) == 1


def test_every_page_is_told_of_and_a_stop_is_heard():
    told = []

    def step():
        told.append(1)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(a_book(*(entry(f"Person {n}", None) for n in range(5))), step=step)
    assert len(told) == 2


@pytest.mark.parametrize(("entries", "side"), [(1, 1600), (160, 1600), (161, 1280), (900, 960)])
def test_the_more_pictures_the_smaller_they_come(entries, side):
    assert look_book.large_side(entries) == side


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.text(LETTERS, min_size=1, max_size=200),
    description=st.text(LETTERS, max_size=300),
    heading=st.text(LETTERS, max_size=60),
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
)
def test_whatever_a_film_says_its_book_is_written(name, description, heading, size):
    scenes = [Scene("1", heading)]
    book = a_book(
        entry(name, size, description=description, scenes=scenes), title=name, style=description
    )
    assert len(read(book).pages) >= 3


@given(
    size=st.tuples(st.integers(0, 5000), st.integers(0, 5000)),
    width=st.floats(1, 300),
    height=st.floats(1, 300),
)
def test_the_whole_picture_is_within_its_box_and_keeps_its_shape(size, width, height):
    box = Box(5, 7, width, height)
    found = within(size, box)
    assert found.x >= box.x - 1e-6
    assert found.right <= box.right + 1e-6
    assert found.bottom <= box.bottom + 1e-6
    wide, high = max(1, size[0]), max(1, size[1])
    assert found.width * high == pytest.approx(found.height * wide)
