"""Who speaks: every cue of the script, sorted into people, groups and crowds."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from asset_service.screenplay.elements import SPEECH, Element
from asset_service.screenplay.entity import LONGEST_QUOTE, Quote, Role, Source
from asset_service.screenplay.languages import APOSTROPHES
from asset_service.screenplay.naming import (
    cue_name,
    display,
    is_no_one,
    is_several,
    name_key,
    split_group,
)
from asset_service.screenplay.passages import words_of
from asset_service.screenplay.scenes import Scene
from asset_service.screenplay.sightings import Sightings

_VOICE = re.compile(
    r"\b(?:v\.? ?o|o\.? ?s|o\.? ?c|off|voice|phone|radio|tv|filtered|intercom|pre-?lap|recording"
    r"|за кадром|з\.? ?к)\b",
    re.IGNORECASE,
)
_OWNED_VOICE = re.compile(rf"(.+?)[{APOSTROPHES}]s?\s+voice", re.IGNORECASE)
_VOICE_OF = re.compile(r"voice of (?:the )?(.+)", re.IGNORECASE)


@dataclass(slots=True)
class Person:
    """A character in the making; `names` are the spellings under which it is looked for."""

    key: str
    source: Source
    confidence: float
    sightings: Sightings = field(default_factory=Sightings)
    names: dict[str, str] = field(default_factory=dict)
    split_of: dict[str, None] = field(default_factory=dict)
    group_of: tuple[str, ...] = ()
    kind: str = ""

    def call(self, name: str) -> None:
        """Remember a further spelling."""
        self.names.setdefault(name_key(name), name)


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue where it stands."""

    name: str
    scene_number: int
    line: int
    speech: str
    role: Role

    def quote(self) -> Quote:
        text = f"{self.name}: {self.speech}" if self.speech else self.name
        return Quote(self.line, self.scene_number, text[:LONGEST_QUOTE])


@dataclass(frozen=True)
class Cast:
    """People by key; groups apart, and the cues that a crowd speaks."""

    people: dict[str, Person]
    groups: dict[str, Person]
    crowds: list[Cue]

    @cached_property
    def by_words(self) -> dict[str, Person]:
        """People by the words of their names, signs left out: "dr bennett"."""
        return {" ".join(words_of(key)): person for key, person in self.people.items()}


def read_cast(scenes: Iterable[Scene]) -> Cast:
    """Sort every cue of `scenes` (the prologue too, as number 0)."""
    cues = [cue for scene in scenes if scene.status == "active" for cue in _cues(scene)]
    known = {name_key(cue.name) for cue in cues if not split_group(cue.name, ())}
    cast = Cast({}, {}, [])
    sorted_names: dict[str, tuple[str, ...]] = {}
    for cue in cues:
        if cue.name not in sorted_names:
            sorted_names[cue.name] = split_group(cue.name, known)
        parts = sorted_names[cue.name]
        if parts:
            _add_group(cast, cue, parts)
        else:
            _add(cast, cue, cue.name, known)
    return cast


def _cues(scene: Scene) -> Iterator[Cue]:
    for index, element in enumerate(scene.elements):
        if element.kind == "character":
            name = cue_name(element.text)
            role: Role = "voice" if any(map(_VOICE.search, element.extensions)) else "speaks"
            speech = _speech(scene.elements[index + 1 : index + 4])
            yield Cue(name, scene.scene_number, element.start_line, speech, role)


def _speech(following: Sequence[Element]) -> str:
    for element in following:
        if element.kind not in SPEECH:
            break
        if element.kind != "parenthetical":
            return " ".join(element.text[: 2 * LONGEST_QUOTE].split())
    return ""


def _add(cast: Cast, cue: Cue, name: str, known: set[str]) -> Person | None:
    """Give the cue to the one it names; None when that is a crowd or nobody in particular."""
    owner = _OWNED_VOICE.fullmatch(name) or _VOICE_OF.fullmatch(name)
    role = cue.role
    if owner and name_key(owner[1]) in known:
        name, role = owner[1], "voice"
    key = name_key(name)
    if is_several(name):
        cast.crowds.append(cue)
    if not key or is_several(name) or is_no_one(name):
        return None
    person = cast.people.setdefault(key, Person(key, "cue", 0.9))
    person.sightings.add(cue.scene_number, role, cue.quote, form=name)
    person.call(name)
    return person


def _add_group(cast: Cast, cue: Cue, parts: tuple[str, ...]) -> None:
    key = name_key(cue.name)
    group = cast.groups.setdefault(key, Person(key, "cue", 0.1))
    group.sightings.add(cue.scene_number, cue.role, cue.quote, form=cue.name)
    found = [(part, _add(cast, cue, part, set())) for part in parts]
    group.group_of = tuple(display(part) for part, person in found if person)
    for _, person in found:
        if person:
            person.split_of[display(cue.name)] = None
