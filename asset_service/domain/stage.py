"""What a locked stage holds back (R26). The one place that answers it."""

from enum import StrEnum

from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import StageState


class Act(StrEnum):
    """What somebody wants to do to a project's assets, or to one of them."""

    CHANGE_ASSET = "change_asset"  # its text, type, images, attempts, generation, deletion
    CHANGE_SET = "change_set"  # add one, confirm an extraction, restore one from the bin
    CHANGE_STYLE = "change_style"
    POPULATE = "populate"


def state(stage: str, locked_script_version: int | None, script_version: int) -> StageState:
    """Return the stage as it is shown: a lock made on an older script is `outdated`."""
    if stage == StageState.OPEN:
        return StageState.OPEN
    return StageState.LOCKED if locked_script_version == script_version else StageState.OUTDATED


def check(act: Act, stage: str, *, asset_held: bool = True) -> None:
    """Return quietly when `act` is allowed; raises Conflict `stage_locked` or `stage_open`.

    In a locked stage the locked assets are held, and the deferred ones until they are restored:
    a restored one is neither, and may still get its image.
    """
    if act is Act.POPULATE:
        if stage == StageState.OPEN:
            raise Conflict("Lock the stage before scenes are populated.", code="stage_open")
        return
    if stage == StageState.OPEN or (act is Act.CHANGE_ASSET and not asset_held):
        return
    raise Conflict("The stage is locked: unlock it before this is changed.", code="stage_locked")
