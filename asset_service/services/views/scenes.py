"""Scenes and their assets."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from asset_service.services.views.assets import AssetView
from asset_service.services.views.pictures import ImageView


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
class SceneName:
    """What a scene is picked by; `label` is the script's own number, often empty."""

    scene_number: int
    label: str
    heading: str


@dataclass(frozen=True)
class SceneChange:
    """`what` is `text`, `image`, `deferred`, `restored`, `deleted` or `missing`."""

    asset_id: UUID
    name: str
    what: str


@dataclass(frozen=True)
class SceneLink:
    """A scene that a state came through; `scene_number` is None when the script lost it."""

    scene_id: UUID
    scene_number: int | None


@dataclass(frozen=True)
class SceneAssetView:
    """`origin` is `master`, `own` or `inherited`, then from the scene asset `inherited_from`.

    That is null for the picture of a scene that it does not come through, or no more.

    What is shown as it was made or uploaded for this scene is its `own`.

    `chain` are the scenes that the state came through, the nearest first; behind the last one
    is the master. `changed` says what the master has that this scene does not, as SceneChange.
    """

    id: UUID
    scene_id: UUID
    asset: AssetView
    override_text: str
    status_tags: list[str]
    carry_forward: bool
    inherited_from: UUID | None
    origin: str
    image: ImageView | None
    updated_at: datetime
    chain: list[SceneLink] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SceneAssets:
    """`pending` is what populating would do: `missing` ones come in, `restored` get an image."""

    scene: SceneView
    assets: list[SceneAssetView]
    outdated: bool
    changes: list[SceneChange]
    pending: list[SceneChange] = field(default_factory=list)


@dataclass(frozen=True)
class SceneSummary:
    """A scene among all. `state` is `empty`, `populated` or `outdated`, as `changes` say.

    `assets` of them `with_images`; `images` are the first few with the names of their assets.
    `adds` counts the assets that populating would bring, `fills` the images.
    """

    id: UUID
    scene_number: int
    label: str
    heading: str
    time_of_day: str
    populated_at: datetime | None
    state: str
    assets: int
    with_images: int
    images: list[tuple[str, ImageView]]
    changes: list[SceneChange]
    adds: int
    fills: int


@dataclass(frozen=True)
class PopulatedScene:
    """What became of one scene: how many assets came in, and how many got an image."""

    scene_id: UUID
    scene_number: int
    added: int
    filled: int


@dataclass(frozen=True)
class RefreshedAsset:
    """`did` says what was done, in the words of `domain.populating.Did`."""

    asset_id: UUID
    name: str
    did: list[str]


@dataclass(frozen=True)
class RefreshedScene:
    """What a refresh did in one scene; nothing where it had all the assets have by now."""

    scene_id: UUID
    scene_number: int
    assets: list[RefreshedAsset]


@dataclass(frozen=True)
class UsedMaster:
    """`result` is `used`, or why not: `asset_deferred`, `no_image`, `not_in_scene`."""

    scene_id: UUID
    asset_id: UUID
    result: str
