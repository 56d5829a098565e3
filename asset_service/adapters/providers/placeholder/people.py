"""Portraits: four ways to look at one person, or at three of a kind."""

from dataclasses import replace

from asset_service.adapters.providers.placeholder.canvas import Canvas, Pen
from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Light, Palette, faded
from asset_service.adapters.providers.placeholder.people_body import cloth_of, nape, neck, torso
from asset_service.adapters.providers.placeholder.people_cues import Person, person_in
from asset_service.adapters.providers.placeholder.people_figure import feet_of, figure, shadow
from asset_service.adapters.providers.placeholder.people_hats import hat_behind, hat_front
from asset_service.adapters.providers.placeholder.people_head import Head


def draw_character(canvas: Canvas, cues: Cues, palette: Palette, look: int, dice: Dice) -> None:
    """Fill `canvas` with one person; `look` 0..3 is bust, profile, whole figure, close-up."""
    _LOOKS[look](canvas, palette, [person_in(cues, dice)])


def draw_extras(canvas: Canvas, cues: Cues, palette: Palette, look: int, dice: Dice) -> None:
    """Fill `canvas` with three people of one kind."""
    people = [replace(person_in(cues, dice), shift=shift) for shift in (0.07, -0.05, 0.0)]
    _LOOKS[look](canvas, palette, people)


def _bust(canvas: Canvas, palette: Palette, people: list[Person]) -> None:
    w, h, pen = canvas.width, canvas.height, canvas.pen()
    canvas.gradient(0, h, [palette.tone(0.93, 0.03), palette.tone(0.86, 0.05)])
    pen.circle(w * 0.5, h * 0.47, min(w, h) * 0.41, palette.tone(0.76, 0.09, 0))
    pen.circle(w * 0.5, h * 0.47, min(w, h) * 0.345, palette.tone(0.8, 0.085, 12))
    for x, y, size, person in _placed(people, 0.30):
        _portrait(pen.at(w * x, h * (0.60 + y), h * size), person, palette, turn=0.8)


def _side(canvas: Canvas, palette: Palette, people: list[Person]) -> None:
    palette = palette.under(Light.DUSK)
    w, h, pen = canvas.width, canvas.height, canvas.pen()
    canvas.gradient(
        0,
        h,
        [palette.tone(0.52, 0.09, -25), palette.tone(0.68, 0.1, 0), palette.tone(0.86, 0.09, 35)],
    )
    pen.circle(w * 0.3, h * 0.55, min(w, h) * 0.27, palette.tone(0.95, 0.07, 40))
    for step, lightness in enumerate((0.62, 0.5)):
        top = h * (0.72 + 0.1 * step)
        hills = "-0.1 0.03, 0.2 -0.02, 0.5 0.02, 0.8 -0.03, 1.1 0, 1.2 0.5, -0.2 0.5"
        pen.at(0, top, w).blob(hills, palette.tone(lightness, 0.08, -15 * step))
    for x, y, size, person in _placed(people, 0.33):
        _portrait(pen.at(w * (x + 0.07), h * (0.60 + y), h * size), person, palette, turn=None)


def _whole(canvas: Canvas, palette: Palette, people: list[Person]) -> None:
    palette = palette.under(Light.NIGHT)
    w, h, pen = canvas.width, canvas.height, canvas.pen()
    canvas.gradient(0, h, [palette.tone(0.28, 0.06), palette.tone(0.5, 0.07, 10)])
    floor = round(h * 0.78)
    canvas.gradient(floor, h, [palette.tone(0.5, 0.06), palette.tone(0.36, 0.06)])
    pen.polygon(
        [(w * 0.42, -h * 0.02), (w * 0.58, -h * 0.02), (w * 0.98, h * 0.9), (w * 0.02, h * 0.9)],
        faded(palette.tone(0.95, 0.04, 30), 0.13),
    )
    pen.ellipse(w * 0.5, h * 0.885, w * 0.44, h * 0.075, faded(palette.tone(0.98, 0.05, 30), 0.35))
    for x, y, size, person in reversed(_placed(people, 0.112)):
        feet = feet_of(person) * size
        standing = pen.at(w * (0.5 + (x - 0.5) * 0.92), h * (0.9 + y * 0.7 - feet), h * size)
        shadow(standing, person, palette)
        figure(standing, person, palette.under(Light.DUSK), turn=-0.8)


def _close(canvas: Canvas, palette: Palette, people: list[Person]) -> None:
    w, h, pen = canvas.width, canvas.height, canvas.pen()
    canvas.gradient(0, h, [palette.tone(0.44, 0.08), palette.tone(0.3, 0.07)])
    for step, lightness in enumerate((0.62, 0.54, 0.47)):
        shift = w * (0.5 - 0.3 * step)
        pen.polygon(
            [(shift, -1), (shift + w * 0.24, -1), (shift - w * 0.16, h), (shift - w * 0.4, h)],
            palette.tone(lightness, 0.1, 20),
        )
    for x, y, size, person in _placed(people, 0.52 if len(people) == 1 else 0.4):
        _portrait(
            pen.at(w * (0.5 + (x - 0.5) * 1.1), h * (0.80 + y), h * size),
            person,
            palette,
            turn=-0.8,
        )


def _portrait(pen: Pen, person: Person, palette: Palette, *, turn: float | None) -> None:
    """Head and shoulders; from the side where `turn` is None."""
    head = Head(person, palette)
    cloth = cloth_of(person, palette, head.skin)
    hat_behind(pen, person, palette)
    if turn is None:
        nape(pen, cloth)
        torso(pen.at(0.05, -0.14), person, palette, cloth)
        head.profile(pen)
        hat_front(pen.at(0.03, 0.02), person, palette)
    else:
        head.behind(pen)
        neck(pen, cloth)
        torso(pen.at(0, -0.14), person, palette, cloth)
        head.front(pen, turn=turn)
        hat_front(pen, person, palette)


def _placed(people: list[Person], size: float) -> list[tuple[float, float, float, Person]]:
    """Places as shares of the picture, back to front; children are smaller."""
    if len(people) == 1:
        spots = [(0.5, 0.0, 1.0)]
    else:
        spots = [(0.22, -0.02, 0.76), (0.79, -0.035, 0.72), (0.5, 0.05, 0.86)]
    return [
        (
            x,
            y + (0.05 if person.age == "child" else 0.0),
            size * scale * (0.88 if person.age == "child" else 1.0),
            person,
        )
        for (x, y, scale), person in zip(spots, people, strict=True)
    ]


_LOOKS = (_bust, _side, _whole, _close)
