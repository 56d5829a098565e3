"""A window in a wall: 2 wide and about 3.2 high, its sill at y = 0, with what is seen outside."""

from asset_service.adapters.providers.placeholder.canvas import Pen
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette, faded

_TOP = -1.61
_MOON = (244, 240, 222)


def draw_window(pen: Pen, seen: Palette, weather: str, dice: Dice, *, curtained: bool) -> None:
    night = seen.light is Light.NIGHT
    frame = seen.tone(0.93, 0.02)
    pen.rect(-1.08, _TOP - 0.08, 1.08, 0.08, frame)
    pen.rect(-1, _TOP, 1, 0, seen.tone(0.36, 0.08, -20) if night else seen.tone(0.96, 0.06, 40))
    if night:
        pen.circle(0.45, -1.15, 0.16, _MOON)
        for _ in range(9):
            pen.circle(dice.between(-0.9, 0.9), dice.between(-1.55, -0.6), 0.014, _MOON)
    hills = "-1 0, -1 -0.4, -0.5 -0.62, 0 -0.36, 0.5 -0.55, 1 -0.3, 1 0"
    pen.polygon(hills, seen.tone(0.26 if night else 0.62, 0.08, -15))
    if weather in {"rain", "snow"}:
        _fall(pen, weather, dice)
    pen.rect(-0.03, _TOP, 0.03, 0, frame)
    pen.rect(-1, -0.9, 1, -0.84, frame)
    pen.rect(-1.18, 0.06, 1.18, 0.16, seen.tone(0.86, 0.03))
    if curtained:
        _curtains(pen.at(0, _TOP - 0.16), seen)
    if not night:
        light = faded(seen.tone(0.98, 0.06, 40), 0.3)
        pen.polygon("-0.6 1.75, 1 1.75, 2.1 2.75, 0.1 2.75", light)


def _fall(pen: Pen, weather: str, dice: Dice) -> None:
    for _ in range(26):
        x, y = dice.between(-0.95, 0.95), dice.between(-1.5, -0.1)
        if weather == "rain":
            pen.line([(x, y), (x - 0.05, y + 0.16)], 0.014, faded((235, 240, 245), 0.7))
        else:
            pen.circle(x, y, 0.028, (250, 250, 250))


def _curtains(pen: Pen, seen: Palette) -> None:
    """Two halves on a rod; the rod is at y = 0."""
    light, dark = seen.tone(0.6, 0.11, 150), seen.tone(0.48, 0.11, 150)
    for half in (pen, pen.at(0, 0, mirrored=True)):
        for step in range(4):
            top, low = 0.62 + step * 0.19, 0.78 + step * 0.155
            fold = [(top, 0), (top + 0.19, 0), (low + 0.155, 2.0), (low, 2.0)]
            half.polygon(fold, dark if step % 2 else light)
        half.rect(0.74, 1.16, 1.42, 1.22, seen.tone(0.8, 0.08, 60))
    pen.rect(-1.5, -0.05, 1.5, 0.0, seen.tone(0.35, 0.05, 30))
