"""Telling nouns from verbs without a tagger: by the words around them."""

from collections.abc import Collection, Sequence
from typing import Literal

from asset_service.screenplay.lexicon import LIVING, Noun, noun, singular, verb_forms, words
from asset_service.screenplay.passages import Token

Lead = Literal["article", "preposition", "verb", "subject", "break", "other"]

_REACH = 5  # words back to an article: "the small old brass lantern"
_SUBJECTS = frozenset(
    ["he", "she", "they", "it", "we", "i", "you", "who", "which", "that", "to", "not", "one"]
)
_OBJECTS = frozenset(["him", "her", "it", "them", "me", "us", "you", "himself", "herself"])
_BEING = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had"])
_AUXILIARIES = frozenset(["can", "will", "saw", "may"])


def is_noun(tokens: Sequence[Token], index: int, names: Collection[str] = ()) -> bool:
    """Whether the word at `index`, which the lexicon has as a noun, is one here.

    `names` are the folded words of people's names, behind which a verb stands.
    """
    word = tokens[index].base
    entry = noun(word)
    if entry is None or entry.never_noun:
        return False
    if not ("v" in entry.use or entry.rarely_noun or _is_participle(word)):
        return True
    lead = lead_of(tokens, index, names)
    if lead == "subject" or _is_singular_before(tokens, index, entry):
        return False
    verb = governs(tokens, index)
    if lead == "article":
        adjective = "A" in entry.use and _qualifies(tokens, index)
        auxiliary = word in _AUXILIARIES and _goes_on(tokens, index)
        return not (adjective or auxiliary) and ("N" in entry.use or not verb)
    plain = not (entry.rarely_noun or word in _AUXILIARIES or _is_participle(word) or verb)
    return plain and (lead in {"preposition", "verb"} or _is_usually_noun(entry, word))


def _is_singular_before(tokens: Sequence[Token], index: int, entry: Noun) -> bool:
    """Whether an "-s" is a verb's: "a phone RINGS", but not "the car keys"."""
    token = tokens[index]
    if index == 0 or token.broken or singular(token.base) == token.base:
        return False
    before = noun(tokens[index - 1].base)
    article = tokens[index - 2].base if index > 1 and not tokens[index - 1].broken else ""
    named = before is not None and bool(before.kind) and not before.rarely_noun
    return named and (entry.rarely_noun or article in {"a", "an"})


def _is_participle(word: str) -> bool:
    """Whether a noun may be the "-ing" of a verb: "casting", but not "ring" or "string"."""
    stem = word.removesuffix("ing")
    verbs = (noun(stem), noun(f"{stem}e"), noun(stem[:-1]))
    return stem != word and any(entry is not None and "v" in entry.use.lower() for entry in verbs)


def _qualifies(tokens: Sequence[Token], index: int) -> bool:
    """Whether an adjective goes on to what it describes: "a TENDER little push"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return after is not None and not after.broken and noun(after.base) is not None


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether a verb may follow: "noises can BE heard", but not "a can of soup"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return after is not None and not after.broken and after.base not in words("prepositions")


def _is_usually_noun(entry: Noun, word: str) -> bool:
    return "N" in entry.use or (entry.kind == "everyday" and singular(word) != word)


def lead_of(tokens: Sequence[Token], index: int, names: Collection[str] = ()) -> Lead:
    """What stands before the noun phrase that ends at `index`."""
    for position in range(index, max(index - _REACH, 0), -1):
        if tokens[position].broken:
            return "break"
        lead = _lead_by(tokens[position - 1], names)
        if lead:
            return lead
    return "break" if index == 0 else "other"


def _lead_by(before: Token, names: Collection[str]) -> Lead | None:
    """What a word says of those behind it; None for one that may belong to them."""
    word = before.base
    if before.possessive or word in words("determiners") or before.text.isdecimal():
        return "article"
    if word in _SUBJECTS or word in names or _is_living(before):
        return "subject"
    if word in words("prepositions"):
        return "preposition"
    if word in _BEING:
        return "other"
    return "verb" if _is_handling(before) else None


def _is_handling(token: Token) -> bool:
    """Whether it is a verb of handling and not the noun that many of them are as well."""
    if token.base not in verb_forms("handling_verbs"):
        return False
    entry = noun(token.base)
    return entry is None or entry.rarely_noun or singular(token.base) != token.base


def _is_living(token: Token) -> bool:
    """Whether what follows is probably what this one does: "the men watch"."""
    entry = noun(token.base)
    return entry is not None and entry.kind in LIVING and not entry.rarely_noun


def governs(tokens: Sequence[Token], index: int) -> bool:
    """Whether an object follows, as behind a verb: "guard THE door"."""
    if index + 1 >= len(tokens) or tokens[index + 1].broken:
        return False
    after = tokens[index + 1].base
    return after in words("determiners") or after in _OBJECTS


def is_handled(tokens: Sequence[Token], index: int) -> bool:
    """Whether somebody does something to it: "picks up the small brass KEY"."""
    for position in range(index, max(index - _REACH, 0), -1):
        if tokens[position].broken:
            return False
        if tokens[position - 1].base in verb_forms("handling_verbs"):
            return True
    return False
