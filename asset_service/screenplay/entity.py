"""What extraction proposes: one entity for each asset the film may need."""

from dataclasses import dataclass
from typing import Literal

EntityType = Literal["character", "location", "prop", "extra_archetype"]
Source = Literal["cue", "heading", "capitals", "lexicon", "tag"]
Role = Literal["speaks", "voice", "seen", "setting"]

MOST_QUOTES = 5
LONGEST_QUOTE = 300  # characters
LONGEST_NAME = 120
MOST_SCENES_LISTED = 5  # quotes come from as many different scenes as there are


@dataclass(frozen=True, slots=True)
class Quote:
    """A place where the script speaks of it; `scene_number` 0 is before the first scene."""

    line: int
    scene_number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A proposal for one asset.

    `scene_numbers` are sorted; empty when it is met only before the first scene. `roles` has the
    strongest role in each of them: speaks, voice (V.O. and O.S. only), seen, or setting.
    `kind` says more than the type: vehicle, animal, wardrobe, set_dressing, food.
    `group_of` is not empty for a cue that names several people: its parts are proposed as
    characters of their own, with that cue in `split_of`, and the group itself is normally left
    out. `variant_of` names the character this is at another age; `same_as` those it may be, for
    a person to merge. `confidence` is 0..1 and orders the entities of one type.
    `first_appearance` is the text that describes it where it is first seen.
    """

    type: EntityType
    name: str
    source: Source
    scene_numbers: tuple[int, ...] = ()
    mentions: int = 0
    quotes: tuple[Quote, ...] = ()
    roles: tuple[tuple[int, Role], ...] = ()
    kind: str = ""
    aliases: tuple[str, ...] = ()
    split_of: tuple[str, ...] = ()
    group_of: tuple[str, ...] = ()
    variant_of: str = ""
    same_as: tuple[str, ...] = ()
    confidence: float = 0.5
    first_appearance: str = ""
