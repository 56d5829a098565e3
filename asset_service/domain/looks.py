"""Looks that a film may start from: a name, the text that goes into its style, and its colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from asset_service.domain.texts import clean_text


@dataclass(frozen=True)
class Look:
    """`colours` are what it is recognised by in a list, from the darkest to the lightest."""

    key: str
    name: str
    text: str
    colours: tuple[str, str, str, str]


LOOKS: Sequence[Look] = (
    Look(
        "lantern",
        "Lantern noir",
        "Grainy 35 mm film at night. One practical lamp in the frame, everything else falls off"
        " into deep but readable shadow. Wet stone, brass, wool and breath in cold air. Muted"
        " blues and soot browns against a single amber. Quiet compositions, eye level, 40 mm.",
        ("#10141c", "#2d3a4c", "#8a5a1c", "#f0b24e"),
    ),
    Look(
        "salt",
        "Salt and daylight",
        "Overcast northern daylight, soft and without hard shadows. Bleached wood, rope, oilskin,"
        " salt on glass. A narrow palette of grey green, bone and faded red. Natural skin, no"
        " make-up. Observational, a little handheld, 35 mm lens, moderate depth of field.",
        ("#3f4a48", "#7f8f8a", "#a94f44", "#e8e2d2"),
    ),
    Look(
        "suburb",
        "Late-summer suburb",
        "The last warm hour of an August day. Low sun through sprinklers and dusty glass, long"
        " shadows on lawns and asphalt. Peach, straw and swimming-pool green. Everyday clothes,"
        " slightly worn. Gentle halation around highlights, fine grain, 50 mm.",
        ("#5a4636", "#4f8f86", "#e59a66", "#fbe3b8"),
    ),
    Look(
        "concrete",
        "Cold concrete",
        "Modernist interiors and stairwells in poured concrete and brushed steel. Even overhead"
        " light, precise symmetry, people small in large rooms. Steel grey and off-white with one"
        " signal colour a picture. Everything sharp, nothing decorative, 28 mm without distortion.",
        ("#23272b", "#6d747a", "#c9ced1", "#e4572e"),
    ),
    Look(
        "ink",
        "Ink and wash",
        "Hand-drawn with a brush: confident black contours of uneven weight, two or three flat"
        " washes with visible paper grain, large areas left white. Gestures over detail, faces"
        " reduced to a few strokes. Cool grey and one warm wash. No photographic texture.",
        ("#141414", "#5c6773", "#b98b5e", "#f6f2e8"),
    ),
    Look(
        "clay",
        "Tabletop clay",
        "Stop-motion puppets and sets on a table, modelled from clay, felt, card and wire, finger"
        " marks left in. Small practical lights, shallow depth of field that tells the true scale."
        " Warm, slightly dusty colours. Everything looks touched by hand; nothing is smooth.",
        ("#4a2f2a", "#b5573d", "#7a9a6a", "#f2d9a8"),
    ),
    Look(
        "orbit",
        "Worn orbit",
        "Science fiction that has been used for years: scuffed panels, taped cables, stencilled"
        " labels without words, condensation. Light comes from instruments and one hard window."
        " Desaturated teal and bone with orange safety paint. Anamorphic feel, faint flare.",
        ("#0e1a1f", "#2f5a61", "#d9d4c5", "#e8792b"),
    ),
    Look(
        "court",
        "Candle and velvet",
        "Period interiors by candle and window light only. Heavy fabrics, dark panelling, pewter,"
        " fruit past its best. Skin glows against brown-black grounds. Ochre, oxblood and moss."
        " Composed like an oil painting, still and close, with slow fall-off and soft edges.",
        ("#1b120d", "#5e1f1f", "#6b6a35", "#dca85a"),
    ),
)


def find(key: str) -> Look | None:
    """Return the look of that key, if there is one."""
    return next((look for look in LOOKS if look.key == key), None)


def named(text: str) -> str:
    """Return the name of the look that is the whole of a style's text; else nothing."""
    return next((look.name for look in LOOKS if look.text == text), "")


def added(text: str, look: Look) -> str:
    """Return a style's text with the look below it."""
    return clean_text(f"{text.rstrip()}\n\n{look.text}", "text")
