"""What a style says, and what its changes mean (R17, R23). Pure."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from math import isfinite
from typing import Final

from asset_service.domain.errors import Invalid
from asset_service.domain.texts import is_text

PILLARS_MOST = 8
PILLAR_MOST = 120
REFERENCES_MOST = 8

_ENDS = " \t.;,"


class Images(StrEnum):
    """What becomes of the pictures when a locked style is changed (R23)."""

    KEEP = "keep"  # they stay, and show as outdated
    CLEAR = "clear"  # all attempts of the affected assets go to the bin, in one undoable step


class Unsaid(Enum):
    """A field that was left out, where none is a value too."""

    SAME = "same"


SAME: Final = Unsaid.SAME


@dataclass(frozen=True)
class Said:
    """The whole of a style: words, and the hashes of the pictures in the order they count.

    `strength` is how strongly the pictures count, 0 to 1; none leaves it to the provider.
    """

    text: str = ""
    pillars: tuple[str, ...] = ()
    strength: float | None = None
    references: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no word of it would reach a prompt."""
        return not style_words(self.text, self.pillars)


def clean_pillars(values: Iterable[str], field: str = "pillars") -> list[str]:
    """Return the phrases in order, each once and on one line, without the empty ones.

    Raises Invalid for more than eight, or one of more than 120 characters.
    """
    found: dict[str, str] = {}
    for value in values:
        pillar = " ".join(value.split())
        if pillar:
            found.setdefault(pillar.casefold(), pillar)
    pillars = list(found.values())
    if len(pillars) > PILLARS_MOST or any(
        len(one) > PILLAR_MOST or not is_text(one) for one in pillars
    ):
        message = f"Must be at most {PILLARS_MOST} phrases of up to {PILLAR_MOST} characters."
        raise Invalid("The pillars cannot be used.", fields={field: [message]})
    return pillars


def clean_strength(value: float | None, field: str = "strength") -> float | None:
    """Return it to two digits, as it is stored; raises Invalid outside of 0 to 1."""
    if value is None:
        return None
    if not isfinite(value) or not 0 <= value <= 1:
        raise Invalid("The strength cannot be used.", fields={field: ["Must be 0 to 1."]})
    return round(float(value), 2)


def style_words(text: str, pillars: Sequence[str]) -> str:
    """Return what a style adds to every prompt: its text, then its pillars in their order."""
    kept = [one for one in (pillar.strip(_ENDS) for pillar in pillars) if one]
    parts = [text.strip(), f"Keep to: {'; '.join(kept)}." if kept else ""]
    return "\n\n".join(part for part in parts if part)


def mark(said: Said) -> str:
    """Return a short text that another text, pillars or strength would not have.

    Whoever writes sends back the mark of what was read. Reference pictures are not in it: they
    are added and taken away one by one, by whoever is first.
    """
    facts = [said.text, said.pillars, said.strength]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def is_outdated(made_with: int | None, version: int) -> bool:
    """Whether a picture made with that version of the style is not of the style of now.

    Computed whenever it is asked, never stored; an upload was made with none.
    """
    return made_with is not None and made_with < version
