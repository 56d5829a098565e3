"""Pictograms of vehicles and instruments; see `things_small` for the box."""

from asset_service.adapters.providers.placeholder.canvas import Pen, arc, on_ellipse
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.things_inks import Inks


def _wheel(pen: Pen, ink: Inks, x: float, y: float, radius: float) -> None:
    pen.circle(x, y, radius, ink.deep)
    pen.circle(x, y, radius * 0.55, ink.steel)
    pen.circle(x, y, radius * 0.2, ink.deep)


def car(pen: Pen, ink: Inks) -> None:
    pen.blob(
        (
            "-1.2 0.5, -1.22 0.15, -0.85 0.02, -0.55 -0.38, 0.3 -0.4, 0.72 0.0, "
            "1.15 0.1, 1.25 0.5, 1.1 0.62, -1.1 0.62"
        ),
        ink.main,
    )
    pen.polygon("-1.2 0.36, 1.24 0.36, 1.22 0.56, 1.1 0.62, -1.1 0.62, -1.2 0.54", ink.dark)
    pen.polygon("-0.66 0.02, -0.46 -0.28, -0.12 -0.29, -0.12 0.02", ink.glass)
    pen.polygon("-0.02 0.02, -0.02 -0.29, 0.26 -0.29, 0.54 0.02", ink.glass)
    pen.rounded(-0.04, 0.14, 0.12, 0.19, 0.02, ink.light)
    pen.circle(1.14, 0.26, 0.09, ink.glow)
    for x in (-0.68, 0.74):
        _wheel(pen, ink, x, 0.62, 0.27)


def truck(pen: Pen, ink: Inks) -> None:
    pen.rounded(-1.25, -0.7, 0.4, 0.5, 0.05, ink.main)
    pen.rect(-1.25, 0.25, 0.4, 0.5, ink.dark)
    pen.blob("0.45 0.5, 0.45 -0.35, 0.85 -0.35, 1.08 0.0, 1.25 0.08, 1.25 0.5", ink.light)
    pen.polygon("0.58 0.02, 0.58 -0.22, 0.8 -0.22, 0.98 0.02", ink.glass)
    pen.rect(-1.25, 0.46, 1.25, 0.58, ink.deep)
    for x in (-0.8, 0.82):
        _wheel(pen, ink, x, 0.66, 0.27)


def bicycle(pen: Pen, ink: Inks) -> None:
    for x in (-0.72, 0.72):
        pen.ring(x, 0.42, 0.54, 0.07, ink.deep)
        for step in range(0, 180, 30):
            near = on_ellipse(x, 0.42, 0.5, 0.5, step)
            far = on_ellipse(x, 0.42, 0.5, 0.5, step + 180)
            pen.line([near, far], 0.012, ink.steel)
    pen.line("-0.72 0.42, -0.3 -0.32, 0.45 -0.32, -0.02 0.42, -0.72 0.42", 0.075, ink.main)
    pen.line("-0.02 0.42, -0.36 -0.48", 0.075, ink.main)
    pen.line("0.72 0.42, 0.4 -0.62", 0.075, ink.main)
    pen.curve("0.3 -0.62, 0.5 -0.68, 0.68 -0.58, 0.66 -0.45", 0.06, ink.deep)
    pen.blob("-0.58 -0.52, -0.2 -0.54, -0.14 -0.46, -0.5 -0.42", ink.deep)
    pen.circle(-0.02, 0.42, 0.1, ink.steel)


def motorbike(pen: Pen, ink: Inks) -> None:
    for x in (-0.75, 0.78):
        _wheel(pen, ink, x, 0.55, 0.42)
    pen.line("0.78 0.55, 0.42 -0.45", 0.09, ink.steel)
    pen.line("0.28 -0.5, 0.6 -0.52", 0.07, ink.deep, rounded=True)
    pen.blob("-0.15 -0.2, 0.35 -0.35, 0.55 -0.1, 0.1 0.12", ink.main)
    pen.blob("-0.85 -0.1, -0.2 -0.18, -0.05 0.02, -0.7 0.08", ink.deep)
    pen.rounded(-0.3, 0.1, 0.28, 0.52, 0.08, ink.steel)
    pen.line("-0.75 0.55, -0.1 0.45", 0.1, ink.dark)
    pen.line("0.1 0.6, -1.05 0.62", 0.09, ink.metal, rounded=True)
    pen.circle(0.6, -0.32, 0.13, ink.glow)


def boat(pen: Pen, ink: Inks) -> None:
    pen.rounded(-0.05, -1.05, 0.03, 0.4, 0.03, ink.wood_dark)
    pen.blob("0.08 -1.0, 0.5 -0.5, 0.75 0.15, 0.08 0.22", ink.paper)
    pen.blob("-0.1 -0.8, -0.45 -0.3, -0.6 0.18, -0.1 0.22", ink.paper_dark)
    pen.blob("-1.05 0.35, 1.1 0.3, 0.85 0.75, 0.5 0.88, -0.6 0.88, -0.9 0.7", ink.main)
    pen.polygon("-0.95 0.62, 0.96 0.6, 0.7 0.86, -0.7 0.88", ink.dark)
    pen.line("-1.03 0.37, 1.08 0.33", 0.06, ink.light)
    for row, shift in ((0.92, 0.0), (1.05, 0.2)):
        pen.curve(
            [
                (-1.2 + shift, row),
                (-0.7 + shift, row - 0.06),
                (-0.2 + shift, row),
                (0.3 + shift, row - 0.06),
                (0.9 + shift, row),
            ],
            0.04,
            ink.accent,
        )


def plane(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0, angle=-14)
    pen.polygon("-0.75 -0.05, -1.05 -0.6, -0.82 -0.6, -0.4 -0.08", ink.dark)
    pen.blob("-1.1 0.0, -0.6 -0.18, 0.7 -0.2, 1.2 0.02, 0.7 0.2, -0.7 0.14", ink.main)
    pen.polygon("-0.1 0.05, 0.35 0.05, -0.35 0.75, -0.6 0.75", ink.dark)
    pen.polygon("0.0 -0.15, 0.3 -0.15, -0.1 -0.55, -0.28 -0.55", ink.light)
    for step in range(5):
        pen.circle(-0.3 + step * 0.22, -0.05, 0.055, ink.glass)
    pen.blob("0.86 -0.14, 1.08 -0.04, 0.9 0.0", ink.glass)


def train(pen: Pen, ink: Inks) -> None:
    pen.rounded(0.5, -0.98, 0.7, -0.35, 0.03, ink.deep)
    pen.polygon("0.42 -1.02, 0.78 -1.02, 0.7 -0.85, 0.5 -0.85", ink.deep)
    pen.rounded(-0.35, -0.42, 1.0, 0.35, 0.16, ink.main)
    pen.rect(-0.3, 0.08, 1.0, 0.3, ink.dark)
    pen.rect(-1.0, -0.8, -0.3, 0.45, ink.main)
    pen.rounded(-1.1, -0.9, -0.2, -0.76, 0.04, ink.deep)
    pen.rect(-0.86, -0.6, -0.46, -0.2, ink.glow)
    pen.circle(1.02, -0.02, 0.1, ink.glow)
    pen.polygon("0.95 0.4, 1.28 0.85, 0.85 0.85", ink.steel)
    pen.rect(-1.05, 0.35, 1.05, 0.48, ink.deep)
    for x, r in ((-0.72, 0.3), (-0.05, 0.3), (0.55, 0.24)):
        _wheel(pen, ink, x, 0.95 - r + 0.02, r)


def guitar(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.05, angle=28)
    pen.rounded(-0.085, -1.15, 0.085, 0.1, 0.02, ink.wood_dark)
    pen.polygon("-0.13 -1.42, 0.13 -1.42, 0.1 -1.1, -0.1 -1.1", ink.wood_dark)
    pen.blob(
        (
            "0 -0.1, 0.35 -0.05, 0.36 0.25, 0.32 0.4, 0.55 0.75, 0.4 1.1, 0 1.2, "
            "-0.4 1.1, -0.55 0.75, -0.32 0.4, -0.36 0.25, -0.35 -0.05"
        ),
        ink.main,
    )
    pen.blob(
        (
            "0.1 -0.08, 0.35 -0.05, 0.36 0.25, 0.32 0.4, 0.55 0.75, 0.4 1.1, 0.1 1.19, "
            "0.3 0.8, 0.18 0.4"
        ),
        ink.dark,
    )
    pen.circle(0, 0.42, 0.17, ink.deep)
    pen.ring(0, 0.42, 0.19, 0.03, ink.light)
    pen.rounded(-0.2, 0.82, 0.2, 0.9, 0.02, ink.deep)
    for x in (-0.045, 0, 0.045):
        pen.line([(x, -1.35), (x, 0.86)], 0.012, ink.paper)


def violin(pen: Pen, ink: Inks) -> None:
    bow = pen.at(0.62, 0, angle=16)
    bow.line("0 -1.1, 0 1.05", 0.035, ink.wood_dark)
    bow.line("0.09 -1.0, 0.09 0.95", 0.02, ink.paper)
    pen = pen.at(-0.15, 0.05, angle=-10)
    pen.rounded(-0.055, -1.1, 0.055, 0.1, 0.02, ink.deep)
    pen.ring(0, -1.1, 0.09, 0.06, ink.wood_dark)
    pen.blob(
        (
            "0 -0.4, 0.34 -0.38, 0.36 -0.1, 0.2 0.15, 0.26 0.4, 0.45 0.6, 0.38 0.98, "
            "0 1.05, -0.38 0.98, -0.45 0.6, -0.26 0.4, -0.2 0.15, -0.36 -0.1, "
            "-0.34 -0.38"
        ),
        ink.main,
    )
    for x in (-0.19, 0.19):
        pen.curve([(x, 0.2), (x * 1.25, 0.38), (x * 0.9, 0.55)], 0.03, ink.deep)
    pen.polygon("-0.04 -0.9, 0.04 -0.9, 0.06 0.25, -0.06 0.25", ink.deep)
    pen.rounded(-0.13, 0.4, 0.13, 0.45, 0.02, ink.paper)
    pen.polygon("-0.09 0.62, 0.09 0.62, 0.04 0.98, -0.04 0.98", ink.deep)


def piano(pen: Pen, ink: Inks) -> None:
    pen.polygon("-0.95 -0.35, -0.85 -1.05, 0.6 -1.0, 0.95 -0.4", ink.dark)
    pen.blob("-1.0 -0.1, -1.0 -0.4, 0.3 -0.42, 0.95 -0.3, 1.0 0.1, 0.4 0.15, -1.0 0.2", ink.main)
    pen.polygon("-1.0 0.0, 1.0 0.0, 1.0 0.32, -1.0 0.32", ink.deep)
    pen.rect(-0.9, 0.1, 0.9, 0.26, ink.paper)
    for step in range(13):
        if step % 7 not in {2, 6}:
            x = -0.79 + step * 0.128
            pen.rect(x, 0.1, x + 0.06, 0.19, ink.deep)
    for x in (-0.82, 0.0, 0.82):
        pen.polygon(
            [(x - 0.08, 0.32), (x + 0.08, 0.32), (x + 0.04, 1.0), (x - 0.04, 1.0)], ink.deep
        )


def drum(pen: Pen, ink: Inks) -> None:
    pen.rect(-0.85, -0.2, 0.85, 0.75, ink.main)
    pen.ellipse(0, 0.75, 0.85, 0.22, ink.main)
    pen.rect(0.2, -0.2, 0.85, 0.75, ink.dark)
    for x in (-0.85, -0.43, 0.0, 0.43):
        pen.line([(x, 0.0), (x + 0.21, 0.8), (x + 0.42, 0.0)], 0.04, ink.metal)
    pen.ellipse(0, -0.2, 0.88, 0.25, ink.metal)
    pen.ellipse(0, -0.22, 0.78, 0.2, ink.paper)
    for start, end in (((-0.1, -0.35), (-0.8, -1.0)), ((0.2, -0.3), (0.85, -0.95))):
        pen.line([start, end], 0.06, ink.wood, rounded=True)
        pen.circle(*start, 0.08, ink.wood)


def trumpet(pen: Pen, ink: Inks) -> None:
    pen = pen.at(0, 0.1, angle=-12)
    dark = mixed(ink.metal, ink.deep, 0.3)
    pen.line("-1.1 -0.3, 0.6 -0.3", 0.1, ink.metal)
    pen.rounded(-1.2, -0.4, -1.08, -0.2, 0.04, ink.steel)
    pen.polygon(
        "0.4 -0.35, 0.7 -0.42, 1.1 -0.75, 1.18 -0.3, 1.1 0.15, 0.7 -0.18, 0.4 -0.25", ink.metal
    )
    pen.ellipse(1.12, -0.3, 0.1, 0.46, dark)
    pen.line(
        [
            (-0.5, -0.3),
            *arc(-0.5, -0.02, 0.28, 0.28, 270, 90),
            (0.4, 0.26),
            *arc(0.4, -0.02, 0.28, 0.28, 90, -90),
        ],
        0.09,
        ink.metal,
    )
    for x in (-0.3, -0.05, 0.2):
        pen.rounded(x - 0.09, -0.55, x + 0.09, 0.35, 0.05, dark)
        pen.rounded(x - 0.1, -0.72, x + 0.1, -0.62, 0.04, ink.steel)


def tent(pen: Pen, ink: Inks) -> None:
    pen.polygon("-1.1 0.95, -0.2 -0.8, 0.1 -0.8, 1.1 0.95", ink.main)
    pen.polygon("0.1 -0.8, 1.1 0.95, 0.35 0.95", ink.dark)
    pen.polygon("-0.2 -0.75, 0.12 0.95, -0.55 0.95", ink.deep)
    pen.line("-0.2 -0.8, -0.28 -1.0", 0.05, ink.wood_dark)
