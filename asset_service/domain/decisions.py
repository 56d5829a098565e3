"""What a confirmed extraction does to a project (R3, R4), as a plan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from asset_service.domain.errors import Invalid
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import AssetType, Decision

Key = tuple[str, str]  # type, folded name


@dataclass(frozen=True)
class EntityChoice:
    """One entity as the user sends it; scene numbers left out come from the preview."""

    type: AssetType
    name: str
    decision: Decision = Decision.KEEP
    scene_numbers: list[int] | None = None

    @property
    def key(self) -> Key:
        return (self.type.value, fold(self.name))


@dataclass(frozen=True)
class Creation:
    choice: EntityChoice
    scene_numbers: list[int]
    deferred: bool


@dataclass(frozen=True)
class Plan:
    """`extend` maps a live asset's key to the scene numbers it gains."""

    create: list[Creation] = field(default_factory=list)
    extend: dict[Key, list[int]] = field(default_factory=dict)
    tombstones: list[EntityChoice] = field(default_factory=list)
    skipped: list[EntityChoice] = field(default_factory=list)
    unchanged: int = 0


def plan(
    choices: Iterable[EntityChoice],
    previewed: Mapping[Key, Collection[int]],
    live: Mapping[Key, Collection[int] | None],
    deleted: Collection[Key],
) -> Plan:
    """Return what to do; running the same choices again does nothing more.

    `live` are the assets that are not in the bin with their scene numbers, None for one that
    belongs to every scene: whatever is decided of one of them, it only gains scenes. `deleted`
    are the tombstones: a scan does not bring those back. Raises Invalid when one entity gets
    two decisions.
    """
    create: list[Creation] = []
    extend: dict[Key, list[int]] = {}
    tombstones: list[EntityChoice] = []
    skipped: list[EntityChoice] = []
    unchanged = 0
    for choice, numbers in _merged(choices, previewed):
        if choice.key in live:
            known = live[choice.key]
            gained = sorted(numbers - set(known)) if known is not None else []
            if gained:
                extend[choice.key] = gained
            else:
                unchanged += 1
        elif choice.decision is Decision.DELETE:
            tombstones.append(choice)
        elif choice.key in deleted:
            skipped.append(choice)
        else:
            create.append(Creation(choice, sorted(numbers), choice.decision is Decision.DEFER))
    return Plan(create, extend, tombstones, skipped, unchanged)


def _merged(
    choices: Iterable[EntityChoice], previewed: Mapping[Key, Collection[int]]
) -> list[tuple[EntityChoice, set[int]]]:
    found: dict[Key, tuple[EntityChoice, set[int]]] = {}
    for choice in choices:
        numbers = (
            set(previewed.get(choice.key, ()))
            if choice.scene_numbers is None
            else set(choice.scene_numbers)
        )
        first, known = found.setdefault(choice.key, (choice, numbers))
        if first.decision is not choice.decision:
            raise Invalid(
                f"{choice.name!r} is listed twice with different decisions.",
                code="decision_conflict",
                fields={"entities": [f"{choice.name!r} has two decisions."]},
            )
        known |= numbers
    return list(found.values())
