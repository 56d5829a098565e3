"""Where a text says the names it is asked for, whatever the writing: for marks in the text.

Names are found as `fold` compares them, the longest first, as whole words. What a reader sees as
one sign (a letter with its accents, an emoji with its colour) is never cut in two.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from asset_service.domain.names import fold
from asset_service.screenplay.direction import undirected

Key = TypeVar("Key")

_JOINER = "\u200d"
_JOINING = frozenset({_JOINER, "\u200c"})
_LOOKS = frozenset({"\ufe0e", "\ufe0f"})  # as text, as a picture: the same sign
_SKIN = ("\U0001f3fb", "\U0001f3ff")
# Written without spaces between words, or with endings that follow a name without one: Thai to
# Lao, Burmese, Khmer, kana and ideographs, Korean.
_UNSPACED = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u9fff"),
    ("\uac00", "\ud7a3"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


@dataclass(frozen=True, slots=True)
class Piece(Generic[Key]):
    """Some of a text; `key` is that of the name it is, None where it is none."""

    text: str
    key: Key | None = None


class Marker(Generic[Key]):
    """Finds names in texts; of two names that are one when folded, the first counts."""

    def __init__(self, names: Iterable[tuple[str, Key]]) -> None:
        self._keys: dict[str, Key] = {}
        for name, key in names:
            folded = "".join(sign.folded for sign in _signs(name)).strip()
            if folded:
                self._keys.setdefault(folded, key)
        lengths: dict[str, set[int]] = defaultdict(set)
        for folded in self._keys:
            lengths[folded[0]].add(len(folded))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def mark(self, text: str) -> list[Piece[Key]]:
        """Cut `text` at the names in it; the pieces together are the text."""
        signs = list(_signs(text))
        folded = "".join(sign.folded for sign in signs)
        starts: dict[int, int] = {}  # place in the folded text -> sign
        place = 0
        for index, sign in enumerate(signs):
            starts[place] = index
            place += len(sign.folded)
        starts[place] = len(signs)
        pieces: list[Piece[Key]] = []
        done, reached = 0, 0
        for place, index in starts.items():
            if place < reached or _is_inside(signs, index):
                continue
            for length in self._lengths.get(folded[place : place + 1], ()):
                end = starts.get(place + length)
                key = self._keys.get(folded[place : place + length])
                if key is None or end is None or _is_inside(signs, end):
                    continue
                pieces += _plain(signs[done:index])
                pieces.append(Piece(_text(signs[index:end]), key))
                done, reached = end, place + length
                break
        return pieces + _plain(signs[done:])


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    folded: str
    is_word: bool
    is_unspaced: bool


def _signs(text: str) -> Iterator[_Sign]:
    """What a reader sees as one each; a run of spaces is one."""
    held = ""
    for letter in text:
        if held and _continues(held, letter):
            held += letter
            continue
        if held:
            yield _sign(held)
        held = letter
    if held:
        yield _sign(held)


def _continues(held: str, letter: str) -> bool:
    if letter.isascii():
        return letter.isspace() and held[-1].isspace()
    return (
        (letter.isspace() and held[-1].isspace())
        or unicodedata.category(letter)[0] == "M"
        or letter in _JOINING
        or _SKIN[0] <= letter <= _SKIN[1]
        or held[-1] == _JOINER
    )


@lru_cache(maxsize=4096)
def _sign(text: str) -> _Sign:
    if text.isspace():
        return _Sign(text, " ", is_word=False, is_unspaced=False)
    seen = undirected("".join(letter for letter in text if letter not in _LOOKS))
    unspaced = any(first <= text[0] <= last for first, last in _UNSPACED)
    return _Sign(text, fold(seen), is_word=text[0].isalnum(), is_unspaced=unspaced)


def _is_inside(signs: list[_Sign], index: int) -> bool:
    """Whether a word goes on from the sign before `index` to the one there."""
    if not 0 < index < len(signs):
        return False
    before, after = signs[index - 1], signs[index]
    joined = before.is_word and after.is_word
    return joined and not (before.is_unspaced or after.is_unspaced)


def _plain(signs: list[_Sign]) -> list[Piece[Key]]:
    return [Piece(_text(signs))] if signs else []


def _text(signs: Iterable[_Sign]) -> str:
    return "".join(sign.text for sign in signs)
