"""What the file of a picture says of itself. Claims: nothing here is proved but a signature."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from asset_service.domain.provenance import SourceType, read

MOST_BYTES = 16_000
"""What the JSON of one picture's claims may have; the table refuses a little more."""
MOST_TEXT = 4_000
MOST_ITEMS = 12

_LINE = 200
_NOTHING: tuple[object, ...] = (None, "", [], {})
_SHORTER = (2_000, 1_000, 400, 100, 20)


@dataclass(frozen=True)
class Recipe:
    """What a generator wrote down beside the picture; None and "" where it did not."""

    tool: str
    prompt: str = ""
    negative: str = ""
    model: str = ""
    model_hash: str = ""
    sampler: str = ""
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None
    width: int | None = None
    height: int | None = None
    workflow: bool = False


@dataclass(frozen=True)
class Action:
    """Something that was done to the picture, as its content credentials tell it."""

    action: str
    source_type: str = ""
    agent: str = ""
    when: str = ""


@dataclass(frozen=True)
class Ingredient:
    title: str
    relationship: str = ""


@dataclass(frozen=True)
class Credentials:
    """A C2PA manifest. `state` is `trusted`, `valid`, `invalid` or `unchecked`, then `why`.

    `valid`: unchanged since somebody signed it whom nobody here vouches for; `trusted`: who signed
    it is on this installation's list. `problems` are codes of the C2PA specification.
    """

    state: str
    why: str = ""
    signer: str = ""
    signed_at: str = ""
    generator: str = ""
    problems: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()


@dataclass(frozen=True)
class Claims:
    """`source_type` is as the XMP has it; `ai_system` and `ai_prompt` are the IPTC's of 2025.1."""

    credentials: Credentials | None = None
    source_type: str = ""
    ai_system: str = ""
    ai_prompt: str = ""
    recipe: Recipe | None = None

    @property
    def claimed(self) -> SourceType | None:
        """What the file says it is: that AI made it, wherever it says so, before anything else.

        Credentials that do not match the picture say nothing. Settings of a generator count as
        saying that AI made it.
        """
        told = [read(self.source_type)]
        if self.credentials is not None and self.credentials.state != "invalid":
            told += [read(action.source_type) for action in self.credentials.actions]
        if self.ai_system or self.ai_prompt or self.recipe is not None:
            told.append(SourceType.AI)
        named = [kind for kind in told if kind is not None]
        mixed = (SourceType.AI_COMPOSITE, SourceType.COMPOSITE_SYNTHETIC, SourceType.AI)
        return next((kind for kind in mixed if kind in named), next(iter(named), None))


NO_CLAIMS = Claims()


def as_json(claims: Claims) -> dict[str, Any]:
    """Return what is stored: plain JSON of at most MOST_BYTES, texts cut where it has to be."""
    for most in (MOST_TEXT, *_SHORTER):
        found: dict[str, Any] = json.loads(json.dumps(_cut(asdict(claims), most)))
        if len(json.dumps(found, ensure_ascii=False).encode()) <= MOST_BYTES:
            return found
    return {}


def from_json(found: Any) -> Claims:
    """Return the claims that JSON holds, whoever wrote it; what is no claim is left out."""
    whole = found if isinstance(found, Mapping) else {}
    recipe, credentials = whole.get("recipe"), whole.get("credentials")
    return Claims(
        credentials=_credentials(credentials) if isinstance(credentials, Mapping) else None,
        source_type=_line(whole, "source_type"),
        ai_system=_line(whole, "ai_system"),
        ai_prompt=text_of(whole.get("ai_prompt")),
        recipe=_recipe(recipe) if isinstance(recipe, Mapping) and _line(recipe, "tool") else None,
    )


def with_credentials(claims: Claims, credentials: Credentials) -> Claims:
    return replace(claims, credentials=credentials)


def text_of(value: Any, most: int = MOST_TEXT) -> str:
    """Return a string that may be stored and shown: no control characters, `most` long."""
    if not isinstance(value, str):
        return ""
    kept = (
        character
        for character in value[: 2 * most].replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return "".join(kept)[:most].strip()


def _recipe(found: Mapping[str, Any]) -> Recipe:
    return Recipe(
        tool=_line(found, "tool"),
        prompt=text_of(found.get("prompt")),
        negative=text_of(found.get("negative")),
        model=_line(found, "model"),
        model_hash=_line(found, "model_hash"),
        sampler=_line(found, "sampler"),
        steps=whole_of(found.get("steps")),
        guidance=number_of(found.get("guidance")),
        seed=whole_of(found.get("seed")),
        width=whole_of(found.get("width")),
        height=whole_of(found.get("height")),
        workflow=found.get("workflow") is True,
    )


def whole_of(value: Any) -> int | None:
    """Return a whole number of up to 64 bits, whether it comes as one or as text; else None."""
    if isinstance(value, str) and value.isascii() and len(value) <= 20:  # noqa: PLR2004 - 64 bits
        value = int(value) if value.removeprefix("-").isdigit() else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -(2**63) <= value < 2**64 else None


def number_of(value: Any) -> float | None:
    """Return a number that JSON can say, whether it comes as one or as text; else None."""
    if isinstance(value, str) and len(value) <= 32:  # noqa: PLR2004 - longer ones are no settings
        try:
            value = float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < 1e9 else None  # noqa: PLR2004 - nor is what is not finite


def _credentials(found: Mapping[str, Any]) -> Credentials:
    state = _line(found, "state")
    return Credentials(
        state=state if state in {"trusted", "valid", "invalid"} else "unchecked",
        why=_line(found, "why"),
        signer=_line(found, "signer"),
        signed_at=_line(found, "signed_at"),
        generator=_line(found, "generator"),
        problems=tuple(text_of(one, _LINE) for one in _items(found, "problems")),
        actions=tuple(
            Action(*(_line(one, name) for name in ("action", "source_type", "agent", "when")))
            for one in _items(found, "actions")
            if isinstance(one, Mapping)
        ),
        ingredients=tuple(
            Ingredient(_line(one, "title"), _line(one, "relationship"))
            for one in _items(found, "ingredients")
            if isinstance(one, Mapping)
        ),
    )


def _line(found: Mapping[str, Any], name: str) -> str:
    return " ".join(text_of(found.get(name), _LINE).split())


def _items(found: Mapping[str, Any], name: str) -> list[Any]:
    items = found.get(name)
    return items[:MOST_ITEMS] if isinstance(items, list) else []


def _cut(value: Any, most: int) -> Any:
    """Return it with texts of at most `most` characters, and without what says nothing."""
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, dict):
        cut = {name: _cut(one, most) for name, one in value.items()}
        return {name: one for name, one in cut.items() if one not in _NOTHING}
    return [_cut(one, most) for one in value] if isinstance(value, list | tuple) else value
