"""Landscapes: sky, distance, ground, one subject, weather and foreground, back to front."""

from asset_service.adapters.providers.placeholder.canvas import Canvas, Colour, Pen, Point
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette, faded
from asset_service.adapters.providers.placeholder.places_cues import Place
from asset_service.adapters.providers.placeholder.places_framing import draw_foreground
from asset_service.adapters.providers.placeholder.places_sky import draw_sky, draw_weather
from asset_service.adapters.providers.placeholder.places_stage import VIEWS, Stage
from asset_service.adapters.providers.placeholder.places_subjects import SUBJECTS
from asset_service.adapters.providers.placeholder.places_tones import Tones, tree

_FAR = {
    "city": "skyline", "street": "skyline", "rooftop": "skyline", "bridge": "skyline",
    "factory": "skyline", "mountain": "peaks", "castle": "peaks", "cave": "peaks",
    "lighthouse": "sea", "harbour": "sea", "sea": "sea", "beach": "sea", "island": "sea",
    "desert": "dunes", "space": "craters", "forest": "trees", "camp": "trees", "park": "trees",
}  # fmt: skip
_GROUND = {
    "harbour": "water", "sea": "water", "island": "water", "lake": "water", "bridge": "water",
    "lighthouse": "water", "city": "street", "street": "street", "station": "street",
    "fuel": "street", "rooftop": "street", "factory": "street", "market": "street",
    "road": "road", "desert": "sand", "beach": "sand", "mountain": "rock", "cave": "rock",
    "space": "rock", "field": "rows", "farm": "rows",
}  # fmt: skip
# How strong the colour of a ground is, and how light it is far away and near.
_SOIL = {
    "sand": (0.075, 0.84, 0.72), "street": (0.025, 0.56, 0.44), "rock": (0.035, 0.52, 0.40),
    "water": (0.080, 0.62, 0.42), "road": (0.060, 0.58, 0.46),
}  # fmt: skip
_GRASS = (0.085, 0.58, 0.46)
_HILLS = {"dunes": 0.55, "craters": 0.4}
_TIMES = (Light.DAY, Light.DUSK, Light.NIGHT, Light.DAY)


def draw_landscape(canvas: Canvas, place: Place, palette: Palette, look: int, dice: Dice) -> None:
    """Fill `canvas`; `look` 0..3 is wide, low and vast, close, and framed."""
    light = place.light or (Light.FOG if place.weather == "fog" else _TIMES[look])
    if place.kind == "space":
        light = Light.NIGHT
    stage = Stage(canvas, place, palette.under(light), VIEWS[look], dice)
    draw_sky(stage)
    _distance(stage, _FAR.get(place.kind, "hills"))
    _ground(stage, _GROUND.get(place.kind, "grass"))
    tones = Tones.of(stage.seen, dice, snowy=place.weather == "snow")
    view = stage.view
    subject = stage.pen.at(stage.w * view.x, stage.horizon + stage.h * 0.03, stage.h * view.size)
    SUBJECTS[place.kind](subject, tones)
    draw_weather(stage)
    draw_foreground(stage, look)


def _distance(stage: Stage, far: str) -> None:
    if far == "sea":
        _open_sea(stage)
        return
    for layer, lightness in enumerate((0.78, 0.69, 0.6)):
        fill = stage.seen.tone(lightness, 0.055 + 0.012 * layer, -8 * layer)
        height = stage.h * (0.3 - 0.07 * layer)
        base = stage.horizon + 6
        if far == "skyline":
            _skyline(stage, height * 1.35, fill)
        elif far == "trees":
            _woods(stage, height, fill)
        elif far == "peaks":
            ridge = _ridge(stage, base, height * 1.5, 9, valley=0.35)
            stage.pen.polygon(ridge, fill)
            if layer == 0:
                _snowcaps(stage, ridge[2:-1:2])
        else:
            ridge = _ridge(stage, base, height * _HILLS.get(far, 0.75), 7, valley=0.5)
            stage.pen.blob(ridge, fill)


def _open_sea(stage: Stage) -> None:
    w, h, pen, dice = stage.w, stage.h, stage.pen, stage.dice
    pen.rect(0, stage.horizon - h * 0.14, w, stage.horizon + 4, stage.seen.tone(0.68, 0.07, -10))
    for _ in range(14):
        x, y = dice.between(0, w), stage.horizon - h * dice.between(0.01, 0.13)
        glint = faded(stage.seen.tone(0.95, 0.03), 0.4)
        pen.rect(x, y, x + w * dice.between(0.03, 0.1), y + 1.5, glint)


def _woods(stage: Stage, height: float, fill: Colour) -> None:
    base, dice = stage.horizon + 6, stage.dice
    stage.pen.rect(0, base - height * 0.35, stage.w, base, fill)
    for step in range(26):
        spot = stage.pen.at(
            stage.w * (step + dice.share()) / 25, base, height * dice.between(0.7, 1.15)
        )
        tree(spot, fill, fill, pine=step % 3 > 0)


def _ridge(stage: Stage, base: float, height: float, steps: int, *, valley: float) -> list[Point]:
    """A line of hills or peaks that stands on `base`; valleys rise to a share of the height."""
    w, dice = stage.w, stage.dice
    shape: list[Point] = [(-w * 0.1, base + height)]
    for step in range(steps + 1):
        rise = dice.between(0.25, 1.0) if step % 2 else dice.between(0.0, valley)
        x = w * (-0.08 + 1.16 * (step + dice.between(-0.2, 0.2)) / steps)
        shape.append((x, base - height * rise))
    return [*shape, (w * 1.1, base + height)]


def _snowcaps(stage: Stage, peaks: list[Point]) -> None:
    cap = "0 0, 0.022 0.05, 0.006 0.04, -0.008 0.055, -0.022 0.045"
    for x, y in peaks:
        stage.pen.at(x, y, stage.w).polygon(cap, stage.seen.tone(0.97, 0.015))


def _skyline(stage: Stage, height: float, fill: Colour) -> None:
    w, pen, dice, base = stage.w, stage.pen, stage.dice, stage.horizon + 6
    x = -w * 0.02
    while x < w:
        wide, tall = w * dice.between(0.035, 0.085), height * dice.between(0.35, 1.0)
        pen.rect(x, base - tall, x + wide, base, fill)
        if dice.chance(0.3):
            pen.rect(x + wide * 0.45, base - tall - height * 0.12, x + wide * 0.53, base, fill)
        if stage.seen.light in {Light.NIGHT, Light.DUSK}:
            _lit_windows(stage, pen.at(x, base - tall), (wide, tall), height * 0.09)
        x += wide + w * dice.between(0.0, 0.012)


def _lit_windows(stage: Stage, pen: Pen, size: tuple[float, float], storey: float) -> None:
    """`pen` stands in the house's upper left corner; `size` is its width and height."""
    seen, apart = stage.seen, stage.w * 0.016
    bright = seen.tone(1.5 if seen.light is Light.NIGHT else 1.0, 0.11, 60 - seen.hue % 40)
    for row in range(int(size[1] / storey) - 1):
        for column in range(max(1, int(size[0] / apart))):
            if stage.dice.chance(0.28):
                left, top = apart * (column + 0.38), storey * (row + 0.55)
                pen.rect(left, top, left + apart * 0.44, top + storey * 0.4, faded(bright, 0.75))


def _ground(stage: Stage, ground: str) -> None:
    seen, top, bottom = stage.seen, round(stage.horizon), round(stage.h)
    if stage.place.weather == "snow" and ground not in {"water", "street"}:
        snow = [seen.tone(0.95, 0.015), seen.tone(0.85, 0.03)]
        stage.canvas.gradient(top, bottom, snow)
        return
    strength, far, near = _SOIL.get(ground, _GRASS)
    soil = [seen.tone(far, strength, -15), seen.tone(near, strength, -22)]
    stage.canvas.gradient(top, bottom, soil)
    if ground == "water":
        _ripples(stage)
    elif ground in {"road", "street"}:
        _tarmac(stage, stage.w * (0.5 if ground == "street" else 0.3))
    elif ground == "rows":
        _furrows(stage)
    else:
        _swells(stage, strength, near)


def _ripples(stage: Stage) -> None:
    w, dice, depth = stage.w, stage.dice, stage.h - stage.horizon
    for _ in range(34):
        near = dice.share() ** 1.3
        x, y = w * dice.between(-0.05, 1), stage.horizon + depth * near
        glint = faded(stage.seen.tone(0.86, 0.05), 0.35)
        stage.pen.rect(x, y, x + w * (0.02 + 0.09 * near), y + 1 + 2.4 * near, glint)


def _tarmac(stage: Stage, half: float) -> None:
    w, h, horizon, middle = stage.w, stage.h, stage.horizon, stage.w * 0.5
    edges = [(middle - w * 0.02, horizon), (middle + w * 0.02, horizon)]
    surface = stage.seen.tone(0.36, 0.02)
    stage.pen.polygon([*edges, (middle + half, h), (middle - half, h)], surface)
    for step in range(6):
        far, near = ((step + part) / 6 for part in (0.0, 0.5))
        far, near = far**1.8, near**1.8
        stripe = [
            (middle + side * w * 0.012 * at, horizon + (h - horizon) * at)
            for side, at in ((-1, far), (1, far), (1, near), (-1, near))
        ]
        stage.pen.polygon(stripe, stage.seen.tone(0.9, 0.06, 40))


def _furrows(stage: Stage) -> None:
    w, h, horizon = stage.w, stage.h, stage.horizon
    for step in range(-9, 10):
        far, near = 0.5 + step * 0.045, 0.5 + step * 0.2
        stage.pen.polygon(
            [
                (w * far, horizon),
                (w * (far + 0.016), horizon),
                (w * (near + 0.06), h),
                (w * near, h),
            ],
            faded(stage.seen.tone(0.8, 0.1, 20), 0.35),
        )


def _swells(stage: Stage, strength: float, near: float) -> None:
    w, h, depth = stage.w, stage.h, stage.h - stage.horizon
    for layer in range(3):
        base = stage.horizon + depth * (0.35 + 0.25 * layer)
        crest = _ridge(stage, base, depth * 0.16, 5, valley=0.5)[:-1]
        fill = stage.seen.tone(near + 0.06 - 0.045 * layer, strength, -18 - 4 * layer)
        stage.pen.blob([*crest, (w * 1.1, h * 1.1), (-w * 0.1, h * 1.1)], fill)
