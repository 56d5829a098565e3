"""Rooms: walls, a window, a floor, lamps, and what stands in them."""

from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.canvas import Canvas, Pen
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette, faded
from asset_service.adapters.providers.placeholder.places_cues import Place
from asset_service.adapters.providers.placeholder.places_rooms import CURTAINED, ROOMS, WINDOWS
from asset_service.adapters.providers.placeholder.places_tones import Tones
from asset_service.adapters.providers.placeholder.places_window import draw_window

_TIMES = (Light.DAY, Light.DUSK, Light.NIGHT, Light.DAY)
_INTO_THE_DEPTH, _MIRRORED, _FROM_A_DOOR = 1, frozenset({2, 3}), 3
_WITHOUT_LAMPS = frozenset({"stage", "nave"})


@dataclass(frozen=True)
class _Walls:
    """Where the back wall is, in pixels; `deep` shows the side walls and the ceiling too."""

    left: float
    right: float
    top: float
    floor: float
    deep: bool


def draw_room(canvas: Canvas, place: Place, palette: Palette, look: int, dice: Dice) -> None:
    """Fill `canvas`; `look` 0..3 is straight on, into the depth, mirrored, and from a door."""
    seen = palette.under(place.light or _TIMES[look])
    w, h, pen = canvas.width, canvas.height, canvas.pen()
    deep = look == _INTO_THE_DEPTH
    walls = (
        _Walls(w * 0.16, w * 0.84, h * 0.1, h * 0.68, deep=True)
        if deep
        else _Walls(0.0, w, 0.0, h * 0.76, deep=False)
    )
    canvas.gradient(0, h, [seen.tone(0.8, 0.055, 10), seen.tone(0.7, 0.065, 5)])
    (_depth if deep else _flat)(pen, seen, walls, (w, h))
    skirting = seen.tone(0.88, 0.03, 10)
    pen.rect(walls.left, walls.floor - h * 0.022, walls.right, walls.floor, skirting)
    size = h * (0.42 if deep else 0.53)
    middle, across = (
        (walls.left + walls.right) / 2,
        min((walls.right - walls.left) * 0.47, size * 2.3),
    )
    if look in _MIRRORED:
        across = -across
    if place.kind in WINDOWS:
        at = pen.at(middle + WINDOWS[place.kind] * across, walls.floor - size * 0.6, size * 0.384)
        draw_window(at, seen, place.weather, dice, curtained=place.kind in CURTAINED)
    tones = Tones.of(seen, dice, snowy=False)
    for share, piece in ROOMS[place.kind]:
        piece(pen.at(middle + share * across, walls.floor + h * 0.025, size), tones)
    if place.kind not in _WITHOUT_LAMPS:
        for x in (0.5,) if deep else (0.3, 0.7):
            _lamp(pen.at(w * x, h * (0.2 if deep else 0.15), h), seen)
    if look == _FROM_A_DOOR:
        _doorway(pen, w, h, seen.under(Light.NIGHT))


def _depth(pen: Pen, seen: Palette, walls: _Walls, size: tuple[int, int]) -> None:
    (w, h), (left, right) = size, (walls.left, walls.right)
    top, floor = walls.top, walls.floor
    pen.polygon([(0, 0), (w, 0), (right, top), (left, top)], seen.tone(0.86, 0.03, 10))
    pen.polygon([(0, 0), (left, top), (left, floor), (0, h)], seen.tone(0.62, 0.07, 5))
    pen.polygon([(w, 0), (right, top), (right, floor), (w, h)], seen.tone(0.56, 0.07, 5))
    pen.polygon([(left, floor), (right, floor), (w, h), (0, h)], seen.tone(0.5, 0.07, 30))
    seam = faded(seen.tone(0.32, 0.06, 30), 0.5)
    for step in range(1, 12):
        share = step / 12
        pen.line([(left + (right - left) * share, floor), (w * share, h)], 2, seam)


def _flat(pen: Pen, seen: Palette, walls: _Walls, size: tuple[int, int]) -> None:
    (w, h), floor = size, walls.floor
    pen.rect(0, floor, w, h, seen.tone(0.5, 0.07, 30))
    seam = faded(seen.tone(0.32, 0.06, 30), 0.5)
    rows = (0.0, 0.28, 0.62, 1.0)
    for row in range(3):
        y, end = (floor + (h - floor) * share for share in rows[row : row + 2])
        pen.rect(0, y, w, y + 2, seam)
        for step in range(7):
            x = w * ((step + (0.5 if row % 2 else 0.15)) / 6.5)
            pen.rect(x, y, x + 2, end, seam)
    panel = floor - h * 0.2
    pen.rect(0, panel, w, floor, seen.tone(0.64, 0.07, 8))
    pen.rect(0, panel - 4, w, panel + 3, seen.tone(0.86, 0.035, 10))


def _lamp(pen: Pen, seen: Palette) -> None:
    """Hangs from the ceiling; the pen's origin is the top of its shade."""
    bright = seen.light is not Light.DAY
    if bright:
        pen.glow(0, 0.05, 0.42, 0.42, (255, 222, 150, 120))
    pen.line("0 -1, 0 0", 0.005, seen.tone(0.25, 0.03))
    pen.polygon("-0.02 0, 0.02 0, 0.062 0.055, -0.062 0.055", seen.tone(0.42, 0.1, 170))
    bulb = (255, 236, 190) if bright else seen.tone(0.95, 0.03)
    pen.ellipse(0, 0.056, 0.034, 0.012, bulb)


def _doorway(pen: Pen, w: float, h: float, seen: Palette) -> None:
    dark, edge = seen.tone(0.3, 0.04), seen.tone(0.5, 0.06)
    pen.rect(-2, -2, w * 0.13, h + 2, dark)
    pen.rect(w * 0.87, -2, w + 2, h + 2, dark)
    pen.rect(-2, -2, w + 2, h * 0.07, dark)
    pen.rect(w * 0.13, h * 0.07, w * 0.145, h, edge)
    pen.rect(w * 0.855, h * 0.07, w * 0.87, h, edge)
    pen.rect(w * 0.13, h * 0.07, w * 0.87, h * 0.095, edge)
    leaf = [(w * 0.87, h * 0.095), (w * 0.985, -2), (w * 0.985, h + 2), (w * 0.87, h)]
    pen.polygon(leaf, seen.tone(0.4, 0.06))
    pen.circle(w * 0.9, h * 0.56, h * 0.016, seen.tone(1.3, 0.08, 60))
