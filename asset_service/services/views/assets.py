"""Assets, what was done to several, and the versions of their texts."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from asset_service.domain.diffs import Run
from asset_service.services.views.pictures import ImageView, PictureWarning


@dataclass(frozen=True)
class AssetView:
    """`state` is `active`, `deferred` or `binned`; `attempts` and `running` are counts.

    Without scene numbers it belongs to every scene, with `scenes_lost` to none: they were cut.
    `split_from` is the asset that it is a variant of, `merged_with` the merge that absorbed it.
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
    split_from: UUID | None = None
    merged_with: UUID | None = None
    binned_by: UUID | None = None


@dataclass(frozen=True)
class NamedAsset:
    asset_id: UUID
    name: str


@dataclass(frozen=True)
class AssetLeftOut:
    """An asset to which something was not done; `code` says why, `name` is empty for no asset.

    `already` is one that was so before; the other codes are those of doing it to it alone.
    """

    asset_id: UUID
    name: str
    code: str


@dataclass(frozen=True)
class ManyChanged:
    """What was done to several assets; `act` is `defer`, `restore` or `delete`."""

    act: str
    done: list[NamedAsset]
    left_out: list[AssetLeftOut]


@dataclass(frozen=True)
class RevisionView:
    """The text at `version`, and the edit that ended it: whose, when, and of which fields."""

    version: int
    type: str
    name: str
    description: str
    image_prompt: str
    created_at: datetime
    changed_by: UUID
    changed: list[str]


@dataclass(frozen=True)
class FieldDifference:
    """A field in both texts, as runs of words: of `both`, or of the `first` or `second` alone."""

    field: str
    runs: list[Run]


@dataclass(frozen=True)
class Comparison:
    """Two versions of a text, of those fields that differ."""

    first: int
    second: int
    differences: list[FieldDifference]


@dataclass(frozen=True)
class EditedAsset(AssetView):
    """An asset after an edit; `warnings` are what its new type makes of its pictures."""

    warnings: list[PictureWarning] = field(default_factory=list)
