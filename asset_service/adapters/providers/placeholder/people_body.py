"""Neck, shoulders and clothes, in the units of `people_head`: one head high is 1."""

from collections.abc import Callable
from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.canvas import Colour, Pen, arc, smooth
from asset_service.adapters.providers.placeholder.palette import Palette, mixed
from asset_service.adapters.providers.placeholder.people_cues import Person


@dataclass(frozen=True)
class Cloth:
    """The colours of clothes, the half width of their shoulders, and where they end (`hem`)."""

    main: Colour
    dark: Colour
    light: Colour
    under: Colour
    metal: Colour
    skin: Colour
    shade: Colour
    width: float
    hem: float


def cloth_of(person: Person, palette: Palette, skin: Colour, *, hem: float = 4.0) -> Cloth:
    if person.coat_colour is not None:
        main = palette.lit(person.coat_colour, person.shift)
    elif person.coat == "lab":
        main = palette.tone(0.92, 0.01)
    else:
        main = palette.tone(0.42 + person.shift, 0.09)
    grown = {"slight": 0.84, "broad": 0.98, "middling": 0.91}[person.build]
    width = {"child": 0.66, "teen": 0.78}.get(person.age, grown)
    return Cloth(
        main=main,
        dark=mixed(main, palette.tone(0.12, 0.04), 0.32),
        light=mixed(main, palette.tone(0.98, 0.02), 0.18),
        under=palette.tone(0.9, 0.02, 0),
        metal=palette.tone(0.8, 0.08, 85 - palette.hue),
        skin=skin,
        shade=mixed(skin, palette.tone(0.22, 0.06), 0.34),
        width=width,
        hem=hem,
    )


def neck(pen: Pen, cloth: Cloth, *, thick: float = 0.17) -> None:
    pen.polygon(
        [(-thick, -0.2), (thick, -0.2), (thick + 0.05, 0.6), (-thick - 0.05, 0.6)], cloth.shade
    )


def nape(pen: Pen, cloth: Cloth) -> None:
    """The neck from the side, nose to the left."""
    pen.blob("-0.14 -0.12, 0.1 -0.4, 0.33 -0.42, 0.3 -0.1, 0.36 0.6, -0.16 0.6", cloth.shade)


def torso(pen: Pen, person: Person, palette: Palette, cloth: Cloth) -> None:
    """Shoulders and chest from the front, with what is worn on them."""
    w = cloth.width
    half = [(0.0, 0.3), (0.17, 0.24), (0.3, 0.33), (0.78 * w, 0.45), (0.98 * w, 0.62),
            (1.07 * w, 1.0), (1.12 * w, 1.9), (1.15 * w, cloth.hem), (0.0, cloth.hem)]  # fmt: skip
    right = smooth(half[1:7], closed=False) + half[7:]
    pen.polygon([*right, *((-x, y) for x, y in reversed(right))], cloth.main)
    # The side away from the light.
    pen.polygon(
        [(0.0, 0.6), *((x, y) for x, y in right if x >= 0.3), (0.12, cloth.hem)],  # noqa: PLR2004
        mixed(cloth.main, cloth.dark, 0.45),
    )
    for side in (-1, 1):
        pen.curve(
            [(side * 0.72 * w, 1.15), (side * 0.78 * w, 1.7), (side * 0.76 * w, 2.6)],
            0.025,
            cloth.dark,
        )
    clothes(pen, person, palette, cloth)


def clothes(pen: Pen, person: Person, palette: Palette, cloth: Cloth) -> None:
    """What is worn on the chest: collar, front, scarf and necklace."""
    _CLOTHES[person.coat](pen, cloth)
    if person.scarf:
        colour = (
            palette.lit(person.scarf_colour)
            if person.scarf_colour is not None
            else palette.tone(0.62, 0.13, 150)
        )
        _scarf(pen, colour, mixed(colour, palette.tone(0.14, 0.03), 0.35))
    if person.necklace:
        pen.line(arc(0, 0.28, 0.3, 0.52, 20, 160), 0.025, cloth.metal)
        pen.circle(0, 0.82, 0.06, cloth.metal)


def _opening(pen: Pen, cloth: Cloth, low: float) -> None:
    pen.polygon([(-0.2, 0.22), (0.2, 0.22), (0.0, low)], cloth.under)
    pen.polygon([(-0.15, 0.15), (0.15, 0.15), (0.0, 0.52)], cloth.shade)


def _lapels(pen: Pen, cloth: Cloth, low: float) -> None:
    for side in (1, -1):
        half = pen.at(0, 0, mirrored=side < 0)
        half.polygon(
            [
                (0.13, 0.18),
                (0.3, 0.3),
                (0.47, 0.62),
                (0.36, 0.72),
                (0.4, 0.8),
                (0.0, low),
                (0.06, 0.7),
            ],
            cloth.light if side < 0 else cloth.main,
        )
        half.line(
            [(0.3, 0.3), (0.47, 0.62), (0.36, 0.72), (0.4, 0.8), (0.0, low)], 0.016, cloth.dark
        )


def _front(pen: Pen, cloth: Cloth, start: float, *, buttons: bool = True) -> None:
    pen.line([(0.0, start), (0.02, cloth.hem)], 0.018, cloth.dark)
    if buttons:
        for number in range(5):
            pen.circle(0.1, start + 0.16 + number * 0.36, 0.035, cloth.dark)


def _collar_points(pen: Pen, colour: Colour, edge: Colour) -> None:
    for side in (1, -1):
        half = pen.at(0, 0, mirrored=side < 0)
        half.polygon("0.16 0.14, 0.24 0.26, 0.2 0.58, 0 0.4", colour)
        half.line("0.24 0.26, 0.2 0.58, 0 0.4", 0.014, edge)


def _coat(pen: Pen, cloth: Cloth) -> None:
    _opening(pen, cloth, 1.15)
    _lapels(pen, cloth, 1.2)
    _front(pen, cloth, 1.2)
    for side in (1, -1):
        half = pen.at(0, 0, mirrored=side < 0)
        half.polygon("0.14 0.08, 0.3 0.2, 0.42 0.42, 0.3 0.5, 0.15 0.3", cloth.light)
        half.line("0.14 0.08, 0.3 0.2, 0.42 0.42, 0.3 0.5, 0.15 0.3", 0.014, cloth.dark)


def _suit(pen: Pen, cloth: Cloth) -> None:
    _opening(pen, cloth, 1.35)
    pen.polygon(
        "-0.07 0.42, 0.07 0.42, 0.04 0.52, 0.09 1.1, 0 1.25, -0.09 1.1, -0.04 0.52", cloth.dark
    )
    _collar_points(pen, cloth.under, cloth.dark)
    _lapels(pen, cloth, 1.4)
    _front(pen, cloth, 1.4)


def _lab(pen: Pen, cloth: Cloth) -> None:
    _opening(pen, cloth, 1.3)
    _lapels(pen, cloth, 1.3)
    _front(pen, cloth, 1.3)
    pen.line("0.4 1.15, 0.7 1.15, 0.69 1.5, 0.41 1.5, 0.4 1.15", 0.02, cloth.dark)
    pen.line("0.5 1.02, 0.5 1.25", 0.04, cloth.metal, rounded=True)


def _shirt(pen: Pen, cloth: Cloth) -> None:
    pen.polygon("-0.16 0.15, 0.16 0.15, 0 0.5", cloth.shade)
    _collar_points(pen, cloth.light, cloth.dark)
    _front(pen, cloth, 0.45)
    pen.line("0.36 1.1, 0.66 1.1, 0.65 1.42, 0.5 1.5, 0.37 1.42, 0.36 1.1", 0.018, cloth.dark)


def _tee(pen: Pen, cloth: Cloth) -> None:
    pen.polygon(
        [(-0.24, 0.2), *reversed(arc(0, 0.24, 0.24, 0.22, 0, 180)), (0.24, 0.2)], cloth.shade
    )
    pen.line(arc(0, 0.24, 0.26, 0.24, 0, 180), 0.04, cloth.light)


def _roll(pen: Pen, cloth: Cloth) -> None:
    pen.blob("-0.23 -0.02, 0 0.04, 0.23 -0.02, 0.27 0.3, 0 0.38, -0.27 0.3", cloth.light)
    for height in (0.12, 0.21):
        pen.curve(
            [(-0.24, height - 0.02), (0.0, height + 0.05), (0.24, height - 0.02)], 0.016, cloth.dark
        )
    for shift in (-0.4, -0.2, 0.0, 0.2, 0.4):
        pen.line([(shift, 0.55), (shift * 1.1, cloth.hem)], 0.012, cloth.dark)


def _hoodie(pen: Pen, cloth: Cloth) -> None:
    pen.blob(
        (
            "-0.5 0.42, -0.42 0.1, -0.2 0.16, 0 0.44, 0.2 0.16, 0.42 0.1, 0.5 0.42, "
            "0.2 0.6, 0 0.72, -0.2 0.6"
        ),
        cloth.light,
    )
    pen.polygon("-0.17 0.12, 0.17 0.12, 0.06 0.5, -0.06 0.5", cloth.shade)
    for side in (-1, 1):
        pen.curve(
            [(side * 0.1, 0.56), (side * 0.13, 0.85), (side * 0.11, 1.15)], 0.028, cloth.under
        )
        pen.circle(side * 0.11, 1.17, 0.03, cloth.dark)
    pen.curve("-0.6 2.1, -0.45 1.75, 0.45 1.75, 0.6 2.1", 0.02, cloth.dark)


def _dress(pen: Pen, cloth: Cloth) -> None:
    pen.blob("-0.52 0.4, -0.2 0.2, 0.2 0.2, 0.52 0.4, 0.4 0.75, 0 0.95, -0.4 0.75", cloth.skin)
    pen.blob("0 0.5, 0.2 0.2, 0.52 0.4, 0.4 0.75, 0.05 0.94", cloth.shade)
    pen.polygon("-0.17 0.0, 0.17 0.0, 0.22 0.45, -0.22 0.45", cloth.shade)
    pen.curve("-0.53 0.4, -0.4 0.75, 0 0.96, 0.4 0.75, 0.53 0.4", 0.035, cloth.light)


def _cloak(pen: Pen, cloth: Cloth) -> None:
    w = cloth.width
    for side in (1, -1):
        half = pen.at(0, 0, mirrored=side < 0)
        half.blob(
            [
                (0.02, 0.36),
                (0.3, 0.2),
                (0.8 * w, 0.42),
                (1.15 * w, 1.0),
                (1.3 * w, 2.4),
                (0.5, 2.6),
                (0.2, 1.2),
            ],
            cloth.main if side < 0 else mixed(cloth.main, cloth.dark, 0.5),
        )
        half.curve("0.14 0.5, 0.35 1.2, 0.5 2.4", 0.02, cloth.dark)
        half.curve("0.45 0.5, 0.72 1.2, 0.85 2.2", 0.016, cloth.dark)
    pen.polygon("-0.14 0.16, 0.14 0.16, 0.05 0.42, -0.05 0.42", cloth.shade)
    pen.circle(0, 0.46, 0.075, cloth.metal)


def _uniform(pen: Pen, cloth: Cloth) -> None:
    pen.polygon("-0.22 0.06, 0.22 0.06, 0.27 0.36, 0 0.44, -0.27 0.36", cloth.light)
    pen.line("0 0.1, 0 0.44", 0.018, cloth.dark)
    _front(pen, cloth, 0.44, buttons=False)
    for side in (-1, 1):
        pen.line(
            [(side * 0.5 * cloth.width, 0.42), (side * 0.95 * cloth.width, 0.62)], 0.11, cloth.metal
        )
        for number in range(4):
            pen.circle(side * 0.17, 0.68 + number * 0.34, 0.04, cloth.metal)
    for number, tint in enumerate((cloth.under, cloth.metal, cloth.light)):
        pen.rect(0.38 + number * 0.12, 0.92, 0.48 + number * 0.12, 1.0, tint)


def _apron(pen: Pen, cloth: Cloth) -> None:
    _shirt(pen, cloth)
    pen.polygon([(-0.42, 0.85), (0.42, 0.85), (0.58, cloth.hem), (-0.58, cloth.hem)], cloth.under)
    pen.line("-0.4 0.87, -0.26 0.3", 0.06, cloth.under)
    pen.line("0.4 0.87, 0.26 0.3", 0.06, cloth.under)
    pen.line("-0.24 1.25, 0.24 1.25, 0.24 1.65, -0.24 1.65, -0.24 1.25", 0.016, cloth.dark)


def _overalls(pen: Pen, cloth: Cloth) -> None:
    pen.polygon(
        [(-0.24, 0.2), *reversed(arc(0, 0.24, 0.24, 0.22, 0, 180)), (0.24, 0.2)], cloth.shade
    )
    bib = mixed(cloth.main, cloth.dark, 0.75)
    pen.polygon([(-0.46, 1.0), (0.46, 1.0), (0.62, cloth.hem), (-0.62, cloth.hem)], bib)
    for side in (-1, 1):
        pen.line([(side * 0.4, 1.04), (side * 0.42, 0.36)], 0.13, bib)
        pen.circle(side * 0.4, 1.08, 0.055, cloth.metal)
    pen.line("-0.2 1.3, 0.2 1.3, 0.2 1.65, -0.2 1.65, -0.2 1.3", 0.018, cloth.main)


def _armour(pen: Pen, cloth: Cloth) -> None:
    w = cloth.width
    pen.polygon("-0.26 0.1, 0.26 0.1, 0.34 0.4, -0.34 0.4", cloth.light)
    for side in (1, -1):
        half = pen.at(0, 0, mirrored=side < 0)
        for step in range(3):
            plate = half.at(0.45 * w, 0.4 + step * 0.165)
            fill = cloth.light if side < 0 else cloth.main
            plate.blob("0 0, 0.39 -0.04, 0.7 0.23, 0.66 0.48, 0.24 0.34", fill)
            plate.curve("0.24 0.34, 0.54 0.41, 0.66 0.48", 0.014, cloth.dark)
    pen.curve("-0.55 1.5, 0 1.75, 0.55 1.5", 0.022, cloth.dark)
    pen.line("0 0.45, 0 1.74", 0.016, cloth.dark)


def _scarf(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.polygon("0.1 0.35, 0.36 0.35, 0.42 1.35, 0.16 1.4", dark)
    pen.blob("-0.34 0.12, 0 0.2, 0.34 0.12, 0.4 0.36, 0.1 0.5, -0.2 0.5, -0.4 0.36", colour)
    pen.curve("-0.3 0.26, 0 0.36, 0.32 0.24", 0.016, dark)


_CLOTHES: dict[str, Callable[[Pen, Cloth], None]] = {
    "coat": _coat, "suit": _suit, "lab": _lab, "shirt": _shirt, "tee": _tee, "roll": _roll,
    "hoodie": _hoodie, "dress": _dress, "cloak": _cloak, "uniform": _uniform, "apron": _apron,
    "overalls": _overalls, "armour": _armour,
}  # fmt: skip
