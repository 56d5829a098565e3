"""What the board is narrowed to, as its address says, and what each further step would leave."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from asset_service.domain.names import fold
from asset_service.services.views.assets import AssetView
from asset_service.services.views.scenes import SceneName
from asset_service.web.pages import words

DEFERRED = "deferred"
FAILED = "failed"
MISSING = "missing"
STATUSES = {
    "image": "Has an image",
    MISSING: "No image",
    "running": "Being generated",
    FAILED: "Failed or refused",
    "outdated": "Style outdated",
    "extracted": "Extracted",
    "manual": "Added by hand",
    "cloned": "Cloned",
    DEFERRED: "Deferred",
}
_HOLDS: Mapping[str, Callable[[AssetView], bool]] = {
    "image": lambda asset: asset.image is not None,
    MISSING: lambda asset: asset.image is None,
    "running": lambda asset: asset.running > 0,
    "outdated": lambda asset: asset.style_outdated,
    "extracted": lambda asset: asset.source == "extracted",
    "manual": lambda asset: asset.source == "manual",
    "cloned": lambda asset: asset.source == "cloned",
    DEFERRED: lambda asset: asset.deferred,
}
_TEXT_MOST = 200
_SCENE_MOST = 9


@dataclass(frozen=True)
class Picked:
    """What the board is narrowed to: every part that is given must hold."""

    type: str = ""
    text: str = ""
    scene: int = 0
    status: str = ""

    def __bool__(self) -> bool:
        return self != Picked()

    def takes(self, asset: AssetView, troubled: Collection[UUID]) -> bool:
        """Return whether the asset is shown; `troubled` are those whose last job ended badly."""
        if self.type and asset.type != self.type:
            return False
        if self.scene and not _is_in(asset, self.scene):
            return False
        if self.status == FAILED and asset.id not in troubled:
            return False
        if self.status in _HOLDS and not _HOLDS[self.status](asset):
            return False
        return not self.text or fold(self.text) in fold(f"{asset.name}\n{asset.description}")

    def to(self, **parts: str | int) -> dict[str, str]:
        """Return the fields of an address for this with other `parts`; empty ones are left out."""
        there = replace(self, **parts)  # type: ignore[arg-type] # the names are those of the parts
        fields = {
            "q": there.text,
            "type": there.type,
            "scene": str(there.scene or ""),
            "status": there.status,
        }
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class Choice:
    """One step: `value` of a field of the address, and how many assets it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Choices:
    """What the board may be narrowed to from where it is; `all` is without a type."""

    all: int
    types: Sequence[Choice]
    statuses: Sequence[Choice]
    scenes: Sequence[SceneName]


def read(fields: Mapping[str, str]) -> Picked:
    """Return what an address asks for; what is nonsense asks for nothing."""
    kind, status = fields.get("type", ""), fields.get("status", "")
    scene = fields.get("scene", "").strip()
    is_number = scene.isascii() and scene.isdecimal() and len(scene) <= _SCENE_MOST
    if not status and fields.get("missing") == "1":
        status = MISSING
    return Picked(
        type=kind if kind in words.TYPES else "",
        text=fields.get("q", "").strip()[:_TEXT_MOST],
        scene=int(scene) if is_number else 0,
        status=status if status in STATUSES else "",
    )


def choices(
    picked: Picked,
    assets: Sequence[AssetView],
    troubled: Collection[UUID],
    scenes: Iterable[SceneName],
) -> Choices:
    """Count what each type and status would leave of `assets`, with the other parts as they are.

    Deferred assets count only where they are asked for; scenes that the script does not have
    and assets name all the same can be picked too.
    """
    active = [asset for asset in assets if not asset.deferred]
    of_types = [
        asset
        for asset in (assets if picked.status == DEFERRED else active)
        if replace(picked, type="").takes(asset, troubled)
    ]
    any_status = replace(picked, status="")
    of_statuses = [asset for asset in assets if any_status.takes(asset, troubled)]
    active_of_statuses = [asset for asset in of_statuses if not asset.deferred]
    statuses = []
    for status, label in STATUSES.items():
        step = Picked(status=status)
        looked_at = of_statuses if status == DEFERRED else active_of_statuses
        count = sum(step.takes(asset, troubled) for asset in looked_at)
        # What no asset of the film is need not be offered; what none is just now stays in place.
        if count or status == picked.status or any(step.takes(one, troubled) for one in assets):
            statuses.append(Choice(status, label, count))
    return Choices(
        all=len(of_types),
        types=[
            Choice(kind, words.type_plural(kind), count)
            for kind in words.SECTIONS
            if (count := sum(asset.type == kind for asset in of_types)) or kind == picked.type
        ],
        statuses=statuses,
        scenes=_all_scenes(scenes, assets),
    )


def _all_scenes(scenes: Iterable[SceneName], assets: Iterable[AssetView]) -> list[SceneName]:
    found = {scene.scene_number: scene for scene in scenes}
    for number in {number for asset in assets for number in asset.scene_numbers}:
        found.setdefault(number, SceneName(number, "", ""))
    return [found[number] for number in sorted(found)]


def _is_in(asset: AssetView, scene: int) -> bool:
    if not asset.scene_numbers:
        return not asset.scenes_lost
    return scene in asset.scene_numbers
