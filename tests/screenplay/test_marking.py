"""Names of assets in the text of a scene, whatever they are and however they are written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asset_service.screenplay.marking import Marker, Piece


def marked(text, *names):
    """What is marked in the text, as (what stands there, whose name it is)."""
    pieces = Marker([(name, name) for name in names]).mark(text)
    assert "".join(piece.text for piece in pieces) == text
    return [(piece.text, piece.key) for piece in pieces if piece.key is not None]


def test_a_name_is_found_whatever_its_case_and_spaces():
    found = marked("MARA  VOSS waits. Then Mara\nVoss goes.", "Mara Voss")
    assert [text for text, _ in found] == ["MARA  VOSS", "Mara\nVoss"]


def test_the_longest_name_wins_where_two_overlap():
    assert marked("The oil lamp. A lamp.", "lamp", "Oil Lamp") == [
        ("oil lamp", "Oil Lamp"),
        ("lamp", "lamp"),
    ]


def test_a_name_that_begins_inside_another_does_not_cut_it():
    assert marked("Old Tom Cat", "Old Tom", "Tom Cat") == [("Old Tom", "Old Tom")]


def test_only_whole_words_are_names():
    assert marked("Tomorrow Tom's atom, Tom-cat; TOM.", "Tom") == [("Tom", "Tom")] * 2 + [
        ("TOM", "Tom")
    ]


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("אז מרים הולכת", "מרים", "מרים"),
        ("وقفت ليلى هناك", "ليلى", "ليلى"),
        ("राम आता है", "राम", "राम"),
        ("राम्या आती है", "राम", None),
        ("田中は走る", "田中", "田中"),
        ("마라는 걷는다", "마라", "마라"),
        ("Ein Schluck. STRASSE!", "Straße", "STRASSE"),
        ("Zoe\u0301 waits", "ZO\u00c9", "Zoe\u0301"),
        ("Zoe\u0301 waits", "Zoe", None),
        ("a \U0001f409\ufe0f roars", "\U0001f409", "\U0001f409\ufe0f"),
        ("\U0001f469\U0001f3fd\u200d\U0001f692 runs", "\U0001f469", None),
        ("<b>Mara</b> & co", "<b>Mara</b>", "<b>Mara</b>"),
        ("C++ and (R2)", "(r2)", "(R2)"),
        ("Agent \uff17 waits", "agent 7", "Agent \uff17"),
    ],
)
def test_any_writing_is_read(text, name, there):
    assert [found for found, _ in marked(text, name)] == ([there] if there else [])


def test_of_two_names_that_are_one_the_first_counts():
    assert Marker([("Mara", 1), ("MARA", 2)]).mark("mara") == [Piece("mara", 1)]


def test_without_names_the_text_is_one_piece():
    assert Marker([("  ", 1)]).mark("Nobody.") == [Piece("Nobody.")]
    assert Marker([]).mark("") == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.lists(st.text(max_size=6), max_size=5))
def test_no_text_is_changed_by_marking_it(text, names):
    marked(text, *names)
    assert all(key in names for _, key in marked(text, *names))


def test_two_hundred_letters_are_a_name_too():
    name = "Q" + "x" * 199
    assert marked(f"Here is {name.upper()}.", name) == [(name.upper(), name)]
