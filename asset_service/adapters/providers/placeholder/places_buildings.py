"""What people built, standing in a landscape: the ground at y = 0, up is minus, about 1 high."""

from asset_service.adapters.providers.placeholder import things_large as large
from asset_service.adapters.providers.placeholder.canvas import Pen, arc
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.places_tones import (
    Tones,
    cottage,
    steeple,
    trees,
    window,
)


def house(pen: Pen, tones: Tones) -> None:
    trees(pen, tones, "-0.85 0.9, 0.85 0.75")
    cottage(pen, tones)
    pen.polygon("-0.26 0, -0.13 0, 0.15 0.32, -0.3 0.32", tones.pale)
    for step in range(7):
        x = -1.15 + step * 0.13
        pen.rect(x, -0.12, x + 0.03, 0.06, tones.pale)
    pen.rect(-1.18, -0.08, -0.34, -0.05, tones.pale)


def village(pen: Pen, tones: Tones) -> None:
    for x, y, size in (
        (-1.25, -0.06, 0.55),
        (1.35, -0.07, 0.55),
        (-0.7, -0.03, 0.7),
        (0.8, -0.03, 0.72),
    ):
        cottage(pen.at(x, y, size, mirrored=tones.dice.chance(0.5)), tones)
    steeple(pen.at(0.12, -0.05, 0.9), tones)
    cottage(pen.at(0.35, 0.08, 0.7), tones)
    trees(pen, tones, "-1.65 0.6, -0.28 0.5, 1.1 0.5, 1.75 0.6")


def church(pen: Pen, tones: Tones) -> None:
    trees(pen, tones, "-0.9 0.7, 1.2 0.8")
    pen.polygon("0 0, 0 -0.5, 0.85 -0.5, 0.85 0", tones.shade)
    pen.polygon("0 -0.48, 0.12 -0.86, 0.78 -0.86, 0.92 -0.48", tones.roof)
    steeple(pen.at(-0.1, 0, 1.05), tones)
    pen.polygon(
        [(-0.18, 0), (-0.18, -0.2), *arc(-0.1, -0.2, 0.08, 0.1, 180, 360), (-0.02, 0)], tones.dark
    )
    for x in (0.2, 0.42, 0.64):
        pen.polygon(
            [(x, -0.12), (x, -0.3), *arc(x + 0.05, -0.3, 0.05, 0.08, 180, 360), (x + 0.1, -0.12)],
            tones.lit,
        )


def lighthouse(pen: Pen, tones: Tones) -> None:
    pen.polygon("0 -1.02, 9 -2.1, 9 -0.1", (*tones.lit[:3], 62))
    pen.polygon("0 -1.02, -9 -1.9, -9 -0.3", (*tones.lit[:3], 50))
    pen.blob(
        "-0.95 0.25, -0.7 0.02, -0.3 -0.08, 0.3 -0.1, 0.75 0.0, 1.0 0.25, 0 0.4", tones.leaf_dark
    )
    pen.polygon("-0.2 -0.05, -0.12 -0.9, 0.12 -0.9, 0.2 -0.05", tones.pale)
    pen.polygon("0.05 -0.05, 0.04 -0.9, 0.12 -0.9, 0.2 -0.05", tones.shade)
    for top, bottom in ((-0.78, -0.6), (-0.42, -0.22)):
        left, right = 0.2 + 0.09 * top, 0.2 + 0.09 * bottom
        pen.polygon([(-left, top), (left, top), (right, bottom), (-right, bottom)], tones.accent)
        pen.polygon(
            [(left * 0.3, top), (left, top), (right, bottom), (right * 0.3, bottom)],
            mixed(tones.accent, tones.dark, 0.4),
        )
    pen.rect(-0.17, -0.95, 0.17, -0.89, tones.shade)
    pen.glow(0, -1.02, 0.35, 0.35, (*tones.lit[:3], 170))
    pen.rect(-0.08, -1.1, 0.08, -0.94, tones.lit)
    pen.rect(-0.015, -1.1, 0.015, -0.94, tones.dark)
    pen.polygon("-0.12 -1.1, 0 -1.24, 0.12 -1.1", tones.roof_dark)
    pen.rect(-0.04, -0.18, 0.05, -0.04, tones.dark)
    cottage(pen.at(0.48, -0.02, 0.42), tones)


def castle(pen: Pen, tones: Tones) -> None:
    pen.blob("-1.3 0.2, -0.9 -0.1, -0.3 -0.18, 0.4 -0.2, 1.0 -0.08, 1.3 0.2", tones.leaf)
    for x, wide, tall in (
        (-0.72, 0.24, 0.75),
        (0.68, 0.24, 0.8),
        (-0.2, 0.26, 1.15),
        (0.26, 0.2, 0.95),
    ):
        pen.rect(x - wide / 2, -tall, x + wide / 2, 0, tones.wall)
        pen.rect(x, -tall, x + wide / 2, 0, tones.shade)
        pen.polygon(
            [(x - wide * 0.66, -tall + 0.02), (x, -tall - 0.36), (x + wide * 0.66, -tall + 0.02)],
            tones.roof,
        )
        pen.polygon(
            [(x, -tall - 0.36), (x + wide * 0.66, -tall + 0.02), (x, -tall + 0.02)], tones.roof_dark
        )
        pen.line([(x, -tall - 0.34), (x, -tall - 0.52)], 0.015, tones.dark)
        pen.polygon([(x, -tall - 0.52), (x + 0.14, -tall - 0.47), (x, -tall - 0.42)], tones.accent)
        pen.rect(x - 0.03, -tall + 0.16, x + 0.03, -tall + 0.3, tones.lit)
    pen.rect(-0.75, -0.42, 0.72, 0, tones.wall)
    for step in range(12):
        x = -0.75 + step * 0.123
        pen.rect(x, -0.49, x + 0.065, -0.41, tones.wall)
    pen.rect(0.1, -0.42, 0.72, 0, tones.shade)
    pen.polygon(
        [(-0.14, 0.0), (-0.14, -0.16), *arc(0, -0.16, 0.14, 0.14, 180, 360), (0.14, 0.0)],
        tones.dark,
    )


def farm(pen: Pen, tones: Tones) -> None:
    pen.rect(0.62, -0.85, 0.9, 0, tones.pale)
    pen.rect(0.78, -0.85, 0.9, 0, tones.shade)
    pen.polygon([*arc(0.76, -0.85, 0.14, 0.14, 180, 360)], tones.roof_dark)
    pen.polygon(
        "-0.6 0, -0.6 -0.42, -0.48 -0.66, -0.1 -0.86, 0.28 -0.66, 0.4 -0.42, 0.4 0", tones.roof
    )
    pen.polygon(
        (
            "-0.66 -0.4, -0.52 -0.68, -0.1 -0.92, 0.32 -0.68, 0.46 -0.4, 0.38 -0.38, "
            "0.26 -0.62, -0.1 -0.84, -0.46 -0.62, -0.58 -0.38"
        ),
        tones.roof_dark,
    )
    pen.rect(-0.28, -0.36, 0.08, 0, tones.roof_dark)
    pen.line("-0.28 -0.36, 0.08 0", 0.03, tones.pale)
    pen.line("0.08 -0.36, -0.28 0", 0.03, tones.pale)
    pen.line("-0.28 -0.36, 0.08 -0.36, 0.08 0, -0.28 0, -0.28 -0.36", 0.03, tones.pale)
    pen.rect(-0.18, -0.62, -0.02, -0.48, tones.lit)
    trees(pen, tones, "-1.0 0.8, 1.25 0.6")


def windmill(pen: Pen, tones: Tones) -> None:
    pen.polygon("-0.3 0, -0.17 -0.8, 0.17 -0.8, 0.3 0", tones.wall)
    pen.polygon("0.06 0, 0.03 -0.8, 0.17 -0.8, 0.3 0", tones.shade)
    pen.polygon([*arc(0, -0.8, 0.2, 0.22, 180, 360)], tones.roof_dark)
    pen.rect(-0.08, -0.22, 0.06, 0, tones.dark)
    window(pen, tones, -0.08, -0.58, 0.11, 0.13)
    for angle in (20, 110, 200, 290):
        arm = pen.at(0, -0.86, angle=angle)
        arm.line("0 0, 0 -0.72", 0.03, tones.dark)
        arm.polygon("0.02 -0.18, 0.16 -0.18, 0.16 -0.72, 0.02 -0.72", tones.pale)
    pen.circle(0, -0.86, 0.05, tones.dark)
    trees(pen, tones, "-1.0 0.5, 0.9 0.55")


def factory(pen: Pen, tones: Tones) -> None:
    for x, tall in ((-0.55, 1.15), (-0.25, 1.0)):
        pen.polygon(
            [(x - 0.08, 0), (x - 0.055, -tall), (x + 0.055, -tall), (x + 0.08, 0)], tones.roof
        )
        pen.rect(x - 0.06, -tall + 0.06, x + 0.06, -tall + 0.12, tones.pale)
        for step in range(4):
            pen.circle(
                x + 0.1 + step * 0.17,
                -tall - 0.1 - step * 0.09,
                0.08 + step * 0.035,
                (*tones.pale[:3], 120 - step * 22),
            )
    pen.rect(-0.8, -0.42, 1.0, 0, tones.shade)
    for step in range(4):
        x = -0.05 + step * 0.26
        pen.polygon([(x, -0.4), (x, -0.62), (x + 0.26, -0.4)], tones.roof_dark)
    for step in range(8):
        pen.rect(-0.7 + step * 0.21, -0.3, -0.57 + step * 0.21, -0.17, tones.lit)
    pen.rect(0.5, -0.14, 0.72, 0, tones.dark)


def station(pen: Pen, tones: Tones) -> None:
    pen.rect(-1.5, -0.14, 1.5, 0.03, tones.shade)
    pen.rect(-1.5, -0.14, 1.5, -0.11, tones.pale)
    for x in (-1.2, -0.6, 0.0, 0.6):
        pen.rect(x - 0.02, -0.85, x + 0.02, -0.12, tones.dark)
    pen.polygon("-1.45 -0.8, -1.3 -0.95, 0.75 -0.95, 0.9 -0.8", tones.roof)
    pen.rect(-1.45, -0.82, 0.9, -0.77, tones.roof_dark)
    pen.rect(-1.0, -0.6, -0.25, -0.14, tones.wall)
    window(pen, tones, -0.9, -0.48, 0.2, 0.2)
    pen.rect(-0.55, -0.5, -0.38, -0.14, tones.dark)
    pen.circle(0.28, -0.62, 0.1, tones.pale)
    pen.line("0.28 -0.62, 0.28 -0.69", 0.015, tones.dark)
    pen.line("0.28 -0.62, 0.33 -0.6", 0.015, tones.dark)
    large.train(pen.at(0.85, -0.12, 0.38), tones.inks)
    for y in (0.1, 0.16):
        pen.rect(-3, y, 3, y + 0.02, tones.dark)


def fuel(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.95, -0.5, 0.0, 0, tones.wall)
    pen.rect(-1.0, -0.56, 0.05, -0.48, tones.accent)
    pen.rect(-0.82, -0.38, -0.42, -0.08, tones.lit)
    pen.rect(-0.3, -0.36, -0.12, 0, tones.dark)
    pen.rect(0.1, -0.82, 1.3, -0.7, tones.accent)
    pen.rect(0.1, -0.72, 1.3, -0.68, tones.pale)
    pen.glow(0.7, -0.4, 0.8, 0.5, tones.glow)
    for x in (0.25, 1.12):
        pen.rect(x - 0.025, -0.7, x + 0.025, 0, tones.pale)
    for x in (0.5, 0.82):
        pen.rounded(x - 0.08, -0.34, x + 0.08, 0, 0.03, tones.roof)
        pen.rect(x - 0.05, -0.29, x + 0.05, -0.19, tones.pale)
    pen.rect(1.48, -1.1, 1.52, 0, tones.dark)
    pen.rounded(1.28, -1.2, 1.72, -0.85, 0.05, tones.accent)
    pen.rect(1.36, -1.1, 1.64, -1.06, tones.pale)
    pen.rect(1.36, -0.99, 1.56, -0.95, tones.pale)
    large.car(pen.at(-0.45, 0.05, 0.24), tones.inks)


def market(pen: Pen, tones: Tones) -> None:
    for number, (x, y, size) in enumerate(
        ((-1.25, -0.05, 0.8), (1.2, -0.05, 0.8), (-0.35, 0.02, 1.0), (0.6, 0.06, 1.05))
    ):
        stall = pen.at(x, y, size * 0.85)
        cloth = (tones.roof, tones.accent)[number % 2]
        for post in (-0.45, 0.45):
            stall.rect(post - 0.02, -0.78, post + 0.02, 0, tones.dark)
        stall.rect(-0.5, -0.34, 0.5, 0, tones.shade)
        for step in range(6):
            stall.circle(
                -0.4 + step * 0.16, -0.36, 0.075, (tones.roof, tones.accent, tones.lit)[step % 3]
            )
        for step in range(6):
            left = -0.6 + step * 0.2
            stall.polygon(
                [
                    (left * 0.85, -0.98),
                    ((left + 0.2) * 0.85, -0.98),
                    (left + 0.2, -0.68),
                    (left + 0.1, -0.62),
                    (left, -0.68),
                ],
                cloth if step % 2 else tones.pale,
            )
    pen.curve("-2 -1.05, -0.9 -0.92, 0 -1.08, 0.9 -0.94, 2 -1.08", 0.01, tones.dark)
    for step in range(12):
        pen.polygon(
            [(-1.7 + step * 0.3, -1.0), (-1.58 + step * 0.3, -1.0), (-1.64 + step * 0.3, -0.86)],
            (tones.roof, tones.accent, tones.lit)[step % 3],
        )


def rooftop(pen: Pen, tones: Tones) -> None:
    pen.rect(-6, -0.12, 6, 2, tones.shade)
    pen.rect(-6, -0.2, 6, -0.1, tones.wall)
    for x in (-0.2, 0.1, 0.4):
        pen.line([(x, -0.5), (x * 1.1 - 0.01, -0.02)], 0.03, tones.dark)
    pen.rounded(-0.28, -1.0, 0.48, -0.46, 0.04, tones.roof)
    pen.rect(0.15, -0.98, 0.48, -0.48, tones.roof_dark)
    pen.polygon("-0.34 -0.98, 0.1 -1.24, 0.54 -0.98", tones.roof_dark)
    pen.rect(-1.25, -0.48, -0.75, 0.0, tones.wall)
    pen.rect(-1.1, -0.36, -0.9, 0.0, tones.dark)
    pen.line("1.2 -0.1, 1.2 -0.8", 0.025, tones.dark)
    pen.line("1.05 -0.7, 1.35 -0.7", 0.02, tones.dark)
    pen.line("1.1 -0.58, 1.3 -0.58", 0.02, tones.dark)


def bridge(pen: Pen, tones: Tones) -> None:
    for side in (-0.75, 0.75):
        pen.rect(side - 0.07, -1.1, side + 0.07, 0.25, tones.roof)
        pen.rect(side, -1.1, side + 0.07, 0.25, tones.roof_dark)
    cable = [(step * 0.1, _cable(step * 0.1)) for step in range(-22, 23)]
    pen.line(cable, 0.025, tones.roof_dark)
    for x, y in cable[1::2]:
        pen.line([(x, y), (x, -0.26)], 0.01, tones.roof_dark)
    pen.rect(-6, -0.28, 6, -0.18, tones.wall)
    pen.rect(-6, -0.2, 6, -0.16, tones.shade)


def _cable(x: float) -> float:
    """Hangs between the towers and runs down straight outside them."""
    if abs(x) <= 0.75:  # noqa: PLR2004 - where the towers stand
        return -0.38 - 0.7 * (x / 0.75) ** 2
    return -1.08 + 0.8 * (abs(x) - 0.75) / 1.45


def street(pen: Pen, tones: Tones) -> None:
    for mirrored in (False, True):
        half = pen.at(0, -0.02, mirrored=mirrored)
        wall, edge = (tones.shade, tones.wall) if mirrored else (tones.wall, tones.shade)
        for step, x in enumerate((0.26, 0.5, 0.95, 1.75)):
            tall, wide = (
                0.45 + step * 0.3 + tones.dice.between(0, 0.16),
                (0.26, 0.46, 0.8, 1.6)[step],
            )
            floor = 0.02 + 0.11 * step
            half.rect(x, -tall, x + wide, floor, wall if step % 2 else mixed(wall, tones.roof, 0.3))
            half.rect(x, -tall - 0.02, x + wide, -tall + 0.02, tones.roof_dark)
            half.rect(x, -tall, x + wide * 0.06, floor, edge)
            for row in range(3):
                for column in range(2):
                    left, top = (
                        x + wide * (0.2 + column * 0.4),
                        -tall + (tall + floor) * (0.1 + row * 0.22),
                    )
                    half.rect(
                        left,
                        top,
                        left + wide * 0.2,
                        top + (tall + floor) * 0.12,
                        tones.lit if tones.dice.chance(0.6) else tones.dark,
                    )
            half.rect(
                x + wide * 0.3, floor - (tall + floor) * 0.2, x + wide * 0.6, floor, tones.dark
            )
            half.polygon(
                [
                    (x + wide * 0.1, floor - 0.24 * (tall + floor)),
                    (x + wide * 0.8, floor - 0.24 * (tall + floor)),
                    (x + wide * 0.72, floor - 0.19 * (tall + floor)),
                    (x + wide * 0.04, floor - 0.19 * (tall + floor)),
                ],
                tones.accent,
            )


def city(pen: Pen, tones: Tones) -> None:
    for step in range(9):
        x, wide, tall = (
            -1.7 + step * 0.4,
            tones.dice.between(0.24, 0.36),
            tones.dice.between(0.45, 1.25),
        )
        pen.rect(x, -tall, x + wide, 0.05, tones.shade if step % 2 else tones.wall)
        pen.rect(x + wide * 0.62, -tall, x + wide, 0.05, mixed(tones.shade, tones.dark, 0.3))
        if step % 3 == 1:
            pen.polygon(
                [(x, -tall), (x + wide / 2, -tall - 0.2), (x + wide, -tall)], tones.roof_dark
            )
        for row in range(int(tall / 0.11)):
            for column in range(3):
                if tones.dice.chance(0.62):
                    pen.rect(
                        x + wide * (0.12 + column * 0.27),
                        -tall + 0.06 + row * 0.11,
                        x + wide * (0.26 + column * 0.27),
                        -tall + 0.11 + row * 0.11,
                        tones.lit,
                    )
