"""Which subject stands in which kind of landscape."""

from collections.abc import Callable, Mapping

from asset_service.adapters.providers.placeholder import places_buildings as built
from asset_service.adapters.providers.placeholder import places_nature as nature
from asset_service.adapters.providers.placeholder.canvas import Pen
from asset_service.adapters.providers.placeholder.places_tones import Tones

Subject = Callable[[Pen, Tones], None]

# By the kinds of `places_cues.OUTSIDE`; "hills" is for what no word describes.
SUBJECTS: Mapping[str, Subject] = {
    "beach": nature.beach,
    "bridge": built.bridge,
    "camp": nature.camp,
    "castle": built.castle,
    "cave": nature.cave,
    "church": built.church,
    "city": built.city,
    "desert": nature.desert,
    "factory": built.factory,
    "farm": built.farm,
    "field": nature.field,
    "forest": nature.forest,
    "fuel": built.fuel,
    "graveyard": nature.graveyard,
    "harbour": nature.harbour,
    "hills": nature.hills,
    "house": built.house,
    "island": nature.island,
    "lake": nature.lake,
    "lighthouse": built.lighthouse,
    "market": built.market,
    "mountain": nature.mountain,
    "park": nature.park,
    "road": nature.road,
    "rooftop": built.rooftop,
    "sea": nature.sea,
    "space": nature.space,
    "station": built.station,
    "street": built.street,
    "village": built.village,
    "windmill": built.windmill,
}
