"""The colours that pictograms of things are drawn with."""

from dataclasses import dataclass
from typing import Self

from asset_service.adapters.providers.placeholder.canvas import Colour
from asset_service.adapters.providers.placeholder.colours import COLOURS, METALS
from asset_service.adapters.providers.placeholder.palette import Named, Palette, mixed


@dataclass(frozen=True)
class Inks:
    """`main` is the thing's own colour, with a lit and a shaded side; the rest are materials."""

    main: Colour
    light: Colour
    dark: Colour
    deep: Colour
    metal: Colour
    steel: Colour
    wood: Colour
    wood_dark: Colour
    paper: Colour
    paper_dark: Colour
    glass: Colour
    glow: Colour
    accent: Colour

    @classmethod
    def of(cls, palette: Palette, said: Named | None) -> Self:
        """`said` is the colour that the text gives the thing."""
        main = palette.lit(said) if said is not None else palette.tone(0.52, 0.11, 20)
        paper, night = palette.tone(0.96, 0.015), palette.tone(0.14, 0.04)
        return cls(
            main=main,
            light=mixed(main, paper, 0.3),
            dark=mixed(main, night, 0.34),
            deep=mixed(main, night, 0.72),
            metal=palette.lit(said if said in METALS else COLOURS["gold"]),
            steel=palette.lit(Named(0.72, 0.015, 245)),
            wood=palette.lit(Named(0.55, 0.08, 60)),
            wood_dark=palette.lit(Named(0.40, 0.07, 52)),
            paper=palette.lit(Named(0.94, 0.025, 92)),
            paper_dark=palette.lit(Named(0.82, 0.035, 88)),
            glass=palette.lit(Named(0.86, 0.03, 215)),
            glow=palette.lit(Named(0.92, 0.13, 92)),
            accent=palette.tone(0.62, 0.14, 190),
        )
