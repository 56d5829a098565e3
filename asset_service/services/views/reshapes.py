"""Merges and splits, and what undoing one left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.services.views.assets import AssetView, NamedAsset


@dataclass(frozen=True)
class NotPutBack:
    """What an undo left as it is. `code` says what and why, `name` of which asset or field.

    `number` is that of an attempt or a scene.
    """

    code: str
    name: str = ""
    number: int | None = None


@dataclass(frozen=True)
class ReshapeView:
    """A merge or a split: `asset` survived it, or was split; `variant` is what a split made.

    Once it is undone `left_out` says what stayed as it was.
    """

    id: UUID
    kind: str
    asset: NamedAsset
    absorbed: list[NamedAsset]
    variant: NamedAsset | None
    created_by: UUID
    created_at: datetime
    undone_at: datetime | None
    left_out: list[NotPutBack]


@dataclass(frozen=True)
class Reshaped:
    """What a merge or split made: the survivor or original, and the variant of a split.

    `attempts` and `scene_assets` were copied. With `dry_run` it is what would be.
    """

    reshape: ReshapeView
    asset: AssetView
    variant: AssetView | None
    attempts: int
    scene_assets: int
    dry_run: bool = False
