# ruff: noqa: RUF001 -- other alphabets are the point of some cases
import pytest

from asset_service.screenplay.places import known_masters, read_place, turned

CASES = [
    ("INT. HOUSE - DAY", "INT", "HOUSE", (), "DAY", ""),
    ("EXT. PARK--DAY", "EXT", "PARK", (), "DAY", ""),
    ("EXT. NORTH BY NORTHWEST-DAY", "EXT", "NORTH BY NORTHWEST", (), "DAY", ""),
    ("INT. DRIVE-IN - DAY", "INT", "DRIVE-IN", (), "DAY", ""),
    ("INT. HOUSE - KITCHEN - NIGHT", "INT", "HOUSE", ("KITCHEN",), "NIGHT", ""),
    ("INT. HOUSE, KITCHEN", "INT", "HOUSE", ("KITCHEN",), "", ""),
    ("INT. KITCHEN. DAY", "INT", "KITCHEN", (), "DAY", ""),
    ("EXT. ST. MARY'S CHURCH - DAWN", "EXT", "ST. MARY'S CHURCH", (), "DAWN", ""),
    ("INT. KITCHEN LATE NIGHT", "INT", "KITCHEN", (), "LATE NIGHT", ""),
    ("INT./EXT. CAR - MOVING - NIGHT", "INT/EXT", "CAR", (), "NIGHT", "MOVING"),
    ("INT. CAR / EXT. ROAD - DAY", "INT/EXT", "CAR", ("ROAD",), "DAY", ""),
    ("INT. HOUSE/EXT. YARD - DAY", "INT/EXT", "HOUSE", ("YARD",), "DAY", ""),
    ("INT. BAR / INT. STREET", "INT", "BAR", ("STREET",), "", ""),
    ("E/I. VAN - DAY/NIGHT", "INT/EXT", "VAN", (), "DAY/NIGHT", ""),
    ("INT. BAR - A BIT LATER", "INT", "BAR", (), "A BIT LATER", ""),
    ("INT. BAR - TEN MINUTES LATER", "INT", "BAR", (), "TEN MINUTES LATER", ""),
    ("INT. BAR - THE NEXT MORNING", "INT", "BAR", (), "THE NEXT MORNING", ""),
    ("INT. BAR - DAY 2", "INT", "BAR", (), "DAY 2", ""),
    ("INT. 7-ELEVEN - 3 A.M.", "INT", "7-ELEVEN", (), "3 A.M", ""),
    ("INT. BAR - 10:30", "INT", "BAR", (), "10:30", ""),
    ("INT. BAR - DAY - CONTINUOUS", "INT", "BAR", (), "DAY - CONTINUOUS", ""),
    ("INT. BAR (NIGHT)", "INT", "BAR", (), "NIGHT", ""),
    ("EXT. FARM (1973) - DAY", "EXT", "FARM", (), "DAY", "1973"),
    ("EXT. BEACH [STORY] - DAY", "EXT", "BEACH", (), "DAY", "STORY"),
    ("INT. LAB - NIGHT (FLASHBACK)", "INT", "LAB", (), "NIGHT", "FLASHBACK"),
    ("INT. BAR - 1973", "INT", "BAR", (), "", "1973"),
    ("INT. BAR - BACK TO PRESENT", "INT", "BAR", (), "", "BACK TO PRESENT"),
    ("EXT. WINTER PALACE - WINTER", "EXT", "WINTER PALACE", (), "WINTER", ""),
    ("INT. - DAY", "INT", "", (), "DAY", ""),
    ("INT.", "INT", "", (), "", ""),
    ("INT. DAY", "INT", "", (), "DAY", ""),
    ("ACT 1 - SCENE 2", "", "ACT 1", ("SCENE 2",), "", ""),
    ("INT。 病院-日", "INT", "病院", (), "日", ""),
    ("内外景 医院 日", "INT/EXT", "医院", (), "日", ""),
    ("○学校・廊下（昼）", "", "学校", ("廊下",), "昼", ""),
    ("ИНТ. КВАРТИРА – СТОЛОВАЯ – ДЕНЬ", "INT", "КВАРТИРА", ("СТОЛОВАЯ",), "ДЕНЬ", ""),
    ("INNEN. KÜCHE - NACHT", "INT", "KÜCHE", (), "NACHT", ""),
    ("", "", "", (), "", ""),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_heading_says_where_and_when(case):
    heading, *said = case
    place = read_place(heading)
    assert said == [
        place.int_ext,
        place.master,
        place.sub_locations,
        place.time_of_day,
        place.story_note,
    ]


def test_words_of_the_project_are_taken_off():
    assert read_place("BINNEN. HUIS - DAG", heading_words=("BINNEN",)).master == "HUIS"


def test_a_room_before_a_comma_is_turned_when_the_script_knows_the_building():
    places = [read_place("INT. HALLWAY, RUTH'S BUILDING"), read_place("EXT. RUTH'S BUILDING")]
    place = turned(places[0], known_masters(places))
    assert (place.master, place.sub_locations) == ("RUTH'S BUILDING", ("HALLWAY",))


@pytest.mark.parametrize("other", ["EXT. STREET", "INT. HALLWAY"])
def test_it_is_not_turned_without_a_reason(other):
    places = [read_place("INT. HALLWAY, RUTH'S BUILDING"), read_place(other)]
    assert turned(places[0], known_masters(places)) == places[0]


def test_a_place_without_a_comma_is_never_turned():
    places = [read_place("INT. HALLWAY - HOUSE"), read_place("EXT. HOUSE")]
    assert turned(places[0], known_masters(places)) == places[0]
