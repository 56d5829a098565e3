"""A project, and what locking and unlocking its stage means."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ProjectView:
    """`stage` is `open`, `locked` or `outdated`; `role` is the reader's own."""

    id: UUID
    title: str
    role: str
    stage: str
    stage_locked_at: datetime | None
    script_version: int
    style_version: int
    plain_background: bool
    created_at: datetime
    updated_at: datetime
    stage_locked_by: UUID | None = None


@dataclass(frozen=True)
class MissingAsset:
    asset_id: UUID
    name: str
    type: str


@dataclass(frozen=True)
class GateView:
    """`unlocked` counts the active assets that a locked stage does not hold yet."""

    ready: bool
    stage: str
    style_locked: bool
    active: int
    with_images: int
    deferred: int
    unlocked: int
    missing: list[MissingAsset]
    problems: list[str]


@dataclass(frozen=True)
class UnlockImpact:
    """What was made from the locked stage: populated scenes and the images in them."""

    scenes: int
    images: int
