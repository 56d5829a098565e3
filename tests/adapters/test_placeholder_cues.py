import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.adapters.providers.placeholder import things_carried, things_home, things_small
from asset_service.adapters.providers.placeholder.colours import COLOURS
from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light
from asset_service.adapters.providers.placeholder.people_cues import person_in
from asset_service.adapters.providers.placeholder.places_cues import (
    INSIDE,
    OUTSIDE,
    Place,
    place_in,
)
from asset_service.adapters.providers.placeholder.places_rooms import ROOMS, WINDOWS
from asset_service.adapters.providers.placeholder.places_subjects import SUBJECTS
from asset_service.adapters.providers.placeholder.things import picture_of


def inside(kind, light=None, weather=""):
    return Place(inside=True, kind=kind, light=light, weather=weather)


def outside(kind, light=None, weather=""):
    return Place(inside=False, kind=kind, light=light, weather=weather)


def person(text):
    return person_in(Cues(text), Dice(text))


@pytest.mark.parametrize(
    ("text", "noun", "colour"),
    [
        ("a long red coat", "coat", "red"),
        ("a black leather jacket", "jacket", "black"),
        ("a leather jacket", "jacket", "leather"),
        ("leather black jacket", "jacket", "black"),
        ("two green bottles", "bottle", "green"),
        ("RED Coat", "coat", "red"),
    ],
)
def test_a_colour_belongs_to_the_thing_it_stands_before(text, noun, colour):
    assert Cues(text).colour_of(noun) == COLOURS[colour]


@pytest.mark.parametrize(
    "text",
    ["a red door, a key", "red and a key", "blue under the long old rusted iron gate's key", "key"],
)
def test_a_colour_does_not_reach_past_the_next_thing(text):
    assert Cues(text).colour_of("key") not in {COLOURS["red"], COLOURS["blue"]}


def test_a_word_inside_another_word_is_not_there():
    assert not Cues("the street").has("tree")
    assert Cues("the trees").has("tree")


def test_pairs_of_words_are_found():
    assert Cues("a lab coat").has("lab coat")
    assert not Cues("a lab. The coat").has("lab coat")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Anna (8)", "child"),
        ("aged 15", "teen"),
        ("a 34-year-old man", "adult"),
        ("72 years old", "old"),
        ("in her sixties", "old"),
        ("a boy", "child"),
        ("an elderly woman", "old"),
        ("a young woman in an old coat", "adult"),
        ("a teenager", "teen"),
        ("born in 1950 (1950)", "adult"),
        ("scene (0)", "adult"),
    ],
)
def test_an_age_is_read(text, age):
    assert person(text).age == age


@pytest.mark.parametrize(
    ("text", "hair", "colour"),
    [
        ("a woman with long red hair", "long", None),
        ("a bald man", "bald", None),
        ("curly black hair", "curls", "black"),
        ("a blonde woman with a ponytail", "tail", "blonde"),
        ("his grey beard", None, "grey"),
    ],
)
def test_hair_is_read(text, hair, colour):
    found = person(text)
    assert hair in {None, found.hair}
    assert colour is None or found.hair_colour == COLOURS[colour]


@pytest.mark.parametrize("text", ["ginger hair", "a redhead", "red hair"])
def test_nobody_has_hair_of_signal_red(text):
    assert person(text).hair_colour != COLOURS["red"]
    assert 40 <= person(text).hair_colour.hue <= 60


@pytest.mark.parametrize(
    ("text", "hair_hue"), [("auburn", 40), ("grey-haired", 250), ("an old man", 250)]
)
def test_hair_has_words_of_its_own(text, hair_hue):
    assert person(text).hair_colour.hue == hair_hue


@pytest.mark.parametrize(
    ("text", "hat", "coat"),
    [
        ("a detective with a trench coat", "fedora", "coat"),
        ("a police officer", "peaked", "uniform"),
        ("a queen in a purple cloak", "crown", "cloak"),
        ("a doctor", "", "lab"),
        ("a hooded monk", "hood", "cloak"),
        ("a man in a t-shirt and baseball cap", "cap", "tee"),
    ],
)
def test_headgear_and_clothes_are_read(text, hat, coat):
    assert (person(text).hat, person(text).coat) == (hat, coat)


def test_the_colour_of_the_clothes_is_that_of_the_coat():
    found = person("a green hat and a long red coat with a blue scarf")
    assert found.coat_colour == COLOURS["red"]
    assert found.scarf_colour == COLOURS["blue"]
    assert found.hat_colour == COLOURS["green"]


@pytest.mark.parametrize(
    ("text", "build"), [("a woman", "slight"), ("her father", "slight"), ("Mr Lee", "broad")]
)
def test_the_build_follows_the_words(text, build):
    assert person(text).build == build


def test_who_is_not_said_to_be_a_man_or_a_woman_is_drawn_as_neither():
    assert person("Капитан").build == "middling"


@pytest.mark.parametrize(
    ("name", "description", "picture", "word"),
    [
        ("Brass lantern", "", things_home.lantern, "lantern"),
        ("The keys", "", things_small.key, "key"),
        ("Car key", "", things_small.key, "key"),
        ("Photograph of the car", "", things_carried.photograph, "photograph"),
        ("MacGuffin", "A sealed letter in a box", things_small.letter, "letter"),
        ("Knives", "", things_small.knife, "knife"),
        ("Watches", "", things_small.watch, "watch"),
        ("Diaries", "", things_small.book, "diary"),
        ("Glimmerspoon", "shiny", None, ""),
        ("monkey", "donkeys", None, ""),
        ("", "", None, ""),
    ],
)
def test_a_thing_is_known_by_its_noun(name, description, picture, word):
    assert picture_of(name, description) == (picture, word)


@pytest.mark.parametrize(
    ("name", "description", "place"),
    [
        ("Lighthouse", "at night in the rain", outside("lighthouse", Light.NIGHT, "rain")),
        ("INT. KITCHEN - DAY", "", inside("kitchen", Light.DAY)),
        ("EXT. KITCHEN GARDEN", "", outside("park")),
        ("INT. CHURCH", "candlelit", inside("nave", Light.DUSK)),
        ("Church", "", outside("church")),
        ("Gas station", "at noon", outside("fuel", Light.DAY)),
        ("Main street", "wet at dusk", outside("street", Light.DUSK, "rain")),
        ("The forest", "misty", outside("forest", None, "fog")),
        ("Hospital corridor", "", inside("hospital")),
        ("Anna's place", "a cramped bedroom", inside("bedroom")),
        ("Nowhere", "", outside("hills")),
        ("INT. SOMEWHERE", "", inside("living")),
        ("Παραλία", "", outside("hills")),
        ("Ice field", "a blizzard in the morning", outside("field", Light.DAY, "snow")),
    ],
)
def test_a_place_is_read(name, description, place):
    assert place_in(name, description) == place


def test_every_kind_of_place_can_be_drawn():
    assert set(SUBJECTS) == {*OUTSIDE, "hills"}
    assert set(ROOMS) == set(INSIDE)
    assert set(WINDOWS) <= set(ROOMS)


@given(st.text(), st.text())
def test_any_words_can_be_read(name, description):
    cues = Cues(name, description)
    assert person_in(cues, Dice(name)).age in {"child", "teen", "adult", "old"}
    assert place_in(name, description).kind in {*OUTSIDE, *INSIDE, "hills"}
    picture_of(name, description)
