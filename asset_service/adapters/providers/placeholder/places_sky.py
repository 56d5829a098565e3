"""Skies and weather."""

from asset_service.adapters.providers.placeholder.canvas import Pen
from asset_service.adapters.providers.placeholder.palette import Light, faded
from asset_service.adapters.providers.placeholder.places_stage import Stage

_STARS, _CLOUDS, _DROPS, _FLAKES, _BANKS = 70, 5, 190, 160, 6
_CLOUD = (
    "-2.2 0.1, -1.6 -0.35, -0.9 -0.3, -0.3 -0.75, 0.5 -0.6, 0.9 -0.25, 1.6 -0.3, 2.3 0.1, "
    "1.2 0.18, -1.2 0.18"
)


def draw_sky(stage: Stage) -> None:
    """Down to the horizon: colours, stars or clouds, sun or moon, a planet in space."""
    w, h, pen, seen = stage.w, stage.h, stage.pen, stage.seen
    night, dusk = seen.light is Light.NIGHT, seen.light is Light.DUSK
    _air(stage)
    if night and not stage.place.weather:
        _stars(stage)
    x, y = w * stage.view.sun, stage.horizon * (0.62 if dusk else 0.36)
    size = h * (0.07 if night else 0.1)
    disc = seen.tone(1.6, 0.04, 30) if night else seen.tone(0.99, 0.07, 40)
    pen.glow(x, y, size * 3.2, size * 3.2, faded(disc, 0.4))
    pen.circle(x, y, size, disc)
    if stage.place.kind == "space":
        pen.circle(w - x, h * 0.26, h * 0.17, seen.tone(0.8, 0.12, 60))
        pen.ellipse(w - x, h * 0.27, h * 0.3, h * 0.03, faded(seen.tone(1.1, 0.08, 60), 0.55))
    elif not night or stage.place.weather:
        _clouds(stage)


def draw_weather(stage: Stage) -> None:
    """Rain, snow or fog in front of everything drawn so far."""
    draw = {"rain": _rain, "snow": _snow, "fog": _fog}.get(stage.place.weather)
    if draw is not None:
        draw(stage, stage.pen)


def _air(stage: Stage) -> None:
    seen = stage.seen
    stops = {
        Light.DAY: [(0.76, 0.09, 0), (0.86, 0.06, 10), (0.95, 0.035, 40)],
        Light.DUSK: [(0.42, 0.09, -30), (0.68, 0.11, 0), (0.95, 0.1, 40)],
        Light.NIGHT: [(0.14, 0.06, 0), (0.3, 0.08, 5), (0.52, 0.08, 15)],
        Light.FOG: [(0.75, 0.05, 0), (0.92, 0.03, 0)],
    }[seen.light]
    colours = [seen.tone(lightness, strength, turn) for lightness, strength, turn in stops]
    stage.canvas.gradient(0, round(stage.horizon) + 2, colours)


def _stars(stage: Stage) -> None:
    dice = stage.dice
    for _ in range(_STARS):
        x, y = dice.between(0, stage.w), stage.horizon * dice.share() ** 1.4
        fill = faded(stage.seen.tone(1.5, 0.02), dice.between(0.35, 0.9))
        stage.pen.circle(x, y, dice.between(0.6, 1.7), fill)


def _clouds(stage: Stage) -> None:
    dice = stage.dice
    for _ in range(_CLOUDS):
        x, y = dice.between(0, stage.w), stage.horizon * dice.between(0.12, 0.6)
        cloud = stage.pen.at(x, y, stage.h * dice.between(0.05, 0.11))
        cloud.blob(_CLOUD, faded(stage.seen.tone(0.97, 0.03, 30), 0.55))


def _rain(stage: Stage, pen: Pen) -> None:
    w, h, dice = stage.w, stage.h, stage.dice
    for _ in range(_DROPS):
        x, y, fall = (
            dice.between(0, w * 1.1),
            h * dice.between(-0.1, 1),
            h * dice.between(0.03, 0.075),
        )
        fill = faded(stage.seen.tone(0.97, 0.02), dice.between(0.25, 0.6))
        pen.line([(x, y), (x - fall * 0.28, y + fall)], 1.3, fill)


def _snow(stage: Stage, pen: Pen) -> None:
    dice = stage.dice
    for _ in range(_FLAKES):
        x, y = dice.between(0, stage.w), dice.between(0, stage.h)
        pen.circle(x, y, dice.between(1.2, 4.2), faded((255, 255, 255), dice.between(0.5, 0.95)))


def _fog(stage: Stage, pen: Pen) -> None:
    w, h = stage.w, stage.h
    for step in range(_BANKS):
        x, y = w * stage.dice.between(0.1, 0.9), h * (0.45 + 0.09 * step)
        pen.glow(x, y, w * 0.75, h * 0.1, faded(stage.seen.tone(0.97, 0.015), 0.5))
