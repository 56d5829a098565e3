"""Props: the word that names a thing, and its pictogram."""

from collections.abc import Mapping

from asset_service.adapters.providers.placeholder import things_carried as carried
from asset_service.adapters.providers.placeholder import things_home as home
from asset_service.adapters.providers.placeholder import things_large as large
from asset_service.adapters.providers.placeholder import things_small as small
from asset_service.adapters.providers.placeholder.canvas import Canvas
from asset_service.adapters.providers.placeholder.cues import Cues, singular
from asset_service.adapters.providers.placeholder.palette import Palette
from asset_service.adapters.providers.placeholder.things_looks import LOOKS, Shown
from asset_service.adapters.providers.placeholder.things_small import Picture

_WORDS: Mapping[Picture, str] = {
    small.key: "key",
    small.letter: "letter envelope telegram note invitation mail postcard",
    small.book: "book diary journal notebook bible novel ledger album script manuscript grimoire",
    small.phone: "phone smartphone mobile cellphone iphone tablet pager",
    small.telephone: "telephone landline receiver",
    small.pistol: "gun pistol revolver handgun weapon luger blaster",
    small.rifle: "rifle shotgun musket carbine",
    small.knife: "knife dagger blade razor scalpel",
    small.sword: "sword sabre saber katana rapier machete",
    small.axe: "axe ax hatchet tomahawk",
    small.hammer: "hammer mallet gavel wrench spanner",
    small.bottle: "bottle flask vial whisky whiskey wine rum potion perfume canteen jar jug",
    small.glass: "glass goblet chalice champagne cocktail tumbler",
    small.cup: "cup mug teacup coffee tea saucer bowl",
    small.watch: "watch stopwatch timepiece pocketwatch",
    small.wristwatch: "wristwatch",
    small.whistle: "whistle",
    small.glasses: "glasses spectacles sunglasses goggles",
    small.jewel: "ring diamond jewel gem ruby emerald sapphire engagement",
    small.necklace: "necklace pendant locket medallion amulet medal pearls dogtag",
    small.coin: "coin money cash treasure penny token dollar",
    small.pen_and_ink: "pen pencil quill brush crayon",
    small.scissors: "scissors shears",
    small.pipe: "pipe cigar cigarette",
    small.syringe: "syringe needle injection",
    small.flower: "flower rose bouquet daisy tulip poppy lily orchid sunflower",
    small.mask: "mask",
    small.skull: "skull",
    small.rope: "rope cord noose lasso cable chain string",
    small.umbrella: "umbrella parasol",
    small.feather: "feather plume",
    home.lamp: "lamp lampshade",
    home.lantern: "lantern torch flashlight lighter brazier",
    home.candle: "candle candlestick candelabra taper",
    home.clock: "clock alarm",
    carried.photograph: "photograph photo polaroid snapshot picture",
    home.frame: "painting portrait frame canvas artwork poster",
    home.mirror: "mirror",
    carried.chart: "map chart scroll parchment blueprint plan",
    carried.ticket: "ticket pass coupon passport badge card",
    carried.newspaper: "newspaper paper magazine document contract file dossier folder leaflet",
    home.camera: "camera",
    home.film_camera: "camcorder projector bolex",
    home.radio: "radio transmitter walkie recorder gramophone stereo wireless",
    home.television: "television tv monitor screen",
    home.laptop: "laptop computer notebook-computer",
    home.typewriter: "typewriter",
    carried.parcel: "box parcel package gift present crate carton",
    carried.chest: "chest trunk casket coffer strongbox safe coffin",
    carried.bag: "bag handbag purse satchel sack pouch",
    carried.suitcase: "suitcase briefcase luggage valise attache",
    carried.backpack: "backpack rucksack knapsack",
    home.chair: "chair throne stool armchair wheelchair",
    home.globe: "globe",
    home.compass: "compass",
    home.telescope: "telescope spyglass",
    home.binoculars: "binoculars fieldglasses",
    carried.hat: "hat fedora cap bonnet",
    carried.shoe: "shoe boot slipper sneaker sandal",
    carried.crown: "crown tiara diadem",
    carried.bear: "bear teddy toy doll puppet",
    carried.ball: "ball football basketball",
    carried.flag: "flag banner pennant",
    carried.basket: "basket hamper",
    carried.cake: "cake pie",
    carried.apple: "apple fruit pear peach",
    home.bell: "bell",
    carried.shovel: "shovel spade",
    large.car: "car taxi automobile cab sedan limousine convertible jeep",
    large.truck: "truck van lorry ambulance bus",
    large.bicycle: "bicycle bike cycle",
    large.motorbike: "motorbike motorcycle scooter moped",
    large.boat: "boat sailboat rowboat ship yacht raft canoe dinghy",
    large.plane: "plane airplane aeroplane aircraft jet drone",
    large.train: "train locomotive",
    large.guitar: "guitar ukulele banjo lute bass",
    large.violin: "violin fiddle cello viola",
    large.piano: "piano harpsichord organ keyboard",
    large.drum: "drum",
    large.trumpet: "trumpet horn bugle trombone saxophone",
    large.tent: "tent",
}
_BY_WORD: Mapping[str, Picture] = {
    word: picture for picture, words in _WORDS.items() for word in words.split()
}


def picture_of(name: str, description: str) -> tuple[Picture | None, str]:
    """Return the pictogram and the word that asked for it.

    The last known word of the name decides ("photograph of the car key" aside, English puts the
    thing last); of the description, the first one.
    """
    head, _, _ = name.casefold().partition(" of ")
    for words in (Cues(head).words[::-1], Cues(name).words[::-1], Cues(description).words):
        for word in words:
            for form in singular(word):
                if form in _BY_WORD:
                    return _BY_WORD[form], form
    return None, ""


def draw_prop(canvas: Canvas, name: str, description: str, palette: Palette, look: int) -> None:
    """Fill `canvas` with the thing; `look` 0..3 is plinth, table by a window, poster, sheet."""
    picture, word = picture_of(name, description)
    cues = Cues(name, description)
    said = (cues.colour_of(word) if word else None) or cues.any_colour()
    LOOKS[look](canvas, palette, Shown(picture or carried.wrapped, said))
