"""Assets that turn out to be one, or two: which scenes they have then, and the way back (R8).

Pure. Decision 0023 says why everything is copied and nothing is moved.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from asset_service.domain.attempts import CAP, LiveAttempt, place
from asset_service.domain.errors import Invalid


class Kind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class Describing(StrEnum):
    """What a merged asset is described by."""

    SURVIVOR = "survivor"  # its own description, as it is
    APPENDED = "appended"  # its own, and below it those of the absorbed ones
    TYPED = "typed"


@dataclass(frozen=True)
class Span:
    """The scenes of an asset: without numbers it is in every scene, `lost`: in none."""

    numbers: tuple[int, ...] = ()
    lost: bool = False

    @property
    def is_everywhere(self) -> bool:
        return not self.numbers and not self.lost


@dataclass(frozen=True)
class Place:
    """Where the copy of an attempt goes."""

    attempt_id: UUID
    slot: int


def union(spans: Iterable[Span]) -> Span:
    """Return the scenes of all of them together: every scene when one is in every scene.

    One that lost its scenes brings none; only where all of them did is the whole in none.
    """
    known = list(spans)
    if any(span.is_everywhere for span in known):
        return Span()
    numbers = tuple(sorted({number for span in known for number in span.numbers}))
    return Span(numbers, lost=not numbers)


def part(span: Span, chosen: Collection[int], script: Collection[int]) -> tuple[Span, Span]:
    """Return what the original keeps and what the variant gets of its scenes.

    Of one in every scene these are the script's. Raises Invalid `scenes_not_divided` unless the
    chosen ones are some of them, and not all.
    """
    there = set(script) if span.is_everywhere else set(span.numbers)
    wanted = set(chosen)
    strange = sorted(wanted - there)
    if not wanted or strange or wanted == there:
        message = (
            f"It is not in scene {strange[0]}."
            if strange
            else "Choose at least one scene, and leave at least one."
        )
        raise Invalid(
            "The scenes cannot be divided like that.",
            code="scenes_not_divided",
            fields={"scene_numbers": [message]},
        )
    return Span(tuple(sorted(there - wanted))), Span(tuple(sorted(wanted)))


def describe(how: Describing, own: str, others: Iterable[str], typed: str) -> str:
    """Return the description after a merge; what is the same as one above it is not repeated."""
    if how is Describing.TYPED:
        return typed
    if how is Describing.SURVIVOR:
        return own
    return "\n\n".join(dict.fromkeys(text for text in (own, *others) if text))


def places(live: Sequence[LiveAttempt], coming: Sequence[UUID]) -> list[Place]:
    """Return where the copies go, in this order, none of the live ones leaving for them.

    Raises Invalid `too_many_attempts` where there is no room for all (R10).
    """
    room = CAP - len(live)
    if len(coming) > room:
        raise Invalid(
            f"The asset has room for {room} more; {len(coming)} were chosen.",
            code="too_many_attempts",
            fields={"attempt_ids": [f"At most {room}."]},
            room=room,
        )
    taken = list(live)
    found = []
    for attempt_id in coming:
        slot = place(taken).slot
        found.append(Place(attempt_id, slot))
        taken.append(LiveAttempt(attempt_id, 0, slot, is_selected=False))
    return found


def chain(copied: Mapping[UUID, UUID], inherited: Mapping[UUID, UUID | None]) -> dict[UUID, UUID]:
    """Return, by source, the copy that its copy inherits from: of the nearest one that has one.

    `copied` maps scene assets to their copies, `inherited` every scene asset of the same asset to
    the one that it inherits from. What has no such copy is left out.
    """
    found = {}
    for source in copied:
        seen = {source}
        above = inherited.get(source)
        while above is not None and above not in copied and above not in seen:
            seen.add(above)
            above = inherited.get(above)
        if above is not None and above in copied and above != source:
            found[source] = copied[above]
    return found


@dataclass(frozen=True)
class Back:
    """The scenes after an undo: `kept` when they were edited so that they stay as they are.

    `gone` are numbers, as they were then, of scenes that the script has lost since.
    """

    span: Span
    kept: bool
    gone: tuple[int, ...] = ()


def back(before: Span, after: Span, now: Span, moved: Mapping[int, int | None]) -> Back:
    """Return the scenes with what was done to them taken back, and what was done since kept.

    `moved` says which number a scene of then has now, None for one that the script has lost.
    """
    gone = tuple(number for number in before.numbers if moved.get(number, number) is None)
    was, left = _today(before, moved), _today(after, moved)
    if now == left or (now.numbers == left.numbers and now.is_everywhere == left.is_everywhere):
        return Back(was, kept=False, gone=gone)
    if was.is_everywhere or left.is_everywhere or now.is_everywhere:
        return Back(now, kept=True)
    gained, taken = set(left.numbers) - set(was.numbers), set(was.numbers) - set(left.numbers)
    numbers = tuple(sorted((set(now.numbers) - gained) | taken))
    if not numbers and was.numbers:
        # The last scene that it had before is taken from it since: without one it would be in all.
        return Back(now, kept=True)
    return Back(Span(numbers, lost=not numbers), kept=False, gone=gone)


def _today(span: Span, moved: Mapping[int, int | None]) -> Span:
    if span.is_everywhere:
        return span
    there = {moved.get(number, number) for number in span.numbers}
    numbers = tuple(sorted(number for number in there if number is not None))
    return Span(numbers, lost=not numbers)
