"""Character cues: when a line of capitals is one, and what it says beside the name."""

import re
from dataclasses import dataclass

from asset_service.screenplay.direction import undirected
from asset_service.screenplay.languages import (
    CASELESS_PUNCTUATION,
    CLOSING,
    COLONS,
    EXCLAIMING,
    FULL_STOPS,
    OPENING,
)
from asset_service.screenplay.lexicon import words

LONGEST_CUE = 80  # characters; a longer line of capitals is a shouted sentence
LONGEST_FORCED = 200
_MOST_EXTENSIONS = 8
_LONGEST_CASELESS = 20
_CASELESS_WORDS = 3

# Lines in capitals that direct the camera or the edit. They are followed by text often enough
# to look like a cue, and none of them is anybody.
_DIRECTION = re.compile(
    r"(?:(?:FADE|CUT|SMASH CUT|MATCH CUT|JUMP CUT|HARD CUT|DISSOLVE|WIPE|IRIS|INTERCUT|SUPER"
    r"|SUPERIMPOSE|TITLE|TITLES|TITLE CARD|CHYRON|CAPTION|INSERT|MONTAGE|SERIES OF SHOTS|BEGIN"
    r"|END|CLOSE|CLOSER|CLOSE-UP|WIDE|WIDER|ANGLE|POV|TRACKING SHOT|BACK TO|ON SCREEN|ON-SCREEN"
    r"|FLASHBACK|FREEZE FRAME|RESUME|OMITTED|CONTINUED|LATER|MOMENTS LATER|THE END)"
    r"(?:[^\w].*)?|.* (?:POV|LATER)|(?:A|THE) (?:LITTLE |SHORT )?(?:WHILE|TIME) LATER)\W*",
)
_STANDING = re.compile(
    r"FADE (?:IN|OUT|UP)|(?:FADE|DISSOLVE|WIPE|(?:\w+ )?CUT) TO\b.*|(?:SMASH|MATCH|JUMP|HARD) CUT"
    r"|IRIS (?:IN|OUT)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Who speaks: the name as written, without what stood in parentheses behind it."""

    name: str
    extensions: tuple[str, ...] = ()
    dual: bool = False


def forced_cue(line: str) -> Cue | None:
    """The cue of a line that begins with "@": any name will do that is not absurdly long."""
    cue = _split(line.strip()[1:]) if len(line) <= LONGEST_FORCED else None
    return cue if cue and cue.name else None


def natural_cue(line: str) -> Cue | None:
    """The cue that `line` is by its looks, or None."""
    line = undirected(line).strip()
    if len(line) > LONGEST_CUE:
        return None
    cue = _split(line)
    name = cue.name.rstrip(COLONS).rstrip()
    if not _is_name(name) or is_transition(line) or _DIRECTION.fullmatch(name):
        return None
    return Cue(name, cue.extensions, cue.dual)


def is_transition(line: str) -> bool:
    """Capitals that end in "TO:", or one of the standing ones (FADE IN:, 淡出。)."""
    line = undirected(line).strip()
    if len(line) > LONGEST_CUE or line.upper() != line:
        return False
    bare = line.rstrip(FULL_STOPS + COLONS)
    return (
        line.endswith("TO:")
        or bare.casefold() in words("transitions")
        or bool(_STANDING.fullmatch(bare))
    )


def _split(text: str) -> Cue:
    text = text.strip()
    dual = text.endswith("^")
    text = text.rstrip("^").rstrip() if dual else text
    extensions: list[str] = []
    while text.endswith(tuple(CLOSING)) and len(extensions) < _MOST_EXTENSIONS:
        start = max(map(text.rfind, OPENING))
        if start < 0:
            break
        extensions.insert(0, " ".join(text[start + 1 : -1].split()))
        text = text[:start].rstrip()
    if "(" in text and ")" not in text:
        text, _, unclosed = text.partition("(")
        extensions.insert(0, " ".join(unclosed.split()))
    return Cue(" ".join(text.split()), tuple(extensions), dual)


def _is_name(name: str) -> bool:
    if not any(letter.isalpha() for letter in name) or name[0] in OPENING + "[":
        return False
    if name.endswith(EXCLAIMING):
        return False
    if any(letter.isupper() or letter.islower() for letter in name):
        return name.replace("ß", "SS").isupper()
    return (
        len(name) <= _LONGEST_CASELESS
        and len(name.split()) <= _CASELESS_WORDS
        and CASELESS_PUNCTUATION.isdisjoint(name)
    )
