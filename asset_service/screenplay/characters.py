"""Characters: where those who speak or were introduced are seen, and how they are proposed."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from asset_service.domain.names import fold
from asset_service.screenplay.capitals import AGE
from asset_service.screenplay.cast import Cast, Person
from asset_service.screenplay.entity import LONGEST_NAME, Entity
from asset_service.screenplay.lexicon import is_known, words
from asset_service.screenplay.mentions import Hit, NameIndex
from asset_service.screenplay.naming import display, name_key, without_article
from asset_service.screenplay.passages import Passage, words_of

_LONGEST_DESCRIPTION = 600  # characters: two or three sentences
_SHORTEST_PART = 3
_ARTICLES = frozenset({"the", "a", "an"})
_IS = frozenset({"is", "has", "wears", "looks"})
_ALSO_CALLED = re.compile(r"\((?:the|aka|a\.k\.a\.)\s+([\w' -]{2,40})\)", re.IGNORECASE)
_OFTEN = 6  # mentions after which even a vague name is somebody
_VAGUE = 0.6  # confidence of a name that could be anybody's


def see(cast: Cast, passages: Sequence[Passage]) -> dict[str, Counter[str]]:
    """Find everyone of `cast` in the descriptions; returns how each name is spelled there."""
    _call_by_parts(cast)
    for passage in passages:
        for found in _ALSO_CALLED.finditer(passage.element.text):
            _call_also(cast, passage, found)
    index = NameIndex(
        (name, person.key) for person in cast.people.values() for name in person.names.values()
    )
    spellings: dict[str, Counter[str]] = {}
    for passage in passages:
        for hit in index.find(passage.tokens):
            person = cast.people[hit.key]
            if _is_meant(person, passage, hit):
                _sight(person, passage, hit)
                found_tokens = passage.tokens[hit.start : hit.end]
                spelled = " ".join(token.text for token in found_tokens)
                if not spelled.isupper() and all(t.text[0].isupper() for t in found_tokens):
                    spellings.setdefault(person.key, Counter())[spelled] += 1
    return spellings


def _call_by_parts(cast: Cast) -> None:
    """Let "Mara" and "Voss" stand for MARA VOSS where nobody else bears that word."""
    bearers: Counter[str] = Counter()
    for person in cast.people.values():
        bearers.update({word for name in person.names.values() for word in words_of(name)})
    for person in cast.people.values():
        for name in tuple(person.names.values()):
            for word in _proper_parts(name):
                if bearers[word] == 1:
                    person.call(word.title())


def _proper_parts(name: str) -> tuple[str, ...]:
    """Words that stand for a name of several: no ordinary ones, but the last of CAPTAIN ODU."""
    parts = words_of(name)
    if len(parts) < 2 or is_known(parts[-1]):  # noqa: PLR2004 -- a name of one word is no part
        return ()
    proper = parts[-1:] if any(is_known(word) for word in parts) else parts
    return tuple(word for word in proper if len(word) >= _SHORTEST_PART)


def _call_also(cast: Cast, passage: Passage, found: re.Match[str]) -> None:
    """Take "Charya (the Librarian)" at its word: the librarian is Charya from then on."""
    before = passage.token_before(found.start())
    person = cast.people.get(before.base) if before else None
    if person and name_key(found[1]) not in cast.people:
        person.call(found[1])


def _is_meant(person: Person, passage: Passage, hit: Hit) -> bool:
    """Whether the words are the name here; a common word must look like one."""
    tokens = passage.tokens
    first = tokens[hit.start]
    if hit.end - hit.start > 1 or not is_known(first.base):
        return True
    before = tokens[hit.start - 1] if hit.start and not first.broken else None
    after = tokens[hit.end] if hit.end < len(tokens) and not tokens[hit.end].broken else None
    if first.text[0].isupper():
        alike = str.isupper if first.text.isupper() else str.istitle
        within = before is not None and alike(before.text) and before.base not in _ARTICLES
        onward = after is not None and alike(after.text) and not first.possessive
        return not within and not onward
    return before is not None and before.base == "the" and not _is_generic(person)


def _is_generic(person: Person) -> bool:
    return person.key in words("generic_people")


def _sight(person: Person, passage: Passage, hit: Hit) -> None:
    first, last = passage.tokens[hit.start], passage.tokens[hit.end - 1]
    sightings = person.sightings
    sightings.add(passage.scene_number, "seen", lambda: passage.quote(first.start))
    aged = bool(AGE.match(passage.text, last.end))
    sightings.describe(2 * aged + first.text.isupper(), lambda: passage.sentence(first.start))
    following = passage.tokens[hit.end].base if hit.end < len(passage.tokens) else ""
    more = passage.sentence(first.start) if following in _IS else ""
    longer = len(sightings.description) + len(more) + 1
    if more and more not in sightings.description and longer <= _LONGEST_DESCRIPTION:
        sightings.description = f"{sightings.description} {more}"


def character_entities(cast: Cast, spellings: dict[str, Counter[str]]) -> list[Entity]:
    """The people of `cast` as proposals, then the groups."""
    kin = _kinship(cast.people.values())
    entities = [
        _entity(person, spellings.get(key, Counter()), *kin.get(key, ("", ())))
        for key, person in cast.people.items()
        if person.sightings.roles
    ]
    groups = [_entity(group, Counter(), "", ()) for group in cast.groups.values()]
    return entities + groups


def _entity(
    person: Person, spelled: Counter[str], variant_of: str, same_as: tuple[str, ...]
) -> Entity:
    sightings = person.sightings
    name = _shown_name(sightings.usual_form, spelled)
    aliases = {fold(shown): shown for shown in map(display, person.names.values())}
    aliases.pop(fold(name), None)
    aliases.pop(fold(sightings.usual_form), None)
    spoken = sum(role in {"speaks", "voice"} for role in sightings.roles.values())
    confidence = person.confidence
    if person.source == "cue" and not person.group_of:
        confidence = min(0.99, confidence + 0.02 * spoken)
        rare = sightings.mentions < _OFTEN
        confidence = min(confidence, _VAGUE) if rare and _is_generic(person) else confidence
    return Entity(
        type="character",
        name=name,
        source=person.source,
        scene_numbers=sightings.scene_numbers,
        mentions=sightings.mentions,
        quotes=sightings.quotes,
        roles=sightings.sorted_roles,
        kind=person.kind,
        aliases=tuple(sorted(aliases.values())),
        split_of=tuple(person.split_of),
        group_of=person.group_of,
        variant_of=variant_of,
        same_as=same_as,
        confidence=round(confidence, 2),
        first_appearance=sightings.description,
    )


def _shown_name(form: str, spelled: Counter[str]) -> str:
    """The name as the descriptions spell it ("McClane"), else with its capitals down."""
    same = {text: n for text, n in spelled.items() if fold(text) == fold(form)}
    best = min(same, key=lambda text: (-same[text], text), default="")
    return (best or display(without_article(form)))[:LONGEST_NAME]


def _kinship(people: Iterable[Person]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By key: whom a name is another age of, and whom it may be the same as.

    A name whose words are the end or the beginning of one other name only ("BOB", "CYBER BOB");
    never one that differs by a number or that anybody could bear ("VOICE", "GUARD TWO").
    """
    everyone = {person.key: person for person in people}
    kin: dict[str, tuple[str, tuple[str, ...]]] = {}
    longer: dict[tuple[str, ...], list[str]] = {}
    for key in everyone:
        parts = words_of(key)
        for size in range(1, len(parts)):
            for piece in {parts[:size], parts[-size:]}:
                longer.setdefault(piece, []).append(key)
    for key, person in everyone.items():
        name = display(without_article(person.sightings.usual_form))
        others = longer.get(words_of(key), [])
        for other in others:
            rest = set(words_of(other)) - set(words_of(key))
            if rest & words("ages"):
                if not _is_generic(person):
                    kin[other] = (name, ())
            elif len(others) == 1 and _may_be_same(person, everyone[other], rest):
                longer_name = display(without_article(everyone[other].sightings.usual_form))
                kin.setdefault(key, ("", (longer_name,)))
                kin.setdefault(other, ("", (name,)))
    return kin


def _may_be_same(one: Person, other: Person, rest: set[str]) -> bool:
    both_speak = one.source == other.source == "cue"
    return both_speak and not rest & words("numbers") and not _is_generic(one)
