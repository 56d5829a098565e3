import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.entry_names import MOST_CHARACTERS, EntryNames, slug

pytestmark = pytest.mark.promise("A28", "B62")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mara  Voss!", "mara-voss"),
        ("  ...  ", "unnamed"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "c-windows"),
        ("CON", "con-"),
        ("lpt9", "lpt9-"),
        ("Дозорный Пётр", "дозорный-пётр"),
        ("灯台守", "灯台守"),
        ("حارس", "حارس"),
        ("Émile", "émile"),
        ("\U0001f468\u200d\U0001f469 pair", "pair"),
        ("x" * 300, "x" * 60),
        ("灯" * 300, "灯" * 33),
    ],
)
def test_a_name_becomes_a_readable_one_that_is_safe(name, found):
    assert slug(name) == unicodedata.normalize("NFC", found)


def test_names_that_differ_by_case_alone_do_not_meet_in_one_folder():
    names = EntryNames()
    found = [names.take("props", name, 1, "png") for name in ("Lamp", "LAMP", "lamp!")]
    assert found == ["props/lamp_1.png", "props/lamp-2_1.png", "props/lamp-3_1.png"]


def test_the_same_name_may_stand_in_two_folders_and_under_two_numbers():
    names = EntryNames()
    taken = [("props", 1), ("props", 2), ("locations", 1)]
    found = [names.take(folder, "Lamp", number, "jpg") for folder, number in taken]
    assert found == ["props/lamp_1.jpg", "props/lamp_2.jpg", "locations/lamp_1.jpg"]


@given(st.lists(st.text(max_size=220), min_size=1, max_size=6))
def test_whatever_the_names_are_every_entry_is_unique_short_and_in_its_folder(given_names):
    names = EntryNames()
    found = [names.take("characters", name, 1, "png") for name in given_names]
    assert len({one.casefold() for one in found}) == len(found)
    for one in found:
        folder, _, file = one.partition("/")
        assert folder == "characters"
        assert "/" not in file
        assert "\\" not in file
        assert not file.startswith(".")
        assert len(one) <= MOST_CHARACTERS
        assert len(file.encode()) < 255
