"""The way from the outbox to the workers. Only the relay puts; the web tier never does."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class QueueUnavailable(Exception):
    """The broker did not take the message; it stays in the outbox."""


@dataclass(frozen=True)
class Generate:
    """Look at this job and, if it is still queued, make its picture, as this user."""

    job_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class Render:
    """Make the renditions that this object still lacks, as this user."""

    project_id: UUID
    sha256: str
    user_id: UUID


Command = Generate | Render


class JobQueue(Protocol):
    def put(self, command: Command) -> None:
        """Hand over one message; raises QueueUnavailable. May arrive late, twice or never."""
        ...

    def depth(self, command: type[Command]) -> int:
        """How many messages of this kind wait in the broker; raises QueueUnavailable."""
        ...
