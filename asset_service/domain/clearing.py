"""How attempts that a change of style cleared away come back (R10, R11, R23). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.attempts import CAP, LiveAttempt


@dataclass(frozen=True)
class Cleared:
    """An attempt in the bin as it was before: its `slot`, and whether it was in use."""

    id: UUID
    number: int
    slot: int
    was_selected: bool


@dataclass(frozen=True)
class PutBack:
    """The place that a cleared attempt takes again."""

    id: UUID
    slot: int
    is_selected: bool


def put_back(
    live: Sequence[LiveAttempt], cleared: Iterable[Cleared], cap: int = CAP
) -> list[PutBack]:
    """Return where the cleared attempts of one asset go; those that are left out find no room.

    Where nothing came meanwhile, all is as it was. What did come stays, and stays selected:
    nothing is evicted for what comes back, which takes the places that are free, its own where
    it can. The one that was in use comes first, then the newest.
    """
    taken = {attempt.slot for attempt in live}
    first = sorted(cleared, key=lambda one: (not one.was_selected, -one.number))
    coming = first[: max(0, cap - len(taken))]
    places: dict[UUID, int] = {}
    for one in coming:
        if one.slot not in taken:
            places[one.id] = one.slot
            taken.add(one.slot)
    for one in coming:
        if one.id not in places:
            places[one.id] = min(slot for slot in range(1, cap + 1) if slot not in taken)
            taken.add(places[one.id])
    return [
        PutBack(one.id, places[one.id], is_selected=not live and at == 0)
        for at, one in enumerate(coming)
    ]
