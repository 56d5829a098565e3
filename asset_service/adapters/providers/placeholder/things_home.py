"""Pictograms of things that stand in rooms; see `things_small` for the box."""

from asset_service.adapters.providers.placeholder.canvas import Pen, arc, on_ellipse
from asset_service.adapters.providers.placeholder.palette import faded, mixed
from asset_service.adapters.providers.placeholder.things_inks import Inks


def lamp(pen: Pen, ink: Inks) -> None:
    pen.glow(0, -0.25, 1.5, 1.3, faded(ink.glow, 0.45))
    pen.polygon("-0.38 -0.95, 0.38 -0.95, 0.75 -0.05, -0.75 -0.05", ink.main)
    pen.polygon("0.1 -0.95, 0.38 -0.95, 0.75 -0.05, 0.2 -0.05", ink.dark)
    pen.polygon("-0.75 -0.05, 0.75 -0.05, 0.72 0.03, -0.72 0.03", ink.glow)
    pen.rect(-0.05, 0.0, 0.05, 0.85, ink.metal)
    pen.blob("-0.14 0.35, 0 0.22, 0.14 0.35, 0.1 0.6, 0 0.66, -0.1 0.6", ink.metal)
    pen.blob("-0.5 1.0, -0.4 0.84, 0.4 0.84, 0.5 1.0", ink.metal)


def lantern(pen: Pen, ink: Inks) -> None:
    pen.glow(0, 0.25, 1.5, 1.4, faded(ink.glow, 0.5))
    pen.line(arc(0, -0.42, 0.42, 0.52, 180, 360), 0.055, ink.dark)
    pen.polygon("-0.42 -0.3, -0.24 -0.62, 0.24 -0.62, 0.42 -0.3", ink.main)
    pen.rounded(-0.12, -0.74, 0.12, -0.58, 0.05, ink.dark)
    pen.polygon("-0.42 -0.25, 0.42 -0.25, 0.5 0.7, -0.5 0.7", faded(ink.glow, 0.8))
    pen.blob(
        "0 -0.08, 0.15 0.3, 0.1 0.52, 0 0.6, -0.1 0.52, -0.15 0.3",
        mixed(ink.glow, (250, 120, 40), 0.55),
    )
    pen.blob("0 0.14, 0.07 0.38, 0 0.56, -0.07 0.38", ink.paper)
    for x in (-1, 1):
        pen.line([(x * 0.42, -0.25), (x * 0.5, 0.7)], 0.06, ink.dark)
    pen.line("0 -0.25, 0 -0.1", 0.05, ink.dark)
    pen.rounded(-0.47, -0.33, 0.47, -0.22, 0.04, ink.main)
    pen.polygon("-0.52 0.68, 0.52 0.68, 0.6 1.0, -0.6 1.0", ink.main)
    pen.polygon("0.1 0.68, 0.52 0.68, 0.6 1.0, 0.12 1.0", ink.dark)


def candle(pen: Pen, ink: Inks) -> None:
    pen.glow(0, -0.65, 1.3, 1.1, faded(ink.glow, 0.5))
    pen.blob(
        "0 -1.1, 0.15 -0.78, 0.12 -0.58, 0 -0.5, -0.12 -0.58, -0.15 -0.78",
        mixed(ink.glow, (250, 130, 40), 0.45),
    )
    pen.blob("0 -0.88, 0.07 -0.68, 0 -0.55, -0.07 -0.68", ink.paper)
    pen.line("0 -0.56, 0 -0.42", 0.035, ink.deep)
    pen.polygon("-0.24 -0.42, 0.24 -0.42, 0.24 0.75, -0.24 0.75", ink.paper)
    pen.polygon("0.06 -0.42, 0.24 -0.42, 0.24 0.75, 0.06 0.75", ink.paper_dark)
    pen.blob(
        (
            "-0.26 -0.42, 0 -0.36, 0.26 -0.42, 0.24 -0.05, 0.14 -0.1, 0.1 -0.28, "
            "-0.1 -0.3, -0.17 0.1, -0.25 0.0"
        ),
        ink.paper,
    )
    pen.ellipse(0, 0.8, 0.66, 0.15, ink.metal)
    pen.ellipse(0, 0.76, 0.5, 0.1, mixed(ink.metal, ink.deep, 0.3))
    pen.ring(0.72, 0.72, 0.17, 0.06, ink.metal)


def clock(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.55 0.9, -0.4 0.5, 0.4 0.5, 0.55 0.9, 0.6 1.0, -0.6 1.0", ink.wood_dark)
    pen.circle(0, -0.05, 0.9, ink.main)
    pen.circle(0, -0.05, 0.74, ink.paper)
    for step in range(12):
        near = on_ellipse(
            0, -0.05, 0.58 if step % 3 == 0 else 0.63, 0.58 if step % 3 == 0 else 0.63, step * 30
        )
        far = on_ellipse(0, -0.05, 0.68, 0.68, step * 30)
        pen.line([near, far], 0.05, ink.deep)
    pen.line("0 -0.05, 0.05 -0.52", 0.05, ink.deep, rounded=True)
    pen.line("0 -0.05, 0.32 0.16", 0.06, ink.deep, rounded=True)
    pen.circle(0, -0.05, 0.06, ink.main)


def mirror(pen: Pen, ink: Inks) -> None:
    pen.rounded(-0.09, 0.35, 0.09, 1.05, 0.08, ink.metal)
    pen.ellipse(0, -0.28, 0.62, 0.75, ink.metal)
    pen.ellipse(0, -0.28, 0.5, 0.62, ink.glass)
    pen.line("-0.25 -0.15, 0.1 -0.65", 0.06, ink.paper)
    pen.line("-0.08 0.0, 0.25 -0.5", 0.04, ink.paper)


def frame(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.9 -0.95, 0.9 -0.95, 0.9 0.95, -0.9 0.95", ink.metal)
    pen.polygon("0.9 -0.95, 0.9 0.95, -0.9 0.95", mixed(ink.metal, ink.deep, 0.3))
    pen.rect(-0.68, -0.73, 0.68, 0.73, ink.paper)
    pen.rect(-0.56, -0.6, 0.56, 0.6, mixed(ink.accent, ink.paper, 0.3))
    pen.blob("-0.56 0.6, -0.5 0.2, -0.15 0.02, 0.25 0.28, 0.56 0.1, 0.56 0.6", ink.main)
    pen.circle(0.2, -0.25, 0.16, ink.paper)


def camera(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.35 -0.45, -0.25 -0.75, 0.25 -0.75, 0.35 -0.45", ink.dark)
    pen.rounded(-1.0, -0.5, 1.0, 0.75, 0.14, ink.main)
    pen.rect(-1.0, -0.15, 1.0, 0.4, ink.deep)
    pen.rounded(0.55, -0.66, 0.82, -0.48, 0.05, ink.steel)
    pen.rounded(-0.86, -0.38, -0.5, -0.2, 0.04, ink.glass)
    pen.circle(0, 0.15, 0.56, ink.steel)
    pen.circle(0, 0.15, 0.45, ink.deep)
    pen.circle(0, 0.15, 0.3, mixed(ink.accent, ink.deep, 0.35))
    pen.circle(-0.1, 0.04, 0.1, ink.glass)


def film_camera(pen: Pen, ink: Inks) -> None:
    for x in (-0.5, 0.3):
        pen.circle(x, -0.6, 0.4, ink.dark)
        pen.ring(x, -0.6, 0.25, 0.05, ink.steel)
        pen.circle(x, -0.6, 0.08, ink.steel)
    pen.rounded(-0.8, -0.28, 0.55, 0.5, 0.08, ink.main)
    pen.polygon("0.52 0.0, 0.75 -0.05, 1.05 -0.28, 1.05 0.5, 0.75 0.28, 0.52 0.25", ink.dark)
    pen.rounded(-0.6, -0.1, 0.0, 0.3, 0.05, ink.light)
    for x in (-0.62, -0.1, 0.4):
        pen.line([(-0.1, 0.5), (x, 1.0)], 0.07, ink.wood_dark)


def radio(pen: Pen, ink: Inks) -> None:
    pen.line("0.55 -0.5, 0.95 -1.1", 0.045, ink.steel)
    pen.rounded(-1.0, -0.5, 1.0, 0.92, 0.2, ink.main)
    pen.rounded(-1.0, 0.6, 1.0, 0.92, 0.2, ink.dark)
    pen.circle(-0.45, 0.2, 0.4, ink.deep)
    for radius in (0.3, 0.19, 0.08):
        pen.ring(-0.45, 0.2, radius, 0.035, ink.light)
    pen.rounded(0.12, -0.28, 0.82, 0.08, 0.05, ink.paper)
    pen.line("0.2 -0.1, 0.74 -0.1", 0.02, ink.deep)
    pen.line("0.45 -0.24, 0.45 0.04", 0.035, (205, 60, 50))
    for x in (0.28, 0.66):
        pen.circle(x, 0.42, 0.15, ink.metal)
        pen.line([(x, 0.42), (x + 0.06, 0.31)], 0.04, ink.deep)


def television(pen: Pen, ink: Inks) -> None:
    pen.line("-0.05 -0.6, -0.45 -1.08", 0.04, ink.steel)
    pen.line("0.05 -0.6, 0.4 -1.05", 0.04, ink.steel)
    pen.rounded(-1.0, -0.62, 1.0, 0.78, 0.16, ink.wood)
    pen.rounded(-0.84, -0.46, 0.5, 0.6, 0.2, ink.deep)
    pen.rounded(-0.76, -0.39, 0.42, 0.53, 0.17, ink.glass)
    pen.polygon("-0.6 -0.3, -0.2 -0.3, -0.55 0.4", faded(ink.paper, 0.6))
    for y in (-0.25, 0.05):
        pen.circle(0.74, y, 0.11, ink.metal)
    for y in (0.3, 0.4, 0.5):
        pen.line([(0.6, y), (0.88, y)], 0.03, ink.wood_dark)
    for x in (-0.6, 0.6):
        pen.line([(x * 0.9, 0.75), (x, 1.0)], 0.08, ink.wood_dark)


def laptop(pen: Pen, ink: Inks) -> None:
    pen.rounded(-0.78, -0.7, 0.78, 0.42, 0.07, ink.deep)
    pen.rect(-0.68, -0.6, 0.68, 0.32, ink.accent)
    pen.polygon("-0.68 0.32, 0.68 -0.6, 0.68 0.32", mixed(ink.accent, ink.deep, 0.2))
    pen.polygon("-0.78 0.42, 0.78 0.42, 1.05 0.78, -1.05 0.78", ink.steel)
    pen.polygon("-0.62 0.49, 0.62 0.49, 0.7 0.62, -0.7 0.62", ink.deep)
    pen.rounded(-1.05, 0.76, 1.05, 0.84, 0.03, mixed(ink.steel, ink.deep, 0.4))


def typewriter(pen: Pen, ink: Inks) -> None:
    pen.rect(-0.5, -1.0, 0.5, -0.2, ink.paper)
    for row in range(4):
        pen.line(
            [(-0.36, -0.85 + row * 0.14), (0.36 - 0.1 * (row % 2), -0.85 + row * 0.14)],
            0.03,
            ink.deep,
        )
    pen.rounded(-0.85, -0.35, 0.85, -0.15, 0.09, ink.deep)
    pen.rounded(-1.02, -0.36, -0.85, -0.14, 0.05, ink.steel)
    pen.rounded(0.85, -0.36, 1.02, -0.14, 0.05, ink.steel)
    pen.polygon("-0.75 -0.15, 0.75 -0.15, 0.98 0.95, -0.98 0.95", ink.main)
    pen.polygon("-0.98 0.95, 0.98 0.95, 0.95 0.8, -0.95 0.8", ink.dark)
    for row in range(3):
        for column in range(8):
            pen.circle(
                -0.58 - row * 0.06 + column * (0.166 + row * 0.017),
                0.2 + row * 0.22,
                0.065,
                ink.paper,
            )


def chair(pen: Pen, ink: Inks) -> None:
    for x in (-0.5, 0.5):
        pen.rect(x - 0.07, -1.0, x + 0.07, 1.0, ink.wood)
    for y in (-0.85, -0.5, -0.15):
        pen.rounded(-0.5, y, 0.5, y + 0.15, 0.05, ink.wood)
    pen.polygon("-0.55 0.15, 0.55 0.15, 0.75 0.38, -0.75 0.38", ink.main)
    pen.rect(-0.75, 0.38, 0.75, 0.47, ink.wood_dark)
    for x in (-0.67, 0.67):
        pen.rect(x - 0.07, 0.45, x + 0.07, 1.08, ink.wood_dark)


def globe(pen: Pen, ink: Inks) -> None:
    pen.line(arc(0, -0.2, 0.86, 0.86, -60, 120), 0.08, ink.metal)
    pen.circle(0, -0.2, 0.72, ink.accent)
    pen.blob("-0.5 -0.5, -0.1 -0.75, 0.15 -0.5, -0.05 -0.2, -0.3 0.0, -0.55 -0.2", ink.paper_dark)
    pen.blob("0.2 -0.1, 0.55 -0.25, 0.6 0.1, 0.3 0.35, 0.15 0.15", ink.paper_dark)
    pen.rect(-0.05, 0.6, 0.05, 0.9, ink.metal)
    pen.blob("-0.5 1.0, -0.3 0.85, 0.3 0.85, 0.5 1.0", ink.wood_dark)


def compass(pen: Pen, ink: Inks) -> None:
    pen.ring(0, -0.82, 0.14, 0.06, ink.metal)
    pen.circle(0, 0.1, 0.84, ink.metal)
    pen.circle(0, 0.1, 0.7, ink.paper)
    for step in range(8):
        near = on_ellipse(0, 0.1, 0.54, 0.54, step * 45)
        far = on_ellipse(0, 0.1, 0.64, 0.64, step * 45)
        pen.line([near, far], 0.05, ink.deep)
    needle = pen.at(0, 0.1, angle=28)
    needle.polygon("-0.11 0, 0 -0.52, 0.11 0", (200, 60, 50))
    needle.polygon("-0.11 0, 0 0.52, 0.11 0", ink.steel)
    needle.circle(0, 0, 0.06, ink.deep)


def telescope(pen: Pen, ink: Inks) -> None:
    for x in (-0.5, 0.05, 0.55):
        pen.line([(0.02, 0.1), (x, 1.0)], 0.07, ink.wood_dark)
    tube = pen.at(0, 0, angle=-26)
    tube.polygon("-1.05 -0.14, -0.4 -0.17, -0.4 0.17, -1.05 0.14", ink.metal)
    tube.polygon("-0.42 -0.2, 0.9 -0.27, 0.9 0.27, -0.42 0.2", ink.main)
    tube.polygon("-0.42 0.02, 0.9 0.03, 0.9 0.27, -0.42 0.2", ink.dark)
    tube.rounded(0.84, -0.32, 1.02, 0.32, 0.05, ink.metal)


def binoculars(pen: Pen, ink: Inks) -> None:
    for side in (False, True):
        half = pen.at(0, 0, mirrored=side)
        half.polygon("0.1 -0.75, 0.5 -0.75, 0.85 0.75, 0.1 0.75", ink.main if side else ink.dark)
        half.rounded(0.12, -0.95, 0.5, -0.7, 0.06, ink.deep)
        half.ellipse(0.48, 0.76, 0.4, 0.15, ink.deep)
        half.ellipse(0.48, 0.76, 0.29, 0.09, ink.glass)
    pen.rounded(-0.16, -0.35, 0.16, 0.3, 0.06, ink.metal)


def bell(pen: Pen, ink: Inks) -> None:
    pen.ring(0, -0.88, 0.14, 0.07, ink.metal)
    pen.circle(0, 0.85, 0.17, ink.deep)
    pen.blob(
        (
            "0 -0.8, 0.3 -0.72, 0.5 -0.3, 0.58 0.3, 0.88 0.72, 0 0.82, -0.88 0.72, "
            "-0.58 0.3, -0.5 -0.3, -0.3 -0.72"
        ),
        ink.metal,
    )
    pen.blob(
        "0.1 -0.8, 0.3 -0.72, 0.5 -0.3, 0.58 0.3, 0.88 0.72, 0.2 0.81, 0.3 0.2",
        mixed(ink.metal, ink.deep, 0.3),
    )
    pen.curve("-0.7 0.5, 0 0.58, 0.7 0.5", 0.05, mixed(ink.metal, ink.deep, 0.45))
