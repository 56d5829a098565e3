"""Marks of the direction of writing, which word processors set and nobody sees."""

import pytest

from asset_service.screenplay.entities import extract
from asset_service.screenplay.marking import Marker, Piece
from asset_service.screenplay.reading import read, read_text
from asset_service.screenplay.scenes import split_scenes

MARKS = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
PLAIN = """\
Title: The Boat
Author: Ada

1. INT. KITCHEN - DAY

ANNA, 30, waits. Anna Berg has a knife.

ANNA BERG
(low)
Who is there?

~ La la

EXT. KITCHEN - NIGHT

@McClane
Me.

CUT TO:

.A SHOT

! BANG
"""


def marked(text, mark):
    """The text with the mark at both ends of every line, also of the empty ones."""
    return "\n".join(f"{mark}{line}{mark}" for line in text.split("\n"))


def shape(script):
    return [
        (one.kind, one.start_line, one.end_line, one.label, one.extensions)
        for one in script.elements
    ]


def named(script):
    return [(one.type, one.name, one.scene_numbers, one.mentions) for one in extract(script)]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", ["a.fountain", "a.txt"])
def test_a_script_is_the_same_with_marks_around_its_lines(name, mark):
    plain, script = (read(text.encode(), name) for text in (PLAIN, marked(PLAIN, mark)))
    assert shape(script) == shape(plain)
    assert named(script) == named(plain)
    assert dict(script.title_page) == dict(plain.title_page)
    assert [(s.heading, s.location) for s in split_scenes(script)] == [
        (s.heading, s.location) for s in split_scenes(plain)
    ]


@pytest.mark.parametrize("mark", MARKS)
def test_text_laid_out_like_a_page_is_the_same(mark):
    page = "\n".join(
        f"{' ' * 10}{line}\n" if line.startswith("INT") else f"{' ' * 30}{line}\n{' ' * 20}Hello."
        for line in ["INT. HALL - DAY", "ANNA", "TOM", "INT. YARD - DAY", "ANNA", "TOM"]
    )
    assert shape(read_text(marked(page, mark))) == shape(read_text(page))


def test_a_cue_between_marks_is_the_same_character():
    text = "INT. A - DAY\n\nANNA\nHi.\n\n\u202aANNA\u202c\nHo.\n\n\u2068ANNA\u2069 (V.O.)\nHa."
    (anna,) = [one for one in extract(read_text(text)) if one.type == "character"]
    assert (anna.name, anna.mentions, anna.aliases) == ("Anna", 3, ())


def test_a_heading_behind_a_mark_is_one_and_its_place_is_the_place():
    text = "\u200eINT. \u2068KITCHEN\u2069 - DAY\n\nx\n\n\u200fINT. KITCHEN - DAY\n\ny"
    assert [(s.location, s.start_line) for s in split_scenes(read_text(text))] == [
        ("KITCHEN", 1),
        ("KITCHEN", 5),
    ]


def test_what_is_said_and_described_stays_as_it_came():
    said, shown = "\u202b\u05e9\u05dc\u05d5\u05dd\u202c", "A \u2067\u05e9\u05dc\u05d8\u2069 hangs."
    texts = [e.text for e in read_text(f"INT. A - DAY\n\n{shown}\n\nANNA\n{said}\n").elements]
    assert texts == ["INT. A - DAY", shown, "ANNA", said]
    (anna,) = [
        one for one in extract(read_text(f"INT. A\n\nANNA\n{said}\n")) if one.type == "character"
    ]
    assert anna.quotes[0].text == f"ANNA: {said}"


def test_a_name_of_two_words_is_seen_between_marks():
    text = "INT. A\n\nMARA VOSS\nHi.\n\nEXT. B\n\n\u2068Mara\u2069 \u2068Voss\u2069 runs."
    (mara,) = [one for one in extract(read_text(text)) if one.type == "character"]
    assert mara.scene_numbers == (1, 2)


def test_names_are_marked_in_a_text_that_has_them():
    text = "See \u202aMara\u202c \u202aVoss\u202c."
    pieces = Marker([("\u200eMara Voss", 1)]).mark(text)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.key for piece in pieces if piece.key] == [1]
    assert Marker([("\u200e", 1)]).mark("a\u200eb") == [Piece("a\u200eb")]
