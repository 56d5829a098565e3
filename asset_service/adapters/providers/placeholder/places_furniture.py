"""What stands in homes: the floor at y = 0, up is minus, a door is about 1 high."""

from asset_service.adapters.providers.placeholder import things_carried as carried
from asset_service.adapters.providers.placeholder import things_home as home
from asset_service.adapters.providers.placeholder.canvas import Pen, arc
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.places_tones import Tones


def bed(pen: Pen, tones: Tones) -> None:
    pen.rounded(-0.78, -0.62, -0.7, 0, 0.03, tones.inks.wood_dark)
    pen.rounded(-0.78, -0.62, -0.5, -0.2, 0.06, tones.inks.wood)
    pen.rect(-0.72, -0.26, 0.75, -0.08, tones.pale)
    pen.rounded(-0.68, -0.38, -0.3, -0.22, 0.07, tones.pale)
    pen.blob(
        "-0.34 -0.34, 0.0 -0.38, 0.5 -0.33, 0.78 -0.3, 0.78 -0.02, 0.2 -0.06, -0.3 -0.04",
        tones.roof,
    )
    pen.blob("0.2 -0.36, 0.5 -0.33, 0.78 -0.3, 0.78 -0.02, 0.3 -0.06", tones.roof_dark)
    pen.rect(0.7, -0.4, 0.78, 0, tones.inks.wood_dark)


def nightstand(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.2, -0.36, 0.2, 0, tones.inks.wood)
    pen.rect(-0.23, -0.4, 0.23, -0.35, tones.inks.wood_dark)
    pen.circle(0, -0.2, 0.025, tones.inks.metal)
    home.lamp(pen.at(0, -0.58, 0.19), tones.inks)


def wardrobe(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.36, -1.12, 0.36, 0, tones.inks.wood)
    pen.rect(0.0, -1.12, 0.36, 0, mixed(tones.inks.wood, tones.inks.wood_dark, 0.5))
    pen.rect(-0.4, -1.17, 0.4, -1.1, tones.inks.wood_dark)
    pen.rect(-0.01, -1.1, 0.01, 0, tones.inks.wood_dark)
    for x in (-0.06, 0.06):
        pen.circle(x, -0.55, 0.025, tones.inks.metal)


def sofa(pen: Pen, tones: Tones) -> None:
    pen.rounded(-0.7, -0.62, 0.7, -0.15, 0.12, tones.roof_dark)
    pen.rounded(-0.85, -0.42, -0.58, -0.02, 0.1, tones.roof)
    pen.rounded(0.58, -0.42, 0.85, -0.02, 0.1, tones.roof_dark)
    pen.rounded(-0.62, -0.3, 0.0, -0.06, 0.06, tones.roof)
    pen.rounded(0.0, -0.3, 0.62, -0.06, 0.06, mixed(tones.roof, tones.roof_dark, 0.5))
    pen.at(-0.38, -0.42, angle=-12).rounded(-0.14, -0.14, 0.14, 0.14, 0.05, tones.accent)
    for x in (-0.68, 0.68):
        pen.rect(x - 0.03, -0.03, x + 0.03, 0.03, tones.dark)


def table(pen: Pen, tones: Tones) -> None:
    home.chair(pen.at(-0.62, -0.36, 0.34), tones.inks)
    home.chair(pen.at(0.62, -0.36, 0.34, mirrored=True), tones.inks)
    pen.rect(-0.55, -0.5, 0.55, -0.43, tones.inks.wood)
    for x in (-0.46, 0.46):
        pen.rect(x - 0.03, -0.45, x + 0.03, 0, tones.inks.wood_dark)
    carried.apple(pen.at(0.12, -0.58, 0.08), tones.inks)
    pen.rounded(-0.28, -0.6, -0.12, -0.5, 0.03, tones.pale)


def small_table(pen: Pen, tones: Tones) -> None:
    for side in (-1, 1):
        pen.rounded(side * 0.42 - 0.13, -0.32, side * 0.42 + 0.13, -0.26, 0.03, tones.roof)
        pen.line([(side * 0.42, -0.28), (side * 0.42, 0)], 0.03, tones.dark)
    pen.ellipse(0, -0.5, 0.34, 0.05, tones.inks.wood)
    pen.rect(-0.025, -0.5, 0.025, 0, tones.dark)
    pen.ellipse(0, 0, 0.2, 0.03, tones.dark)
    home.candle(pen.at(0.05, -0.63, 0.12), tones.inks)


def desk(pen: Pen, tones: Tones) -> None:
    home.chair(pen.at(0.1, -0.4, 0.38), tones.inks)
    pen.rect(-0.7, -0.5, 0.7, -0.44, tones.inks.wood)
    pen.rect(-0.66, -0.45, -0.28, 0, tones.inks.wood_dark)
    for y in (-0.4, -0.26, -0.12):
        pen.rect(-0.62, y, -0.32, y + 0.1, tones.inks.wood)
    pen.rect(0.6, -0.45, 0.66, 0, tones.inks.wood_dark)
    home.laptop(pen.at(0.0, -0.66, 0.21), tones.inks)
    home.lamp(pen.at(-0.5, -0.68, 0.19), tones.inks)


def shelf(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.5, -1.25, 0.5, 0, tones.inks.wood_dark)
    pen.rect(-0.45, -1.2, 0.45, -0.05, tones.dark)
    colours = (tones.roof, tones.accent, tones.pale, tones.shade, tones.inks.metal, tones.roof_dark)
    for row in range(4):
        floor, x = -0.08 - row * 0.29, -0.43
        while x < 0.38:  # noqa: PLR2004 - the shelf's end
            thick, tall = tones.dice.between(0.035, 0.07), tones.dice.between(0.15, 0.23)
            pen.rect(x, floor - tall, x + thick, floor, tones.dice.pick(colours))
            x += thick + (0.09 if tones.dice.chance(0.12) else 0.008)
        pen.rect(-0.47, floor, 0.47, floor + 0.03, tones.inks.wood)


def counter(pen: Pen, tones: Tones) -> None:
    pen.rect(-1.1, -0.5, 1.1, 0, tones.shade)
    pen.rect(-1.15, -0.56, 1.15, -0.49, tones.inks.wood)
    for step in range(5):
        pen.rect(
            -1.05 + step * 0.43,
            -0.42,
            -0.68 + step * 0.43,
            -0.06,
            mixed(tones.shade, tones.dark, 0.22),
        )
        pen.rect(-0.94 + step * 0.43, -0.36, -0.79 + step * 0.43, -0.34, tones.inks.metal)


def stove(pen: Pen, tones: Tones) -> None:
    counter(pen, tones)
    pen.rect(-0.25, -0.56, 0.35, 0, tones.inks.steel)
    pen.rounded(-0.16, -0.36, 0.26, -0.08, 0.03, tones.dark)
    pen.rect(-0.16, -0.43, 0.26, -0.4, tones.dark)
    pen.rounded(-0.14, -0.72, 0.14, -0.56, 0.03, tones.accent)
    pen.line("0.14 -0.66, 0.3 -0.68", 0.025, tones.dark)
    pen.rect(-1.05, -1.32, -0.45, -0.98, tones.inks.wood)
    pen.rect(0.5, -1.32, 1.08, -0.98, tones.inks.wood)
    for x in (-0.75, 0.79):
        pen.rect(x - 0.01, -1.32, x + 0.01, -0.98, tones.inks.wood_dark)
    pen.polygon("-0.2 -1.32, 0.3 -1.32, 0.42 -1.05, -0.32 -1.05", tones.inks.steel)


def fridge(pen: Pen, tones: Tones) -> None:
    pen.rounded(-0.28, -1.15, 0.28, 0, 0.05, tones.pale)
    pen.rect(-0.28, -0.72, 0.28, -0.7, tones.shade)
    for top, bottom in ((-0.92, -0.78), (-0.62, -0.4)):
        pen.rounded(-0.21, top, -0.17, bottom, 0.02, tones.shade)


def bath(pen: Pen, tones: Tones) -> None:
    pen.blob("-0.85 -0.5, 0.75 -0.5, 0.7 -0.15, 0.5 -0.03, -0.6 -0.03, -0.8 -0.2", tones.pale)
    pen.rounded(-0.92, -0.54, 0.82, -0.47, 0.03, tones.shade)
    pen.line("0.6 -0.5, 0.6 -0.78, 0.45 -0.78, 0.45 -0.72", 0.035, tones.inks.metal)
    for x in (-0.55, 0.48):
        pen.line([(x, -0.05), (x, 0.03)], 0.06, tones.inks.metal)


def basin(pen: Pen, tones: Tones) -> None:
    home.mirror(pen.at(0, -1.0, 0.32), tones.inks)
    pen.blob("-0.3 -0.6, 0.3 -0.6, 0.2 -0.42, -0.2 -0.42", tones.pale)
    pen.polygon("-0.08 -0.44, 0.08 -0.44, 0.11 0, -0.11 0", tones.shade)
    pen.line("0 -0.6, 0 -0.72, 0.1 -0.72", 0.025, tones.inks.metal)


def fireplace(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.5, -0.85, 0.5, 0, tones.shade)
    pen.rect(-0.6, -0.93, 0.6, -0.83, tones.inks.wood)
    pen.polygon([(-0.3, 0), (-0.3, -0.4), *arc(0, -0.4, 0.3, 0.2, 180, 360), (0.3, 0)], tones.dark)
    pen.glow(0, -0.15, 0.5, 0.4, (255, 170, 80, 150))
    pen.blob("0 -0.42, 0.14 -0.18, 0.1 -0.03, -0.1 -0.03, -0.15 -0.2", (244, 138, 60))
    pen.blob("0 -0.26, 0.07 -0.12, 0 -0.03, -0.07 -0.12", (255, 226, 150))
    home.clock(pen.at(-0.25, -1.06, 0.13), tones.inks)
    pen.rounded(0.2, -1.1, 0.3, -0.93, 0.03, tones.accent)


def plant(pen: Pen, tones: Tones) -> None:
    for angle in (-62, -35, -8, 20, 48):
        pen.at(0, -0.28, angle=angle).blob(
            "0 0, 0.08 -0.25, 0 -0.55, -0.08 -0.25", tones.leaf if angle < 0 else tones.leaf_dark
        )
    pen.polygon("-0.16 -0.3, 0.16 -0.3, 0.12 0, -0.12 0", tones.roof)


def picture(pen: Pen, tones: Tones) -> None:
    home.frame(pen.at(0, -1.0, 0.24), tones.inks)


def door(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.28, -1.08, 0.28, 0, tones.inks.wood_dark)
    pen.rect(-0.23, -1.03, 0.23, 0, tones.inks.wood)
    for y in (-0.95, -0.48):
        pen.rect(-0.15, y, 0.15, y + 0.36, mixed(tones.inks.wood, tones.inks.wood_dark, 0.4))
    pen.circle(0.17, -0.5, 0.028, tones.inks.metal)
