"""The gate before production (R24): what is missing, in words a page can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Counted(Protocol):
    """What the gate needs to know of an asset that is not in the bin."""

    @property
    def deferred(self) -> bool: ...
    @property
    def has_image(self) -> bool: ...
    @property
    def locked(self) -> bool: ...


A = TypeVar("A", bound=Counted)


@dataclass(frozen=True)
class Gate(Generic[A]):
    """`problems` is empty exactly when the gate is open."""

    active: int
    with_images: int
    deferred: int
    unlocked: int
    missing: list[A]
    problems: list[str]

    @property
    def ready(self) -> bool:
        return not self.problems


def judge(assets: Sequence[A], *, style_locked: bool) -> Gate[A]:
    """Judge every asset that is not in the bin; deferred ones count for nothing."""
    active = [asset for asset in assets if not asset.deferred]
    missing = [asset for asset in active if not asset.has_image]
    problems = []
    if not style_locked:
        problems.append("style_not_locked")
    if not active:
        problems.append("no_active_assets")
    if missing:
        problems.append("images_missing")
    return Gate(
        active=len(active),
        with_images=len(active) - len(missing),
        deferred=len(assets) - len(active),
        unlocked=sum(not asset.locked for asset in active),
        missing=missing,
        problems=problems,
    )
