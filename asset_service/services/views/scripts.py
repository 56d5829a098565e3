"""A script before it is taken, and what is extracted from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from asset_service.services.views.assets import AssetView


@dataclass(frozen=True)
class PreviewScene:
    scene_number: int
    label: str
    heading: str
    int_ext: str
    location: str
    time_of_day: str
    start_line: int
    end_line: int
    speakers: list[str]


@dataclass(frozen=True)
class LineWarning:
    """`quote` is the line itself, where one line is meant and it says something."""

    line: int
    code: str
    message: str
    quote: str = ""


@dataclass(frozen=True)
class SceneDiff:
    """Against the script that is in the project: scenes by heading, numbers in the new one."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ScriptPreview:
    draft_id: UUID
    file_name: str
    expires_at: datetime
    title: str
    scenes: list[PreviewScene]
    counts: dict[str, int]
    warnings: list[LineWarning]
    diff: SceneDiff


@dataclass(frozen=True)
class ScriptConfirmed:
    version: int
    scenes: int
    diff: SceneDiff


@dataclass(frozen=True)
class EntityView:
    """`status` is `new`, `new_scenes` (a live asset gains `gained_scenes`) or `existing`.

    `split_of` are the cues for several people that name this one; `kind` says more than the
    type (vehicle, animal, wardrobe ...); `confidence` is 0..1.
    """

    type: str
    name: str
    scene_numbers: list[int]
    mentions: int
    source: str
    quotes: list[dict[str, Any]]
    aliases: list[str]
    split_of: list[str]
    kind: str
    confidence: float
    description: str
    status: str
    decision: str
    gained_scenes: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class GoneAsset:
    """An extracted asset that the script no longer names; it stays as it is."""

    asset_id: UUID
    type: str
    name: str


@dataclass(frozen=True)
class ExtractionPreview:
    script_version: int
    entities: list[EntityView]
    gone: list[GoneAsset]


@dataclass(frozen=True)
class SkippedEntity:
    type: str
    name: str


@dataclass(frozen=True)
class ExtractionResult:
    """`skipped` were deleted before: they are not brought back by a scan."""

    created: list[AssetView]
    extended: list[AssetView]
    unchanged: int
    deleted: int
    skipped: list[SkippedEntity]
