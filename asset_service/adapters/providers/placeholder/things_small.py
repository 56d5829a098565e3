"""Pictograms of things that are held: in a box from -1 to 1, standing on y = 1."""

from collections.abc import Callable

from asset_service.adapters.providers.placeholder.canvas import Pen, arc, on_ellipse
from asset_service.adapters.providers.placeholder.palette import faded, mixed
from asset_service.adapters.providers.placeholder.things_inks import Inks

Picture = Callable[[Pen, Inks], None]


def key(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0.1, 0.1, angle=-38)
    pen.rounded(-0.3, -0.09, 1.0, 0.09, 0.05, ink.metal)
    pen.rect(0.62, 0.05, 0.74, 0.36, ink.metal)
    pen.rect(0.84, 0.05, 0.96, 0.3, ink.metal)
    pen.rect(-0.3, 0.02, 1.0, 0.09, mixed(ink.metal, ink.deep, 0.3))
    pen.ring(-0.6, 0, 0.34, 0.17, ink.metal)
    pen.line(arc(-0.6, 0, 0.34, 0.34, 20, 160), 0.06, mixed(ink.metal, ink.deep, 0.3))
    pen.rect(-0.25, -0.14, -0.15, 0.14, mixed(ink.metal, ink.deep, 0.3))


def letter(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.15, angle=-8)
    pen.polygon("-0.95 -0.6, 0.95 -0.6, 0.95 0.62, -0.95 0.62", ink.paper)
    pen.polygon("-0.95 0.62, -0.12 -0.04, 0.12 -0.04, 0.95 0.62", ink.paper_dark)
    pen.polygon("-0.95 -0.6, 0.95 -0.6, 0 0.18", mixed(ink.paper, ink.paper_dark, 0.4))
    pen.line("-0.95 -0.6, 0 0.18, 0.95 -0.6", 0.02, mixed(ink.paper_dark, ink.deep, 0.35))
    pen.circle(0, 0.1, 0.18, ink.main)
    pen.circle(0, 0.1, 0.1, ink.dark)


def book(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.8 -0.8, 0.62 -0.95, 0.62 0.85, -0.8 1", ink.main)
    pen.polygon("0.62 -0.95, 0.86 -0.8, 0.86 0.98, 0.62 0.85", ink.paper)
    pen.polygon("-0.8 1, 0.62 0.85, 0.86 0.98, -0.55 1.12", ink.paper_dark)
    pen.polygon("-0.8 -0.8, -0.58 -0.824, -0.58 0.976, -0.8 1", ink.dark)
    pen.polygon("-0.36 -0.52, 0.4 -0.6, 0.4 -0.28, -0.36 -0.2", ink.light)
    pen.line("-0.3 0.5, 0.36 0.43", 0.03, ink.light)
    pen.line("-0.3 0.62, 0.2 0.57", 0.03, ink.light)
    for step in range(1, 4):
        pen.line(
            [(0.62 + step * 0.06, -0.9 + step * 0.035), (0.62 + step * 0.06, 0.9 + step * 0.03)],
            0.008,
            ink.paper_dark,
        )


def phone(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=7)
    pen.rounded(-0.5, -1.0, 0.5, 1.0, 0.14, ink.deep)
    pen.rounded(-0.43, -0.9, 0.43, 0.9, 0.08, ink.accent)
    pen.polygon("-0.43 0.9, 0.43 -0.5, 0.43 0.9", mixed(ink.accent, ink.deep, 0.25))
    pen.rounded(-0.12, -0.96, 0.12, -0.92, 0.02, ink.steel)
    for row in range(2):
        for column in range(3):
            pen.rounded(
                -0.33 + column * 0.24,
                0.35 + row * 0.25,
                -0.17 + column * 0.24,
                0.51 + row * 0.25,
                0.04,
                ink.paper,
            )


def telephone(pen: Pen, ink: Inks) -> None:
    pen.blob("-0.85 1, -0.78 0.55, -0.45 0, 0.45 0, 0.78 0.55, 0.85 1", ink.main)
    pen.polygon("-0.85 0.88, 0.85 0.88, 0.9 1, -0.9 1", ink.dark)
    pen.circle(0, 0.46, 0.36, ink.paper)
    for step in range(10):
        x, y = on_ellipse(0, 0.46, 0.26, 0.26, step * 30)
        pen.circle(x, y, 0.05, ink.deep)
    pen.circle(0, 0.46, 0.1, ink.main)
    pen.blob(
        (
            "-1 -0.02, -0.98 -0.35, -0.5 -0.58, 0.5 -0.58, 0.98 -0.35, 1 -0.02, "
            "0.62 -0.02, 0.55 -0.24, -0.55 -0.24, -0.62 -0.02"
        ),
        ink.dark,
    )


def pistol(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0.05, 0.1, angle=-6)
    pen.polygon("0.25 0.0, 0.75 0.02, 0.98 0.78, 0.55 0.86", ink.wood)
    pen.polygon("0.25 0.0, 0.45 0.0, 0.68 0.83, 0.55 0.86", ink.wood_dark)
    pen.polygon(
        "-1 -0.36, 0.78 -0.36, 0.84 -0.12, 0.76 0.06, 0.1 0.06, -0.05 -0.1, -1 -0.1", ink.steel
    )
    pen.polygon(
        "-1 -0.2, 0.82 -0.2, 0.84 -0.12, 0.76 0.06, 0.1 0.06, -0.05 -0.1, -1 -0.1",
        mixed(ink.steel, ink.deep, 0.4),
    )
    pen.ring(0.18, 0.16, 0.17, 0.05, mixed(ink.steel, ink.deep, 0.5))
    pen.curve("0.14 0.06, 0.18 0.18, 0.14 0.25", 0.04, ink.deep)
    pen.rect(-0.96, -0.45, -0.86, -0.34, ink.steel)
    pen.polygon("0.66 -0.36, 0.86 -0.52, 0.9 -0.42, 0.78 -0.3", ink.steel)


def rifle(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.1, angle=-24)
    pen.rounded(-1.25, -0.1, 0.3, -0.02, 0.03, ink.steel)
    pen.polygon(
        "-0.55 -0.05, 0.3 -0.12, 0.55 -0.1, 1.2 0.16, 1.2 0.46, 0.5 0.12, -0.55 0.08", ink.wood
    )
    pen.polygon("-0.55 0.02, 0.5 0.06, 1.2 0.36, 1.2 0.46, 0.5 0.12, -0.55 0.08", ink.wood_dark)
    pen.ring(0.32, 0.16, 0.1, 0.035, ink.steel)
    pen.rect(0.0, -0.2, 0.4, -0.12, ink.deep)


def knife(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0.05, 0.1, angle=-40)
    pen.blob("-1.15 0.02, -0.6 -0.2, 0.2 -0.2, 0.2 0.13, -0.5 0.13", ink.steel)
    pen.polygon("-1.0 0.03, 0.2 0.0, 0.2 0.13, -0.55 0.13", mixed(ink.steel, ink.deep, 0.3))
    pen.rounded(0.16, -0.3, 0.26, 0.24, 0.04, ink.metal)
    pen.rounded(0.26, -0.16, 1.05, 0.12, 0.1, ink.main)
    for x in (0.45, 0.65, 0.85):
        pen.circle(x, -0.02, 0.035, ink.light)


def sword(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=-52)
    pen.polygon("-1.25 0, -1.05 -0.1, 0.45 -0.1, 0.45 0, -1.25 0", ink.steel)
    pen.polygon("-1.25 0, 0.45 0, 0.45 0.1, -1.05 0.1", mixed(ink.steel, ink.deep, 0.35))
    pen.rounded(0.42, -0.4, 0.53, 0.4, 0.05, ink.metal)
    pen.rounded(0.53, -0.07, 1.0, 0.07, 0.04, ink.main)
    pen.circle(1.06, 0, 0.12, ink.metal)


def axe(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=32)
    pen.rounded(-0.08, -0.95, 0.08, 1.1, 0.06, ink.wood)
    pen.rect(0.0, -0.9, 0.08, 1.05, ink.wood_dark)
    pen.blob(
        "-0.1 -0.85, 0.3 -0.9, 0.72 -1.0, 0.82 -0.6, 0.72 -0.2, 0.3 -0.42, -0.1 -0.45", ink.steel
    )
    pen.curve("0.72 -1.0, 0.82 -0.6, 0.72 -0.2", 0.05, mixed(ink.steel, ink.paper, 0.6))


def hammer(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.05, angle=28)
    pen.rounded(-0.09, -0.7, 0.09, 1.05, 0.07, ink.wood)
    pen.rect(0.0, -0.6, 0.09, 1.0, ink.wood_dark)
    pen.rounded(-0.55, -0.95, 0.4, -0.55, 0.06, ink.steel)
    pen.blob("0.38 -0.92, 0.7 -0.85, 0.9 -0.6, 0.6 -0.68, 0.38 -0.6", ink.steel)
    pen.rect(-0.55, -0.72, 0.4, -0.58, mixed(ink.steel, ink.deep, 0.35))


def bottle(pen: Pen, ink: Inks) -> None:
    pen.blob(
        (
            "-0.14 -0.95, -0.14 -0.5, -0.4 -0.2, -0.42 0.2, -0.42 0.95, 0 1.0, "
            "0.42 0.95, 0.42 0.2, 0.4 -0.2, 0.14 -0.5, 0.14 -0.95"
        ),
        ink.main,
    )
    pen.blob("0.1 -0.9, 0.14 -0.5, 0.4 -0.2, 0.42 0.2, 0.42 0.95, 0.12 0.97, 0.16 -0.1", ink.dark)
    pen.rounded(-0.17, -1.05, 0.17, -0.86, 0.05, ink.wood)
    pen.rounded(-0.42, 0.15, 0.42, 0.66, 0.02, ink.paper)
    pen.line("-0.26 0.33, 0.26 0.33", 0.04, ink.dark)
    pen.line("-0.18 0.47, 0.18 0.47", 0.025, ink.dark)
    pen.curve("-0.32 -0.12, -0.34 0.0, -0.34 0.1", 0.04, ink.light)


def glass(pen: Pen, ink: Inks) -> None:
    pen.polygon(
        "-0.5 -0.95, 0.5 -0.95, 0.42 -0.1, 0.12 0.2, -0.12 0.2, -0.42 -0.1", faded(ink.glass, 0.75)
    )
    pen.polygon("-0.45 -0.5, 0.45 -0.5, 0.4 -0.1, 0.11 0.18, -0.11 0.18, -0.4 -0.1", ink.main)
    pen.rect(-0.05, 0.15, 0.05, 0.9, ink.glass)
    pen.ellipse(0, 0.93, 0.42, 0.08, ink.glass)
    pen.line("-0.36 -0.8, -0.33 -0.2", 0.04, faded(ink.paper, 0.8))


def cup(pen: Pen, ink: Inks) -> None:
    pen.ring(0.66, 0.2, 0.3, 0.12, ink.main)
    pen.blob("-0.7 -0.3, 0.7 -0.3, 0.66 0.5, 0.42 0.92, -0.42 0.92, -0.66 0.5", ink.main)
    pen.blob("0.2 -0.3, 0.7 -0.3, 0.66 0.5, 0.42 0.92, 0.05 0.94", ink.dark)
    pen.ellipse(0, -0.3, 0.71, 0.16, ink.light)
    pen.ellipse(0, -0.27, 0.6, 0.11, ink.wood_dark)
    pen.ellipse(0, 0.98, 0.85, 0.1, ink.light)
    for x in (-0.22, 0.08):
        pen.curve(
            [(x, -0.48), (x + 0.1, -0.65), (x, -0.82), (x + 0.1, -1.0)],
            0.035,
            faded(ink.paper, 0.6),
        )


def watch(pen: Pen, ink: Inks) -> None:
    pen.curve("0 -0.62, 0.2 -0.95, 0.7 -0.9, 1 -0.55, 0.95 -0.2", 0.05, ink.metal)
    pen.rounded(-0.09, -0.72, 0.09, -0.5, 0.04, ink.metal)
    pen.ring(0, -0.76, 0.12, 0.05, ink.metal)
    pen.circle(0, 0.2, 0.78, ink.metal)
    pen.circle(0, 0.2, 0.64, ink.paper)
    for step in range(12):
        near = on_ellipse(0, 0.2, 0.5, 0.5, step * 30)
        far = on_ellipse(0, 0.2, 0.58, 0.58, step * 30)
        pen.line([near, far], 0.035, ink.deep)
    pen.line("0 0.2, -0.2 -0.08", 0.055, ink.deep, rounded=True)
    pen.line("0 0.2, 0.32 0.02", 0.04, ink.deep, rounded=True)
    pen.circle(0, 0.2, 0.05, ink.main)


def wristwatch(pen: Pen, ink: Inks) -> None:
    pen.rounded(-0.28, -1.05, 0.28, 1.05, 0.1, ink.main)
    pen.rect(0.05, -1.0, 0.28, 1.0, ink.dark)
    pen.circle(0, 0, 0.56, ink.steel)
    pen.circle(0, 0, 0.45, ink.paper)
    pen.rounded(0.54, -0.08, 0.66, 0.08, 0.03, ink.steel)
    pen.line("0 0, 0 -0.3", 0.05, ink.deep, rounded=True)
    pen.line("0 0, 0.2 0.12", 0.05, ink.deep, rounded=True)


def whistle(pen: Pen, ink: Inks) -> None:
    pen.curve("0.5 -0.28, 0.85 -0.7, 0.6 -1.0, 0.0 -0.95, -0.5 -0.9", 0.04, ink.accent)
    pen.circle(0.38, 0.25, 0.5, ink.main)
    pen.polygon("-0.95 -0.25, 0.4 -0.25, 0.4 0.2, -0.1 0.2, -0.95 0.08", ink.main)
    pen.polygon("-0.95 -0.25, -0.55 -0.25, -0.55 0.14, -0.95 0.08", ink.light)
    pen.polygon("-0.4 -0.26, -0.12 -0.26, -0.26 -0.08, -0.4 -0.06", ink.deep)
    pen.circle(0.38, 0.25, 0.27, ink.dark)
    pen.circle(0.45, 0.32, 0.11, ink.light)
    pen.ring(0.62, -0.26, 0.1, 0.045, ink.steel)


def glasses(pen: Pen, ink: Inks) -> None:
    for x in (-0.5, 0.5):
        pen.circle(x, 0.2, 0.42, faded(ink.glass, 0.55))
        pen.ring(x, 0.2, 0.42, 0.09, ink.main)
        pen.line([(x - 0.2, 0.3), (x + 0.1, 0.02)], 0.04, faded(ink.paper, 0.7))
    pen.curve("-0.12 0.12, 0 0.02, 0.12 0.12", 0.08, ink.main)
    pen.curve("-0.9 0.1, -0.8 -0.4, -0.4 -0.55", 0.07, ink.dark)
    pen.curve("0.9 0.1, 0.8 -0.4, 0.4 -0.55", 0.07, ink.dark)


def jewel(pen: Pen, ink: Inks) -> None:
    pen.ring(0, 0.4, 0.56, 0.14, ink.metal)
    pen.line(arc(0, 0.4, 0.56, 0.56, 20, 120), 0.05, mixed(ink.metal, ink.deep, 0.4))
    pen.polygon("-0.42 -0.5, -0.24 -0.78, 0.24 -0.78, 0.42 -0.5, 0 -0.08", ink.main)
    pen.polygon("-0.42 -0.5, 0.42 -0.5, 0.24 -0.78, -0.24 -0.78", ink.light)
    pen.polygon("-0.14 -0.5, 0.14 -0.5, 0 -0.08", ink.dark)


def necklace(pen: Pen, ink: Inks) -> None:
    pen.line(arc(0, -0.6, 0.72, 1.0, 0, 180), 0.05, ink.metal)
    pen.line("-0.72 -0.6, -0.5 -1, 0.5 -1, 0.72 -0.6", 0.05, ink.metal)
    pen.circle(0, 0.62, 0.32, ink.metal)
    pen.circle(0, 0.62, 0.22, ink.main)
    pen.circle(-0.07, 0.55, 0.07, ink.light)


def coin(pen: Pen, ink: Inks) -> None:
    for x, y in ((-0.3, 0.78), (-0.3, 0.62), (-0.3, 0.46), (0.5, 0.78)):
        pen.ellipse(x, y + 0.09, 0.5, 0.17, mixed(ink.metal, ink.deep, 0.4))
        pen.ellipse(x, y, 0.5, 0.17, ink.metal)
    pen.circle(0.2, -0.25, 0.55, ink.metal)
    pen.ring(0.2, -0.25, 0.42, 0.05, mixed(ink.metal, ink.deep, 0.35))
    pen.polygon(
        (
            "0.2 -0.5, 0.27 -0.33, 0.45 -0.33, 0.3 -0.22, 0.36 -0.03, 0.2 -0.14, "
            "0.04 -0.03, 0.1 -0.22, -0.05 -0.33, 0.13 -0.33"
        ),
        mixed(ink.metal, ink.deep, 0.35),
    )


def pen_and_ink(pen: Pen, ink: Inks) -> None:
    body = pen.at(0.05, 0, angle=-48)
    body.rounded(-0.7, -0.11, 0.95, 0.11, 0.09, ink.main)
    body.rect(-0.7, 0.02, 0.9, 0.11, ink.dark)
    body.polygon("-0.7 -0.11, -1.15 0, -0.7 0.11", ink.metal)
    body.line("-1.1 0, -0.8 0", 0.02, ink.deep)
    body.rect(0.05, -0.12, 0.14, 0.12, ink.metal)
    body.line("0.9 -0.13, 0.35 -0.13", 0.04, ink.metal)


def scissors(pen: Pen, ink: Inks) -> None:
    for mirrored in (False, True):
        half = pen.at(0, 0.0, angle=14 if mirrored else -14, mirrored=mirrored)
        half.polygon("-0.07 0.12, -0.08 -0.95, 0.07 0.05", ink.steel)
        half.line("0 0, 0.16 0.5", 0.1, ink.steel)
        half.ring(0.24, 0.72, 0.21, 0.1, ink.main)
    pen.circle(0, 0.05, 0.06, ink.deep)


def pipe(pen: Pen, ink: Inks) -> None:
    pen.curve("-0.95 -0.25, -0.4 0.0, 0.05 0.42, 0.3 0.5", 0.12, ink.deep)
    pen.blob("0.15 -0.25, 0.75 -0.25, 0.72 0.3, 0.5 0.62, 0.2 0.5, 0.12 0.2", ink.wood)
    pen.ellipse(0.45, -0.25, 0.31, 0.08, ink.wood_dark)
    pen.curve("0.45 -0.45, 0.6 -0.62, 0.45 -0.8, 0.55 -1.0", 0.04, faded(ink.paper, 0.6))


def syringe(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=-45)
    pen.line("-1.25 0, -0.7 0", 0.03, ink.steel)
    pen.rounded(-0.72, -0.15, 0.42, 0.15, 0.04, ink.glass)
    pen.rect(-0.7, -0.13, -0.1, 0.13, ink.main)
    pen.line("0.4 0, 0.9 0", 0.06, ink.steel)
    pen.rounded(0.4, -0.25, 0.48, 0.25, 0.03, ink.steel)
    pen.rounded(0.9, -0.18, 0.98, 0.18, 0.03, ink.steel)


def flower(pen: Pen, ink: Inks) -> None:
    stem = mixed(ink.deep, (60, 130, 70), 0.6)
    pen.curve("0 -0.3, 0.05 0.3, -0.05 1", 0.07, stem)
    pen.blob("0 0.5, 0.3 0.15, 0.6 0.2, 0.35 0.45", stem)
    pen.blob("0 0.7, -0.3 0.35, -0.6 0.4, -0.35 0.65", stem)
    for step in range(6):
        x, y = on_ellipse(0, -0.45, 0.3, 0.3, step * 60)
        pen.circle(x, y, 0.24, ink.main if step % 2 else ink.light)
    pen.circle(0, -0.45, 0.2, ink.dark)
    pen.curve("-0.1 -0.45, 0 -0.55, 0.08 -0.45, 0 -0.38", 0.03, ink.light)


def mask(pen: Pen, ink: Inks) -> None:
    pen.blob(
        "-0.72 -0.7, 0 -0.88, 0.72 -0.7, 0.74 0, 0.45 0.68, 0 0.98, -0.45 0.68, -0.74 0", ink.paper
    )
    pen.blob("0 -0.88, 0.72 -0.7, 0.74 0, 0.45 0.68, 0 0.98", ink.paper_dark)
    for x in (-0.34, 0.34):
        pen.blob([(x - 0.22, -0.18), (x, -0.32), (x + 0.22, -0.18), (x, -0.08)], ink.deep)
    pen.polygon("0 -0.15, 0.13 0.25, 0 0.28", mixed(ink.paper_dark, ink.deep, 0.25))
    pen.blob("-0.28 0.5, 0 0.45, 0.28 0.5, 0 0.62", ink.main)


def skull(pen: Pen, ink: Inks) -> None:
    pen.blob(
        (
            "-0.75 -0.2, -0.6 -0.75, 0 -0.98, 0.6 -0.75, 0.75 -0.2, 0.5 0.3, 0.42 0.9, "
            "-0.42 0.9, -0.5 0.3"
        ),
        ink.paper,
    )
    pen.blob("0.1 -0.97, 0.6 -0.75, 0.75 -0.2, 0.5 0.3, 0.42 0.9, 0.1 0.9, 0.3 0.2", ink.paper_dark)
    for x in (-0.32, 0.32):
        pen.ellipse(x, -0.05, 0.21, 0.24, ink.deep)
    pen.polygon("0 0.2, 0.11 0.44, -0.11 0.44", ink.deep)
    for x in (-0.24, -0.08, 0.08, 0.24):
        pen.line([(x, 0.62), (x, 0.9)], 0.03, ink.deep)


def rope(pen: Pen, ink: Inks) -> None:
    for lift in range(4):
        y = 0.7 - lift * 0.22
        pen.line(
            arc(0, y, 0.78, 0.26, 0, 360),
            0.17,
            ink.wood if lift % 2 else mixed(ink.wood, ink.paper, 0.25),
        )
        for step in range(0, 360, 20):
            start = on_ellipse(0, y, 0.73, 0.21, step)
            end = on_ellipse(0, y, 0.84, 0.31, step + 7)
            pen.line([start, end], 0.018, ink.wood_dark)
    pen.curve("0.7 -0.05, 0.95 0.4, 0.8 0.8, 1.0 0.98", 0.12, ink.wood)


def umbrella(pen: Pen, ink: Inks) -> None:
    pen.line("0 -0.2, 0 0.85", 0.06, ink.wood_dark)
    pen.curve("0 0.8, 0.04 0.98, 0.2 1.0, 0.26 0.84", 0.07, ink.wood_dark)
    pen.polygon(
        [
            *arc(0, 0.05, 1.0, 0.95, 180, 360),
            *arc(0.75, 0.05, 0.25, 0.12, 0, -180),
            *arc(0.25, 0.05, 0.25, 0.12, 0, -180),
            *arc(-0.25, 0.05, 0.25, 0.12, 0, -180),
            *arc(-0.75, 0.05, 0.25, 0.12, 0, -180),
        ],
        ink.main,
    )
    pen.polygon(
        [(0.0, -0.9), *arc(0, 0.05, 1.0, 0.95, 300, 360), *arc(0.75, 0.05, 0.25, 0.12, 0, -180)],
        ink.dark,
    )
    pen.polygon(
        [
            (0.0, -0.9),
            (-0.5, 0.05),
            *arc(-0.75, 0.05, 0.25, 0.12, 0, -180),
            *arc(0, 0.05, 1.0, 0.95, 180, 240),
        ],
        ink.light,
    )
    pen.line("0 -0.88, 0 -1.02", 0.05, ink.wood_dark, rounded=True)


def feather(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=30)
    pen.blob("0 -1.1, 0.32 -0.6, 0.28 0.2, 0.02 0.6, -0.22 0.2, -0.3 -0.5", ink.light)
    pen.blob("0 -1.1, 0.32 -0.6, 0.28 0.2, 0.02 0.6", ink.main)
    pen.curve("0 -1.05, 0.04 -0.2, 0 1.05", 0.035, ink.deep)
    pen.polygon("0.02 0.1, 0.34 -0.05, 0.3 0.12", ink.main)
