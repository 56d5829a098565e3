"""Pictograms of papers, bags, clothes and toys; see `things_small` for the box."""

from asset_service.adapters.providers.placeholder.canvas import Pen, arc
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.things_inks import Inks


def photograph(pen: Pen, ink: Inks) -> None:
    back = pen.at(0.12, 0.05, angle=9)
    back.rect(-0.78, -0.85, 0.78, 0.85, ink.paper_dark)
    pen = pen.at(-0.05, 0.02, angle=-5)
    pen.rect(-0.8, -0.88, 0.8, 0.9, ink.paper)
    pen.rect(-0.66, -0.74, 0.66, 0.5, mixed(ink.main, ink.paper, 0.45))
    pen.circle(0.32, -0.42, 0.16, ink.paper)
    pen.blob("-0.66 0.5, -0.66 0.1, -0.3 -0.2, 0.05 0.12, 0.3 -0.02, 0.66 0.2, 0.66 0.5", ink.dark)
    pen.rect(-0.66, 0.42, 0.66, 0.5, ink.deep)


def chart(pen: Pen, ink: Inks) -> None:
    pen.polygon(
        "-1 -0.62, -0.34 -0.8, 0.34 -0.62, 1 -0.8, 1 0.66, 0.34 0.84, -0.34 0.66, -1 0.84",
        ink.paper,
    )
    pen.polygon("-0.34 -0.8, 0.34 -0.62, 0.34 0.84, -0.34 0.66", ink.paper_dark)
    pen.blob(
        "-0.9 0.1, -0.6 -0.35, -0.2 -0.2, -0.3 0.3, -0.7 0.5", mixed(ink.accent, ink.paper, 0.45)
    )
    pen.blob("0.3 -0.2, 0.6 -0.5, 0.92 -0.2, 0.7 0.3, 0.4 0.2", mixed(ink.accent, ink.paper, 0.6))
    for step in range(9):
        x = -0.62 + step * 0.15
        pen.line(
            [
                (x, 0.3 - 0.06 * step + (0.08 if step % 2 else 0)),
                (x + 0.07, 0.26 - 0.06 * step + (0.08 if step % 2 else 0)),
            ],
            0.045,
            ink.main,
        )
    pen.line("0.62 -0.34, 0.82 -0.1", 0.07, ink.main)
    pen.line("0.82 -0.34, 0.62 -0.1", 0.07, ink.main)


def ticket(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.1, angle=-14)
    left, right = (
        arc(-1, 0, 0.14, 0.14, 90, -90, steps=10),
        arc(1, 0, 0.14, 0.14, 270, 90, steps=10),
    )
    pen.polygon([(-1.0, 0.5), *left, (-1.0, -0.5), (1.0, -0.5), *right, (1.0, 0.5)], ink.main)
    pen.rect(-0.72, -0.34, 0.4, 0.34, ink.light)
    for y in range(-4, 5):
        pen.circle(0.58, y * 0.11, 0.025, ink.paper)
    pen.line("-0.55 -0.12, 0.22 -0.12", 0.09, ink.dark)
    pen.line("-0.55 0.12, -0.05 0.12", 0.05, ink.dark)
    pen.line("0.78 -0.28, 0.78 0.28", 0.07, ink.dark)


def newspaper(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=-6)
    pen.rect(-0.72, -0.9, 0.8, 0.95, ink.paper_dark)
    pen.rect(-0.8, -0.95, 0.72, 0.9, ink.paper)
    pen.rect(-0.68, -0.82, 0.6, -0.6, ink.deep)
    pen.rect(-0.68, -0.46, -0.06, 0.12, ink.main)
    for row in range(9):
        pen.line([(0.06, -0.42 + row * 0.145), (0.6, -0.42 + row * 0.145)], 0.035, ink.paper_dark)
    for row in range(4):
        pen.line([(-0.68, 0.28 + row * 0.145), (-0.06, 0.28 + row * 0.145)], 0.035, ink.paper_dark)


def parcel(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.85 -0.35, 0.1 -0.15, 0.1 1.05, -0.85 0.8", ink.light)
    pen.polygon("0.1 -0.15, 0.88 -0.42, 0.88 0.68, 0.1 1.05", ink.dark)
    pen.polygon("-0.85 -0.35, -0.05 -0.62, 0.88 -0.42, 0.1 -0.15", ink.main)
    pen.line("-0.4 -0.255, 0.45 -0.52", 0.06, ink.metal)
    pen.line("-0.4 -0.25, -0.4 0.92", 0.06, ink.metal)
    pen.line("-0.45 -0.49, 0.5 -0.29", 0.06, ink.metal)
    pen.line("0.5 -0.29, 0.5 0.86", 0.06, ink.metal)
    pen.blob("0.02 -0.42, -0.3 -0.75, -0.38 -0.5", ink.metal)
    pen.blob("0.02 -0.42, 0.3 -0.8, 0.42 -0.56", ink.metal)


def chest(pen: Pen, ink: Inks) -> None:
    pen.polygon([*arc(0, -0.1, 0.95, 0.7, 180, 360), (0.95, 0.1), (-0.95, 0.1)], ink.wood)
    pen.rect(-0.95, 0.05, 0.95, 0.95, ink.wood)
    pen.rect(-0.95, 0.0, 0.95, 0.1, ink.wood_dark)
    for x in (-0.7, 0.7):
        pen.rect(x - 0.09, -0.62, x + 0.09, 0.95, ink.metal)
    pen.rect(-0.95, 0.8, 0.95, 0.95, ink.wood_dark)
    pen.rounded(-0.17, -0.1, 0.17, 0.32, 0.04, ink.metal)
    pen.circle(0, 0.08, 0.06, ink.deep)


def bag(pen: Pen, ink: Inks) -> None:
    pen.line(arc(0, -0.2, 0.5, 0.72, 180, 360), 0.09, ink.dark)
    pen.blob("-0.75 -0.2, 0.75 -0.2, 0.95 0.8, 0.7 1.0, -0.7 1.0, -0.95 0.8", ink.main)
    pen.blob("0.15 -0.2, 0.75 -0.2, 0.95 0.8, 0.7 1.0, 0.2 1.0", ink.dark)
    pen.blob("-0.78 -0.25, 0.78 -0.25, 0.6 0.3, 0 0.4, -0.6 0.3", ink.light)
    pen.rounded(-0.1, 0.25, 0.1, 0.5, 0.04, ink.metal)


def suitcase(pen: Pen, ink: Inks) -> None:
    pen.line("-0.3 -0.5, -0.3 -0.78, 0.3 -0.78, 0.3 -0.5", 0.1, ink.deep)
    pen.rounded(-1.0, -0.5, 1.0, 0.95, 0.14, ink.main)
    pen.rect(-1.0, 0.3, 1.0, 0.83, ink.dark)
    pen.rounded(-1.0, 0.6, 1.0, 0.95, 0.14, ink.dark)
    for x in (-0.58, 0.58):
        pen.rect(x - 0.1, -0.5, x + 0.1, 0.95, ink.wood)
        pen.rounded(x - 0.08, -0.08, x + 0.08, 0.14, 0.03, ink.metal)
    for x, y in ((-0.94, -0.44), (0.94, -0.44), (-0.94, 0.89), (0.94, 0.89)):
        pen.circle(x, y, 0.1, ink.metal)


def backpack(pen: Pen, ink: Inks) -> None:
    pen.line(arc(0, -0.75, 0.22, 0.25, 180, 360), 0.07, ink.dark)
    pen.rounded(-0.7, -0.8, 0.7, 1.0, 0.42, ink.main)
    pen.polygon("0.2 -0.75, 0.62 -0.5, 0.7 0.9, 0.25 1", ink.dark)
    pen.rounded(-0.46, 0.18, 0.46, 0.86, 0.14, ink.light)
    pen.line("-0.46 0.36, 0.46 0.36", 0.04, ink.dark)
    pen.line("-0.42 -0.28, 0.42 -0.28", 0.05, ink.dark)
    pen.rounded(0.14, 0.34, 0.2, 0.54, 0.03, ink.metal)


def hat(pen: Pen, ink: Inks) -> None:
    pen.ellipse(0, 0.6, 1.08, 0.26, ink.dark)
    pen.blob(
        "-0.6 0.5, -0.56 -0.3, -0.3 -0.6, 0 -0.5, 0.3 -0.6, 0.56 -0.3, 0.6 0.5, 0 0.66", ink.main
    )
    pen.polygon("-0.62 0.18, 0.62 0.18, 0.64 0.5, 0.3 0.6, -0.3 0.6, -0.64 0.5", ink.deep)
    pen.blob(
        "-1.08 0.55, -0.6 0.5, 0 0.68, 0.6 0.5, 1.08 0.55, 0.6 0.8, 0 0.86, -0.6 0.8", ink.main
    )


def shoe(pen: Pen, ink: Inks) -> None:
    pen.blob(
        (
            "-0.85 -0.55, -0.25 -0.55, -0.1 -0.05, 0.5 0.2, 0.98 0.45, 0.98 0.72, "
            "-0.85 0.72, -0.92 0.1"
        ),
        ink.main,
    )
    pen.polygon("-0.92 0.68, 1.02 0.68, 1.02 0.84, -0.05 0.84, -0.2 0.95, -0.92 0.95", ink.deep)
    for step in range(3):
        pen.line(
            [(-0.22 + step * 0.15, -0.25 + step * 0.16), (0.02 + step * 0.16, -0.32 + step * 0.17)],
            0.05,
            ink.paper,
        )
    pen.curve("0.5 0.2, 0.55 0.45, 0.98 0.5", 0.03, ink.dark)


def crown(pen: Pen, ink: Inks) -> None:
    pen.polygon(
        (
            "-0.85 0.75, -0.98 -0.5, -0.5 0.05, -0.28 -0.75, 0 0.0, 0.28 -0.75, "
            "0.5 0.05, 0.98 -0.5, 0.85 0.75"
        ),
        ink.metal,
    )
    pen.polygon("-0.85 0.75, 0.85 0.75, 0.87 0.45, -0.87 0.45", mixed(ink.metal, ink.deep, 0.3))
    for x, y in ((-0.98, -0.52), (-0.28, -0.77), (0.28, -0.77), (0.98, -0.52)):
        pen.circle(x, y, 0.1, ink.metal)
    for x in (-0.5, 0, 0.5):
        pen.circle(x, 0.6, 0.1, ink.main)


def bear(pen: Pen, ink: Inks) -> None:
    for x in (-0.45, 0.45):
        pen.circle(x * 0.95, -0.85, 0.2, ink.dark)
        pen.blob([(x * 0.9, 0.0), (x * 1.9, 0.3), (x * 1.6, 0.6), (x, 0.4)], ink.dark)
        pen.circle(x * 1.1, 0.85, 0.27, ink.dark)
    pen.ellipse(0, 0.4, 0.55, 0.58, ink.main)
    pen.circle(0, -0.5, 0.52, ink.main)
    pen.ellipse(0, 0.45, 0.33, 0.37, ink.light)
    pen.ellipse(0, -0.35, 0.24, 0.19, ink.light)
    for x in (-0.2, 0.2):
        pen.circle(x, -0.58, 0.055, ink.deep)
    pen.ellipse(0, -0.42, 0.08, 0.055, ink.deep)


def ball(pen: Pen, ink: Inks) -> None:
    pen.circle(0, 0.2, 0.8, ink.main)
    pen.blob("0.2 -0.55, 0.75 0, 0.7 0.55, 0.2 0.95, 0.5 0.3", ink.dark)
    pen.curve("-0.75 0, -0.2 0.2, 0.2 0.1, 0.78 0.15", 0.05, ink.paper)
    pen.curve("-0.2 -0.58, -0.05 0.15, -0.2 0.95", 0.05, ink.paper)


def flag(pen: Pen, ink: Inks) -> None:
    pen.rounded(-0.75, -1.05, -0.65, 1.05, 0.04, ink.wood_dark)
    pen.blob(
        (
            "-0.65 -0.9, -0.2 -0.98, 0.3 -0.78, 0.95 -0.88, 0.85 -0.4, 0.95 0.08, "
            "0.3 0.18, -0.2 -0.02, -0.65 0.06"
        ),
        ink.main,
    )
    pen.blob("0.3 -0.78, 0.95 -0.88, 0.85 -0.4, 0.95 0.08, 0.3 0.18, 0.4 -0.3", ink.dark)
    pen.circle(-0.7, -1.08, 0.09, ink.metal)


def basket(pen: Pen, ink: Inks) -> None:
    pen.line(arc(0, 0.1, 0.78, 1.0, 180, 360), 0.09, ink.wood_dark)
    for x, tint in ((-0.4, ink.main), (0.05, ink.light), (0.45, ink.main)):
        pen.circle(x, 0.02, 0.28, tint)
    pen.polygon("-0.92 0.1, 0.92 0.1, 0.7 0.98, -0.7 0.98", ink.wood)
    for row in range(4):
        pen.line(
            [(-0.9 + row * 0.055, 0.22 + row * 0.21), (0.9 - row * 0.055, 0.22 + row * 0.21)],
            0.035,
            ink.wood_dark,
        )
    for column in range(7):
        pen.line(
            [(-0.75 + column * 0.25, 0.12), (-0.58 + column * 0.193, 0.97)], 0.03, ink.wood_dark
        )


def cake(pen: Pen, ink: Inks) -> None:
    pen.ellipse(0, 0.92, 1.0, 0.12, ink.steel)
    pen.rounded(-0.8, 0.1, 0.8, 0.92, 0.06, ink.paper)
    pen.rect(-0.8, 0.5, 0.8, 0.62, ink.main)
    pen.blob(
        (
            "-0.84 0.0, 0.84 0.0, 0.84 0.3, 0.6 0.22, 0.4 0.42, 0.15 0.24, -0.15 0.4, "
            "-0.45 0.22, -0.7 0.42, -0.84 0.28"
        ),
        ink.light,
    )
    for x in (-0.4, 0, 0.4):
        pen.rect(x - 0.045, -0.45, x + 0.045, 0.02, ink.accent)
        pen.blob([(x, -0.75), (x + 0.07, -0.55), (x, -0.45), (x - 0.07, -0.55)], ink.glow)


def apple(pen: Pen, ink: Inks) -> None:
    pen.blob(
        (
            "0 -0.4, 0.4 -0.55, 0.78 -0.2, 0.7 0.45, 0.3 0.95, 0 0.85, -0.3 0.95, "
            "-0.7 0.45, -0.78 -0.2, -0.4 -0.55"
        ),
        ink.main,
    )
    pen.blob("0.2 -0.45, 0.4 -0.55, 0.78 -0.2, 0.7 0.45, 0.3 0.95, 0.1 0.85, 0.5 0.3", ink.dark)
    pen.curve("0 -0.4, 0.02 -0.7, 0.12 -0.9", 0.07, ink.wood_dark)
    pen.blob("0.08 -0.65, 0.4 -0.95, 0.6 -0.75, 0.35 -0.6", mixed(ink.deep, (70, 150, 80), 0.7))


def shovel(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=24)
    pen.rounded(-0.06, -0.85, 0.06, 0.3, 0.04, ink.wood)
    pen.line("-0.2 -1.0, 0.2 -1.0, 0.06 -0.78, -0.06 -0.78, -0.2 -1.0", 0.07, ink.wood_dark)
    pen.blob("-0.34 0.2, 0.34 0.2, 0.36 0.7, 0 1.15, -0.36 0.7", ink.steel)
    pen.polygon("0 0.2, 0.34 0.2, 0.36 0.7, 0 1.12", mixed(ink.steel, ink.deep, 0.3))


def wrapped(pen: Pen, ink: Inks) -> None:
    """What nobody knows the shape of: something under a cloth."""
    pen.blob(
        (
            "-0.3 -0.75, 0 -0.88, 0.32 -0.74, 0.55 -0.2, 0.72 0.5, 0.95 1.0, 0.4 0.93, "
            "0 1.02, -0.4 0.93, -0.95 1.0, -0.74 0.45, -0.56 -0.25"
        ),
        ink.main,
    )
    pen.blob("0.05 -0.88, 0.32 -0.74, 0.55 -0.2, 0.72 0.5, 0.95 1.0, 0.45 0.93, 0.3 0.2", ink.dark)
    pen.curve("-0.28 -0.6, -0.42 0.1, -0.62 0.85", 0.03, ink.dark)
    pen.curve("-0.05 -0.7, -0.1 0.1, -0.18 0.9", 0.03, ink.dark)
    pen.curve("0.25 -0.55, 0.36 0.1, 0.42 0.8", 0.03, ink.deep)
    pen.curve("-0.5 0.15, -0.1 0.3, 0.3 0.24, 0.6 0.08", 0.05, ink.metal)
    pen.blob("0.0 0.27, -0.22 0.1, -0.26 0.32", ink.metal)
    pen.blob("0.0 0.27, 0.22 0.08, 0.27 0.32", ink.metal)
