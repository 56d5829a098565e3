"""What every layer of a landscape needs to know."""

from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.canvas import Canvas, Pen
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Palette
from asset_service.adapters.providers.placeholder.places_cues import Place


@dataclass(frozen=True)
class View:
    """One framing, in shares of the picture: the horizon, the subject's place and size, the sun."""

    horizon: float
    x: float
    size: float
    sun: float


# Wide, low and vast, close, framed.
VIEWS = (
    View(0.68, 0.62, 0.42, 0.25),
    View(0.80, 0.36, 0.34, 0.64),
    View(0.76, 0.44, 0.52, 0.80),
    View(0.72, 0.50, 0.40, 0.30),
)


@dataclass(frozen=True)
class Stage:
    """`seen` is the palette under the light of the place."""

    canvas: Canvas
    place: Place
    seen: Palette
    view: View
    dice: Dice

    @property
    def w(self) -> float:
        return float(self.canvas.width)

    @property
    def h(self) -> float:
        return float(self.canvas.height)

    @property
    def horizon(self) -> float:
        """In pixels from the top."""
        return self.canvas.height * self.view.horizon

    @property
    def pen(self) -> Pen:
        return self.canvas.pen()
