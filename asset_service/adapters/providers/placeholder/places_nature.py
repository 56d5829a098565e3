"""Water, woods and open country, in the units of `places_buildings`."""

from asset_service.adapters.providers.placeholder import things_large as large
from asset_service.adapters.providers.placeholder.canvas import Pen, arc
from asset_service.adapters.providers.placeholder.palette import mixed
from asset_service.adapters.providers.placeholder.places_tones import Tones, cottage, tree, trees


def harbour(pen: Pen, tones: Tones) -> None:
    for x, size in ((-1.0, 0.34), (0.95, 0.3), (0.2, 0.42)):
        large.boat(pen.at(x, -size * 0.75, size, mirrored=tones.dice.chance(0.4)), tones.inks)
    pen.polygon("-3 0.12, 0.6 0.12, 0.9 0.3, -3 0.3", tones.shade)
    pen.polygon("-3 0.3, 0.9 0.3, 0.9 0.38, -3 0.38", tones.roof_dark)
    for step in range(9):
        x = -2.7 + step * 0.42
        pen.rect(x, 0.02, x + 0.06, 0.52, tones.dark)
    cottage(pen.at(-1.75, 0.14, 0.6), tones)


def sea(pen: Pen, tones: Tones) -> None:
    large.boat(pen.at(0, -0.34, 0.5), tones.inks)
    for step in range(3):
        y = 0.16 + step * 0.13
        pen.curve(
            [
                (-1.4 + step * 0.2, y),
                (-0.9, y - 0.05),
                (-0.4, y),
                (0.1, y - 0.05),
                (0.6, y),
                (1.2 - step * 0.1, y - 0.04),
            ],
            0.018,
            tones.pale,
        )


def island(pen: Pen, tones: Tones) -> None:
    pen.blob("-1.0 0.12, -0.6 -0.08, 0 -0.2, 0.6 -0.1, 1.0 0.12, 0 0.2", tones.wall)
    pen.blob("-0.5 -0.06, -0.2 -0.3, 0.2 -0.32, 0.5 -0.08, 0 0.02", tones.leaf)
    for x, lean in ((0.08, 0.25), (-0.22, -0.2)):
        top = (x + lean, -0.95 + abs(lean) * 0.4)
        pen.curve([(x, -0.1), (x + lean * 0.35, -0.5), top], 0.05, tones.roof_dark)
        for angle in (-170, -140, -95, -45, -10, 25):
            pen.at(*top, angle=angle).blob("0 0, 0.2 -0.07, 0.42 0.04, 0.2 0.02", tones.leaf_dark)


def beach(pen: Pen, tones: Tones) -> None:
    pen.blob("-8 0.1, -2 0.02, -0.6 0.1, 0.8 0.0, 8 0.08, 8 0.22, -8 0.26", (*tones.pale[:3], 190))
    pen.line("0.4 0.3, 0.5 -0.36", 0.025, tones.pale)
    pen.polygon([*arc(0.5, -0.32, 0.5, 0.34, 180, 360)], tones.roof)
    pen.polygon([(0.5, -0.66), *arc(0.5, -0.32, 0.5, 0.34, 230, 270)], tones.pale)
    pen.polygon([(0.5, -0.66), *arc(0.5, -0.32, 0.5, 0.34, 310, 360)], tones.roof_dark)
    pen.polygon("-0.35 0.34, 0.2 0.34, 0.35 0.42, -0.25 0.42", tones.accent)
    pen.blob("-8 0.12, -7.8 -0.5, -4 -0.6, -1.7 -0.6, -1.3 0.0, -1.45 0.12", tones.leaf_dark)


def lake(pen: Pen, tones: Tones) -> None:
    for mirrored in (False, True):
        bank = pen.at(0, 0, mirrored=mirrored)
        bank.blob("0.85 0.06, 1.4 -0.1, 2.4 -0.15, 8 -0.2, 8 0.3, 1.6 0.16", tones.leaf)
        trees(bank, tones, "1.2 0.75, 1.55 1.0, 2.0 0.85, 2.6 1.1")
    large.boat(pen.at(-0.1, -0.1, 0.2), tones.inks)
    for step in range(9):
        x = -1.1 + step * 0.06
        pen.curve(
            [(x, 0.75), (x + 0.02, 0.5), (x + 0.05 * (step % 3 - 1), 0.3)], 0.02, tones.leaf_dark
        )


def desert(pen: Pen, tones: Tones) -> None:
    for x, size in ((-0.7, 0.8), (0.5, 1.0), (1.4, 0.55)):
        plant = pen.at(x, 0.02, size * 0.8)
        plant.line("0 0, 0 -0.9", 0.16, tones.leaf, rounded=True)
        plant.line("0 -0.35, -0.26 -0.35, -0.26 -0.62", 0.11, tones.leaf, rounded=True)
        plant.line("0 -0.5, 0.25 -0.5, 0.25 -0.78", 0.11, tones.leaf_dark, rounded=True)
    pen.blob("-0.2 0.06, 0.0 -0.06, 0.22 0.05, 0 0.1", tones.shade)


def mountain(pen: Pen, tones: Tones) -> None:
    pen.polygon(
        "-1.7 0.1, -0.55 -0.85, -0.3 -0.7, 0.05 -1.2, 0.45 -0.7, 0.65 -0.8, 1.7 0.1", tones.shade
    )
    pen.polygon(
        "0.05 -1.2, 0.45 -0.7, 0.65 -0.8, 1.7 0.1, 0.35 0.1, 0.2 -0.4",
        mixed(tones.shade, tones.dark, 0.45),
    )
    pen.polygon(
        "0.05 -1.2, 0.27 -0.92, 0.16 -0.86, 0.08 -0.95, -0.04 -0.82, -0.14 -0.93", tones.pale
    )
    pen.polygon(
        "-0.55 -0.85, -0.38 -0.74, -0.48 -0.66, -0.58 -0.72, -0.7 -0.65, -0.74 -0.7", tones.pale
    )
    trees(pen, tones, "-1.25 0.42, -1.0 0.55, -0.7 0.4, 0.8 0.5, 1.1 0.4, 1.4 0.55")


def forest(pen: Pen, tones: Tones) -> None:
    for step in range(15):
        x = -2.6 + step * 0.37 + tones.dice.between(-0.1, 0.1)
        if abs(x) > 0.3:  # noqa: PLR2004 - the path stays free
            tree(
                pen.at(x, 0.05 + 0.05 * (step % 3), tones.dice.between(0.9, 1.35)),
                (tones.leaf, tones.leaf_dark)[step % 2],
                tones.dark,
                pine=step % 4 > 0,
            )
    pen.polygon("-0.06 0.02, 0.06 0.02, 0.7 0.75, -0.5 0.75", tones.wall)


def park(pen: Pen, tones: Tones) -> None:
    trees(pen, tones, "-1.2 1.1, 1.3 1.2, -0.75 0.8, 1.8 0.9")
    pen.polygon("-8 0.34, 8 0.2, 8 0.36, -8 0.5", tones.wall)
    for y in (-0.33, -0.24, -0.1):
        pen.rect(-0.45, y, 0.45, y + 0.055, tones.roof)
    for x in (-0.36, 0.32):
        pen.rect(x, -0.32, x + 0.04, 0.1, tones.dark)
    pen.glow(0.75, -0.95, 0.3, 0.3, tones.glow)
    pen.rect(0.735, -0.85, 0.765, 0.1, tones.dark)
    pen.rounded(0.68, -1.05, 0.82, -0.85, 0.05, tones.lit)


def road(pen: Pen, tones: Tones) -> None:
    large.car(pen.at(0.1, 0.1, 0.3), tones.inks)
    for step in range(5):
        x, size = -1.9 + step * 0.35, 1.1 - step * 0.2
        pen.rect(x - 0.012 * size, -size, x + 0.012 * size, 0.1 * size, tones.dark)
        pen.rect(x - 0.12 * size, -size * 0.92, x + 0.12 * size, -size * 0.9, tones.dark)
    pen.rect(0.98, -0.5, 1.01, 0.1, tones.dark)
    pen.polygon("0.8 -0.62, 1.14 -0.62, 1.22 -0.54, 1.14 -0.46, 0.8 -0.46", tones.accent)


def field(pen: Pen, tones: Tones) -> None:
    pen.polygon("-0.045 0.02, -0.03 -0.55, 0.03 -0.55, 0.045 0.02", tones.roof_dark)
    pen.blob(
        "-0.5 -0.5, -0.55 -0.75, -0.3 -1.0, 0.05 -1.1, 0.4 -0.98, 0.58 -0.7, 0.45 -0.48, 0 -0.42",
        tones.leaf,
    )
    pen.blob("0 -0.44, 0.3 -0.6, 0.38 -0.98, 0.58 -0.7, 0.45 -0.48", tones.leaf_dark)
    for x in (-1.5, -1.1, 1.2):
        pen.ellipse(x, -0.05, 0.14, 0.12, tones.wall)
        pen.ring(x, -0.05, 0.06, 0.02, tones.shade)


def graveyard(pen: Pen, tones: Tones) -> None:
    for points in (
        "0 0.1, 0.02 -0.6, -0.05 -0.9",
        "0.02 -0.5, 0.25 -0.8, 0.28 -1.1",
        "0.0 -0.55, -0.3 -0.75, -0.42 -1.05",
        "0.24 -0.8, 0.45 -0.88, 0.55 -1.05",
        "-0.28 -0.72, -0.5 -0.75, -0.62 -0.9",
    ):
        pen.at(-0.9, 0).curve(points, 0.045, tones.dark)
    for x, y, size in (
        (-0.35, 0.02, 0.32),
        (0.1, 0.1, 0.42),
        (0.62, 0.03, 0.34),
        (1.1, 0.12, 0.4),
        (-1.4, 0.1, 0.36),
        (1.55, 0.02, 0.3),
    ):
        stone = pen.at(x, y, size)
        if tones.dice.chance(0.4):
            stone.rect(-0.09, -1.0, 0.09, 0, tones.wall)
            stone.rect(-0.32, -0.76, 0.32, -0.58, tones.wall)
        else:
            stone.polygon(
                [(-0.34, 0), (-0.34, -0.65), *arc(0, -0.65, 0.34, 0.32, 180, 360), (0.34, 0)],
                tones.wall,
            )
            stone.polygon(
                [(0.1, 0), (0.1, -0.95), *arc(0, -0.65, 0.34, 0.32, 285, 360), (0.34, 0)],
                tones.shade,
            )
            stone.rect(-0.18, -0.62, 0.14, -0.56, tones.shade)


def space(pen: Pen, tones: Tones) -> None:
    for x, size in ((-1.3, 0.2), (-0.5, 0.3), (1.1, 0.36), (0.35, 0.16)):
        pen.ellipse(x, 0.14 + size * 0.5, size, size * 0.22, tones.dark)
        pen.ellipse(x, 0.16 + size * 0.5, size * 0.85, size * 0.16, tones.shade)
    pen.polygon([(-0.36, 0.05), *arc(0, 0.05, 0.36, 0.42, 180, 360), (0.36, 0.05)], tones.wall)
    pen.polygon([(0.1, 0.05), *arc(0, 0.05, 0.36, 0.42, 285, 360), (0.36, 0.05)], tones.shade)
    pen.rect(-0.14, -0.14, 0.02, 0.05, tones.lit)
    pen.line("-0.1 -0.35, -0.22 -0.7", 0.02, tones.pale)
    pen.circle(-0.22, -0.72, 0.035, tones.accent)


def cave(pen: Pen, tones: Tones) -> None:
    pen.blob("-1.5 0.12, -1.2 -0.6, -0.6 -1.0, 0.1 -1.1, 0.8 -0.9, 1.3 -0.5, 1.6 0.12", tones.shade)
    pen.blob(
        "0.2 -1.08, 0.8 -0.9, 1.3 -0.5, 1.6 0.12, 0.6 0.12, 0.7 -0.5",
        mixed(tones.shade, tones.dark, 0.5),
    )
    pen.blob("-0.55 0.12, -0.5 -0.35, -0.2 -0.68, 0.15 -0.64, 0.42 -0.3, 0.48 0.12", tones.dark)
    pen.glow(0, -0.1, 0.35, 0.4, (255, 200, 120, 90))


def camp(pen: Pen, tones: Tones) -> None:
    trees(pen, tones, "-1.3 1.1, 1.3 1.2, -0.75 0.9")
    large.tent(pen.at(-0.45, -0.28, 0.42), tones.inks)
    large.tent(pen.at(0.6, -0.2, 0.32), tones.inks)
    pen.glow(0.08, -0.05, 0.5, 0.4, (255, 170, 80, 150))
    pen.line("-0.06 0.08, 0.22 0.0", 0.04, tones.dark)
    pen.line("-0.06 0.0, 0.22 0.08", 0.04, tones.dark)
    pen.blob("0.08 -0.3, 0.17 -0.1, 0.12 0.03, 0.04 0.03, -0.02 -0.1", (250, 140, 60))
    pen.blob("0.08 -0.17, 0.12 -0.05, 0.08 0.02, 0.04 -0.04", (255, 226, 150))


def hills(pen: Pen, tones: Tones) -> None:
    field(pen, tones)
    pen.polygon("0.33 0.0, 0.37 0.0, 0.95 0.75, 0.35 0.75", tones.wall)
