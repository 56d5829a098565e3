"""A whole person, standing, in the units of `people_head` (about seven heads high)."""

from asset_service.adapters.providers.placeholder.canvas import Colour, Pen, smooth
from asset_service.adapters.providers.placeholder.palette import Palette, faded, mixed
from asset_service.adapters.providers.placeholder.people_body import (
    Cloth,
    cloth_of,
    clothes,
    neck,
)
from asset_service.adapters.providers.placeholder.people_cues import Person
from asset_service.adapters.providers.placeholder.people_hats import hat_behind, hat_front
from asset_service.adapters.providers.placeholder.people_head import Head

# Where clothes end and how wide they are there, as a share of the shoulders.
_HEMS = {
    "coat": (4.2, 0.92), "lab": (4.2, 0.9), "dress": (4.5, 1.15), "cloak": (5.7, 1.35),
    "apron": (3.3, 0.72), "suit": (3.2, 0.76), "uniform": (3.3, 0.76),
}  # fmt: skip
_SHORT = (3.0, 0.7)
_ADULT_FEET = 6.0
_FEET = {"child": 4.6, "teen": 5.4}
_SLIM = 0.86
_NIGHT = (14, 14, 18)


def feet_of(person: Person) -> float:
    """How far below the chin the ground is."""
    return _FEET.get(person.age, _ADULT_FEET)


def figure(pen: Pen, person: Person, palette: Palette, *, turn: float) -> None:
    """Draw `person` with the chin at the origin."""
    head, feet = Head(person, palette), feet_of(person)
    hem, flare = _HEMS.get(person.coat, _SHORT)
    hem *= feet / _ADULT_FEET
    cloth = cloth_of(person, palette, head.skin, hem=hem)
    hat_behind(pen, person, palette)
    head.behind(pen)
    for side in (1, -1):
        _leg(pen.at(0, 0, mirrored=side < 0), cloth, feet, _trousers(person, cloth, palette))
    neck(pen, cloth, thick=0.15)
    raised = pen.at(0, -0.14)
    _arm(raised, cloth, feet, mixed(cloth.main, cloth.dark, 0.75))
    _coat(raised, cloth, flare)
    clothes(raised, person, palette, cloth)
    _arm(raised.at(0, 0, mirrored=True), cloth, feet, mixed(cloth.main, cloth.light, 0.5))
    head.front(pen, turn=turn)
    hat_front(pen, person, palette)


def shadow(pen: Pen, person: Person, palette: Palette) -> None:
    """What the figure throws on the ground, to the right and towards us."""
    shape = "-0.5 0, 0.55 0, 3.6 1.5, 4.3 1.62, 4.5 1.8, 3.9 1.86, 3.2 1.72"
    pen.at(0, feet_of(person)).polygon(shape, faded(palette.tone(0.05, 0.04), 0.35))


def _trousers(person: Person, cloth: Cloth, palette: Palette) -> Colour:
    own = {"dress": cloth.skin, "overalls": mixed(cloth.main, cloth.dark, 0.75)}
    armoured = mixed(cloth.main, cloth.dark, 0.4) if person.coat == "armour" else None
    return own.get(person.coat) or armoured or mixed(cloth.dark, palette.tone(0.2, 0.03), 0.6)


def _coat(pen: Pen, cloth: Cloth, flare: float) -> None:
    w = cloth.width * _SLIM
    half = [
        (0.16, 0.26), (0.3, 0.34), (0.76 * w, 0.44), (0.93 * w, 0.64), (0.84 * w, 1.4),
        (0.68 * w, 2.1), (0.74 * w, 2.7), (flare * w, cloth.hem),
    ]  # fmt: skip
    right = smooth(half, closed=False)
    pen.polygon([*right, *((-x, y) for x, y in reversed(right))], cloth.main)
    shaded = mixed(cloth.main, cloth.dark, 0.5)
    pen.polygon([(0.04, 0.5), *right, (0.05, cloth.hem)], shaded)


def _leg(pen: Pen, cloth: Cloth, feet: float, fill: Colour) -> None:
    """The right one; its mirror image is the left one."""
    w = cloth.width * _SLIM
    hip = min(2.6, cloth.hem - 0.3)
    knee = (hip + feet) / 2
    shape = [
        (0.03, hip), (0.62 * w, hip), (0.5 * w, knee), (0.42 * w, feet - 0.12),
        (0.16 * w, feet - 0.12), (0.1 * w, knee),
    ]  # fmt: skip
    pen.polygon(shape, mixed(fill, _NIGHT, 0.12))
    shoe = pen.at(0, feet)
    outline = [(0.12, -0.2), (0.45, -0.2), (0.68, -0.02), (0.6, 0.06), (0.12, 0.04)]
    shoe.blob([(x * w, y) for x, y in outline], mixed(cloth.dark, _NIGHT, 0.75))


def _arm(pen: Pen, cloth: Cloth, feet: float, sleeve: Colour) -> None:
    """The right one; its mirror image is the left one."""
    w = cloth.width * _SLIM
    reach = 3.15 * feet / _ADULT_FEET
    pen.circle(w, reach + 0.12, 0.14, cloth.skin)
    shape = [
        (0.72, 0.5), (0.97, 0.62), (1.1, 1.6), (1.13, reach), (0.88, reach + 0.02), (0.86, 1.7),
        (0.74, 1.0),
    ]  # fmt: skip
    pen.blob([(x * w, y) for x, y in shape], sleeve)
