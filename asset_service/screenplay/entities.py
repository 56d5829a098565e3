"""What a film needs, proposed from its script without any model."""

from collections.abc import Iterable, Iterator

from asset_service.domain.names import fold
from asset_service.screenplay.capitals import runs
from asset_service.screenplay.cast import read_cast
from asset_service.screenplay.characters import character_entities, see
from asset_service.screenplay.elements import Script
from asset_service.screenplay.entity import Entity, EntityType, Quote, Role, Source
from asset_service.screenplay.extras import extra_entities
from asset_service.screenplay.introductions import introduce, title_words
from asset_service.screenplay.lexicon import words
from asset_service.screenplay.locations import location_entities
from asset_service.screenplay.passages import passages, words_of
from asset_service.screenplay.props import prop_entities
from asset_service.screenplay.scenes import prologue, split_scenes
from asset_service.screenplay.tagging import with_tags

__all__ = ["Entity", "EntityType", "Quote", "Role", "Source", "extract"]

MOST_OF_A_TYPE = 2_000  # a feature has a few hundred; more is no script
_ORDER: dict[EntityType, int] = {"character": 0, "location": 1, "prop": 2, "extra_archetype": 3}


def extract(
    script: Script, *, shots_are_scenes: bool = False, heading_words: tuple[str, ...] = ()
) -> tuple[Entity, ...]:
    """Characters, locations, props and extras of `script`, by type and then the likeliest first.

    Names are unique per type under `domain.names.fold`, and no name is both a character and a
    prop. Names are shown with their capitals down ("Mara Voss"), as the descriptions spell them
    where they do. Never raises; the same script gives the same answer.
    """
    scenes = split_scenes(script, shots_are_scenes=shots_are_scenes, heading_words=heading_words)
    before = prologue(script, shots_are_scenes=shots_are_scenes, heading_words=heading_words)
    everything = [before, *scenes] if before else scenes
    described = passages(everything)
    cast = read_cast(everything)
    found = [run for passage in described for run in runs(passage)]
    nobody = introduce(found, cast, title_words(described))
    nobody_ids = set(map(id, nobody))
    taken = {
        (id(run.passage), index)
        for run in found
        if id(run) not in nobody_ids
        for index in range(run.first, run.first + len(run.tokens))
    }
    spellings = see(cast, described)
    people = frozenset(name for person in cast.people.values() for name in person.names)
    names = frozenset(word for name in people for word in words_of(name))
    names -= words("function_words")
    proposals = [
        *character_entities(cast, spellings),
        *location_entities(scenes),
        *prop_entities(described, nobody, taken, people, names),
        *extra_entities(described, nobody, cast.crowds, taken, names),
    ]
    proposals = with_tags(proposals, script.tags, scenes)
    return tuple(_unique(sorted(proposals, key=_rank)))


def _unique(ranked: Iterable[Entity]) -> Iterator[Entity]:
    """The first of each name in its type, at most MOST_OF_A_TYPE of each."""
    seen: dict[EntityType, set[str]] = {}
    for entity in ranked:
        names = seen.setdefault(entity.type, set())
        name = fold(entity.name)
        character = entity.type == "prop" and name in seen.get("character", ())
        if name and name not in names and not character and len(names) < MOST_OF_A_TYPE:
            names.add(name)
            yield entity


def _type(entity: Entity) -> int:
    return _ORDER[entity.type]


def _rank(entity: Entity) -> tuple[int, bool, float, int, str]:
    return (
        _type(entity),
        bool(entity.group_of),
        -entity.confidence,
        -entity.mentions,
        entity.name,
    )
