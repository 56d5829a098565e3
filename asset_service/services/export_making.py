"""What every kind of export has in common while its file is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from asset_service.domain.exports import Options


class Stopped(Exception):
    """Somebody called the export off, or it is another worker's by now."""


class ExportFailed(Exception):
    """No file comes of it; `code` and `message` are for people and programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Task:
    """One export as it is made; `asked_at` is its date, so that two tries make one file."""

    user_id: UUID
    project_id: UUID
    options: Options
    asked_at: datetime


@dataclass
class Progress:
    """Pieces of work. `step` is called after each, and raises Stopped."""

    tell: Callable[[float], None]
    stop_wanted: Callable[[], bool]
    done: int = 0
    total: int = 0

    def begin(self, total: int) -> None:
        self.done, self.total = 0, total
        self.check()

    def step(self) -> None:
        self.done = min(self.done + 1, self.total)
        self.tell(self.done / self.total if self.total else 1.0)
        self.check()

    def check(self) -> None:
        """Raise Stopped when nobody waits for the file any more."""
        if self.stop_wanted():
            raise Stopped


@dataclass
class Made:
    """A file is written; `title` is the film's, `warnings` tell what is amiss with the file."""

    title: str
    warnings: list[str] = field(default_factory=list)


class Maker(Protocol):
    def make(self, task: Task, file: BinaryIO, progress: Progress) -> Made:
        """Write the whole file.

        Raises NotFound for a stranger's project, ExportFailed, Stopped, StoreUnavailable,
        Unavailable, and OSError where the disk is full.
        """
        ...


def unread_words(count: int) -> str:
    """Return `1 picture could not be read`."""
    return f"{count} picture{'' if count == 1 else 's'} could not be read"
