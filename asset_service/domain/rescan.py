"""Which scene of a new script is which scene of the old one (R4).

Scenes are matched by what they say: the same text first, then the script's own label, then
the heading, in order; at last by how many words they share. Linear but for the last step,
which looks only at what is left over.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.names import fold

# A rewritten scene keeps about half of its words; below that people call it another scene.
_SAME_SCENE = 0.5
# Pairs that the last step compares at most, in about a second; beyond it scenes count as new.
_MOST_COMPARISONS = 20_000


@dataclass(frozen=True)
class OldScene:
    """`number` is None for a scene that the script had lost before."""

    id: UUID
    number: int | None
    label: str
    heading: str
    text: str
    text_hash: str


@dataclass(frozen=True)
class NewScene:
    number: int
    label: str
    heading: str
    text: str
    text_hash: str


@dataclass(frozen=True)
class Matching:
    """`pairs` maps a new scene's number to the old scene it continues."""

    pairs: Mapping[int, OldScene]
    added: list[NewScene]
    removed: list[OldScene]
    changed: list[NewScene]
    moved: list[NewScene]

    @property
    def renumbered(self) -> dict[int, int | None]:
        """Return the new number of each old one that is not what it was; None where it is gone."""
        numbers: dict[int, int | None] = {
            old.number: None for old in self.removed if old.number is not None
        }
        for number, old in self.pairs.items():
            if old.number is not None and old.number != number:
                numbers[old.number] = number
        return numbers


def match(old: Sequence[OldScene], new: Sequence[NewScene]) -> Matching:
    """Match every new scene to at most one old scene, and the other way round."""
    # Lost scenes come last, so that they are taken up only where no present one fits.
    free = sorted(old, key=lambda scene: (scene.number is None, scene.number or 0))
    pairs: dict[int, OldScene] = {}
    waiting = list(new)
    keys: tuple[Callable[[OldScene | NewScene], Hashable], ...] = (
        lambda scene: scene.text_hash,
        lambda scene: (fold(scene.label), fold(scene.heading)) if scene.label else None,
        lambda scene: fold(scene.label) or None,
        lambda scene: fold(scene.heading),
    )
    for key in keys:
        _pair_in_order(free, waiting, key, pairs)
        taken = {scene.id for scene in pairs.values()}
        free = [scene for scene in free if scene.id not in taken]
        waiting = [scene for scene in waiting if scene.number not in pairs]
    _pair_by_words([scene for scene in free if scene.number is not None], waiting, pairs)
    taken = {scene.id for scene in pairs.values()}
    # A scene that was lost and is back shows as added, though it takes up its old row.
    followed = {n: scene.number for n, scene in sorted(pairs.items()) if scene.number is not None}
    kept_order = _longest_rising(list(followed.values()))
    return Matching(
        pairs=pairs,
        added=[scene for scene in new if scene.number not in followed],
        removed=[scene for scene in old if scene.id not in taken and scene.number is not None],
        changed=[
            scene
            for scene in new
            if scene.number in followed and pairs[scene.number].text_hash != scene.text_hash
        ],
        moved=[
            scene
            for scene in new
            if scene.number in followed and followed[scene.number] not in kept_order
        ],
    )


def renumber(scene_numbers: Iterable[int], renumbered: Mapping[int, int | None]) -> list[int]:
    """Return an asset's scene numbers after a re-scan, sorted; scenes that are gone fall out."""
    followed = (renumbered.get(number, number) for number in scene_numbers)
    return sorted({number for number in followed if number is not None})


def _pair_in_order(
    old: Iterable[OldScene],
    new: Iterable[NewScene],
    key: Callable[[OldScene | NewScene], Hashable],
    pairs: dict[int, OldScene],
) -> None:
    waiting: dict[Hashable, deque[OldScene]] = defaultdict(deque)
    for scene in old:
        waiting[key(scene)].append(scene)
    for fresh in new:
        wanted = key(fresh)
        if wanted is not None and waiting[wanted]:
            pairs[fresh.number] = waiting[wanted].popleft()


def _pair_by_words(
    old: Sequence[OldScene], new: Sequence[NewScene], pairs: dict[int, OldScene]
) -> None:
    if not old or len(old) * len(new) > _MOST_COMPARISONS:
        return
    words = {scene.id: Counter(fold(scene.text).split()) for scene in old}
    for fresh in new:
        said = Counter(fold(fresh.text).split())
        shares = [(_shared(words[scene.id], said), scene) for scene in old if scene.id in words]
        best, scene = max(shares, key=lambda share: share[0], default=(0.0, None))
        if scene is not None and best >= _SAME_SCENE:
            pairs[fresh.number] = scene
            del words[scene.id]


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    # Not `one & other`, which takes three times as long.
    both = sum(min(one[word], other[word]) for word in one.keys() & other.keys())
    return 2 * both / total if total else 0.0


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the largest set of old numbers that still stand in their old order."""
    before: list[int] = []
    tails: list[int] = []  # index of the smallest last number of a run of each length
    for index, number in enumerate(numbers):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if numbers[tails[middle]] < number:
                low = middle + 1
            else:
                high = middle
        before.append(tails[low - 1] if low else -1)
        tails[low : low + 1] = [index]
    kept = set()
    index = tails[-1] if tails else -1
    while index >= 0:
        kept.add(numbers[index])
        index = before[index]
    return kept
