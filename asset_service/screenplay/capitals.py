"""Words in capitals inside a description: how scripts introduce people, things and sounds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asset_service.screenplay.lexicon import words
from asset_service.screenplay.passages import Passage, Token

AGE = re.compile(
    r"""(?:\s*[,(]\s*|\s+(?=in\s(?:his|her|their)\s|age[ds]?\s))
    (?:(?:age[ds]?|about|around|maybe|roughly|in\s(?:his|her|their|its))\s+)?
    (?:(?:early|mid|late|old)[\s-]*)?
    (?:\d{1,3}(?:'?s)?(?![\w%])|teens?\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_DIRECTIONS = frozenset(
    """
    pov close closer angle wide insert cut fade dissolve smash match intercut montage super title
    titles flash flashback back continued cont vo os oc camera pan zoom tilt dolly track tracking
    on off the end aka also begin resume series shot shots reverse beat pause note chyron
    """.split()  # noqa: SIM905 -- a list of quoted words would be three times as long
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words in capitals that stand together; `quantity` when a number or the like came first."""

    passage: Passage
    tokens: tuple[Token, ...]
    first: int  # index of the first token in the passage
    has_age: bool = False
    quantity: bool = False

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def text(self) -> str:
        return " ".join(self.passage.text[self.start : self.tokens[-1].end].split())

    @property
    def head(self) -> int:
        """Index in the passage of the word that says what it is: MEN of "MEN IN SUITS"."""
        for index in range(1, len(self.tokens)):
            if self.tokens[index].base in words("prepositions"):
                return self.first + index - 1
        return self.first + len(self.tokens) - 1

    @property
    def bases(self) -> tuple[str, ...]:
        return tuple(token.base for token in self.tokens)


def runs(passage: Passage) -> Iterator[Run]:
    """The runs of capitals in `passage`, articles and numbers before them taken off."""
    if _is_shouted(passage.tokens):
        return
    tokens = passage.tokens
    index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and _joins(tokens, index, end):
            end += 1
        if end > index:
            run = _run(passage, tokens[index:end], index)
            if run:
                yield run
        index = max(end, index + 1)


def _is_shouted(tokens: Iterable[Token]) -> bool:
    """Whether nothing but capitals stands there, which then mark nothing."""
    return not any(token.text.islower() and len(token.text) > 1 for token in tokens)


def _joins(tokens: tuple[Token, ...], first: int, index: int) -> bool:
    token = tokens[index]
    if index > first and (token.broken or tokens[index - 1].possessive):
        return False
    letters = token.text.rstrip("s") if token.possessive else token.text
    return letters.isupper() or (token.text.isdecimal() and index > first)


def _run(passage: Passage, tokens: tuple[Token, ...], first: int) -> Run | None:
    skipped, quantity = 0, _after_quantity(passage, first)
    while skipped < len(tokens):
        word = tokens[skipped].base
        counted = word in words("quantities")
        if not (counted or word in words("determiners") or word in words("prepositions")):
            break
        quantity = quantity or counted
        skipped += 1
    kept = tokens[skipped:]
    if not kept or kept[-1].possessive or kept[0].base in _DIRECTIONS:
        return None
    if len(kept) == 1 and len(kept[0].text) == 1:
        return None
    has_age = bool(AGE.match(passage.text, kept[-1].end))
    return Run(passage, kept, first + skipped, has_age, quantity)


def _after_quantity(passage: Passage, first: int) -> bool:
    before = passage.tokens[first - 1] if first and not passage.tokens[first].broken else None
    return before is not None and before.base in words("quantities")
