"""The place and time in a scene heading: master, sub-locations, time of day, story note."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from asset_service.screenplay.headings import natural_prefix
from asset_service.screenplay.languages import COLONS, DASHES, FULL_STOPS
from asset_service.screenplay.lexicon import words

_LONGEST = 300  # characters that are looked at; no real heading is longer
_BRACKETS = re.compile(r"[\[({\uff08\u3010]([^\])}\uff09\u3011]*)[\])}\uff09\u3011]")
_SECOND_PREFIX = re.compile(r"\s*/\s*(?=(?:INT|EXT)\b)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:--+|[\u2013\u2014\u30fb])\s*|\s+-\s*|\s*-\s+|,\s*|\s+/\s+")
_CLOCK = re.compile(r"#?\d{1,2}(?:[:.h]\d\d)?(?:am|pm|st|nd|rd|th)?")
_YEAR = re.compile(r"(?:1[5-9]|2[0-4])\d\d(?:'?s)?")
_HALVES = frozenset({"am", "pm", "a.m", "p.m"})
_EDGE = " \t" + FULL_STOPS + COLONS + DASHES + ","


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a heading says it is; all as written, "" or () for what it does not say."""

    int_ext: str = ""
    master: str = ""
    sub_locations: tuple[str, ...] = ()
    time_of_day: str = ""
    story_note: str = ""
    comma_first: bool = False  # the first two parts stood apart by a comma


def read_place(heading: str, *, heading_words: tuple[str, ...] = ()) -> Place:
    """Split `heading` (without its number) into its parts; never raises."""
    heading = " ".join(heading[:_LONGEST].split())
    prefix = natural_prefix(heading, heading_words)
    rest, int_ext = (prefix.rest, prefix.int_ext) if prefix else (heading, "")
    notes: list[str] = []
    times: list[str] = []
    for inside in _BRACKETS.findall(rest):
        (times if _is_time(inside) else notes).append(inside.strip())
    rest = _SECOND_PREFIX.sub(" / ", " ".join(_BRACKETS.sub(" ", rest).split()))
    parts: list[str] = []
    for part in filter(None, (piece.strip(_EDGE) for piece in _pieces(rest))):
        second = natural_prefix(part) if parts else None
        if second:
            int_ext = int_ext if second.int_ext in ("", int_ext) else "INT/EXT"
            parts.append(second.rest)
        elif _is_time(part):
            times.append(part)
        elif parts and _is_story(part):
            notes.append(part)
        else:
            parts.append(part)
    if parts and not times:
        parts[-1], ending = _without_ending(parts[-1])
        times += [ending] if ending else []
    return Place(
        int_ext=int_ext,
        master=parts[0] if parts else "",
        sub_locations=tuple(filter(None, parts[1:])),
        time_of_day=" - ".join(times),
        story_note=" - ".join(filter(None, notes)),
        comma_first=len(parts) > 1 and rest.startswith(f"{parts[0]}, "),
    )


def known_masters(places: Iterable[Place]) -> frozenset[str]:
    """Folded masters that some heading names first and not before a comma."""
    return frozenset(place.master.casefold() for place in places if not place.comma_first)


def turned(place: Place, masters: frozenset[str]) -> Place:
    """`place` with master and first sub-location swapped where the script itself says so.

    "HALLWAY, RUTH'S BUILDING" is a hallway in the building when other headings have the
    building as master and none has the hallway.
    """
    if not place.comma_first or not place.sub_locations:
        return place
    first, second = place.master, place.sub_locations[0]
    if first.casefold() in masters or second.casefold() not in masters:
        return place
    return replace(place, master=second, sub_locations=(first, *place.sub_locations[1:]))


def _pieces(rest: str) -> list[str]:
    pieces = _SEPARATOR.split(rest)
    place, dash, last = pieces[-1].rpartition("-")
    return [*pieces[:-1], place, last] if dash and _is_time(last) else pieces


def _is_time(part: str) -> bool:
    part = part.casefold().strip(_EDGE)
    if part in words("times"):
        return True
    tokens = [token.strip(".,:;") for token in part.replace("/", " ").split()]
    if not all(
        token in _vocabulary("times", "time_helpers") or _CLOCK.fullmatch(token) for token in tokens
    ):
        return False
    return any(token in words("times") or token in _HALVES or ":" in token for token in tokens)


@cache
def _vocabulary(*lists: str) -> frozenset[str]:
    return frozenset().union(*map(words, lists))


def _is_story(part: str) -> bool:
    part = part.casefold().strip(_EDGE)
    tokens = part.split()
    known = _vocabulary("story_times", "time_helpers", "times")
    return part in words("story_times") or (
        any(token in words("story_times") or _YEAR.fullmatch(token) for token in tokens)
        and all(token in known or _YEAR.fullmatch(token) for token in tokens)
    )


def _without_ending(part: str) -> tuple[str, str]:
    """`part` and the time that ends it without a separator: "KITCHEN LATE NIGHT"."""
    tokens = part.split()
    kept = len(tokens)
    if tokens[-1].casefold() not in words("time_endings"):
        return part, ""
    kept -= 1
    while kept > 1 and tokens[kept - 1].casefold() in words("time_helpers"):
        kept -= 1
    return (" ".join(tokens[:kept]).strip(_EDGE), " ".join(tokens[kept:])) if kept else (part, "")
