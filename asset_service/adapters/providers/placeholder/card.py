"""The concept card: a picture by type above, what it stands for below, and the label bar."""

import io
import math
import re
import unicodedata
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

from asset_service.adapters.providers.placeholder.canvas import Canvas
from asset_service.adapters.providers.placeholder.caption import draw_bar, draw_panel
from asset_service.adapters.providers.placeholder.cues import Cues
from asset_service.adapters.providers.placeholder.dice import Dice, number_for
from asset_service.adapters.providers.placeholder.palette import Light, Palette, golden_hue
from asset_service.adapters.providers.placeholder.people import draw_character, draw_extras
from asset_service.adapters.providers.placeholder.places_cues import place_in
from asset_service.adapters.providers.placeholder.places_inside import draw_room
from asset_service.adapters.providers.placeholder.places_outside import draw_landscape
from asset_service.adapters.providers.placeholder.things import draw_prop
from asset_service.ports.providers import Subject

# Raise it with every change that alters a picture: equal version, request and seed, equal bytes.
RENDERER_VERSION = 1
LOOKS = 4

_ART_SHARE = 0.705
_BAR_HEIGHT = 44
_DARK_LOOKS = frozenset({1, 2})
_EVENING_LOOK = 1
# After so many steps hues come back; they lie four degrees apart by then.
_HUES = 89
# How far, in degrees, a seed alone may turn the hue.
_SEED_TURN = 12
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmp:CreatorTool="asset-service placeholder renderer {version}"
 Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"/>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def draw_card(subject: Subject, size: tuple[int, int], seed: int) -> bytes:
    """Return the card as PNG, `size` (width, height) in pixels; the same for the same arguments."""
    width, height = size
    plan = _Plan.of(subject, seed)
    bar = round(_BAR_HEIGHT * math.sqrt(width * height) / 1024)
    art = round((height - bar) * _ART_SHARE)
    card = Image.new("RGB", size)
    card.paste(_art(subject, plan, seed, (width, art)), (0, 0))
    panel = plan.palette.leant(Light.DUSK) if plan.look == _EVENING_LOOK else plan.palette
    draw_panel(card, (art, height - bar), subject, panel, dark=plan.look in _DARK_LOOKS)
    draw_bar(card, height - bar, subject, seed)
    return _encoded(card)


@dataclass(frozen=True)
class _Plan:
    """Which of the looks, and the colours: by the number of the attempt, or by the seed."""

    look: int
    palette: Palette

    @classmethod
    def of(cls, subject: Subject, seed: int) -> "_Plan":
        number = re.search(r"[0-9]{1,9}", subject.attempt_label)
        step = int(number.group()) - 1 if number else seed
        name = unicodedata.normalize("NFKC", subject.name).casefold()
        base = number_for("hue", subject.asset_type, name) % 360
        own = number_for("own hue", seed) % (2 * _SEED_TURN + 1) - _SEED_TURN
        return cls(step % LOOKS, Palette(golden_hue(base + own, step % _HUES)))


def _art(subject: Subject, plan: _Plan, seed: int, size: tuple[int, int]) -> Image.Image:
    canvas, palette, look = Canvas(*size), plan.palette, plan.look
    name, description = subject.name, subject.description
    dice = Dice(subject.asset_type, name, seed)
    if subject.asset_type == "character":
        draw_character(canvas, Cues(name, description), palette, look, dice)
    elif subject.asset_type == "extra_archetype":
        draw_extras(canvas, Cues(name, description), palette, look, dice)
    elif subject.asset_type == "location":
        place = place_in(name, description)
        (draw_room if place.inside else draw_landscape)(canvas, place, palette, look, dice)
    else:
        draw_prop(canvas, name, description, palette, look)
    return canvas.finished()


def _encoded(card: Image.Image) -> bytes:
    held, facts = io.BytesIO(), PngImagePlugin.PngInfo()
    facts.add_itxt("XML:com.adobe.xmp", _XMP.format(version=RENDERER_VERSION))
    card.save(held, "PNG", pnginfo=facts, compress_level=6)
    return held.getvalue()
