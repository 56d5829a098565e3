"""Where the state of an asset in a scene comes from (R28)."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Master:
    """The asset in the project; `attempt_id` is its selected attempt, if it has one."""

    deferred: bool
    attempt_id: UUID | None
    text_version: int


@dataclass(frozen=True)
class SceneState:
    """`master_*` say what the master was when the state was taken from it."""

    override_text: str = ""
    status_tags: list[str] = field(default_factory=list)
    carry_forward: bool = True
    inherited_from: UUID | None = None
    image_attempt_id: UUID | None = None
    master_attempt_id: UUID | None = None
    master_text_version: int = 1


@dataclass(frozen=True)
class Earlier:
    """The scene asset of the same asset in the latest earlier scene."""

    id: UUID
    state: SceneState


def derive(master: Master, earlier: Earlier | None) -> SceneState:
    """Return the state of a scene asset that does not exist yet.

    It inherits from the latest earlier scene, unless that one does not carry forward; without
    one it comes from the master. A deferred asset has no image anywhere.
    """
    carried = earlier.state if earlier is not None and earlier.state.carry_forward else None
    if carried is None or earlier is None:
        return SceneState(
            image_attempt_id=None if master.deferred else master.attempt_id,
            master_attempt_id=None if master.deferred else master.attempt_id,
            master_text_version=master.text_version,
        )
    # An earlier scene that was populated while the asset was deferred has no image to give.
    image = carried.image_attempt_id or master.attempt_id
    made_from = carried.master_attempt_id or master.attempt_id
    return SceneState(
        override_text=carried.override_text,
        status_tags=list(carried.status_tags),
        inherited_from=earlier.id,
        image_attempt_id=None if master.deferred else image,
        master_attempt_id=None if master.deferred else made_from,
        master_text_version=carried.master_text_version,
    )


def changes(state: SceneState, master: Master, *, binned: bool) -> list[str]:
    """Name what changed in the master since a scene took its state from it."""
    if binned:
        return ["deleted"]
    found = []
    if master.text_version != state.master_text_version:
        found.append("text")
    if master.deferred:
        if state.master_attempt_id is not None:
            found.append("deferred")
    elif state.master_attempt_id is None:
        if master.attempt_id is not None:
            found.append("restored")
    elif master.attempt_id != state.master_attempt_id:
        found.append("image")
    return found
