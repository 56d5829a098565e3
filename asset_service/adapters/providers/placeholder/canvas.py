"""Flat shapes with smooth edges: drawn at twice the size, shrunk at the end.

A `Pen` draws in its own coordinates; `at` gives a pen for a moved, scaled, turned or mirrored
part, so that a shape is written once, in units that suit it, and used anywhere.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

Colour = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]
# Points, or their numbers as text: "x y, x y, ...".
Shape = str | Sequence[Point]

_OVERSAMPLING = 2
_ROUND_STEPS, _MOST_ROUND_STEPS = 56, 180
_CURVE_STEPS = 9
_OPAQUE = 255
_RADIAL = Image.radial_gradient("L").point(lambda value: 255 - min(255, round(value * 1.42)))


@dataclass(frozen=True)
class _Frame:
    """Maps (x, y) to (ax + by + c, dx + ey + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: float, y: float) -> Point:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    @property
    def scale(self) -> float:
        return math.sqrt(abs(self.a * self.e - self.b * self.d))


class Pen:
    """Draws on a canvas. Angles are degrees, clockwise; widths are in the pen's own units."""

    def __init__(self, image: Image.Image, frame: _Frame) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image, "RGBA")
        self._frame = frame

    def at(
        self, x: float, y: float, size: float = 1.0, *, angle: float = 0.0, mirrored: bool = False
    ) -> "Pen":
        """Return a pen whose origin is (x, y) and whose unit is `size` of ours."""
        frame, turn = self._frame, math.radians(angle)
        cos, sin = math.cos(turn) * size, math.sin(turn) * size
        across = -1.0 if mirrored else 1.0
        c, f = frame(x, y)
        return Pen(
            self._image,
            _Frame(
                (frame.a * cos + frame.b * sin) * across,
                -frame.a * sin + frame.b * cos,
                c,
                (frame.d * cos + frame.e * sin) * across,
                -frame.d * sin + frame.e * cos,
                f,
            ),
        )

    def polygon(self, shape: Shape, fill: Colour) -> None:
        placed = [self._frame(x, y) for x, y in points(shape)]
        self._draw.polygon(placed, fill=fill)

    def blob(self, shape: Shape, fill: Colour) -> None:
        """Fill a smooth closed curve through the points."""
        self.polygon(smooth(shape, closed=True), fill)

    def rect(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def rounded(  # noqa: PLR0913, PLR0917 - four edges, a radius, a colour
        self, left: float, top: float, right: float, bottom: float, radius: float, fill: Colour
    ) -> None:
        """A rectangle whose corners are quarter circles."""
        radius = min(radius, (right - left) / 2, (bottom - top) / 2)
        corners = (
            (right - radius, top + radius, -90),
            (right - radius, bottom - radius, 0),
            (left + radius, bottom - radius, 90),
            (left + radius, top + radius, 180),
        )
        self.polygon(
            [
                point
                for x, y, start in corners
                for point in arc(x, y, radius, radius, start, start + 90, steps=8)
            ],
            fill,
        )

    def ellipse(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """`across` and `down` are the radii."""
        self.polygon(arc(x, y, across, down, 0, 360, steps=self._steps(max(across, down))), fill)

    def circle(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        self.line(arc(x, y, radius, radius, 0, 361, steps=self._steps(radius)), width, fill)

    def line(self, shape: Shape, width: float, fill: Colour, *, rounded: bool = False) -> None:
        """Draw through the points; `rounded` ends it in half circles (opaque colours only)."""
        placed = [self._frame(x, y) for x, y in points(shape)]
        thick = max(1, round(width * self._frame.scale))
        self._draw.line(placed, fill=fill, width=thick, joint="curve")
        if rounded:
            half = thick / 2
            for x, y in (placed[0], placed[-1]):
                self._draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def curve(self, shape: Shape, width: float, fill: Colour) -> None:
        """Draw a smooth line through the points, with round ends."""
        self.line(smooth(shape, closed=False), width, fill, rounded=True)

    def _steps(self, radius: float) -> int:
        """How many sides make a polygon look round at this size."""
        return min(_MOST_ROUND_STEPS, 20 + round(5 * math.sqrt(radius * self._frame.scale)))

    def glow(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """A soft round patch, `fill` in the middle and nothing at its radii; never turned."""
        strength = fill[3] if len(fill) > 3 else _OPAQUE  # noqa: PLR2004 - colours have 3 or 4
        left, top = self._frame(x - across, y - down)
        right, bottom = self._frame(x + across, y + down)
        box = [round(min(left, right)), round(min(top, bottom))]
        size = (max(1, round(abs(right - left))), max(1, round(abs(bottom - top))))
        mask = _RADIAL.resize(size, Image.Resampling.BILINEAR)
        self._image.paste(
            fill[:3], (box[0], box[1]), mask.point(lambda value: value * strength // _OPAQUE)
        )


class Canvas:
    """`width` by `height` pixels; shapes may reach beyond the edges."""

    def __init__(self, width: int, height: int, background: Colour = (0, 0, 0)) -> None:
        self.width = width
        self.height = height
        self._image = Image.new(
            "RGB", (width * _OVERSAMPLING, height * _OVERSAMPLING), background[:3]
        )

    def pen(self) -> Pen:
        """Return a pen whose unit is one pixel, its origin the upper left corner."""
        return Pen(self._image, _Frame(_OVERSAMPLING, 0, 0, 0, _OVERSAMPLING, 0))

    def gradient(self, top: int, bottom: int, stops: Sequence[Colour]) -> None:
        """Fill the rows from `top` to `bottom` with evenly spaced colours."""
        column = Image.new("RGB", (1, len(stops)))
        column.putdata([stop[:3] for stop in stops])
        height = (bottom - top) * _OVERSAMPLING
        # Stretched so that the outermost colours lie on the outermost rows.
        band = column.resize(
            (1, height), Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(stops) - 0.5)
        )
        self._image.paste(
            band.resize((self._image.width, height), Image.Resampling.NEAREST),
            (0, top * _OVERSAMPLING),
        )

    def finished(self) -> Image.Image:
        return self._image.reduce(_OVERSAMPLING)


def arc(  # noqa: PLR0913, PLR0917 - a centre, two radii, two angles
    x: float, y: float, across: float, down: float, start: float, end: float,
    *, steps: int = _ROUND_STEPS,
) -> list[Point]:  # fmt: skip
    """Points on an ellipse, from angle `start` to `end` (0 is right, 90 is down)."""
    angles = (start + (end - start) * step / steps for step in range(steps + 1))
    return [on_ellipse(x, y, across, down, angle) for angle in angles]


def on_ellipse(x: float, y: float, across: float, down: float, angle: float) -> Point:
    """The point at `angle` (0 is right, 90 is down)."""
    turn = math.radians(angle)
    return x + across * math.cos(turn), y + down * math.sin(turn)


def points(shape: Shape) -> Sequence[Point]:
    """Return the points of `shape`, whichever way it is written."""
    return _parsed(shape) if isinstance(shape, str) else shape


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Point, ...]:
    pairs = (pair.split() for pair in text.split(","))
    return tuple((float(x), float(y)) for x, y in pairs)


def smooth(shape: Shape, *, closed: bool) -> list[Point]:
    """Points on a Catmull-Rom curve through those of `shape`."""
    through = points(shape)
    count = len(through)
    if closed:
        around = [through[-1], *through, through[0], through[1]]
    else:
        around = [through[0], *through, through[-1]]
    drawn: list[Point] = []
    for index in range(count if closed else count - 1):
        before, start, end, after = around[index : index + 4]
        drawn += [
            _between(before, start, end, after, step / _CURVE_STEPS) for step in range(_CURVE_STEPS)
        ]
    return drawn if closed else [*drawn, through[-1]]


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def one(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t**2
            + (3 * q - p - 3 * r + s) * t**3
        )

    return (
        one(before[0], start[0], end[0], after[0]),
        one(before[1], start[1], end[1], after[1]),
    )


def both_sides(shape: Shape) -> list[Point]:
    """Close a half outline, given from top to bottom, with its mirror image."""
    right = points(shape)
    return [*right, *((-x, y) for x, y in reversed(right))]
