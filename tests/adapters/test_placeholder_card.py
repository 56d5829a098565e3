import hashlib
import io
import itertools
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from asset_service.adapters.providers.placeholder import things
from asset_service.adapters.providers.placeholder.canvas import Canvas
from asset_service.adapters.providers.placeholder.caption import scenes_in_words
from asset_service.adapters.providers.placeholder.card import LOOKS, draw_card
from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette
from asset_service.adapters.providers.placeholder.people import draw_character, draw_extras
from asset_service.adapters.providers.placeholder.people_cues import COATS, HAIR, HATS
from asset_service.adapters.providers.placeholder.places_cues import Place
from asset_service.adapters.providers.placeholder.places_inside import draw_room
from asset_service.adapters.providers.placeholder.places_outside import draw_landscape
from asset_service.adapters.providers.placeholder.places_rooms import ROOMS
from asset_service.adapters.providers.placeholder.places_subjects import SUBJECTS
from asset_service.adapters.providers.placeholder.things import draw_prop
from asset_service.ports.providers import Subject

TYPES = ("character", "prop", "location", "extra_archetype")
SHAPES = {"location": (320, 180), "prop": (220, 220)}
UPRIGHT = (200, 300)
NAMES = {
    "character": ("Maya", "A biologist in a yellow raincoat."),
    "prop": ("Brass lantern", "An old storm lantern."),
    "location": ("Lighthouse", "A lonely lighthouse at the coast."),
    "extra_archetype": ("Fishermen", "In navy sweaters."),
}


def drawn(asset_type, name=None, description=None, *, attempt="1", seed=7):
    usual = NAMES.get(asset_type, ("Thing", ""))
    subject = Subject(
        usual[0] if name is None else name,
        asset_type,
        usual[1] if description is None else description,
        (1, 2),
        attempt,
    )
    return draw_card(subject, SHAPES.get(asset_type, UPRIGHT), seed)


def opened(data):
    image = Image.open(io.BytesIO(data), formats=["PNG"])
    image.load()
    return image


def art(data):
    image = opened(data)
    return image.crop((0, 0, image.width, int(image.height * 0.66)))


def apart(one, other):
    """How far two pictures differ, as the mean of the differences, 0..255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("asset_type", TYPES)
def test_the_same_card_is_the_same_bytes(asset_type):
    assert drawn(asset_type) == drawn(asset_type)


def test_a_card_is_the_same_in_another_process_with_other_hashes():
    lines = (
        "import hashlib; from asset_service.adapters.providers.placeholder.card import draw_card;"
        "from asset_service.ports.providers import Subject;"
        "s = Subject('Maya', 'character', 'A biologist in a yellow raincoat.', (1, 2), '1');"
        "print(hashlib.sha256(draw_card(s, (200, 300), 7)).hexdigest())"
    )
    seen = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", lines],
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout.strip() == hashlib.sha256(drawn("character")).hexdigest()


@pytest.mark.parametrize("asset_type", TYPES)
def test_four_attempts_look_clearly_different(asset_type):
    cards = [art(drawn(asset_type, attempt=str(number), seed=number)) for number in range(1, 5)]
    assert all(apart(one, other) > 20 for one, other in itertools.combinations(cards, 2))


@pytest.mark.parametrize("asset_type", TYPES)
def test_without_a_number_the_seed_makes_the_look(asset_type):
    cards = [art(drawn(asset_type, attempt="", seed=number)) for number in range(LOOKS)]
    assert all(apart(one, other) > 20 for one, other in itertools.combinations(cards, 2))


def test_a_word_in_the_label_is_kept_and_its_number_makes_the_look():
    one, other = (art(drawn("prop", attempt=label)) for label in ("2", "Attempt 2 of 4"))
    assert apart(one, other) == 0


def test_a_new_seed_changes_what_the_text_leaves_open():
    assert apart(art(drawn("character", seed=1)), art(drawn("character", seed=2))) > 0


def test_the_text_steers_the_picture():
    red, blue = (
        ImageStat.Stat(art(drawn("character", description=f"A man in a {colour} coat"))).mean
        for colour in ("red", "blue")
    )
    assert red[0] > blue[0]
    assert blue[2] > red[2]


def test_the_night_is_darker_than_the_day():
    night, day = (
        ImageStat.Stat(art(drawn("location", "The pier", f"The pier at {time}.")).convert("L"))
        for time in ("night", "noon")
    )
    assert night.mean[0] < day.mean[0] - 40


@pytest.mark.parametrize("asset_type", TYPES)
def test_every_card_has_the_dark_bar_with_light_words(asset_type):
    image = opened(drawn(asset_type))
    bar = image.crop((0, round(image.height * 0.97), image.width, image.height)).convert("L")
    darkest, lightest = bar.getextrema()
    assert darkest < 40
    assert lightest > 150
    assert ImageStat.Stat(bar).mean[0] < 90


@pytest.mark.parametrize("asset_type", TYPES)
def test_the_metadata_says_that_it_is_no_ai_picture(asset_type):
    words = opened(drawn(asset_type)).text["XML:com.adobe.xmp"]
    assert "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia" in words
    assert "trainedAlgorithmicMedia" not in words


def filled(draw):
    """What `draw` makes of a small canvas, in each of the looks."""
    for look in range(LOOKS):
        canvas = Canvas(96, 60, (255, 0, 255))
        draw(canvas, Palette(40 + 90 * look), look)
        yield canvas.finished()


def is_a_picture(image):
    """Whether there is something to see, and nothing was left out."""
    unfilled = ImageChops.difference(image, Image.new("RGB", image.size, (255, 0, 255)))
    return min(ImageStat.Stat(image).stddev) > 5 and unfilled.convert("L").getextrema()[0] > 0


WEATHERS = ("", "rain", "snow", "fog")


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_every_kind_of_landscape_is_drawn_in_every_look(kind):
    def draw(canvas, palette, look):
        place = Place(inside=False, kind=kind, light=None, weather=WEATHERS[look])
        draw_landscape(canvas, place, palette, look, Dice(kind))

    assert all(map(is_a_picture, filled(draw)))


@pytest.mark.parametrize("kind", sorted(ROOMS))
def test_every_kind_of_room_is_drawn_in_every_look(kind):
    def draw(canvas, palette, look):
        place = Place(inside=True, kind=kind, light=None, weather=WEATHERS[look])
        draw_room(canvas, place, palette, look, Dice(kind))

    assert all(map(is_a_picture, filled(draw)))


@pytest.mark.parametrize("light", list(Light))
@pytest.mark.parametrize("weather", WEATHERS)
def test_every_light_and_weather_is_drawn(light, weather):
    place = Place(inside=False, kind="village", light=light, weather=weather)
    looks = filled(lambda *how: draw_landscape(how[0], place, *how[1:], Dice(weather)))
    assert all(map(is_a_picture, looks))


def described_people():
    kinds = [*COATS.values(), *HATS.values(), *HAIR.values()]
    yield from (words[0] for words in kinds)
    yield from ("bearded", "a moustache", "glasses", "sunglasses", "an eyepatch", "necklace")
    yield from ("old woman", "boy", "teenager", "pale man", "dark-skinned woman with a scarf")
    yield from ("a red hat", "a blue scarf", "a monk in a white robe, hooded")


@pytest.mark.parametrize("draw", [draw_character, draw_extras])
@pytest.mark.parametrize("words", sorted(set(described_people())))
def test_every_sort_of_person_is_drawn_in_every_look(words, draw):
    looks = filled(lambda *how: draw(how[0], Cues(words), *how[1:], Dice(words)))
    assert all(map(is_a_picture, looks))


@pytest.mark.parametrize("word", sorted({words.split()[0] for words in things._WORDS.values()}))
def test_every_pictogram_differs_from_the_unknown_thing(word):
    known, unknown = (
        next(filled(lambda *how, name=name: draw_prop(how[0], name, "", *how[1:])))
        for name in (word, "zorblax")
    )
    assert is_a_picture(known)
    assert apart(known, unknown) > 1


def test_every_look_shows_a_pictogram():
    for look in range(1, LOOKS + 1):
        assert min(ImageStat.Stat(art(drawn("prop", attempt=str(look)))).stddev) > 8


def test_an_unknown_type_is_drawn_as_a_thing():
    assert opened(drawn("vehicle", "Car", "")).size == UPRIGHT


def test_a_card_without_any_words_is_drawn():
    assert opened(draw_card(Subject("", "prop", ""), (200, 200), 7)).size == (200, 200)


@pytest.mark.parametrize(
    "name",
    [
        "Ελένη Παπαδοπούλου",
        "Капитан Воронцов",
        "老人と海",
        "مرحبا بالعالم",
        "שלום",
        "\u202eright to left\u202c",
        "e\u0301\u0301\u0301\u0301",
        "👩\u200d🚀 astronaut",
        "\ud800 broken",
        "x" * 4000,
        "word " * 900,
        "\x00\x07\n\t",
        "[brackets] {0} %s <b>",
    ],
)
def test_any_name_is_set(name):
    for asset_type in ("location", "prop"):
        assert opened(drawn(asset_type, name, name)).size == SHAPES[asset_type]


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Subject,
        name=st.text(max_size=60),
        asset_type=st.sampled_from(TYPES),
        description=st.text(max_size=200),
        scene_numbers=st.lists(st.integers(0, 10_000), max_size=30).map(tuple),
        attempt_label=st.text(max_size=12),
    ),
    st.integers(-(2**63), 2**64),
)
def test_any_words_make_a_card(subject, seed):
    assert opened(draw_card(subject, (160, 160), seed)).size == (160, 160)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((), ""),
        ((4,), "Scene 4"),
        ((2, 1, 3, 7, 7), "Scenes 1\u20133, 7"),
        ((1, 2), "Scenes 1\u20132"),
        ((1, 3, 5), "Scenes 1, 3, 5"),
    ],
)
def test_scenes_are_told_as_ranges(numbers, words):
    assert scenes_in_words(numbers) == words
