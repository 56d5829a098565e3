"""What the services answer: plain values under the names that the API shows."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`next_cursor` is None on the last page."""

    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True)
class UserView:
    id: UUID
    email: str
    name: str


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


@dataclass(frozen=True)
class ImageView:
    """The picture in use; `thumbhash` is base64, sizes are pixels."""

    key: str
    attempt_id: UUID
    sha256: str
    width: int
    height: int
    thumbhash: str
    source: str
    provider: str | None


@dataclass(frozen=True)
class AssetView:
    """`state` is `active`, `deferred` or `binned`; `attempts` and `running` are counts.

    Without scene numbers it belongs to every scene, with `scenes_lost` to none: they were cut.
    """

    id: UUID
    project_id: UUID
    type: str
    source: str
    name: str
    description: str
    image_prompt: str
    scene_numbers: list[int]
    state: str
    deferred: bool
    locked: bool
    version: int
    attempts: int
    image: ImageView | None
    style_outdated: bool
    running: int
    created_at: datetime
    updated_at: datetime
    binned_at: datetime | None
    scenes_lost: bool = False


@dataclass(frozen=True)
class RevisionView:
    version: int
    type: str
    name: str
    description: str
    image_prompt: str
    created_at: datetime


@dataclass(frozen=True)
class AttemptView:
    """`state` is `live` or `binned`; sizes are pixels and bytes."""

    id: UUID
    asset_id: UUID
    number: int
    is_selected: bool
    state: str
    source: str
    sha256: str
    width: int
    height: int
    size: int
    mime: str
    original_name: str
    thumbhash: str
    job_id: UUID | None
    prompt: str | None
    provider: str | None
    model: str | None
    seed: int | None
    style_version: int | None
    cost_amount: Decimal | None
    cost_currency: str | None
    created_at: datetime
    binned_at: datetime | None
    binned_because: str | None
    image_key: str


@dataclass(frozen=True)
class AddedAttempt:
    attempt: AttemptView
    evicted: AttemptView | None


@dataclass(frozen=True)
class StyleView:
    version: int
    text: str
    locked: bool
    locked_at: datetime | None


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


@dataclass(frozen=True)
class SceneView:
    id: UUID
    scene_number: int
    label: str
    heading: str
    int_ext: str
    location: str
    sub_locations: list[str]
    time_of_day: str
    synopsis: str
    text: str
    start_line: int
    end_line: int
    populated_at: datetime | None


@dataclass(frozen=True)
class SceneChange:
    """`what` is `text`, `image`, `deferred`, `restored`, `deleted` or `missing`."""

    asset_id: UUID
    name: str
    what: str


@dataclass(frozen=True)
class SceneAssetView:
    """`origin` is `master` or `inherited`, then from the scene asset `inherited_from`."""

    id: UUID
    scene_id: UUID
    asset: AssetView
    override_text: str
    status_tags: list[str]
    carry_forward: bool
    inherited_from: UUID | None
    origin: str
    image: ImageView | None


@dataclass(frozen=True)
class SceneAssets:
    scene: SceneView
    assets: list[SceneAssetView]
    outdated: bool
    changes: list[SceneChange]


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
    line: int
    code: str
    message: str


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
    """`status` is `new`, `new_scenes` (a live asset gains some) or `existing`.

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


@dataclass(frozen=True)
class ImageFile:
    """A re-encoded picture; `etag` is without quotes."""

    data: bytes
    mime: str
    etag: str


@dataclass(frozen=True)
class OriginalFile:
    """The bytes as they came, for a download; the caller closes `stream`."""

    stream: BinaryIO
    size: int
    mime: str
    file_name: str
    sha256: str
