"""What each kind of room holds, and where its window is."""

from collections.abc import Callable, Mapping

from asset_service.adapters.providers.placeholder import places_fittings as public
from asset_service.adapters.providers.placeholder import places_furniture as home
from asset_service.adapters.providers.placeholder.canvas import Pen
from asset_service.adapters.providers.placeholder.places_tones import Tones

Piece = Callable[[Pen, Tones], None]

# Where rooms that have a window have it, in -1..1, and which of them have curtains.
WINDOWS: Mapping[str, float] = {
    "bedroom": -0.3, "bathroom": 0.02, "library": 0.2, "office": -0.1, "cafe": -0.36,
    "hospital": -0.12, "cell": 0.12, "carriage": 0.0, "shop": 0.0, "living": -0.4,
}  # fmt: skip
CURTAINED = frozenset({"bedroom", "library", "cafe", "living"})
# What each kind of room holds: pieces with their place, left to right in -1..1.
ROOMS: Mapping[str, tuple[tuple[float, Piece], ...]] = {
    "bedroom": (
        (0.8, home.wardrobe),
        (-0.25, home.bed),
        (0.4, home.nightstand),
        (-0.88, home.plant),
    ),
    "kitchen": ((-0.78, home.fridge), (0.1, home.stove), (0.9, home.plant)),
    "bathroom": ((-0.4, home.bath), (0.42, home.basin), (0.85, home.plant)),
    "library": ((-0.8, home.shelf), (-0.42, home.shelf), (0.78, home.shelf), (0.2, home.desk)),
    "office": ((-0.78, home.shelf), (0.0, home.desk), (0.55, home.picture), (0.85, home.plant)),
    "bar": ((0.0, public.bottles), (0.0, public.bar_counter)),
    "cafe": (
        (0.6, home.counter),
        (-0.68, home.small_table),
        (-0.05, home.small_table),
        (0.9, home.plant),
    ),
    "hospital": ((0.72, public.curtain), (-0.1, public.ward_bed)),
    "corridor": ((-0.72, home.door), (-0.1, home.door), (0.52, home.door), (0.86, home.plant)),
    "classroom": (
        (0.0, public.board),
        (-0.68, public.school_desk),
        (-0.05, public.school_desk),
        (0.6, public.school_desk),
    ),
    "dining": (
        (0.0, home.table),
        (-0.75, home.wardrobe),
        (0.72, public.curtain),
        (0.0, home.picture),
    ),
    "nave": ((0.0, public.altar), (0.0, public.pews)),
    "cell": ((-0.35, public.bunk), (0.55, home.basin), (0.0, public.bars)),
    "cellar": ((0.62, public.stairs), (-0.55, public.crates)),
    "warehouse": ((0.62, public.crates), (-0.1, public.crates), (-0.72, public.goods)),
    "carriage": ((-0.48, public.seats), (0.48, public.seats)),
    "shop": ((-0.62, public.goods), (0.62, public.goods), (0.0, home.counter)),
    "stage": ((0.0, public.theatre),),
    "lab": ((-0.35, public.console), (0.62, public.bench)),
    "living": (
        (0.66, home.fireplace),
        (-0.4, home.sofa),
        (0.14, home.small_table),
        (0.14, home.picture),
        (-0.92, home.plant),
    ),
}
