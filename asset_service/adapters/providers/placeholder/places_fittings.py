"""What stands in public rooms, in the units of `places_furniture`."""

from asset_service.adapters.providers.placeholder import things_home as home
from asset_service.adapters.providers.placeholder.canvas import Pen, arc
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.places_furniture import counter
from asset_service.adapters.providers.placeholder.places_tones import Tones


def school_desk(pen: Pen, tones: Tones) -> None:
    pen.polygon("-0.34 -0.44, 0.3 -0.44, 0.34 -0.38, -0.34 -0.38", tones.inks.wood)
    for x in (-0.28, 0.26):
        pen.rect(x - 0.02, -0.4, x + 0.02, 0, tones.dark)
    pen.rect(-0.14, -0.48, 0.12, -0.44, tones.accent)


def board(pen: Pen, tones: Tones) -> None:
    pen.rect(-0.85, -1.25, 0.85, -0.55, tones.inks.wood)
    pen.rect(-0.8, -1.2, 0.8, -0.6, (48, 74, 62))
    for number, (start, end) in enumerate(((-0.65, 0.1), (-0.65, -0.1), (-0.65, 0.35))):
        pen.line(
            [(start, -1.08 + number * 0.14), (end, -1.08 + number * 0.14)], 0.018, (222, 228, 220)
        )
    pen.ring(0.5, -0.85, 0.14, 0.014, (222, 228, 220))


def bottles(pen: Pen, tones: Tones) -> None:
    pen.rect(-1.0, -1.4, 1.0, -0.55, tones.inks.wood_dark)
    for row in range(3):
        floor = -0.62 - row * 0.26
        pen.rect(-0.95, floor - 0.22, 0.95, floor, mixed(tones.dark, tones.lit, 0.12))
        for step in range(13):
            x, tint = (
                -0.88 + step * 0.146,
                tones.dice.pick((tones.roof, tones.accent, tones.lit, tones.leaf, tones.shade)),
            )
            tall = tones.dice.between(0.11, 0.15)
            pen.rounded(x - 0.03, floor - tall, x + 0.03, floor, 0.012, tint)
            pen.rect(x - 0.01, floor - tall - 0.05, x + 0.01, floor - tall, tint)


def bar_counter(pen: Pen, tones: Tones) -> None:
    pen.rect(-1.35, -0.6, 1.35, 0, tones.roof_dark)
    pen.rect(-1.42, -0.67, 1.42, -0.59, tones.inks.wood)
    for step in range(7):
        pen.rect(
            -1.28 + step * 0.38,
            -0.52,
            -0.98 + step * 0.38,
            -0.08,
            mixed(tones.roof_dark, tones.dark, 0.25),
        )
    for x in (-0.8, 0.0, 0.8):
        pen.rounded(x - 0.17, -0.42, x + 0.17, -0.34, 0.04, tones.accent)
        pen.rect(x - 0.02, -0.35, x + 0.02, 0.1, tones.inks.steel)
        pen.ellipse(x, 0.1, 0.13, 0.025, tones.inks.steel)


def ward_bed(pen: Pen, tones: Tones) -> None:
    pen.line("-0.8 -0.72, -0.8 0", 0.03, tones.inks.steel)
    pen.line("0.72 -0.55, 0.72 0", 0.03, tones.inks.steel)
    pen.rect(-0.78, -0.36, 0.7, -0.24, tones.pale)
    pen.at(-0.56, -0.42, angle=-16).rounded(-0.2, -0.09, 0.2, 0.08, 0.05, tones.pale)
    pen.blob("-0.3 -0.44, 0.2 -0.46, 0.7 -0.4, 0.7 -0.2, -0.3 -0.24", tones.accent)
    pen.line("-0.95 -1.1, -0.95 0", 0.02, tones.inks.steel)
    pen.rounded(-1.0, -1.1, -0.88, -0.88, 0.03, tones.inks.glass)
    pen.curve("-0.94 -0.88, -0.9 -0.6, -0.6 -0.4", 0.01, tones.inks.steel)
    pen.rounded(0.9, -0.95, 1.25, -0.68, 0.03, tones.dark)
    pen.line(
        "0.94 -0.8, 1.0 -0.8, 1.04 -0.88, 1.08 -0.73, 1.12 -0.8, 1.22 -0.8", 0.014, (120, 230, 150)
    )
    pen.line("1.07 -0.68, 1.07 0", 0.03, tones.inks.steel)


def curtain(pen: Pen, tones: Tones) -> None:
    for step in range(6):
        pen.rect(
            -0.3 + step * 0.1,
            -1.35,
            -0.2 + step * 0.1,
            -0.12,
            tones.accent if step % 2 else mixed(tones.accent, tones.pale, 0.25),
        )
    pen.rect(-0.36, -1.38, 0.36, -1.34, tones.inks.steel)


def pews(pen: Pen, tones: Tones) -> None:
    for side in (-1, 1):
        for row in range(3):
            x, y, size = side * (0.62 + row * 0.28), row * 0.15, 1 + row * 0.3
            pen.rect(
                x - 0.42 * size, y - 0.34 * size, x + 0.42 * size, y - 0.1 * size, tones.inks.wood
            )
            pen.rect(
                x - 0.45 * size,
                y - 0.37 * size,
                x + 0.45 * size,
                y - 0.32 * size,
                tones.inks.wood_dark,
            )
            pen.rect(x - 0.45 * size, y - 0.12 * size, x + 0.45 * size, y, tones.inks.wood_dark)


def altar(pen: Pen, tones: Tones) -> None:
    for x, tall in ((-0.42, 1.15), (0.0, 1.45), (0.42, 1.15)):
        pen.polygon(
            [
                (x - 0.15, -0.55),
                (x - 0.15, -tall + 0.2),
                *arc(x, -tall + 0.2, 0.15, 0.22, 180, 360),
                (x + 0.15, -0.55),
            ],
            tones.lit,
        )
        for row in range(4):
            pen.rect(
                x - 0.13,
                -0.68 - row * 0.18,
                x + 0.13,
                -0.57 - row * 0.18,
                (*tones.dice.pick((tones.accent, tones.roof, tones.leaf, tones.pale))[:3], 170),
            )
        pen.rect(x - 0.008, -tall, x + 0.008, -0.55, tones.dark)
    pen.rect(-0.4, -0.36, 0.4, 0, tones.pale)
    pen.rect(-0.45, -0.4, 0.45, -0.35, tones.shade)
    for x in (-0.3, 0.3):
        home.candle(pen.at(x, -0.52, 0.12), tones.inks)


def bars(pen: Pen, tones: Tones) -> None:
    for step in range(15):
        x = -1.4 + step * 0.2
        pen.rounded(x - 0.018, -1.5, x + 0.018, 0.12, 0.01, tones.inks.steel)
    for y in (-1.25, -0.55):
        pen.rect(-1.45, y, 1.45, y + 0.05, mixed(tones.inks.steel, tones.dark, 0.4))
    pen.rounded(0.5, -0.72, 0.7, -0.5, 0.03, tones.dark)


def bunk(pen: Pen, tones: Tones) -> None:
    for y in (-0.28, -0.85):
        pen.rect(-0.7, y, 0.7, y + 0.09, tones.pale)
        pen.rect(-0.72, y + 0.08, 0.72, y + 0.13, tones.inks.steel)
        pen.rounded(-0.66, y - 0.08, -0.36, y + 0.01, 0.04, tones.shade)
    for x in (-0.7, 0.7):
        pen.rect(x - 0.025, -1.05, x + 0.025, 0, tones.inks.steel)


def crates(pen: Pen, tones: Tones) -> None:
    for x, y, size in ((-0.45, 0, 0.55), (0.2, 0, 0.65), (-0.12, -0.6, 0.5), (0.75, 0, 0.4)):
        pen.rect(x - size / 2, y - size, x + size / 2, y, tones.inks.wood)
        pen.line(
            [(x - size * 0.45, y - size * 0.95), (x + size * 0.45, y - size * 0.05)],
            0.045,
            tones.inks.wood_dark,
        )
        for edge in (-0.5, 0.43):
            pen.rect(x + size * edge, y - size, x + size * (edge + 0.07), y, tones.inks.wood_dark)
        for edge in (1.0, 0.07):
            pen.rect(
                x - size / 2,
                y - size * edge,
                x + size / 2,
                y - size * (edge - 0.07),
                tones.inks.wood_dark,
            )


def stairs(pen: Pen, tones: Tones) -> None:
    for step in range(8):
        pen.rect(
            -0.7 + step * 0.17,
            -0.16 * (step + 1),
            0.75,
            -0.16 * step,
            mixed(tones.shade, tones.dark, 0.06 * step),
        )
    pen.line("-0.7 -0.6, 0.66 -1.85", 0.035, tones.inks.wood_dark)
    for step in range(0, 9, 2):
        pen.line(
            [(-0.65 + step * 0.165, -0.64 - step * 0.152), (-0.65 + step * 0.165, -0.16 * step)],
            0.02,
            tones.inks.wood_dark,
        )


def seats(pen: Pen, tones: Tones) -> None:
    for x, mirrored in ((-0.62, False), (0.62, True)):
        seat = pen.at(x, 0, mirrored=mirrored)
        seat.rounded(-0.42, -0.95, -0.2, -0.05, 0.08, tones.roof_dark)
        seat.rounded(-0.36, -0.36, 0.28, -0.16, 0.07, tones.roof)
        seat.rounded(-0.44, -1.02, -0.16, -0.82, 0.06, tones.pale)
        seat.rect(-0.3, -0.16, 0.2, 0, tones.dark)
    pen.rect(-0.16, -0.46, 0.16, -0.42, tones.inks.wood)
    pen.rect(-0.02, -0.42, 0.02, 0, tones.dark)


def theatre(pen: Pen, tones: Tones) -> None:
    pen.rect(-1.6, -1.7, 1.6, -0.1, tones.dark)
    pen.polygon("-0.12 -1.7, 0.12 -1.7, 0.62 -0.1, -0.62 -0.1", (*tones.lit[:3], 60))
    pen.ellipse(0, -0.1, 0.62, 0.09, (*tones.lit[:3], 120))
    pen.line("0 -0.12, 0 -0.62", 0.02, tones.inks.steel)
    pen.circle(0, -0.66, 0.045, tones.inks.steel)
    for side in (False, True):
        half = pen.at(0, 0, mirrored=side)
        for step in range(6):
            half.blob(
                [
                    (0.75 + step * 0.16, -1.75),
                    (0.92 + step * 0.16, -1.75),
                    (0.98 + step * 0.16, -0.08),
                    (0.72 + step * 0.16, -0.08),
                ],
                tones.roof if step % 2 else tones.roof_dark,
            )
    for step in range(9):
        pen.polygon(arc(-1.6 + step * 0.4, -1.7, 0.22, 0.3, 0, 180), tones.roof)
    pen.rect(-1.8, -0.1, 1.8, 0.12, tones.inks.wood)


def console(pen: Pen, tones: Tones) -> None:
    for x in (-0.62, 0.02, 0.66):
        pen.rounded(x - 0.29, -1.25, x + 0.29, -0.78, 0.03, tones.dark)
        pen.rect(x - 0.25, -1.21, x + 0.25, -0.82, mixed(tones.accent, tones.dark, 0.45))
        pen.curve(
            [(x - 0.22, -0.95), (x - 0.08, -1.08), (x + 0.06, -0.92), (x + 0.22, -1.1)],
            0.018,
            tones.lit,
        )
    pen.polygon("-1.05 -0.62, 1.05 -0.62, 1.2 -0.38, -1.2 -0.38", tones.shade)
    pen.rect(-1.15, -0.38, 1.15, 0, mixed(tones.shade, tones.dark, 0.4))
    for row in range(2):
        for step in range(13):
            pen.rect(
                -0.95 + step * 0.148,
                -0.58 + row * 0.09,
                -0.87 + step * 0.148,
                -0.53 + row * 0.09,
                tones.dice.pick((tones.lit, tones.accent, tones.roof, tones.pale)),
            )


def bench(pen: Pen, tones: Tones) -> None:
    counter(pen, tones)
    for x, tint in ((-0.75, tones.accent), (-0.4, tones.roof), (0.0, tones.leaf), (0.7, tones.lit)):
        pen.polygon(
            [
                (x - 0.03, -0.86),
                (x + 0.03, -0.86),
                (x + 0.03, -0.74),
                (x + 0.13, -0.57),
                (x - 0.13, -0.57),
                (x - 0.03, -0.74),
            ],
            (*tones.inks.glass[:3], 200),
        )
        pen.polygon(
            [(x - 0.07, -0.67), (x + 0.07, -0.67), (x + 0.13, -0.57), (x - 0.13, -0.57)], tint
        )
    pen.line("0.32 -0.56, 0.32 -0.95, 0.45 -0.9", 0.035, tones.dark)
    pen.at(0.44, -0.84, angle=20).rounded(-0.04, -0.14, 0.04, 0.12, 0.02, tones.dark)


def goods(pen: Pen, tones: Tones) -> None:
    for row in range(3):
        floor = -0.35 - row * 0.38
        pen.rect(-0.75, floor, 0.75, floor + 0.04, tones.inks.wood)
        for step in range(8):
            x, tall = -0.66 + step * 0.19, tones.dice.between(0.14, 0.26)
            pen.rounded(
                x - 0.06,
                floor - tall,
                x + 0.06,
                floor,
                0.02,
                tones.dice.pick((tones.roof, tones.accent, tones.lit, tones.pale, tones.leaf)),
            )
    for x in (-0.75, 0.71):
        pen.rect(x, -1.4, x + 0.04, 0, tones.inks.wood_dark)
