"""Where a place is: inside or out, what kind, at which time, in which weather."""

from collections.abc import Mapping
from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.palette import Light

OUTSIDE: Mapping[str, tuple[str, ...]] = {
    "lighthouse": ("lighthouse", "beacon"),
    "harbour": ("harbour", "harbor", "port", "pier", "dock", "wharf", "quay", "marina", "jetty"),
    "castle": ("castle", "fortress", "palace", "citadel", "keep", "fort"),
    "graveyard": ("graveyard", "cemetery", "grave", "tomb", "churchyard"),
    "church": ("church", "chapel", "cathedral", "monastery", "abbey", "mosque", "temple"),
    "farm": ("farm", "barn", "ranch", "stable", "farmhouse", "silo"),
    "windmill": ("windmill", "mill"),
    "factory": ("factory", "refinery", "power plant", "plant", "industrial", "foundry", "mine"),
    "fuel": ("gas station", "petrol station", "diner", "motel", "roadhouse", "garage"),
    "station": ("station", "railway", "platform", "train", "tracks", "depot", "railroad"),
    "market": ("market", "bazaar", "fair", "fairground", "carnival", "circus", "stall"),
    "camp": ("camp", "campsite", "tent", "campfire"),
    "rooftop": ("rooftop", "roof", "terrace"),
    "bridge": ("bridge", "viaduct", "overpass"),
    "street": ("street", "alley", "avenue", "boulevard", "lane", "sidewalk", "square", "plaza"),
    "city": ("city", "downtown", "skyline", "metropolis", "skyscraper", "suburb", "town square"),
    "village": ("village", "town", "hamlet", "houses", "settlement", "neighbourhood"),
    "island": ("island", "atoll", "lagoon"),
    "beach": ("beach", "coast", "shore", "seaside", "cliff", "cove"),
    "sea": ("sea", "ocean", "open water", "ship", "boat", "deck", "yacht"),
    "lake": ("lake", "river", "pond", "creek", "stream", "swamp", "marsh", "canal", "waterfall"),
    "space": ("space", "planet", "moon surface", "mars", "asteroid", "orbit", "galaxy"),
    "cave": ("cave", "cavern", "grotto", "tunnel"),
    "desert": ("desert", "dune", "sahara", "canyon", "oasis"),
    "mountain": ("mountain", "peak", "summit", "alps", "valley", "glacier", "volcano"),
    "forest": ("forest", "wood", "woods", "woodland", "jungle", "grove", "clearing", "orchard"),
    "park": ("park", "garden", "playground", "courtyard", "bench", "backyard", "yard"),
    "road": ("road", "highway", "crossroads", "motorway", "freeway", "parking lot", "car"),
    "field": ("field", "meadow", "prairie", "farmland", "vineyard", "battlefield", "plain"),
    "house": ("house", "cottage", "cabin", "villa", "mansion", "hut", "manor", "home", "porch"),
}  # fmt: skip
INSIDE: Mapping[str, tuple[str, ...]] = {
    "bedroom": ("bedroom", "bed", "nursery", "dormitory", "hotel room", "motel room", "dorm"),
    "kitchen": ("kitchen", "pantry", "galley", "bakery"),
    "dining": ("dining room", "dining", "banquet", "dining hall"),
    "bathroom": ("bathroom", "toilet", "restroom", "washroom", "shower"),
    "library": ("library", "bookshop", "bookstore", "archive", "study"),
    "office": ("office", "newsroom", "bureau", "workplace", "cubicle", "boardroom"),
    "bar": ("bar", "pub", "saloon", "tavern", "nightclub", "club", "speakeasy"),
    "cafe": ("cafe", "café", "restaurant", "diner", "canteen", "cafeteria", "coffee shop"),
    "hospital": ("hospital", "ward", "clinic", "infirmary", "operating room", "morgue"),
    "corridor": ("corridor", "hallway", "hall", "passage", "lobby", "foyer", "subway", "metro"),
    "classroom": ("classroom", "school", "lecture", "schoolroom", "auditorium"),
    "nave": ("church", "chapel", "cathedral", "temple", "monastery", "abbey"),
    "cell": ("cell", "prison", "jail", "dungeon", "interrogation", "cage"),
    "cellar": ("cellar", "basement", "attic", "crypt", "loft", "vault", "bunker"),
    "warehouse": ("warehouse", "garage", "storage", "hangar", "workshop", "factory", "barn"),
    "carriage": ("carriage", "compartment", "train", "bus", "tram", "cabin", "cockpit"),
    "shop": ("shop", "store", "supermarket", "boutique", "pharmacy", "grocery"),
    "stage": ("stage", "theatre", "theater", "cinema", "opera", "concert", "ballroom"),
    "lab": ("laboratory", "lab", "control room", "bridge", "spaceship", "server", "studio"),
    "living": (
        "living room", "lounge", "parlour", "parlor", "apartment", "flat", "sitting room", "room",
        "house", "home", "mansion",
    ),
}  # fmt: skip
# Kinds of room that are never meant from outside.
_ROOMS = frozenset(
    {"bedroom", "kitchen", "bathroom", "library", "office", "bar", "cafe", "hospital",
     "corridor", "dining", "classroom", "cell", "cellar", "warehouse", "carriage", "shop",
     "stage", "lab"}
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """`kind` is a key of INSIDE or OUTSIDE; `light` is None where the text names no time."""

    inside: bool
    kind: str
    light: Light | None
    weather: str


def place_in(name: str, description: str) -> Place:
    """Read a place; its name tells more than its description."""
    cues, named = Cues(name, description), Cues(name)
    inside = _is_inside(cues, named)
    kinds = INSIDE if inside else OUTSIDE
    kind = named.first(kinds) or cues.first(kinds) or ("living" if inside else "hills")
    weather = cues.first(
        {
            "rain": ("rain", "rainy", "raining", "storm", "stormy", "downpour", "drizzle", "wet"),
            "snow": ("snow", "snowy", "snowing", "blizzard", "winter", "frozen", "icy", "arctic"),
            "fog": ("fog", "foggy", "mist", "misty", "haze", "hazy", "smoke", "smog"),
        }
    )
    return Place(inside, kind, _light(cues), weather)


def _is_inside(cues: Cues, named: Cues) -> bool:
    for words in (named, cues):
        if words.has("int", "interior", "inside", "indoors"):
            return True
        if words.has("ext", "exterior", "outside", "outdoors"):
            return False
    if named.first(INSIDE) in _ROOMS:
        return named.first(OUTSIDE) == "" or named.words[-1:] != [named.first(OUTSIDE)]
    if named.first(OUTSIDE):
        return False
    return cues.first(INSIDE) in _ROOMS | {"living"} and not cues.first(OUTSIDE)


def _light(cues: Cues) -> Light | None:
    word = cues.first(
        {
            "NIGHT": ("night", "midnight", "moonlit", "moonlight", "moon", "nighttime", "starry"),
            "DUSK": (
                "dusk", "sunset", "evening", "twilight", "dawn", "sunrise", "golden hour",
                "candlelit", "sundown", "daybreak", "magic hour",
            ),
            "DAY": ("day", "morning", "noon", "midday", "afternoon", "sunny", "sunlit", "daylight"),
        }
    )  # fmt: skip
    return Light[word] if word else None
