"""Four ways to show a thing: on a plinth, on a table, on a poster, on a drawing sheet.

In all of them a pen's unit is the shorter side of the picture, its origin the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.canvas import Canvas, Colour, Pen, on_ellipse
from asset_service.adapters.providers.placeholder.palette import Light, Named, Palette, faded
from asset_service.adapters.providers.placeholder.things_inks import Inks
from asset_service.adapters.providers.placeholder.things_small import Picture

_RAYS = 24


@dataclass(frozen=True)
class Shown:
    """A pictogram, and the colour that the text gives it, if any."""

    picture: Picture
    said: Named | None

    def draw(self, pen: Pen, seen: Palette) -> None:
        self.picture(pen, Inks.of(seen, self.said))


def _middle(canvas: Canvas) -> Pen:
    shorter = min(canvas.width, canvas.height)
    return canvas.pen().at(canvas.width / 2, canvas.height / 2, shorter)


def _plinth(canvas: Canvas, palette: Palette, shown: Shown) -> None:
    h, pen = canvas.height, _middle(canvas)
    canvas.gradient(0, h, [palette.tone(0.95, 0.02), palette.tone(0.84, 0.05)])
    pen.circle(0, -0.08, 0.36, palette.tone(0.88, 0.06, 15))
    canvas.gradient(round(h * 0.8), h, [palette.tone(0.78, 0.05), palette.tone(0.7, 0.06)])
    pen.polygon("0 0.43, 0.27 0.43, 0.7 0.5, 0.24 0.5", faded(palette.tone(0.3, 0.05), 0.25))
    side = palette.tone(0.9, 0.03)
    pen.rect(-0.27, 0.235, 0.27, 0.43, side)
    pen.ellipse(0, 0.43, 0.27, 0.046, side)
    shaded = "0.07 0.235, 0.27 0.235, 0.27 0.43, 0.2 0.461, 0.07 0.474"
    pen.polygon(shaded, palette.tone(0.78, 0.045))
    pen.ellipse(0, 0.235, 0.27, 0.046, palette.tone(0.97, 0.02))
    pen.ellipse(0, 0.235, 0.19, 0.024, faded(palette.tone(0.2, 0.05), 0.18))
    shown.draw(pen.at(0, 0.005, 0.235), palette)


def _table(canvas: Canvas, palette: Palette, shown: Shown) -> None:
    h, pen, seen = canvas.height, _middle(canvas), palette.under(Light.DUSK)
    canvas.gradient(0, h, [seen.tone(0.42, 0.07), seen.tone(0.58, 0.08, 15)])
    for column in range(2):
        for row in range(2):
            pane = pen.at(-0.6 + column * 0.22, -0.42 + row * 0.2)
            pane.rect(0, 0, 0.2, 0.18, seen.tone(0.9, 0.1, 40))
            light = faded(seen.tone(0.95, 0.1, 40), 0.22)
            pane.polygon("0.45 0.14, 0.65 0.14, 0.78 0.32, 0.58 0.32", light)
    pen.rect(-2, 0.18, 2, 1, seen.tone(0.42, 0.08, -20))
    pen.rect(-2, 0.18, 2, 0.38, seen.tone(0.6, 0.09, -15))
    pen.rect(-2, 0.38, 2, 0.405, seen.tone(0.34, 0.07, -20))
    shade = faded(seen.tone(0.08, 0.05), 0.4)
    pen.polygon("-0.11 0.28, 0.23 0.28, 0.73 0.365, 0.38 0.365", shade)
    shown.draw(pen.at(0.06, -0.004, 0.29), seen)


def _poster(canvas: Canvas, palette: Palette, shown: Shown) -> None:
    pen, seen = _middle(canvas), palette.under(Light.NIGHT)
    canvas.gradient(0, canvas.height, [seen.tone(0.3, 0.07), seen.tone(0.2, 0.06)])
    for step in range(_RAYS):
        edges = (on_ellipse(0, 0, 3, 3, (step + part) * 360 / _RAYS) for part in (0.0, 0.5))
        pen.polygon([(0, 0), *edges], faded(seen.tone(0.5, 0.1), 0.35))
    pen.circle(0, 0, 0.4, seen.tone(0.72, 0.12, 25))
    pen.circle(0, 0, 0.37, seen.tone(0.86, 0.09, 30))
    pen.glow(0.03, 0.06, 0.36, 0.36, faded(seen.tone(0.2, 0.08), 0.45))
    shown.draw(pen.at(0, 0, 0.265, angle=-9), palette)


def _sheet(canvas: Canvas, palette: Palette, shown: Shown) -> None:
    pen = _middle(canvas)
    canvas.gradient(0, canvas.height, [palette.tone(0.36, 0.08), palette.tone(0.31, 0.08)])
    _grid(pen, palette.tone(0.8, 0.05))
    chalk = palette.tone(0.93, 0.03)
    pen.glow(-0.15, 0, 0.55, 0.55, faded(palette.tone(0.62, 0.1), 0.4))
    shown.draw(pen.at(-0.15, 0, 0.29), palette)
    _measure(pen.at(-0.15, 0.38, 0.29), chalk)
    for row, angle in enumerate((0, 90, -25)):
        small = pen.at(0.51, -0.29 + row * 0.29, 0.09, mirrored=angle < 0)
        small.rounded(-1.55, -1.5, 1.55, 1.5, 0.12, faded(chalk, 0.16))
        shown.draw(small.at(0, 0, angle=angle), palette)


def _grid(pen: Pen, chalk: Colour) -> None:
    for step in range(-30, 31):
        line = faded(chalk, 0.24 if step % 4 == 0 else 0.12)
        pen.line([(step * 0.05, -1), (step * 0.05, 1)], 0.0018, line)
        pen.line([(-1.5, step * 0.05), (1.5, step * 0.05)], 0.0018, line)


def _measure(pen: Pen, chalk: Colour) -> None:
    """An arrow from -1 to 1, as under a drawn object."""
    pen.line("-1 0, 1 0", 0.01, chalk)
    for half in (pen, pen.at(0, 0, mirrored=True)):
        half.line("1 -0.08, 1 0.08", 0.01, chalk)
        half.polygon("1 0, 0.92 -0.04, 0.92 0.04", chalk)


LOOKS: tuple[Callable[[Canvas, Palette, Shown], None], ...] = (_plinth, _table, _poster, _sheet)
