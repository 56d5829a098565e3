"""The style of a film, and what changing it clears and brings back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class StyleReferenceView:
    """A picture that the style follows; `place` counts from 1, sizes are pixels."""

    place: int
    sha256: str
    name: str
    width: int
    height: int
    thumbhash: str
    image_key: str


@dataclass(frozen=True)
class StyleDraft:
    """What is written to replace a locked style; nothing is made with it yet.

    `mark` is what a change of it says that it read.
    """

    version: int
    text: str
    pillars: list[str]
    strength: float | None
    references: list[StyleReferenceView]
    mark: str


@dataclass(frozen=True)
class StyleView(StyleDraft):
    """`draft` is None where nobody began to change a locked style."""

    locked: bool
    locked_at: datetime | None
    draft: StyleDraft | None = None

    @property
    def written(self) -> StyleDraft:
        """What somebody who writes works on."""
        return self.draft or self


@dataclass(frozen=True)
class StyleChanged(StyleView):
    """How many attempts the change moved to the bin, and of how many assets."""

    cleared_attempts: int = 0
    cleared_assets: int = 0


@dataclass(frozen=True)
class ClearedAsset:
    """`attempts` counts what goes, or went, to the bin; the picture is the one in use, if any."""

    asset_id: UUID
    name: str
    type: str
    attempts: int
    image_key: str | None


@dataclass(frozen=True)
class StyleImpact:
    """What a change of the style does: to show as outdated, or to clear.

    Live attempts that were made with the style of now, and the number of assets that have them;
    `clears` are the assets whose attempts would all go to the bin.
    """

    attempts: int
    assets: int
    clears: list[ClearedAsset]

    @property
    def cleared_attempts(self) -> int:
        return sum(one.attempts for one in self.clears)


@dataclass(frozen=True)
class ClearedGroup:
    """What the change to `version` cleared away and what can come back together."""

    version: int
    cleared_at: datetime
    assets: list[ClearedAsset]

    @property
    def attempts(self) -> int:
        return sum(one.attempts for one in self.assets)


@dataclass(frozen=True)
class StillCleared:
    """An asset that did not get all of its pictures back as they were; `attempts` stay binned.

    `code` is `asset_binned`: it is in the bin itself; `no_room`: newer ones hold the places;
    `newer_selected`: all came back, as candidates beside a newer one that is in use.
    """

    asset_id: UUID
    name: str
    code: str
    attempts: int


@dataclass(frozen=True)
class Uncleared:
    """How many attempts came back, of how many assets, and what is not as it was."""

    version: int
    attempts: int
    assets: int
    left: list[StillCleared]
