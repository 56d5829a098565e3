"""Finding the things that a description names, word by word."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from asset_service.screenplay.capitals import Run
from asset_service.screenplay.lexicon import THINGS, noun, nouns, singular, words
from asset_service.screenplay.passages import Token
from asset_service.screenplay.phrases import is_handled, is_noun, lead_of

HELD = "held"  # the kind of a thing that only its capitals and a hand tell of
_LONGEST_COMPOUND = 3
_SIMILE_REACH = 4
_COMPARING = frozenset({"like", "as", "than"})


@dataclass(frozen=True, slots=True)
class Thing:
    """The lexicon's word for what stands at `tokens[start:end]`, and its kind."""

    lemma: str
    kind: str
    start: int
    end: int


def held_things(runs: Iterable[Run]) -> frozenset[str]:
    """Words in capitals that the lexicon does not know as things, but that somebody handles.

    "She writes in a LOGBOOK" counts, "lets out a SCREAM" does not.
    """
    held: set[str] = set()
    for run in runs:
        tokens, head = run.passage.tokens, run.head
        word = singular(tokens[head].base)
        entry = noun(word)
        other = entry is None or not (entry.kind or entry.rarely_noun or entry.never_noun)
        barred = word in words("not_props") | words("sounds") or not word.isalpha()
        handled = lead_of(tokens, run.first) == "article" and is_handled(tokens, run.first)
        if other and handled and not barred and not run.quantity:
            held.add(word)
    return frozenset(held)


class ThingFinder:
    """Finds things in words; knows the words of people's names, behind which verbs stand."""

    def __init__(self, names: Collection[str], held: Collection[str]) -> None:
        self._names = names
        self._held = held

    def find(self, tokens: Sequence[Token]) -> Iterator[Thing]:
        """The things in `tokens`, the longest phrase at each place, likenesses left out."""
        index = 0
        while index < len(tokens):
            found = _compound(tokens, index) or self._single(tokens, index)
            if found and self._is_there(tokens, found):
                yield found
            index = found.end if found else index + 1

    def _is_there(self, tokens: Sequence[Token], found: Thing) -> bool:
        known = found.kind in THINGS or found.kind == HELD
        aside = self._is_modifier(tokens, found) or _is_likeness(tokens, found.start)
        return known and not aside and not _is_filming(tokens, found)

    def _single(self, tokens: Sequence[Token], index: int) -> Thing | None:
        lemma = singular(tokens[index].base)
        if lemma in self._held:
            return Thing(lemma, HELD, index, index + 1)
        entry = noun(lemma)
        if entry is None or entry.kind not in THINGS or lemma in words("rooms"):
            return None
        if not is_noun(tokens, index, self._names):
            return None
        return Thing(lemma, entry.kind, index, index + 1)

    def _is_modifier(self, tokens: Sequence[Token], found: Thing) -> bool:
        """Whether the next word is the thing and this only says which: "coffee CUP"."""
        last = tokens[found.end - 1]
        if found.end >= len(tokens) or tokens[found.end].broken or last.possessive:
            return False
        entry = noun(tokens[found.end].base)
        if entry is None or entry.rarely_noun or not is_noun(tokens, found.end, self._names):
            return False
        verb = _is_plural(tokens[found.end]) and "v" in entry.use
        part = found.kind == "vehicle" and entry.kind in {"building", "set_dressing", ""}
        return not (verb or part or _is_plural(last))


def _compound(tokens: Sequence[Token], start: int) -> Thing | None:
    """The longest phrase of the lexicon that begins here: "oil lamps" is "oil lamp"."""
    for size in range(_LONGEST_COMPOUND, 1, -1):
        window = tokens[start : start + size]
        if len(window) < size or any(token.broken for token in window[1:]):
            continue
        head = " ".join(token.base for token in window[:-1])
        lemma = f"{head} {singular(window[-1].base)}"
        entry = nouns().get(lemma) or nouns().get(f"{head} {window[-1].base}")
        if entry and (entry.kind in THINGS or lemma in words("not_props")):
            last = noun(window[-1].base)
            common = entry.kind in THINGS and last is not None and last.kind == "everyday"
            return Thing(lemma, "everyday" if common else entry.kind, start, start + size)
    return None


def _is_likeness(tokens: Sequence[Token], start: int) -> bool:
    """Whether it is only compared with: "as thick as a loaf"."""
    for position in range(start, max(start - _SIMILE_REACH, 1), -1):
        if tokens[position].broken:
            return False
        if tokens[position - 1].base in {"a", "an"}:
            return tokens[position - 2].base in _COMPARING and not tokens[position - 1].broken
    return False


def _is_filming(tokens: Sequence[Token], found: Thing) -> bool:
    """Whether it is the camera that films and not one that somebody has."""
    if found.lemma != "camera" or is_handled(tokens, found.start):
        return False
    before = tokens[found.start - 1] if found.start and not tokens[found.start].broken else None
    return before is None or before.base == "the" or lead_of(tokens, found.start) != "article"


def _is_plural(token: Token) -> bool:
    return singular(token.base) != token.base
