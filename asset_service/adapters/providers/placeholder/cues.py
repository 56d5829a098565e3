"""What a description says that can be drawn: whole words, and the colours that stand by them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

from asset_service.adapters.providers.placeholder.colours import COLOURS, MATERIALS
from asset_service.adapters.providers.placeholder.palette import Named

# What ends the reach of a colour: "a red door, a key" does not paint the key.
_BREAKS = frozenset({",", ".", ";", ":", "and", "with", "under", "over", "behind", "beside", "in"})
_REACH = 4
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?|[,.;:]")
_YEARS = re.compile(
    r"\b(\d{1,3})[\s-]*(?:years?|yrs?|yo)\b|\b(?:aged?|age of)\s+(\d{1,3})\b|\((\d{1,2})\)"
)
_DECADES = {
    "twenties": 25, "thirties": 35, "forties": 45, "fifties": 55, "sixties": 65, "seventies": 75,
    "eighties": 85, "20s": 25, "30s": 35, "40s": 45, "50s": 55, "60s": 65, "70s": 75, "80s": 85,
}  # fmt: skip
_OLDEST = 110


class Cues:
    """The words of `texts`, most telling text first."""

    def __init__(self, *texts: str) -> None:
        self._text = " . ".join(
            unicodedata.normalize("NFKC", text).casefold() for text in texts if text
        )
        self._words = _WORD.findall(self._text)
        self._known = set(self._words)
        self._pairs = {f"{one} {other}" for one, other in pairwise(self._words)}

    @property
    def words(self) -> list[str]:
        return list(self._words)

    def has(self, *words: str) -> bool:
        """Whether one of `words` (or of the pairs among them) stands in the text, also plural."""
        return any(self._stands(word) for word in words)

    def first(self, options: Mapping[str, tuple[str, ...]], default: str = "") -> str:
        """Return the first of `options` whose words are there."""
        return next((name for name, words in options.items() if self.has(*words)), default)

    def colour_of(self, *nouns: str) -> Named | None:
        """Return the colour said of the first of `nouns` that has one: "a long red coat"."""
        material = None
        wanted = {form for noun in nouns for form in _forms(noun)}
        for at, word in enumerate(self._words):
            if word not in wanted:
                continue
            for before in reversed(self._words[max(0, at - _REACH) : at]):
                if before in _BREAKS:
                    break
                if before in MATERIALS:
                    material = material or COLOURS[before]
                elif before in COLOURS:
                    return COLOURS[before]
        return material

    def near(self, word: str, noun: str, *, reach: int) -> bool:
        """Whether `word` stands at most `reach` words before `noun`."""
        return any(
            word in self._words[max(0, at - reach) : at]
            for at, found in enumerate(self._words)
            if found in _forms(noun)
        )

    def any_colour(self) -> Named | None:
        """Return the first colour that is named at all."""
        return next((COLOURS[word] for word in self._words if word in COLOURS), None)

    def years(self) -> int | None:
        """Return the age that is given in figures or decades, if any."""
        for found in _YEARS.finditer(self._text):
            age = int(next(filter(None, found.groups())))
            if 0 < age <= _OLDEST:
                return age
        return next((_DECADES[word] for word in self._words if word in _DECADES), None)

    def _stands(self, word: str) -> bool:
        known: Iterable[str] = self._pairs if " " in word else self._known
        return any(form in known for form in _forms(word))


def singular(word: str) -> tuple[str, ...]:
    """Return `word` and what it may be the plural of."""
    forms = [word]
    if word.endswith("ies"):
        forms.append(f"{word[:-3]}y")
    if word.endswith("ves"):
        forms += [f"{word[:-3]}fe", f"{word[:-3]}f"]
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s"):
        forms.append(word[:-1])
    return tuple(forms)


def _forms(noun: str) -> tuple[str, ...]:
    """The singular and the plurals that English has for most nouns."""
    if noun.endswith("y"):
        return noun, f"{noun[:-1]}ies", f"{noun}s"
    if noun.endswith(("f", "fe")):
        return noun, f"{noun.removesuffix('e').removesuffix('f')}ves", f"{noun}s"
    return noun, f"{noun}s", f"{noun}es"
