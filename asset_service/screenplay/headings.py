"""What makes a line a scene heading, and the words in front of its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from asset_service.screenplay.direction import undirected
from asset_service.screenplay.languages import (
    COLONS,
    DASHES,
    FULL_STOPS,
    HEADING_SIGNS,
    HEADING_WORDS,
    HEADING_WORDS_IN_CAPITALS,
)

# EST (establishing) shows a place from outside; Italian writes it for "esterno".
_ANY_CASE: Mapping[str, str] = {
    "INT": "INT",
    "EXT": "EXT",
    "EST": "EXT",
    "I": "INT",
    "E": "EXT",
    **HEADING_WORDS,
}
_CAPITALS: Mapping[str, str] = {
    "INTERIOR": "INT",
    "EXTERIOR": "EXT",
    **HEADING_WORDS_IN_CAPITALS,
}
_BOTH_LETTERS = frozenset({"I", "E"})
# Without a stop behind them these would take "Est ce vrai ?" or "Interior monologue".
_STOPPED = frozenset({"INTERIOR", "EXTERIOR", "EST"})
_STOPS = FULL_STOPS + COLONS


@dataclass(frozen=True, slots=True)
class Prefix:
    int_ext: str
    rest: str


@lru_cache(maxsize=16)
def _pattern(extra: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_known(extra), key=len, reverse=True))
    return re.compile(
        rf"(?P<one>{words})\.?(?: ?/ ?(?P<two>{words})\.?)?(?P<end>[{_STOPS}\s]|$)", re.IGNORECASE
    )


def _known(extra: Iterable[str]) -> list[str]:
    return [*_ANY_CASE, *_CAPITALS, *extra]


def natural_prefix(line: str, extra: tuple[str, ...] = ()) -> Prefix | None:
    """The INT/EXT words that open `line`, or None when it is no heading by itself.

    `extra` are further words of a project's language that open a heading ("BINNEN").
    """
    line = undirected(line).lstrip()
    for sign, int_ext in HEADING_SIGNS.items():
        if line.startswith(sign) and line[len(sign) :].strip():
            return Prefix(int_ext, _place(line[len(sign) :]))
    match = _pattern(extra).match(line)
    if not match or not _is_heading(match, line):
        return None
    one, two = _meaning(match["one"]), _meaning(match["two"])
    return Prefix(one if two in ("", one) else "INT/EXT", _place(line[match.end() :]))


def _is_heading(match: re.Match[str], line: str) -> bool:
    one, two = match["one"], match["two"]
    stopped = any(sign in match.group() for sign in _STOPS)
    if not match["end"].strip() and not line[match.end() :].strip() and not stopped:
        return False  # "INT" alone
    if two:
        return True
    upper = one.upper()
    if upper in _BOTH_LETTERS:
        return False
    if upper in _STOPPED and not stopped and not (upper == "EST" and one.isupper()):
        return False
    return upper not in _CAPITALS or one == upper


def _meaning(word: str | None) -> str:
    upper = (word or "").upper()
    return _ANY_CASE.get(upper) or _CAPITALS.get(upper) or ""


def _place(rest: str) -> str:
    return rest.strip().lstrip(_STOPS + DASHES + " \t").strip()


# What stands between two # and is longer numbers no scene; whoever tells of a scene tells it whole.
_LONGEST_LABEL = 32
_LABEL = re.compile(rf"[\w.\-]{{1,{_LONGEST_LABEL}}}")


def split_label(heading: str) -> tuple[str, str]:
    """Heading and scene number: "INT. HOUSE #12A#" gives ("INT. HOUSE", "12A")."""
    heading = heading.strip()
    if not heading.endswith("#"):
        return heading, ""
    start = heading.rfind("#", 0, -1)
    label = heading[start + 1 : -1].strip()
    if start < 0 or not _LABEL.fullmatch(label):
        return heading, ""
    return heading[:start].rstrip(), label
