"""What the library answers: plain values under the names that the API shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.services.views.assets import AssetView, NamedAsset


@dataclass(frozen=True)
class LibraryImageView:
    """`thumbhash` is base64, sizes are pixels."""

    key: str
    sha256: str
    width: int
    height: int
    thumbhash: str
    source: str
    provider: str | None
    digital_source_type: str | None
    ai_generated: bool | None


@dataclass(frozen=True)
class LibraryAssetView:
    """`state` is `live` or `binned`; `uses` counts assets in the films that the reader sees."""

    id: UUID
    type: str
    name: str
    description: str
    image_prompt: str
    tags: list[str]
    version: int
    state: str
    image: LibraryImageView | None
    uses: int
    created_at: datetime
    updated_at: datetime
    binned_at: datetime | None


@dataclass(frozen=True)
class LibraryVersionView:
    """`why` is `promoted`, `edited`, or `restored`: then from the version `restored_from`.

    What it came from may be gone by now.
    """

    version: int
    name: str
    description: str
    image_prompt: str
    tags: list[str]
    why: str
    restored_from: int | None
    image: LibraryImageView | None
    from_project_id: UUID | None
    from_asset_id: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class LibraryUse:
    """An asset of a film that follows a library asset; `version` is what the two last shared."""

    project_id: UUID
    project_title: str
    asset_id: UUID
    asset_name: str
    version: int


@dataclass(frozen=True)
class LibraryLink:
    """What an asset of a film follows: the name and version that it has in the library now.

    `newer`: since the two last met, at `synced_version`, the library says something else.
    """

    asset_id: UUID
    library_asset_id: UUID
    name: str
    version: int
    synced_version: int
    newer: bool


@dataclass(frozen=True)
class Offered:
    """A library asset as it is offered to a film.

    `match` is the asset of the film that follows it already, else the one of its type and name.
    """

    asset: LibraryAssetView
    match: NamedAsset | None
    follows: bool


@dataclass(frozen=True)
class Promoted:
    """`outcome` is `created`, `updated` or `unchanged`."""

    outcome: str
    library_asset: LibraryAssetView


@dataclass(frozen=True)
class CloneResult:
    """What became of one of many: `outcome` is `created`, `updated` or `left_out`.

    `asset_id` is the asset that it became, or of `name_taken` the one that has its name;
    `evicted` the attempt that made room. `code` says why it was left out.
    """

    library_asset_id: UUID
    name: str
    outcome: str
    code: str | None
    asset_id: UUID | None
    evicted: UUID | None


@dataclass(frozen=True)
class Cloned:
    items: list[CloneResult]


@dataclass(frozen=True)
class SyncField:
    """A field of both: `ours` in the film, `theirs` in the library, `last` when they last met.

    Of `image` they are keys of files. `incoming` is what a sync takes when nobody chooses.
    """

    field: str
    ours: str | None
    theirs: str | None
    last: str | None
    changed_here: bool
    changed_there: bool
    differs: bool
    incoming: bool


@dataclass(frozen=True)
class SyncPreview:
    """`version` is what the library asset has now; a picture displaces the attempt `evicts`."""

    asset_id: UUID
    asset_version: int
    library_asset_id: UUID
    version: int
    synced_version: int
    compared: list[SyncField]
    evicts: int | None


@dataclass(frozen=True)
class Synced:
    """`taken` are the fields that changed; `evicted` is the attempt that made room."""

    asset: AssetView
    taken: list[str]
    evicted: UUID | None
