"""What differs between two texts, word by word (R6). Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word or a mark, with the white space after it: together they are the whole text.
_PIECES = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


class Said(StrEnum):
    """In which of the two texts a run of words is."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Run:
    text: str
    said: Said


def compare(first: str, second: str) -> list[Run]:
    """Return both texts as runs of words: without those of `SECOND` they are the first, whole."""
    return list(_runs(_PIECES.findall(first), _PIECES.findall(second)))


def _runs(first: Sequence[str], second: Sequence[str]) -> Iterator[Run]:
    # Words that are there all the time begin no match, which bounds the time it takes.
    matcher = SequenceMatcher(None, first, second)
    for _, from_first, to_first, from_second, to_second in matcher.get_opcodes():
        old, new = "".join(first[from_first:to_first]), "".join(second[from_second:to_second])
        if old == new:
            yield Run(old, Said.BOTH)
            continue
        if old:
            yield Run(old, Said.FIRST)
        if new:
            yield Run(new, Said.SECOND)
