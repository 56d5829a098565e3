"""What waits in the bin."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.services.views.assets import AssetView
from asset_service.services.views.pictures import AttemptView
from asset_service.services.views.reshapes import ReshapeView
from asset_service.services.views.styles import ClearedGroup


@dataclass(frozen=True)
class BinnedAttempt:
    """An attempt of an asset that is not in the bin itself; `held`: a locked stage holds it.

    One of a scene names it: it is restored there, whatever the stage.
    """

    attempt: AttemptView
    name: str
    type: str
    held: bool
    scene_id: UUID | None = None
    scene_number: int | None = None


@dataclass(frozen=True)
class BinEntry:
    """One thing that waits in the bin since `at`, by whom, and until when.

    Of the rest one is there: the `asset`, with in how many `scenes` it was; the `attempt`; what
    was `cleared` by a change of style; the `reshape`, a merge or a split.
    """

    kind: str
    at: datetime
    until: datetime
    by: UUID | None
    asset: AssetView | None = None
    scenes: int | None = None
    attempt: BinnedAttempt | None = None
    cleared: ClearedGroup | None = None
    reshape: ReshapeView | None = None
