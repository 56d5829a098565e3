"""A head: chin at (0, 0), crown at (0, -1), facing us or (the profile) to the left.

Faces are paper cut-outs with one lit and one shaded side: enough to tell people apart, too little
to pass for a portrait.
"""

from asset_service.adapters.providers.placeholder.canvas import Pen, both_sides, smooth
from asset_service.adapters.providers.placeholder.palette import Named, Palette, faded, mixed
from asset_service.adapters.providers.placeholder.people_cues import Person

_HALF = "0 -1, 0.2 -0.96, 0.335 -0.81, 0.37 -0.6, 0.355 -0.38, 0.295 -0.17, 0.17 -0.03, 0 0.015"
# Headgear that hides the hair.
_COVERING = frozenset({"scarf", "hood", "bubble", "turban"})
# Curls left of this would hang before the face.
_FOREHEAD = -0.3
_PROFILE = (
    "0.02 -1, -0.2 -0.95, -0.34 -0.82, -0.385 -0.66, -0.375 -0.56, -0.4 -0.49, "
    "-0.455 -0.375, -0.465 -0.345, -0.405 -0.315, -0.395 -0.28, -0.425 -0.245, "
    "-0.4 -0.205, -0.415 -0.165, -0.385 -0.13, -0.395 -0.07, -0.36 -0.005, -0.24 0.02, "
    "-0.08 -0.07, 0.05 -0.16, 0.1 -0.24, 0.3 -0.35, 0.42 -0.6, 0.36 -0.84, 0.2 -0.97"
)


class Head:
    """Draws one person's head; call `behind`, then `front` once the shoulders stand between."""

    def __init__(self, person: Person, palette: Palette) -> None:
        self._person = person
        warm = palette.lit(Named(person.tone, 0.055, 55))
        self.skin = mixed(warm, palette.tone(person.tone, 0.05), 0.13)
        self._shade = mixed(self.skin, palette.tone(0.22, 0.06), 0.34)
        self._deep = mixed(self.skin, palette.tone(0.15, 0.05), 0.62)
        self._hair = palette.lit(person.hair_colour)
        self._hair_dark = palette.lit(person.hair_colour, -0.08)
        self._glass = palette.tone(0.2, 0.03)

    def behind(self, pen: Pen) -> None:
        """Hair that falls behind the shoulders."""
        fall = {"long": 0.62, "bob": 0.06, "tail": 0.3}.get(self._person.hair)
        if self._person.hat in _COVERING:
            return
        if self._person.hair == "tail":
            pen.blob(
                "0.2 -0.9, 0.52 -0.75, 0.6 -0.3, 0.5 0.3, 0.4 0.05, 0.34 -0.5",
                self._hair_dark,
            )
        elif fall is not None:
            pen.blob(
                both_sides(
                    [
                        (0.0, -1.08),
                        (0.27, -1.03),
                        (0.43, -0.8),
                        (0.455, -0.45),
                        (0.47, fall * 0.6),
                        (0.4, fall),
                        (0.2, fall - 0.02),
                        (0.0, fall - 0.1),
                    ]
                ),
                self._hair_dark,
            )
        elif self._person.hair == "curls":
            for x, y, r in _CURLS:
                pen.circle(x, y, r + 0.05, self._hair_dark)
        elif self._person.hair == "bun":
            pen.circle(0.02, -1.1, 0.19, self._hair_dark)
        elif self._person.hair == "braids":
            for side in (-1, 1):
                for knot in range(6):
                    pen.circle(
                        side * (0.4 + 0.015 * knot), -0.4 + knot * 0.17, 0.095, self._hair_dark
                    )

    def front(self, pen: Pen, *, turn: float) -> None:
        """The face, lit from one side; `turn` (-1..1) is where it looks, our left or right."""
        pen.ellipse(-0.375, -0.45, 0.055, 0.1, self._shade)
        pen.ellipse(0.375, -0.45, 0.055, 0.1, self._shade)
        outline = smooth(both_sides(_HALF), closed=True)
        pen.polygon(outline, self.skin)
        nose = turn * 0.085
        edge = [
            (nose * 0.6, -1.0),
            (nose * 0.9, -0.68),
            (nose * 1.1, -0.55),
            (nose + 0.0, -0.5),
            (nose + 0.06 * _sign(turn), -0.335),
            (nose + 0.005, -0.3),
            (nose, -0.23),
            (nose + 0.03 * _sign(turn), -0.2),
            (nose, -0.15),
            (nose * 0.8, -0.08),
            (nose * 0.6, 0.02),
        ]
        far = [
            point
            for point in outline
            if point[0] * _sign(turn) >= edge_x(edge, point[1]) * _sign(turn)
        ]
        far.sort(key=lambda point: point[1])
        pen.polygon([*smooth(edge, closed=False), *reversed(far)], self._shade)
        self._features(pen, nose, turn)
        if self._person.beard:
            self._beard(pen, nose)
        if self._person.moustache or self._person.beard:
            pen.blob(
                [
                    (nose, -0.3),
                    (nose + 0.1, -0.27),
                    (nose + 0.15, -0.2),
                    (nose + 0.05, -0.235),
                    (nose, -0.25),
                    (nose - 0.05, -0.235),
                    (nose - 0.15, -0.2),
                    (nose - 0.1, -0.27),
                ],
                self._hair_dark,
            )
        self._hairline(pen)

    def profile(self, pen: Pen) -> None:
        """The head from the side, nose to the left; its hair is drawn with it."""
        outline = smooth(_PROFILE, closed=True)
        pen.polygon(outline, self.skin)
        shade = (
            "0.1 -1, 0 -0.7, -0.12 -0.45, -0.1 -0.25, -0.2 -0.1, -0.3 0.02, -0.2 0.03, "
            "-0.06 -0.06, 0.07 -0.15, 0.12 -0.24, 0.3 -0.34, 0.41 -0.6, 0.35 -0.84"
        )
        pen.blob(shade, self._shade)
        pen.ellipse(0.06, -0.42, 0.06, 0.095, self.skin)
        pen.curve("-0.355 -0.585, -0.29 -0.6, -0.22 -0.575", 0.028, self._deep)
        pen.curve("-0.34 -0.505, -0.29 -0.515, -0.245 -0.495", 0.022, self._deep)
        pen.curve("-0.395 -0.207, -0.35 -0.2, -0.31 -0.205", 0.018, self._deep)
        if self._person.beard:
            pen.blob(
                (
                    "-0.36 -0.2, -0.44 -0.1, -0.42 0.12, -0.26 0.16, -0.02 0, "
                    "0.1 -0.2, 0.07 -0.42, -0.05 -0.3, -0.2 -0.22"
                ),
                self._hair,
            )
        if self._person.moustache or self._person.beard:
            pen.blob("-0.41 -0.28, -0.38 -0.22, -0.22 -0.17, -0.3 -0.28", self._hair_dark)
        self._profile_hair(pen)
        if self._person.glasses in {"plain", "dark"}:
            pen.ellipse(
                -0.335,
                -0.49,
                0.06,
                0.085,
                faded(self._glass, 0.9 if self._person.glasses == "dark" else 0.25),
            )
            pen.line("-0.275 -0.5, 0.05 -0.48", 0.022, self._glass)
        elif self._person.glasses == "patch":
            pen.ellipse(-0.31, -0.49, 0.07, 0.085, self._glass)
            pen.line("-0.3 -0.55, 0.2 -0.8", 0.022, self._glass)

    def _features(self, pen: Pen, nose: float, turn: float) -> None:
        for side in (-1, 1):
            x = nose * 0.9 + side * 0.165
            stretch = 1.0 - 0.16 * side * turn
            pen.curve(
                [
                    (x - 0.085 * stretch, -0.575 - 0.008 * side),
                    (x, -0.605),
                    (x + 0.085 * stretch, -0.575 + 0.008 * side),
                ],
                0.026 if self._person.age != "old" else 0.032,
                self._deep
                if self._person.age != "old"
                else mixed(self._hair_dark, self._deep, 0.4),
            )
            pen.curve(
                [(x - 0.06 * stretch, -0.492), (x, -0.508), (x + 0.06 * stretch, -0.492)],
                0.024,
                self._deep,
            )
        pen.curve(
            [(nose - 0.075, -0.195), (nose, -0.19), (nose + 0.075, -0.197)], 0.018, self._deep
        )
        if self._person.age == "old":
            for side in (-1, 1):
                pen.curve(
                    [
                        (nose + side * 0.12, -0.33),
                        (nose + side * 0.17, -0.25),
                        (nose + side * 0.165, -0.19),
                    ],
                    0.012,
                    self._shade,
                )
        kind = self._person.glasses
        if kind in {"plain", "dark"}:
            for side in (-1, 1):
                x = nose * 0.9 + side * 0.165
                if kind == "dark":
                    pen.ellipse(x, -0.48, 0.125, 0.095, self._glass)
                pen.ring(x, -0.48, 0.115, 0.022, self._glass)
                pen.line([(x + side * 0.115, -0.49), (side * 0.365, -0.51)], 0.02, self._glass)
            pen.line([(nose * 0.9 - 0.05, -0.49), (nose * 0.9 + 0.05, -0.49)], 0.02, self._glass)
        elif kind == "patch":
            pen.line("-0.33 -0.68, 0.35 -0.42", 0.022, self._glass)
            pen.ellipse(nose * 0.9 + 0.165, -0.495, 0.1, 0.095, self._glass)

    def _beard(self, pen: Pen, nose: float) -> None:
        pen.polygon(
            smooth(
                [
                    (-0.37, -0.45),
                    (-0.335, -0.25),
                    (-0.25, -0.02),
                    (-0.1, 0.13),
                    (0.0, 0.15),
                    (0.1, 0.13),
                    (0.25, -0.02),
                    (0.335, -0.25),
                    (0.37, -0.45),
                    (0.3, -0.33),
                    (0.2, -0.27),
                    (nose, -0.3),
                    (-0.2, -0.27),
                    (-0.3, -0.33),
                ],
                closed=True,
            ),
            self._hair,
        )
        pen.curve([(nose - 0.06, -0.195), (nose + 0.06, -0.195)], 0.022, self._deep)

    def _hairline(self, pen: Pen) -> None:
        style = self._person.hair
        if style == "bald" or self._person.hat == "scarf":
            return
        if style == "curls" and self._person.hat not in _COVERING:
            for x, y, r in _CURLS:
                pen.circle(x, y, r, self._hair)
            return
        cap = (
            "-0.39 -0.5, -0.41 -0.78, -0.3 -1, 0 -1.07, 0.3 -1, 0.41 -0.78, 0.39 -0.5, "
            "0.335 -0.56, 0.31 -0.72"
        )
        fringe = {
            "short": "0.2 -0.8, 0 -0.82, -0.2 -0.8",
            "side": "0.22 -0.72, 0 -0.8, -0.17 -0.87",
            "bob": "0.24 -0.66, 0 -0.645, -0.24 -0.66",
            "bun": "0.22 -0.82, 0 -0.88, -0.22 -0.82",
        }.get(style, "0.23 -0.76, 0.06 -0.87, -0.2 -0.76")
        pen.blob(f"{cap}, {fringe}, -0.31 -0.72, -0.335 -0.56", self._hair)
        if style in {"long", "bob"}:
            low = -0.02 if style == "bob" else 0.42
            for side in (-1, 1):
                pen.blob(
                    [
                        (side * 0.3, -0.86),
                        (side * 0.42, -0.7),
                        (side * 0.45, -0.3),
                        (side * 0.44, low),
                        (side * 0.33, low + 0.03),
                        (side * 0.345, -0.3),
                        (side * 0.31, -0.6),
                    ],
                    self._hair,
                )

    def _profile_hair(self, pen: Pen) -> None:
        style = self._person.hair
        if style == "bald" or self._person.hat in _COVERING:
            return
        if style == "curls":
            for x, y, r in _CURLS:
                if x > _FOREHEAD:
                    pen.circle(x * 0.95 + 0.08, y, r + 0.02, self._hair)
            return
        low = {"long": 0.5, "bob": -0.02}.get(style)
        cap = (
            "-0.36 -0.82, -0.26 -1, 0 -1.08, 0.28 -1.02, 0.46 -0.82, 0.49 -0.55, "
            "0.4 -0.32, 0.27 -0.28, 0.14 -0.34, 0.12 -0.5, 0 -0.54, -0.04 -0.66, "
            "-0.14 -0.78"
        )
        pen.blob(cap, self._hair)
        if low is not None:
            pen.blob(
                [
                    (0.0, -0.9),
                    (0.4, -0.85),
                    (0.52, -0.4),
                    (0.5, low),
                    (0.3, low + 0.05),
                    (0.08, low - 0.02),
                    (0.04, -0.35),
                    (-0.05, -0.6),
                ],
                self._hair,
            )
        if style == "bun":
            pen.circle(0.42, -0.95, 0.18, self._hair_dark)
        if style in {"tail", "braids"}:
            pen.blob(
                "0.38 -0.85, 0.62 -0.75, 0.74 -0.3, 0.6 0.25, 0.56 -0.2, 0.42 -0.55",
                self._hair_dark,
            )


_CURLS = tuple(
    (x, y, r)
    for x, y, r in (
        (-0.37, -0.55, 0.12),
        (-0.43, -0.75, 0.15),
        (-0.33, -0.95, 0.17),
        (-0.13, -1.07, 0.18),
        (0.1, -1.08, 0.18),
        (0.31, -0.97, 0.17),
        (0.43, -0.77, 0.15),
        (0.38, -0.56, 0.12),
        (-0.2, -0.88, 0.13),
        (0.0, -0.92, 0.14),
        (0.2, -0.88, 0.13),
    )
)


def edge_x(edge: list[tuple[float, float]], y: float) -> float:
    """Where the line between light and shade stands at height `y`."""
    return min(edge, key=lambda point: abs(point[1] - y))[0]


def _sign(turn: float) -> float:
    return -1.0 if turn < 0 else 1.0
