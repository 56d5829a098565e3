"""Extras: crowds and groups without names, from descriptions and from the cues they share."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from asset_service.domain.names import fold
from asset_service.screenplay.capitals import Run
from asset_service.screenplay.cast import Cue
from asset_service.screenplay.entity import LONGEST_NAME, Entity, Source
from asset_service.screenplay.lexicon import LIVING, noun, singular, words
from asset_service.screenplay.naming import without_article
from asset_service.screenplay.passages import Passage, Token
from asset_service.screenplay.phrases import governs, is_noun, lead_of
from asset_service.screenplay.sightings import Sightings

LEAST_CONFIDENCE = 0.3
_CUE, _CAPITALS, _COUNTED, _COLLECTIVE, _SEVERAL = 0.85, 0.75, 0.5, 0.45, 0.35
_AGAIN = 0.1
_REACH = 3  # words back to a number: "seven small brown dogs"


@dataclass(slots=True)
class _Group:
    confidence: float
    source: Source
    kind: str = ""
    sightings: Sightings = field(default_factory=Sightings)


def extra_entities(
    passages: Sequence[Passage],
    runs: Iterable[Run],
    crowds: Iterable[Cue],
    taken: Collection[tuple[int, int]],
    names: Collection[str],
) -> list[Entity]:
    """Groups of people and animals; `crowds` are cues that mean several ("GUARDS").

    `taken` are (passage, word) positions of people's capitals, `names` the words of names.
    """
    groups: dict[str, _Group] = {}
    for cue in crowds:
        form = _key(cue.name)
        group = groups.setdefault(form.rpartition(" ")[2], _Group(_CUE, "cue"))
        group.sightings.add(cue.scene_number, cue.role, cue.quote, form=form)
    capitals = {(id(run.passage), run.head): run for run in runs}
    for passage in passages:
        for index, token in enumerate(passage.tokens):
            if (id(passage), index) in taken:
                continue
            run = capitals.get((id(passage), index))
            confidence = _judge(passage.tokens, index, run, names)
            if confidence:
                _sight(groups, passage, token, confidence, run)
    entities = (_entity(key, group) for key, group in groups.items())
    return [entity for entity in entities if entity.confidence >= LEAST_CONFIDENCE]


def _key(name: str) -> str:
    kept = [word for word in without_article(fold(name)).split() if word not in words("quantities")]
    return " ".join(kept) or without_article(fold(name))


def _judge(tokens: Sequence[Token], index: int, run: Run | None, names: Collection[str]) -> float:
    base = tokens[index].base
    entry = noun(base)
    living = entry is not None and entry.kind in LIVING and singular(base) != base
    collective = base in words("collectives")
    if living and not is_noun(tokens, index, names):
        return 0
    if run and (living or collective or (run.quantity and base.endswith("s") and entry is None)):
        return _CAPITALS
    if not (living or collective) or tokens[index].possessive or tokens[index].text.istitle():
        return 0
    lead = lead_of(tokens, index, names)
    if lead in {"article", "preposition", "break"} and _is_counted(tokens, index):
        return _COUNTED
    led = lead == "article" and not governs(tokens, index)
    if base in words("vague_people") or not led:
        return 0
    return _COLLECTIVE if collective else _SEVERAL


def _is_counted(tokens: Sequence[Token], index: int) -> bool:
    for position in range(index, max(index - _REACH, 0), -1):
        if tokens[position].broken:
            return False
        before = tokens[position - 1]
        if before.base in words("quantities") or before.text.isdecimal():
            return before.base != "of" or position > 1
    return False


def _sight(
    groups: dict[str, _Group], passage: Passage, token: Token, confidence: float, run: Run | None
) -> None:
    entry = noun(token.base)
    kind = "animal" if entry and entry.kind == "animal" else ""
    group = groups.setdefault(token.base, _Group(0.0, "lexicon", kind))
    if run and group.source == "lexicon":
        group.source = "capitals"
    group.confidence = max(group.confidence, confidence)
    form = _key(run.text) if run else token.base
    group.sightings.add(passage.scene_number, "seen", lambda: passage.quote(token.start), form=form)
    group.sightings.describe(bool(run), lambda: passage.sentence(token.start))


def _entity(key: str, group: _Group) -> Entity:
    sightings = group.sightings
    confidence = group.confidence + _AGAIN * (len(sightings.roles) > 1)
    name = max(sightings.forms, key=lambda form: (len(form), form), default=key)
    return Entity(
        type="extra_archetype",
        name=(name[:1].upper() + name[1:])[:LONGEST_NAME],
        source=group.source,
        scene_numbers=sightings.scene_numbers,
        mentions=sightings.mentions,
        quotes=sightings.quotes,
        roles=sightings.sorted_roles,
        kind=group.kind,
        aliases=tuple(
            sorted(
                {f[:1].upper() + f[1:] for f in (*sightings.forms, key)}
                - {name[:1].upper() + name[1:]}
            )
        ),
        confidence=round(min(confidence, 0.95), 2),
        first_appearance=sightings.description,
    )
