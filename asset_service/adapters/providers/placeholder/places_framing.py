"""Dark shapes close to us that frame a landscape."""

from asset_service.adapters.providers.placeholder.canvas import Colour, Pen, arc
from asset_service.adapters.providers.placeholder.palette import Light, faded
from asset_service.adapters.providers.placeholder.places_stage import Stage
from asset_service.adapters.providers.placeholder.places_tones import tree

_CLOSE, _FRAMED = 2, 3
_OPEN_TO_THE_SIDES = frozenset({"sea", "harbour", "space", "rooftop", "lighthouse"})
_URBAN = frozenset({"city", "street", "station", "fuel", "factory", "market", "bridge"})


def draw_foreground(stage: Stage, look: int) -> None:
    if look == _FRAMED:
        _arch(stage)
    elif look == _CLOSE and stage.place.kind in _URBAN:
        _lamp_posts(stage)
    elif look == _CLOSE and stage.place.kind not in _OPEN_TO_THE_SIDES:
        _trees_and_grass(stage)


def _arch(stage: Stage) -> None:
    """A dark gateway around the view."""
    w, h, pen, seen = stage.w, stage.h, stage.pen, stage.seen.under(Light.NIGHT)
    dark, joint = seen.tone(0.3, 0.05, -10), seen.tone(0.4, 0.06, -5)
    pen.rect(-2, -2, w * 0.1, h + 2, dark)
    pen.rect(w * 0.9, -2, w + 2, h + 2, dark)
    vault = arc(w * 0.5, h * 0.42, w * 0.4, h * 0.36, 180, 360)
    pen.polygon([(w * 0.1, -2), *vault, (w * 0.9, -2)], dark)
    edge = [(w * 0.1, h + 2), *vault, (w * 0.9, h + 2)]
    pen.line(edge, h * 0.022, seen.tone(0.52, 0.07, -5))
    for side in (0.05, 0.95):
        for row in range(6):
            y = h * (0.1 + row * 0.16)
            pen.rect(w * (side - 0.035), y, w * (side + 0.035), y + h * 0.002, joint)


def _trees_and_grass(stage: Stage) -> None:
    w, h, pen, dice = stage.w, stage.h, stage.pen, stage.dice
    dark = stage.seen.tone(0.2, 0.05, -10)
    for side in (0.03, 0.95):
        tree(pen.at(w * side, h * 1.04, h * dice.between(0.8, 1.05)), dark, dark, pine=False)
    for _ in range(40):
        x, tall = dice.between(0, w), h * dice.between(0.03, 0.09)
        blade = [(x - 3, h + 2), (x + dice.between(-8, 8), h - tall), (x + 3, h + 2)]
        pen.polygon(blade, dark)


def _lamp_posts(stage: Stage) -> None:
    w, h, pen = stage.w, stage.h, stage.pen
    dark, light = stage.seen.tone(0.2, 0.05, -10), stage.seen.tone(1.3, 0.1, 50)
    _lamp_post(pen.at(w * 0.03, h * 1.02, h * 0.8), dark, light)
    _lamp_post(pen.at(w * 0.95, h * 1.02, h * 0.8, mirrored=True), dark, light)


def _lamp_post(pen: Pen, dark: Colour, light: Colour) -> None:
    pen.glow(0.3, -0.9, 0.25, 0.25, faded(light, 0.5))
    pen.line("0 0, 0 -0.98, 0.24 -0.98", 0.022, dark)
    pen.polygon("0.2 -0.98, 0.38 -0.98, 0.34 -0.92, 0.24 -0.92", dark)
    pen.polygon("0.24 -0.92, 0.34 -0.92, 0.32 -0.9, 0.26 -0.9", light)
