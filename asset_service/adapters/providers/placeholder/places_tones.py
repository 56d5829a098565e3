"""The colours of a place, and the small parts that landscapes share: trees, windows, cottages.

Like all that stands in a landscape they have the ground at y = 0 and up is minus.
"""

from dataclasses import dataclass
from typing import Self

from asset_service.adapters.providers.placeholder.canvas import Colour, Pen, arc
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette
from asset_service.adapters.providers.placeholder.things_inks import Inks


@dataclass(frozen=True)
class Tones:
    """Walls in light and shade, roofs, dark shapes, foliage, window light; and choices to make."""

    wall: Colour
    shade: Colour
    roof: Colour
    roof_dark: Colour
    dark: Colour
    leaf: Colour
    leaf_dark: Colour
    accent: Colour
    pale: Colour
    lit: Colour
    glow: Colour
    inks: Inks
    dice: Dice

    @classmethod
    def of(cls, seen: Palette, dice: Dice, *, snowy: bool) -> Self:
        night = seen.light is Light.NIGHT
        bright = seen.light in {Light.NIGHT, Light.DUSK}
        return cls(
            wall=seen.tone(0.84, 0.04, 25),
            shade=seen.tone(0.66, 0.06, 10),
            roof=seen.tone(0.95, 0.01) if snowy else seen.tone(0.5, 0.11, 30),
            roof_dark=seen.tone(0.82, 0.03) if snowy else seen.tone(0.38, 0.09, 25),
            dark=seen.tone(0.28, 0.05),
            leaf=seen.tone(0.46, 0.09, -25),
            leaf_dark=seen.tone(0.35, 0.08, -30),
            accent=seen.tone(0.62, 0.15, 170),
            pale=seen.tone(0.95, 0.02, 20),
            lit=(255, 224, 150) if bright else seen.tone(0.42, 0.06, -20),
            glow=(255, 226, 160, 110) if night else (255, 236, 190, 50),
            inks=Inks.of(seen, None),
            dice=dice,
        )


def tree(pen: Pen, leaf: Colour, trunk: Colour, *, pine: bool) -> None:
    pen.polygon("-0.035 0.02, -0.022 -0.5, 0.022 -0.5, 0.035 0.02", trunk)
    if pine:
        for step in range(3):
            top, wide = -1.0 + step * 0.24, 0.15 + step * 0.07
            pen.polygon([(0, top), (wide, top + 0.36), (-wide, top + 0.36)], leaf)
    else:
        pen.blob(
            (
                "-0.3 -0.45, -0.34 -0.68, -0.16 -0.9, 0.05 -1.0, 0.26 -0.86, "
                "0.36 -0.62, 0.26 -0.42, 0 -0.36"
            ),
            leaf,
        )


def trees(pen: Pen, tones: Tones, places: str) -> None:
    for spot in places.split(","):
        x, size = (float(part) for part in spot.split())
        pine = tones.dice.chance(0.5)
        tree(pen.at(x, 0.02, size), tones.leaf, tones.leaf_dark, pine=pine)


def window(  # noqa: PLR0913, PLR0917 - a place and a size
    pen: Pen, tones: Tones, x: float, y: float, w: float, h: float
) -> None:
    pen.glow(x + w / 2, y + h / 2, w * 2.2, h * 1.9, tones.glow)
    pen.rect(x, y, x + w, y + h, tones.lit)
    pen.rect(x + w * 0.45, y, x + w * 0.55, y + h, tones.shade)
    pen.rect(x, y + h * 0.46, x + w, y + h * 0.54, tones.shade)


def cottage(pen: Pen, tones: Tones) -> None:
    """A gabled house, 1 wide and about 0.8 high."""
    pen.rect(0.22, -0.86, 0.32, -0.5, tones.shade)
    pen.polygon("-0.5 0, -0.5 -0.42, -0.2 -0.78, 0.1 -0.42, 0.1 0", tones.wall)
    pen.polygon("0.1 0, 0.1 -0.42, 0.5 -0.42, 0.5 0", tones.shade)
    pen.polygon("-0.2 -0.82, 0.36 -0.82, 0.58 -0.4, 0.1 -0.4", tones.roof)
    pen.polygon(
        "-0.2 -0.82, -0.56 -0.4, -0.48 -0.38, -0.2 -0.72, 0.06 -0.38, 0.12 -0.4", tones.roof_dark
    )
    pen.rect(-0.27, -0.26, -0.12, 0, tones.dark)
    window(pen, tones, -0.44, -0.34, 0.11, 0.14)
    window(pen, tones, 0.22, -0.3, 0.16, 0.15)
    pen.circle(-0.2, -0.54, 0.05, tones.lit)


def steeple(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.16, -0.9, 0.02, 0, tones.wall)
    pen.rect(0.02, -0.9, 0.16, 0, tones.shade)
    pen.polygon("-0.2 -0.88, 0 -1.4, 0.2 -0.88", tones.roof_dark)
    pen.polygon("-0.2 -0.88, 0 -1.4, 0.02 -0.88", tones.roof)
    pen.line("0 -1.4, 0 -1.56", 0.02, tones.dark)
    pen.line("-0.05 -1.5, 0.05 -1.5", 0.02, tones.dark)
    pen.polygon([(-0.06, -0.58), *arc(0, -0.7, 0.06, 0.09, 180, 360), (0.06, -0.58)], tones.lit)
