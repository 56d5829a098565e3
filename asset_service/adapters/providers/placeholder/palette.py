"""Colours by lightness, strength and hue, so that any hue gives a calm, readable picture.

The space is OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020): equal
steps look equal, whatever the hue.
"""

import math
from dataclasses import dataclass
from enum import Enum

from asset_service.adapters.providers.placeholder.canvas import Colour

_GOLDEN_TURN = 137.507_764
_LINEAR_KNEE = 0.003_130_8


class Light(Enum):
    """The light of a scene: how it maps lightness, how strong colours are, where hues lean to.

    Dusk leans far towards rose, so that no evening sky is olive.
    """

    DAY = (0.0, 1.0, 1.0, 0.0, 0.0)
    DUSK = (0.04, 0.82, 1.1, 340.0, 0.6)
    NIGHT = (0.07, 0.56, 0.8, 265.0, 0.35)
    FOG = (0.38, 0.52, 0.45, 0.0, 0.0)

    def __init__(
        self, lowest: float, span: float, strength: float, leaning: float, pull: float
    ) -> None:
        self.lowest = lowest
        self.span = span
        self.strength = strength
        self.leaning = leaning
        self.pull = pull


@dataclass(frozen=True)
class Palette:
    """`hue` in degrees; every tone is made from it and seen in `light`."""

    hue: float
    light: Light = Light.DAY

    def tone(self, lightness: float, strength: float = 0.05, turn: float = 0.0) -> Colour:
        """Return a colour: lightness and strength in 0..1 (0.2 is vivid), `turn` off the hue."""
        light = self.light
        hue = self.leant(light).hue + turn
        return oklch(light.lowest + lightness * light.span, strength * light.strength, hue)

    def lit(self, colour: "Named", shift: float = 0.0) -> Colour:
        """Return a colour that the text names, in this light, `shift` lighter or darker."""
        light = self.light
        lightness = min(0.97, max(0.05, colour.lightness + shift))
        return oklch(
            light.lowest + lightness * light.span, colour.strength * light.strength, colour.hue
        )

    def leant(self, light: Light) -> "Palette":
        """Return this palette with the hue that it has under `light`, in plain daylight."""
        apart = (light.leaning - self.hue + 180) % 360 - 180
        return Palette(self.hue + light.pull * apart)

    def under(self, light: Light) -> "Palette":
        return Palette(self.hue, light)


@dataclass(frozen=True)
class Named:
    """A colour by its own lightness, strength and hue."""

    lightness: float
    strength: float
    hue: float


def golden_hue(base: float, step: int) -> float:
    """Hues of consecutive steps lie as far apart as they can, for any number of steps."""
    return (base + step * _GOLDEN_TURN) % 360


def oklch(lightness: float, strength: float, hue: float) -> Colour:
    """Return sRGB, its strength lowered until the colour exists."""
    lightness = min(1.0, max(0.0, lightness))
    while True:
        found = _linear(lightness, strength, hue)
        if all(-0.001 <= channel <= 1.001 for channel in found) or strength <= 0.001:  # noqa: PLR2004
            red, green, blue = (_encoded(channel) for channel in found)
            return red, green, blue
        strength *= 0.9


def faded(colour: Colour, alpha: float) -> Colour:
    """Return `colour` with an opacity in 0..1."""
    return (*colour[:3], round(255 * alpha))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0..1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))
    return red, green, blue


def _linear(lightness: float, strength: float, hue: float) -> tuple[float, float, float]:
    a = strength * math.cos(math.radians(hue))
    b = strength * math.sin(math.radians(hue))
    long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b) ** 3
    medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b) ** 3
    short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b) ** 3
    return (
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    )


def _encoded(channel: float) -> int:
    channel = min(1.0, max(0.0, channel))
    if channel <= _LINEAR_KNEE:
        return round(255 * 12.92 * channel)
    return round(255 * (1.055 * math.pow(channel, 1 / 2.4) - 0.055))
