import pytest

from asset_service.domain.names import fold
from asset_service.screenplay.naming import (
    cue_name,
    display,
    is_no_one,
    is_several,
    name_key,
    split_group,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("MARA VOSS", "Mara Voss"),
        ("KING HENRY V", "King Henry V"),
        ("DUKE OF YORK", "Duke of York"),
        ("McCLANE", "McCLANE"),
        ("R2D2", "R2D2"),
        ("DJ", "DJ"),
        ("O'BRIEN", "O'Brien"),
        ("RUTH'S VOICE", "Ruth's Voice"),
        ("JEAN-LUC", "Jean-Luc"),
        ("THE MAN", "The Man"),
        ("JOHN III", "John III"),
        ("ÉLODIE", "Élodie"),
        ("МАША", "Маша"),
        ("ジョン", "ジョン"),
        ("GUARD #1", "Guard #1"),
    ],
)
def test_a_name_is_shown_with_its_capitals_down(name, shown):
    assert display(name) == shown
    assert fold(shown) == fold(name)


@pytest.mark.parametrize(
    ("cue", "name"),
    [("ANNA:", "ANNA"), ("ANNA V.O.", "ANNA"), ("ANNA - O.S.", "ANNA"), ("V.O.", "V.O.")],
)
def test_what_hangs_on_a_cue_is_taken_off(cue, name):
    assert cue_name(cue) == name


@pytest.mark.parametrize(
    ("one", "other"), [("THE GURU", "Guru"), ("GUARD #1", "GUARD 1"), ("MR. FOX", "MR FOX")]
)
def test_cues_that_are_one_person_have_one_key(one, other):
    assert name_key(one) == name_key(other)


def test_a_name_that_is_all_signs_still_has_a_key():
    assert name_key("#.") == "#."


@pytest.mark.parametrize(
    ("cue", "parts"),
    [
        ("ANNA AND TOM", ("ANNA", "TOM")),
        ("ANNA & TOM", ("ANNA", "TOM")),
        ("ANNA/TOM", ("ANNA", "TOM")),
        ("ANNA + TOM", ("ANNA", "TOM")),
        ("ANNA, TOM AND KIM", ("ANNA", "TOM", "KIM")),
        ("ANNA, TOM", ("ANNA", "TOM")),
        ("МАША И ПЕТЯ", ("МАША", "ПЕТЯ")),
        ("ANNA AND HER MOTHER", ("ANNA", "MOTHER")),
        ("PATRONS THREE AND FOUR", ("PATRON THREE", "PATRON FOUR")),
        ("GUARDS #1 & #2", ("GUARD #1", "GUARD #2")),
        ("COPS 1, 2 AND 3", ("COP 1", "COP 2", "COP 3")),
        ("ZORGS A AND B", ("ZORG A", "ZORG B")),
        ("FIRST AND SECOND WITCH", ("FIRST WITCH", "SECOND WITCH")),
        ("FIRST AND SECOND WITCHES", ("FIRST WITCH", "SECOND WITCH")),
        ("MR. AND MRS. FOX", ("MR. FOX", "MRS. FOX")),
        ("ANNA", ()),
        ("SANDY", ()),
        ("SMITH, JR.", ()),
        ("HENRY, DUKE OF YORK", ()),
        ("AND", ()),
        ("A/B/C/D/E/F/G/H/I/J", ()),
    ],
)
def test_a_cue_of_several_people_is_split(cue, parts):
    assert split_group(cue, {"anna"}) == parts


@pytest.mark.parametrize(
    "name", ["GUARDS", "THE CROWD", "BOTH MURDERERS", "POLICEMEN", "WITCHES", "VARIOUS TOWNFOLK"]
)
def test_a_plural_is_several(name):
    assert is_several(name)


@pytest.mark.parametrize("name", ["JAMES", "ROSS", "MR. BOSS", "ANNA", "LES", "", "..."])
def test_a_name_that_ends_in_s_is_one(name):
    assert not is_several(name)


def test_everyone_is_no_one_in_particular():
    assert is_no_one("ALL!")
    assert is_no_one("THE OTHERS")
    assert not is_no_one("ALLY")
