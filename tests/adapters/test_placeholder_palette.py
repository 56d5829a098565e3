import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageStat

from asset_service.adapters.providers.placeholder.canvas import (
    Canvas,
    arc,
    both_sides,
    on_ellipse,
    points,
    smooth,
)
from asset_service.adapters.providers.placeholder.caption import _Inks
from asset_service.adapters.providers.placeholder.dice import Dice, number_for
from asset_service.adapters.providers.placeholder.palette import (
    Light,
    Named,
    Palette,
    faded,
    golden_hue,
    mixed,
    oklch,
)

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def luminance(colour):
    def linear(channel):
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


@pytest.mark.parametrize(
    ("given_", "colour"),
    [((0, 0, 0), BLACK), ((1, 0, 0), WHITE), ((0.6279, 0.2577, 29.23), (255, 0, 0)),
     ((0.452, 0.3132, 264.05), (0, 0, 255))],
)  # fmt: skip
def test_oklch_gives_known_colours(given_, colour):
    assert all(abs(a - b) <= 2 for a, b in zip(oklch(*given_), colour, strict=True))


@given(st.floats(-1, 2), st.floats(0, 0.6), st.floats(-720, 720), st.sampled_from(Light))
def test_any_tone_is_a_colour(lightness, strength, hue, light):
    for colour in (
        Palette(hue, light).tone(lightness, strength),
        Palette(hue, light).lit(Named(lightness, strength, hue)),
    ):
        assert len(colour) == 3
        assert all(0 <= channel <= 255 for channel in colour)


@pytest.mark.parametrize("hue", range(0, 360, 15))
@pytest.mark.parametrize("dark", [True, False])
def test_the_words_of_a_card_can_be_read_on_any_hue(hue, dark):
    inks = _Inks.of(Palette(hue), dark=dark)
    assert contrast(inks.ink, inks.paper) > 10
    assert contrast(inks.quiet, inks.paper) > 6
    assert contrast(inks.paper, inks.accent) > 4.5


@pytest.mark.parametrize("base", [0, 47, 200, 333.3])
def test_the_hues_of_four_attempts_lie_far_apart(base):
    hues = [golden_hue(base, step) for step in range(4)]
    gaps = [abs((one - other + 180) % 360 - 180) for one, other in itertools.combinations(hues, 2)]
    assert min(gaps) > 50


@pytest.mark.parametrize("hue", range(0, 360, 20))
def test_no_evening_sky_is_green(hue):
    red, green, _ = Palette(hue, Light.DUSK).tone(0.6, 0.1)
    assert green < red + 70


def test_colours_mix_and_fade():
    assert mixed(BLACK, WHITE, 0.5) == (128, 128, 128)
    assert faded(WHITE, 0.5) == (255, 255, 255, 128)


def test_dice_fall_the_same_for_the_same_words():
    one, other = (Dice("a", 1) for _ in range(2))
    assert [one.share() for _ in range(5)] == [other.share() for _ in range(5)]
    assert Dice("a", 1).share() != Dice("a", 2).share()


def test_dice_are_fair_enough():
    dice = Dice("fair")
    shares = [dice.share() for _ in range(2000)]
    assert 0.45 < sum(shares) / len(shares) < 0.55
    assert {dice.pick("abc") for _ in range(50)} == set("abc")
    assert 0 < sum(dice.chance(0.2) for _ in range(1000)) < 300


def test_words_are_kept_apart():
    assert number_for("ab", "c") != number_for("a", "bc")


def test_shapes_may_be_written_as_text():
    assert list(points("1 2, -0.5 .25")) == [(1.0, 2.0), (-0.5, 0.25)]


def test_a_curve_runs_through_its_points():
    through = [(0, 0), (1, 2), (3, 1)]
    assert all(point in smooth(through, closed=True) for point in through)
    assert smooth(through, closed=False)[-1] == (3, 1)


def test_a_half_is_mirrored():
    assert both_sides("1 0, 2 1") == [(1, 0), (2, 1), (-2, 1), (-1, 0)]


def test_an_arc_begins_and_ends_where_it_should():
    shape = arc(0, 0, 2, 1, 0, 90, steps=3)
    assert shape[0] == pytest.approx((2, 0))
    assert shape[-1] == on_ellipse(0, 0, 2, 1, 90) == pytest.approx((0, 1))


def pixel(draw, at):
    canvas = Canvas(100, 100, BLACK)
    draw(canvas.pen())
    return canvas.finished().getpixel(at)


def test_a_pen_can_be_moved_scaled_turned_and_mirrored():
    square = [(0, 0), (1, 0), (1, 1), (0, 1)]
    assert pixel(lambda pen: pen.at(50, 50, 20).polygon(square, WHITE), (60, 60)) == WHITE
    assert pixel(lambda pen: pen.at(50, 50, 20).polygon(square, WHITE), (40, 60)) == BLACK
    turned = pixel(lambda pen: pen.at(50, 50, 20, angle=90).polygon(square, WHITE), (40, 60))
    mirrored = pixel(lambda pen: pen.at(50, 50, 20, mirrored=True).polygon(square, WHITE), (40, 60))
    assert turned == mirrored == WHITE


def test_a_glow_fades_to_its_edge():
    def glow(pen):
        pen.glow(50, 50, 40, 40, (255, 255, 255, 200))

    assert pixel(glow, (50, 50))[0] > 150 > pixel(glow, (75, 50))[0] > pixel(glow, (88, 50))[0]
    assert pixel(glow, (1, 1)) == BLACK


def test_a_gradient_reaches_its_colours_at_the_edges():
    canvas = Canvas(10, 100)
    canvas.gradient(0, 100, [BLACK, WHITE])
    image = canvas.finished()
    assert image.getpixel((5, 0))[0] < 8
    assert image.getpixel((5, 99))[0] > 247
    assert ImageStat.Stat(image).mean[0] == pytest.approx(127.5, abs=2)
