"""Props: the things in the descriptions, the likeliest first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from asset_service.screenplay.capitals import Run
from asset_service.screenplay.entity import LONGEST_NAME, Entity, Source
from asset_service.screenplay.passages import Passage
from asset_service.screenplay.phrases import is_handled
from asset_service.screenplay.sightings import Sightings
from asset_service.screenplay.things import HELD, Thing, ThingFinder, held_things

LEAST_CONFIDENCE = 0.3  # below this it is more often the set than a prop
MANY, LEAST_OF_MANY = 80, 0.4  # of a long script's things, most that are met once are left out
_BASE = {
    "everyday": 0.5,
    "vehicle": 0.45,
    "prop": 0.3,
    "food": 0.3,
    "artifact": 0.15,
    HELD: 0.05,
    "wardrobe": 0.12,
    "set_dressing": 0.12,
}
_CAPITALS, _HANDLED, _AGAIN, _ELSEWHERE = 0.4, 0.2, 0.05, 0.1


@dataclass(slots=True)
class _Sighted:
    kind: str
    sightings: Sightings = field(default_factory=Sightings)
    called: Counter[str] = field(default_factory=Counter)  # phrases in capitals
    handled: bool = False


def prop_entities(
    passages: Sequence[Passage],
    runs: Sequence[Run],
    taken: Collection[tuple[int, int]],
    people: Collection[str],
    names: Collection[str],
) -> list[Entity]:
    """The things in `passages`.

    `runs` are capitals that are nobody; `taken` are (passage, word) positions of people's
    capitals; `people` the keys of characters, none of which is proposed again, and `names` the
    words of their names.
    """
    capitals = {(id(run.passage), run.head): run for run in runs}
    finder = ThingFinder(names, held_things(runs))
    things: dict[str, _Sighted] = {}
    for passage in passages:
        for found in finder.find(passage.tokens):
            if (id(passage), found.end - 1) in taken or found.lemma in people:
                continue
            _sight(things, passage, found, capitals.get((id(passage), found.end - 1)))
    _absorb_heads(things)
    entities = [_entity(lemma, thing) for lemma, thing in things.items()]
    likely = [entity for entity in entities if entity.confidence >= LEAST_CONFIDENCE]
    if len(likely) > MANY:
        likely = [entity for entity in likely if entity.confidence >= LEAST_OF_MANY]
    return likely


def _sight(things: dict[str, _Sighted], passage: Passage, found: Thing, run: Run | None) -> None:
    thing = things.setdefault(found.lemma, _Sighted(found.kind))
    first = passage.tokens[found.start]
    words = [token.base for token in passage.tokens[found.start : found.end]]
    thing.sightings.add(
        passage.scene_number, "seen", lambda: passage.quote(first.start), form=" ".join(words)
    )
    handled = is_handled(passage.tokens, found.start)
    thing.handled = thing.handled or handled
    if run and not run.quantity:
        thing.called[run.text.lower()] += 1
    weight = 2 * bool(run) + handled
    thing.sightings.describe(weight, lambda: passage.sentence(first.start))


def _absorb_heads(things: dict[str, _Sighted]) -> None:
    """Make LAMP and OIL LAMP one where there is only one kind of lamp."""
    compounds: dict[str, list[str]] = {}
    for lemma in things:
        if " " in lemma:
            compounds.setdefault(lemma.rpartition(" ")[2], []).append(lemma)
    for head, longer in compounds.items():
        if head in things and len(longer) == 1:
            bare = things.pop(head)
            kept = things[longer[0]]
            kept.sightings.absorb(bare.sightings)
            kept.handled = kept.handled or bare.handled
            kept.called += bare.called


def _entity(lemma: str, thing: _Sighted) -> Entity:
    sightings = thing.sightings
    name = max(thing.called, key=lambda phrase: (thing.called[phrase], len(phrase)), default="")
    name = name or (lemma if lemma in sightings.forms else sightings.usual_form)
    confidence = _BASE[thing.kind]
    confidence += _CAPITALS * bool(thing.called) + _HANDLED * thing.handled
    confidence += _AGAIN * (sightings.mentions > 1) + _ELSEWHERE * (len(sightings.roles) > 1)
    source: Source = "capitals" if thing.called else "lexicon"
    others = {lemma, *sightings.forms, *thing.called} - {name}
    return Entity(
        type="prop",
        name=_shown(name),
        source=source,
        scene_numbers=sightings.scene_numbers,
        mentions=sightings.mentions,
        quotes=sightings.quotes,
        roles=sightings.sorted_roles,
        kind=_KINDS.get(thing.kind, ""),
        aliases=tuple(sorted(map(_shown, others))),
        confidence=round(min(confidence, 0.95), 2),
        first_appearance=sightings.description,
    )


_KINDS: Mapping[str, str] = {kind: kind for kind in ("vehicle", "wardrobe", "set_dressing", "food")}


def _shown(phrase: str) -> str:
    return (phrase[:1].upper() + phrase[1:])[:LONGEST_NAME]
