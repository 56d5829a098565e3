"""The way from the outbox to the workers. Only the relay puts; the web tier never does."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class QueueUnavailable(Exception):
    """The broker did not take the message; it stays in the outbox."""


class Lane(StrEnum):
    """A queue of the broker. `BACKGROUND` is for work that nobody waits for.

    `EXPORTS` may take minutes: it keeps no picture waiting for its sizes. `MAINTENANCE` has mails.
    """

    IMAGES = "images"
    BACKGROUND = "background"
    PIXELS = "pixels"
    EXPORTS = "exports"
    MAINTENANCE = "maintenance"


OF_JOBS = frozenset({Lane.IMAGES, Lane.BACKGROUND})
"""The lanes in which messages are about jobs, which have limits."""


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


@dataclass(frozen=True)
class Export:
    """Look at this export and, if it is still queued, make its file, as this user."""

    export_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class SendReset:
    """Mail this user a link for a new password, if one is wanted still."""

    user_id: UUID


Command = Generate | Render | Export | SendReset


class JobQueue(Protocol):
    def put(self, command: Command, lane: Lane) -> None:
        """Hand over one message; raises QueueUnavailable. May arrive late, twice or never."""
        ...

    def depth(self, lane: Lane) -> int:
        """How many messages wait in the broker; raises QueueUnavailable."""
        ...
