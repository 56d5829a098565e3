import pytest
from extracted import entities


def extras(text):
    return entities(text, "extra_archetype")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two guards run in.", "Guards"),
        ("SEVEN CHIHUAHUAS sleep in the sun.", "Chihuahuas"),
        ("Many other PATRONS look up at her.", "Patrons"),
        ("The crowd parts.", "Crowd"),
        ("A row of 12 monks chant.", "Monks"),
        ("The soldiers march on.", "Soldiers"),
        ("Two MEN IN SUITS wait outside.", "Men in suits"),
    ],
)
def test_people_in_number_are_extras(text, name):
    assert extras(text)[name].scene_numbers == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "It begins. He pops the cork and yanks it.",
        "The men wait. People talk.",
        "Ruth's friends wait.",
        "The soldiers' boots shine.",
        "He guards the door.",
        "A guard yawns.",
        "She wipes it, guards.",
        "Two shadows are cast over them.",
    ],
)
def test_verbs_and_vague_words_are_none(text):
    assert extras(text) == {}


def test_a_cue_of_several_is_a_crowd():
    crowd = extras("THE CROWD\nBoo!\n\nGUARDS\nHalt!")
    assert set(crowd) == {"Crowd", "Guards"}
    assert crowd["Guards"].source == "cue"


def test_cue_and_description_are_one_group():
    guests = extras("Two WEDDING GUESTS dance.\n\nWEDDING GUESTS\nMore!\n\nThe guests leave.")
    assert list(guests) == ["Wedding guests"]
    assert (guests["Wedding guests"].mentions, guests["Wedding guests"].source) == (3, "cue")


def test_animals_are_marked():
    assert extras("Three horses graze.")["Horses"].kind == "animal"


def test_a_group_met_in_two_scenes_is_likelier():
    once = extras("INT. A\n\nTwo nurses run.")["Nurses"]
    twice = extras("INT. A\n\nTwo nurses run.\n\nINT. B\n\nThe nurses sit.")["Nurses"]
    assert twice.confidence > once.confidence


def test_a_person_in_capitals_is_not_an_extra_as_well():
    assert extras("THE GUARDS CAPTAIN, 40, waits.") == {}
