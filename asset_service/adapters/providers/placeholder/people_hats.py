"""Headgear, in the units of `people_head`; nearly the same from the front and from the side."""

from asset_service.adapters.providers.placeholder.canvas import Colour, Pen, arc, both_sides
from asset_service.adapters.providers.placeholder.palette import Palette, mixed
from asset_service.adapters.providers.placeholder.people_cues import Person


def hat_behind(pen: Pen, person: Person, palette: Palette) -> None:
    """What of the headgear lies behind head and shoulders."""
    colour = hat_colour(person, palette)
    if person.hat == "hood":
        pen.blob(
            both_sides("0 -1.27, 0.3 -1.18, 0.52 -0.85, 0.56 -0.4, 0.62 0.2, 0.5 0.5, 0 0.55"),
            colour,
        )
        pen.blob(
            both_sides("0 -1.12, 0.25 -1.05, 0.42 -0.8, 0.44 -0.4, 0.4 0.1, 0 0.3"),
            mixed(colour, palette.tone(0.12, 0.03), 0.7),
        )
    elif person.hat == "scarf":
        pen.blob(
            both_sides("0 -1.1, 0.3 -1.04, 0.46 -0.75, 0.48 -0.3, 0.55 0.2, 0.42 0.5, 0 0.45"),
            mixed(colour, palette.tone(0.2, 0.05), 0.3),
        )


def hat_front(pen: Pen, person: Person, palette: Palette) -> None:
    draw = _HATS.get(person.hat)
    if draw is not None:
        colour = hat_colour(person, palette)
        draw(pen, colour, mixed(colour, palette.tone(0.16, 0.04), 0.45))


def hat_colour(person: Person, palette: Palette) -> Colour:
    if person.hat_colour is not None:
        return palette.lit(person.hat_colour)
    if person.hat == "hood":
        return palette.lit(person.coat_colour) if person.coat_colour else palette.tone(0.4, 0.09)
    if person.hat == "crown":
        return palette.tone(0.78, 0.12, 85 - palette.hue)
    if person.hat in {"chef", "bubble"}:
        return palette.tone(0.95, 0.01)
    return palette.tone(0.34, 0.06, 20)


def _fedora(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob("-0.4 -0.8, -0.39 -1.15, -0.2 -1.33, 0 -1.27, 0.2 -1.33, 0.39 -1.15, 0.4 -0.8", colour)
    pen.polygon("-0.41 -0.94, 0.41 -0.94, 0.42 -0.78, -0.42 -0.78", dark)
    pen.blob(
        "-0.78 -0.82, -0.4 -0.83, 0 -0.86, 0.4 -0.83, 0.78 -0.82, 0.5 -0.71, 0 -0.68, -0.5 -0.71",
        colour,
    )


def _top(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.polygon("-0.36 -0.8, -0.42 -1.6, 0.42 -1.6, 0.36 -0.8", colour)
    pen.polygon("-0.375 -0.98, 0.375 -0.98, 0.37 -0.8, -0.37 -0.8", dark)
    pen.ellipse(0, -0.8, 0.62, 0.09, colour)


def _cowboy(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob(
        "-0.38 -0.8, -0.33 -1.2, -0.17 -1.36, 0 -1.24, 0.17 -1.36, 0.33 -1.2, 0.38 -0.8", colour
    )
    pen.polygon("-0.38 -0.92, 0.38 -0.92, 0.39 -0.8, -0.39 -0.8", dark)
    pen.blob(
        "-0.95 -1.02, -0.6 -0.84, 0 -0.86, 0.6 -0.84, 0.95 -1.02, 0.62 -0.7, 0 -0.67, -0.62 -0.7",
        colour,
    )


def _sun(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.ellipse(0, -0.78, 0.95, 0.17, colour)
    pen.blob("-0.4 -0.8, -0.36 -1.12, 0 -1.24, 0.36 -1.12, 0.4 -0.8, 0 -0.76", colour)
    pen.polygon("-0.4 -0.93, 0.4 -0.93, 0.41 -0.8, -0.41 -0.8", dark)


def _cap(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob("-0.41 -0.72, -0.4 -1, -0.2 -1.15, 0.1 -1.16, 0.36 -1.02, 0.42 -0.72, 0 -0.78", colour)
    pen.blob("-0.62 -0.69, -0.4 -0.8, 0 -0.84, 0.3 -0.78, 0.1 -0.71, -0.3 -0.65", dark)


def _peaked(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob(
        "-0.4 -0.92, -0.55 -1.15, -0.3 -1.27, 0 -1.3, 0.3 -1.27, 0.55 -1.15, 0.4 -0.92, 0 -0.97",
        colour,
    )
    pen.polygon("-0.41 -0.94, 0.41 -0.94, 0.4 -0.78, -0.4 -0.78", dark)
    pen.blob("-0.4 -0.8, 0 -0.84, 0.4 -0.8, 0.3 -0.69, 0 -0.65, -0.3 -0.69", dark)
    pen.circle(0, -1.05, 0.07, (222, 190, 110))


def _beanie(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob(
        "-0.41 -0.78, -0.4 -1.02, -0.2 -1.22, 0 -1.26, 0.2 -1.22, 0.4 -1.02, 0.41 -0.78", colour
    )
    pen.rounded(-0.43, -0.88, 0.43, -0.7, 0.08, dark)


def _beret(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob(
        "-0.38 -0.8, -0.5 -1, -0.3 -1.16, 0.15 -1.18, 0.6 -1.02, 0.58 -0.9, 0.36 -0.8, 0 -0.86",
        colour,
    )
    pen.polygon("-0.38 -0.87, 0.37 -0.87, 0.38 -0.79, -0.39 -0.79", dark)
    pen.line("0.05 -1.16, 0.09 -1.25", 0.04, dark, rounded=True)


def _turban(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.blob(
        "-0.42 -0.68, -0.48 -0.95, -0.3 -1.22, 0 -1.3, 0.3 -1.22, 0.48 -0.95, 0.42 -0.68, 0 -0.84",
        colour,
    )
    for shift in (0.0, 0.14, 0.28):
        pen.curve(
            [(-0.4, -0.74 - shift), (0.0, -0.9 - shift), (0.3, -1.1 - shift * 0.5)], 0.018, dark
        )
    pen.curve("0.4 -0.74, 0.1 -0.84, 0 -0.88", 0.018, dark)


def _crown(pen: Pen, colour: Colour, dark: Colour) -> None:
    points = (
        "-0.38 -0.8, -0.44 -1.2, -0.23 -0.98, -0.12 -1.27, 0 -1, 0.12 -1.27, "
        "0.23 -0.98, 0.44 -1.2, 0.38 -0.8"
    )
    pen.polygon(points, colour)
    pen.polygon("-0.39 -0.87, 0.39 -0.87, 0.38 -0.77, -0.38 -0.77", dark)
    for x, y in ((-0.44, -1.2), (-0.12, -1.27), (0.12, -1.27), (0.44, -1.2)):
        pen.circle(x, y, 0.04, colour)


def _helmet(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.polygon([*arc(0, -0.74, 0.47, 0.5, 180, 360), (0.5, -0.7), (-0.5, -0.7)], colour)
    pen.rounded(-0.56, -0.77, 0.56, -0.68, 0.04, dark)
    pen.rounded(-0.05, -1.25, 0.05, -0.76, 0.04, dark)


def _chef(pen: Pen, colour: Colour, dark: Colour) -> None:
    for x, y, r in ((-0.28, -1.22, 0.22), (0.28, -1.22, 0.22), (0.0, -1.32, 0.26)):
        pen.circle(x, y, r, colour)
    pen.polygon("-0.38 -0.78, -0.4 -1.25, 0.4 -1.25, 0.38 -0.78", colour)
    pen.line("-0.385 -0.95, 0.385 -0.95", 0.016, dark)


def _hood(pen: Pen, colour: Colour, dark: Colour) -> None:
    rim = "0 -1.12, 0.27 -1.04, 0.43 -0.8, 0.44 -0.4, 0.36 0.06, 0.24 0.24"
    outer = "0.3 0.36, 0.5 0.1, 0.56 -0.4, 0.52 -0.85, 0.3 -1.18, 0 -1.27"
    for half in (pen, pen.at(0, 0, mirrored=True)):
        half.blob(f"{rim}, {outer}", colour)
        half.curve(rim, 0.025, dark)


def _scarf(pen: Pen, colour: Colour, dark: Colour) -> None:
    rim = "0 -0.9, 0.22 -0.84, 0.33 -0.62, 0.33 -0.35, 0.25 -0.12, 0 0.06"
    outer = "0 0.36, 0.4 0.3, 0.5 0, 0.47 -0.5, 0.42 -0.85, 0.25 -1.05, 0 -1.1"
    for half in (pen, pen.at(0, 0, mirrored=True)):
        half.blob(f"{rim}, {outer}", colour)
    pen.curve("-0.28 0.12, 0 0.2, 0.3 0.08", 0.02, dark)


def _phones(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.line(arc(0, -0.55, 0.44, 0.54, 180, 360), 0.06, dark)
    for side in (-1, 1):
        pen.rounded(side * 0.42 - 0.08, -0.6, side * 0.42 + 0.08, -0.32, 0.06, colour)


def _bubble(pen: Pen, colour: Colour, dark: Colour) -> None:
    pen.circle(0, -0.52, 0.72, (*colour[:3], 60))
    pen.ring(0, -0.52, 0.72, 0.06, colour)
    pen.line(arc(0, -0.52, 0.58, 0.58, 200, 250), 0.05, (255, 255, 255, 150))
    pen.rounded(-0.55, 0.05, 0.55, 0.2, 0.07, dark)


_HATS = {
    "bubble": _bubble,
    "fedora": _fedora,
    "top": _top,
    "cowboy": _cowboy,
    "sun": _sun,
    "cap": _cap,
    "peaked": _peaked,
    "beanie": _beanie,
    "beret": _beret,
    "turban": _turban,
    "crown": _crown,
    "helmet": _helmet,
    "chef": _chef,
    "hood": _hood,
    "scarf": _scarf,
    "phones": _phones,
}
