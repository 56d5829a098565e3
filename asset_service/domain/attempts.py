"""The rules of attempts: the cap, who is evicted, who is selected (R10, R11, R13, R29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

CAP = 4
SCENE_CAP = 8
"""How many a scene asset has of its own."""


@dataclass(frozen=True)
class LiveAttempt:
    """An attempt that is not in the bin; `slot` is in 1..cap.

    Of a scene asset's own ones `is_selected` is the one that the scene shows, if it is one.
    """

    id: UUID
    number: int
    slot: int
    is_selected: bool


@dataclass(frozen=True)
class Placement:
    """Where a new attempt goes, and which one leaves for it."""

    slot: int
    evict: LiveAttempt | None


def place(live: Iterable[LiveAttempt], cap: int = CAP) -> Placement:
    """Return the place of a new attempt among `live`, before it is selected.

    When all slots are taken the oldest attempt that is not selected leaves: the image in use
    is never evicted. Raises ValueError if there is nobody to evict, which a cap of two or
    more and one selected attempt rule out.
    """
    taken = {attempt.slot: attempt for attempt in live}
    for slot in range(1, cap + 1):
        if slot not in taken:
            return Placement(slot, None)
    evict = min(
        (attempt for attempt in taken.values() if not attempt.is_selected),
        key=lambda attempt: attempt.number,
    )
    return Placement(evict.slot, evict)


@dataclass(frozen=True)
class Arrival:
    """What is known when a picture arrives, apart from the picture.

    `chosen_since` says that a person uploaded or selected another one after asking for this;
    `sibling_arrived` that its batch already brought one for the same asset; `asset_held`
    that the stage was locked meanwhile and holds the asset, or in a scene that it was deferred.
    """

    by_person: bool
    chosen_since: bool = False
    sibling_arrived: bool = False
    asset_held: bool = False


def is_selected_on_arrival(arrival: Arrival, live_count: int) -> bool:
    """Return whether a new attempt becomes the selected one."""
    if live_count == 0:
        return True
    if arrival.by_person:
        return True
    return not (arrival.chosen_since or arrival.sibling_arrived or arrival.asset_held)


def is_shown_on_arrival(arrival: Arrival) -> bool:
    """Return whether a new attempt of a scene asset becomes what the scene shows.

    Also its first one may be a candidate: somebody who took the master's picture meanwhile chose.
    """
    held_back = arrival.chosen_since or arrival.sibling_arrived or arrival.asset_held
    return arrival.by_person or not held_back
