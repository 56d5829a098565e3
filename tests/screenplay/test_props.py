import pytest
from extracted import entities

from asset_service.screenplay.lexicon import words
from asset_service.screenplay.props import MANY


def props(text):
    return entities(text, "prop")


def test_capitals_go_before_handling_and_handling_before_mention():
    found = props("A BRASS KEY shines. She grabs a hammer. There is a saw on the wall.")
    assert list(found) == ["Brass key", "Hammer", "Saw"]
    assert [entity.source for entity in found.values()] == ["capitals", "lexicon", "lexicon"]


def test_a_key_in_capitals_and_the_key_later_are_one():
    text = "INT. A\n\nA BRASS KEY shines.\n\nINT. B\n\nShe drops the key."
    key = props(text)["Brass key"]
    assert (key.scene_numbers, key.mentions, key.aliases) == ((1, 2), 2, ("Key",))


def test_the_longest_compound_is_kept():
    lamp = props("She lights the oil lamp. The lamp flickers.")
    assert list(lamp) == ["Oil lamp"]
    assert lamp["Oil lamp"].mentions == 2


def test_two_kinds_of_lamp_leave_the_lamp_alone():
    found = props("An oil lamp. A hurricane lamp. The lamp flickers.")
    assert {"Oil lamp", "Hurricane lamp", "Lamp"} <= set(found)


def test_plural_and_singular_are_one():
    assert set(props("He takes two books. The book falls.")) == {"Book"}
    assert set(props("Books everywhere.")) == {"Books"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("She parks the truck.", "vehicle"),
        ("She folds the coat.", "wardrobe"),
        ("She drags the table away.", "set_dressing"),
        ("She eats a tortilla.", "food"),
        ("She lifts the phone.", ""),
    ],
)
def test_a_prop_says_what_sort_of_thing_it_is(text, kind):
    assert [entity.kind for entity in props(text).values()] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "She stands by the door and the window.",
        "The camera follows. Close on the screen.",
        "There is a table and a coat.",
        "Her head is as big as a drum.",
        'A card reads "bring the gun".',
        "He watches. She lights up. They book it.",
        "A loud BANG. She lets out a SCREAM.",
        "They cross the backyard and the garden.",
    ],
)
def test_what_is_set_camera_likeness_or_verb_is_no_prop(text):
    assert not set(props(text)) - {"Card"}


def test_a_word_that_only_says_which_is_not_the_thing():
    assert set(props("A coffee cup stands there.")) == {"Coffee cup"}
    assert set(props("A paper lantern stands there.")) == {"Lantern"}


def test_parts_of_a_car_show_the_car():
    assert "Car" in props("The car door slams.")


def test_a_thing_nobody_has_a_word_for_counts_when_it_is_held():
    text = "INT. A\n\nShe carries a GLOMPHORN.\n\nINT. B\n\nThe glomphorn hums."
    assert props(text)["Glomphorn"].scene_numbers == (1, 2)


def test_a_character_is_never_a_prop():
    assert props("ROBOT\nBeep.\n\nShe grabs the robot.") == {}


def test_what_a_person_is_called_is_not_a_prop():
    assert props("GUN MOLL JENKS, 30, waits.\n\nJENKS\nHi.") == {}


def test_a_long_list_leaves_out_what_is_met_once():
    everyday = sorted(word for word in words("everyday") if word.isalpha())
    long = ". ".join(f"She grabs the {word}" for word in everyday[: MANY + 10])
    assert "Barometer" in props("There is a barometer.")
    assert "Barometer" not in props(f"There is a barometer. {long}.")


def test_the_line_in_which_it_is_first_held_describes_a_prop():
    found = props("A hammer lies there. She lifts a rusty hammer with a split handle.")
    assert found["Hammer"].first_appearance == "She lifts a rusty hammer with a split handle."
