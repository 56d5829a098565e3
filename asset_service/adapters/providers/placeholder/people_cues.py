"""Who stands in a description: age, build, hair, headgear, clothes and their colours."""

from collections.abc import Mapping
from dataclasses import dataclass

from asset_service.adapters.providers.placeholder.colours import COLOURS
from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.dice import Dice
from asset_service.adapters.providers.placeholder.palette import Named

_WOMEN = (
    "woman", "women", "girl", "she", "her", "female", "lady", "mother", "mum", "mom", "grandmother",
    "aunt", "sister", "daughter", "wife", "widow", "queen", "princess", "actress", "waitress",
    "nun", "bride", "heroine", "mrs", "miss", "ms", "mme",
)  # fmt: skip
_MEN = (
    "man", "men", "boy", "he", "his", "him", "male", "gentleman", "father", "dad", "grandfather",
    "uncle", "brother", "son", "husband", "king", "prince", "waiter", "priest", "monk", "mr", "sir",
    "fisherman", "policeman", "fireman", "salesman",
)  # fmt: skip
_CHILDREN = (
    "child",
    "children",
    "kid",
    "boy",
    "girl",
    "toddler",
    "schoolboy",
    "schoolgirl",
    "infant",
)
_OLD = (
    "old", "older", "elderly", "aged", "ancient", "grandmother", "grandfather", "grandma",
    "grandpa", "granny", "retired", "wrinkled", "pensioner", "weathered",
)  # fmt: skip

HATS: Mapping[str, tuple[str, ...]] = {
    "bubble": ("astronaut", "spacesuit", "space suit", "cosmonaut", "diver"),
    "helmet": ("helmet", "hard hat", "hardhat", "fireman", "firefighter", "miner"),
    "cowboy": ("cowboy hat", "cowboy", "cowgirl", "stetson", "rancher", "sheriff"),
    "top": ("top hat", "magician"),
    "peaked": (
        "peaked cap", "officer", "policeman", "policewoman", "police", "captain", "pilot",
        "conductor", "chauffeur", "guard", "general", "sergeant", "constable",
    ),
    "sun": ("straw hat", "sun hat", "wide hat", "farmer"),
    "chef": ("chef", "baker", "cook"),
    "cap": ("cap", "baseball cap", "flat cap", "newsboy"),
    "beanie": ("beanie", "wool hat", "woollen hat", "knit hat", "knitted hat", "bobble hat"),
    "beret": ("beret", "painter"),
    "turban": ("turban",),
    "crown": ("crown", "queen", "king", "tiara", "princess", "prince", "emperor", "empress"),
    "fedora": ("hat", "fedora", "trilby", "bowler", "detective", "gangster"),
    "hood": ("hood", "hooded", "cowl", "monk", "reaper", "sorcerer"),
    "scarf": ("headscarf", "hijab", "kerchief", "veil", "nun", "babushka", "niqab"),
    "phones": ("headphones", "headset", "dj"),
}  # fmt: skip
COATS: Mapping[str, tuple[str, ...]] = {
    "cloak": ("cloak", "cape", "robe", "monk", "priest", "nun", "wizard", "witch", "kimono"),
    "armour": ("armour", "armor", "knight", "spacesuit", "space suit", "astronaut"),
    "lab": ("lab coat", "doctor", "scientist", "nurse", "surgeon", "physician"),
    "suit": (
        "suit", "tuxedo", "tie", "businessman", "banker", "lawyer", "politician", "senator",
        "gangster", "waiter", "groom", "producer",
    ),
    "uniform": (
        "uniform", "officer", "policeman", "policewoman", "police", "soldier", "guard", "captain",
        "pilot", "general", "sergeant", "conductor", "firefighter", "constable",
    ),
    "apron": ("apron", "baker", "cook", "chef", "butcher", "barista", "vendor", "blacksmith"),
    "overalls": ("overalls", "dungarees", "mechanic", "plumber", "farmer", "miner"),
    "coat": (
        "coat", "raincoat", "overcoat", "trench coat", "trenchcoat", "jacket", "parka", "blazer",
        "detective", "cardigan", "oilskin", "anorak",
    ),
    "hoodie": ("hoodie", "sweatshirt", "hooded"),
    "roll": ("turtleneck", "roll neck", "sweater", "jumper", "pullover", "fisherman"),
    "dress": ("dress", "gown", "blouse", "bride", "ballerina", "princess"),
    "tee": ("t shirt", "tshirt", "tee", "tank top", "singlet"),
    "shirt": ("shirt", "waistcoat", "vest", "polo"),
}  # fmt: skip
HAIR: Mapping[str, tuple[str, ...]] = {
    "bald": ("bald", "shaved", "hairless", "shaven"),
    "bun": ("bun", "updo", "chignon", "ballerina"),
    "braids": ("braid", "plait", "pigtail", "braided"),
    "tail": ("ponytail", "pony tail"),
    "curls": ("curly", "curl", "afro", "frizzy", "wavy", "dreadlock"),
    "long": ("long hair", "long haired", "flowing hair"),
    "bob": ("bob", "bobbed"),
    "short": ("short hair", "crew cut", "buzz cut", "cropped"),
}
_HAIR_BY_BUILD = {
    "slight": ("long", "bob", "bun", "tail", "curls"),
    "broad": ("short", "short", "side", "curls"),
    "middling": ("short", "side", "curls"),
}
_HAIR_COLOURS = ("hair", "haired", "beard", "bearded", "curl", "braid", "bun", "ponytail")
_HAIR_WORDS = {
    "blond": ("blond", "blonde"), "ginger": ("ginger", "redhead", "redheaded"),
    "auburn": ("auburn",), "grey": ("grizzled",),
}  # fmt: skip
_NATURAL = (
    Named(0.26, 0.02, 60),
    Named(0.33, 0.04, 55),
    Named(0.42, 0.06, 55),
    Named(0.55, 0.08, 65),
)
_GINGER = Named(0.56, 0.14, 44)
_GREYED = Named(0.78, 0.01, 250)
_CHILD_UNTIL, _TEEN_UNTIL, _OLD_FROM = 12, 17, 60


@dataclass(frozen=True)
class Person:
    """`age` is child, teen, adult or old; the kinds are keys of HAIR, HATS and COATS.

    `build` is slight, broad, or middling where the text does not say whether it is a man.

    Colours are None where the text names none; `tone` is a lightness for the skin, 0..1, which
    says nothing of casting: figures are paper cut-outs. `shift` is how much lighter the clothes
    are, so that people who stand close together can be told apart.
    """

    age: str
    build: str
    tone: float
    hair: str
    hair_colour: Named
    hat: str
    hat_colour: Named | None
    coat: str
    coat_colour: Named | None
    beard: bool
    moustache: bool
    glasses: str
    scarf: bool
    scarf_colour: Named | None
    necklace: bool
    shift: float = 0.0


def person_in(cues: Cues, dice: Dice) -> Person:
    """Read a person; what the text leaves open is thrown."""
    age = _age(cues)
    build = "slight" if cues.has(*_WOMEN) else "broad" if cues.has(*_MEN) else "middling"
    hair = cues.first(HAIR) or _long_hair(cues) or dice.pick(_HAIR_BY_BUILD[build])
    coat = cues.first(COATS) or dice.pick(("coat", "shirt", "roll", "tee", "hoodie"))
    hat = cues.first(HATS)
    return Person(
        age=age,
        build=build,
        tone=_tone(cues, dice),
        hair=hair,
        hair_colour=_hair_colour(cues, age, dice),
        hat=hat,
        hat_colour=cues.colour_of(*HATS.get(hat, ())),
        coat=coat,
        coat_colour=cues.colour_of(*COATS[coat]) or cues.colour_of(*_clothes()),
        beard=cues.has("beard", "bearded", "stubble"),
        moustache=cues.has("moustache", "mustache", "whiskers"),
        glasses=cues.first(
            {
                "dark": ("sunglasses", "dark glasses", "shades"),
                "patch": ("eyepatch", "eye patch", "pirate"),
                "plain": ("glasses", "spectacles", "bespectacled", "monocle", "goggles"),
            }
        ),
        scarf=cues.has("scarf", "neckerchief", "bandana", "muffler"),
        scarf_colour=cues.colour_of("scarf", "neckerchief", "bandana", "muffler"),
        necklace=cues.has("necklace", "pendant", "locket", "pearl", "medallion", "chain"),
    )


def _age(cues: Cues) -> str:
    years = cues.years()
    if years is not None:
        if years <= _CHILD_UNTIL:
            return "child"
        if years <= _TEEN_UNTIL:
            return "teen"
        return "old" if years >= _OLD_FROM else "adult"
    if cues.has(*_CHILDREN):
        return "child"
    if cues.has("teenager", "teen", "teenage", "adolescent"):
        return "teen"
    return "old" if cues.has(*_OLD) and not cues.has("young", "younger") else "adult"


def _tone(cues: Cues, dice: Dice) -> float:
    if cues.has("pale", "fair skinned", "fair skin", "pallid"):
        return 0.88
    if cues.has("dark skinned", "dark skin", "brown skinned"):
        return 0.50
    return dice.between(0.58, 0.82)


def _long_hair(cues: Cues) -> str:
    return "long" if cues.near("long", "hair", reach=3) else ""


def _hair_colour(cues: Cues, age: str, dice: Dice) -> Named:
    said = cues.colour_of(*_HAIR_COLOURS)
    if said is not None:
        # Nobody's hair is as red as a fire engine.
        return _GINGER if said == COLOURS["red"] else said
    word = cues.first(_HAIR_WORDS)
    if word:
        return {
            "blond": Named(0.82, 0.10, 88),
            "ginger": _GINGER,
            "auburn": Named(0.46, 0.10, 40),
            "grey": _GREYED,
        }[word]
    return _GREYED if age == "old" else dice.pick(_NATURAL)


def _clothes() -> tuple[str, ...]:
    return (*(word for words in COATS.values() for word in words), "clothes", "outfit")
