"""Which of a film's scenes are shown, and how they stand together. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from asset_service.domain.names import fold
from asset_service.services.views.scenes import SceneSummary

STATES = ("empty", "populated", "outdated")


@dataclass(frozen=True)
class Picked:
    """What the list is narrowed to; `after` is the number of the last scene before the page."""

    state: str = ""
    text: str = ""
    after: int = 0

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read it from an address; what makes no sense is as good as not said."""
        state, after = args.get("state", ""), args.get("after", "")
        return cls(
            state=state if state in STATES else "",
            text=args.get("q", "").strip()[:200],
            after=int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else 0,  # noqa: PLR2004 - fits an integer
        )

    def takes(self, scene: SceneSummary) -> bool:
        if self.state and scene.state != self.state:
            return False
        return fold(self.text) in fold(f"{scene.scene_number} {scene.label} {scene.heading}")


@dataclass(frozen=True)
class Listed:
    """`counts` are of all scenes by state; `waiting` of those that populating would change."""

    scenes: Sequence[SceneSummary]
    total: int
    counts: Mapping[str, int]
    waiting: int
    next_after: int | None


def listed(every: Sequence[SceneSummary], picked: Picked, most: int) -> Listed:
    """Return up to `most` of the scenes that are picked, with the counts of all."""
    found = [scene for scene in every if scene.scene_number > picked.after and picked.takes(scene)]
    counts = Counter(scene.state for scene in every)
    return Listed(
        scenes=found[:most],
        total=len(every),
        counts={state: counts[state] for state in STATES},
        waiting=sum(scene.state == "empty" or scene.adds + scene.fills > 0 for scene in every),
        next_after=found[most - 1].scene_number if len(found) > most else None,
    )
