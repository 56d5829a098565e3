"""Names as people read them: titles off, capitals down, several people told apart."""

import re
from collections.abc import Collection

from asset_service.domain.names import fold
from asset_service.screenplay.entity import LONGEST_NAME
from asset_service.screenplay.languages import APOSTROPHES, COLONS
from asset_service.screenplay.lexicon import LIVING, noun, singular, words

_MOST_PARTS = 8
_SMALL = frozenset(["of", "the", "and", "in", "on", "at", "with", "a", "an", "de", "la", "du"])
_ROMAN = re.compile(r"[IVX]{2,}|I")
_INITIALS = frozenset(
    ["DJ", "MC", "TV", "FBI", "CIA", "CEO", "NYPD", "LAPD", "MP", "PA", "AI", "JR"]
)
_JOINTS = re.compile(r"\s*(?:[,/&+]|\b(?:AND|UND|ET)\b|\sИ\s)\s*", re.IGNORECASE)
_SPOKEN_OFF = re.compile(
    r"\s+(?:[-\u2013\u2014]\s*)?(?:V\.?\s?O\.?|O\.?\s?S\.?|O\.?\s?C\.?|CONT\W?D\.?|\(.*)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_OWNER = re.compile(r"^(?:his|her|their|its)\s+", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|dr|sir|lady|lord|miss|king|queen|prince|princess)\.?", re.IGNORECASE
)


def cue_name(cue: str) -> str:
    """The name in a cue without what was written behind it outside parentheses (V.O.)."""
    name = cue.rstrip(COLONS + " ")
    return (_SPOKEN_OFF.sub("", name).strip() or name)[:LONGEST_NAME].strip()


def without_article(name: str) -> str:
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name


def name_key(name: str) -> str:
    """The fold under which cues are one character: THE GURU and Guru, GUARD #1 and GUARD 1."""
    folded = fold(name.replace("#", " ").replace(".", "")) or fold(name)
    return without_article(folded) or folded


def display(name: str) -> str:
    """A name in capitals as one would write it: "KING HENRY V" is "King Henry V".

    A word that has a small letter already ("McCLANE") or a digit ("R2D2"), and well-known
    initials, stay as they are. Folding either form gives the same name.
    """
    return " ".join(_shown(word, first=not k) for k, word in enumerate(name.split()))


def _shown(word: str, *, first: bool) -> str:
    bare = word.strip(".,#()")
    if any(letter.islower() or letter.isdigit() for letter in bare) or bare in _INITIALS:
        return word
    if not first and word.lower() in _SMALL:
        return word.lower()
    if not first and _ROMAN.fullmatch(bare):
        return word
    return re.sub(r"[^\W\d_]+", _capitalised, word)


def _capitalised(found: re.Match[str]) -> str:
    """Capital first letter, but not after the apostrophe of "RUTH'S" or "DON'T"."""
    text, start = found.group(), found.start()
    behind = start > 0 and found.string[start - 1] in APOSTROPHES
    if behind and len(text) <= 2:  # noqa: PLR2004 -- 's, 't, 're, 'll
        return text.lower()
    return text[0].upper() + text[1:].lower()


def split_group(name: str, known: Collection[str]) -> tuple[str, ...]:
    """The people a cue names together, () when it names one.

    "ANNA AND TOM", "PATRONS THREE AND FOUR", "FIRST AND SECOND WITCH", "MR. AND MRS. FOX".
    A comma alone joins only names of which one is in `known` (name keys).
    """
    parts = [_OWNER.sub("", part) for part in _JOINTS.split(name) if part.strip()]
    parts = [part for part in parts if any(letter.isalnum() for letter in part)]
    if not 2 <= len(parts) <= _MOST_PARTS:  # noqa: PLR2004 -- a group is two or more
        return ()
    only_commas = not re.search(r"[/&+]|\bAND\b|\bUND\b|\bET\b|\sИ\s", name, re.IGNORECASE)
    if only_commas and not any(name_key(part) in known for part in parts):
        return ()
    return tuple(_completed(parts))


def _completed(parts: list[str]) -> list[str]:
    """Give every part the words that it shares with the others."""
    head, last = parts[0].split(), parts[-1].split()
    if len(head) > 1 and all(_is_number(part) for part in (head[-1], *parts[1:])):
        base = " ".join((*head[:-2], _one(head[-2])))
        return [f"{base} {number}" for number in (head[-1], *parts[1:])]
    shared = " ".join((*last[1:-1], _one(last[-1]))) if len(last) > 1 else ""
    if shared and _is_number(last[0]) and all(_is_number(part) for part in parts[:-1]):
        return [f"{number} {shared}" for number in (*parts[:-1], last[0])]
    if shared and _TITLE.fullmatch(last[0]) and all(_TITLE.fullmatch(p) for p in parts[:-1]):
        return [*(f"{part} {' '.join(last[1:])}" for part in parts[:-1]), parts[-1]]
    return parts


def _is_number(word: str) -> bool:
    word = word.strip("#.").casefold()
    return word.isdecimal() or word in words("numbers")


def _one(word: str) -> str:
    """The singular of a word in capitals, as far as the lexicon knows it."""
    lemma = singular(word.casefold())
    if lemma == word.casefold():
        return word[:-1] if word.upper().endswith("S") and not noun(lemma) else word
    return lemma.upper() if word.isupper() else lemma


def is_several(name: str) -> bool:
    """Whether a name without joints means many people: "GUARDS", "THE CROWD", "BOTH MURDERERS"."""
    first, *_, last = fold(name).split() * 2 or ("", "")
    entry = noun(last)
    plural = singular(last) != last and entry is not None and entry.kind in LIVING
    return plural or last in words("collectives") or first in {"various", "several", "many"}


def is_no_one(name: str) -> bool:
    """Whether a cue names nobody in particular: "ALL", "EVERYONE"."""
    folded = fold(name).strip("!.")
    return folded in words("no_one") or without_article(folded) in words("no_one")
