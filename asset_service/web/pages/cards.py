"""A card of the board: an asset with its attempts and what its jobs are doing. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.attempts import CAP, LiveAttempt, place
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.job_views import JobView
from asset_service.services.views import AssetView, AttemptView
from asset_service.web.pages import words
from asset_service.web.pages.words import JobLine

_ENDED_BADLY = frozenset({JobStatus.FAILED, JobStatus.REFUSED, JobStatus.UNKNOWN_OUTCOME})


@dataclass(frozen=True)
class Card:
    """`jobs` are waiting or running, the one that moves first.

    `trouble` is how the last one ended, if badly and nothing came since. `evicts` leaves for
    the bin when another attempt arrives. `editable`: neither the role nor the stage forbids.
    """

    asset: AssetView
    attempts: Sequence[AttemptView]
    jobs: Sequence[JobLine]
    trouble: JobLine | None
    evicts: AttemptView | None
    editable: bool

    @property
    def free_slots(self) -> int:
        return max(0, CAP - len(self.attempts))

    @property
    def stamp(self) -> str:
        """Changes when the card shows something else; tokens and keys do not count."""
        shown = (self.asset, self.attempts, self.jobs, self.trouble, self.editable)
        return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Section:
    """The cards of one type."""

    type: str
    cards: Sequence[Card]

    @property
    def with_images(self) -> int:
        return sum(card.asset.image is not None for card in self.cards)


@dataclass(frozen=True)
class Picked:
    """What the board is narrowed to."""

    type: str = ""
    text: str = ""
    missing: bool = False

    def takes(self, asset: AssetView) -> bool:
        """Return whether the asset is shown: every part that is given must hold."""
        if self.type and asset.type != self.type:
            return False
        if self.missing and asset.image is not None:
            return False
        return not self.text or self.text.casefold() in _searched(asset)


def deal(
    assets: Iterable[AssetView],
    attempts: Mapping[UUID, Sequence[AttemptView]],
    jobs: Sequence[JobView],
    *,
    open_for_change: bool,
    may_change: bool,
) -> list[Card]:
    """Return the cards; `jobs` are the project's newest, newest first, the waiting ones too."""
    by_asset: dict[UUID, list[JobView]] = {}
    for job in jobs:
        by_asset.setdefault(job.asset_id, []).append(job)
    return [
        card(
            asset,
            attempts.get(asset.id, ()),
            by_asset.get(asset.id, ()),
            editable=may_change and (open_for_change or not asset.locked),
        )
        for asset in assets
    ]


def card(
    asset: AssetView,
    attempts: Sequence[AttemptView],
    jobs: Sequence[JobView],
    *,
    editable: bool,
) -> Card:
    """Return one card; `jobs` are the asset's own, newest first."""
    waiting = [job for job in jobs if job.status in {JobStatus.QUEUED, JobStatus.RUNNING}]
    waiting.sort(key=lambda job: (job.status != JobStatus.RUNNING, job.created_at))
    return Card(
        asset=asset,
        attempts=attempts,
        jobs=[words.job_line(job) for job in waiting],
        trouble=_trouble(attempts, jobs) if not waiting else None,
        evicts=evicted_next(attempts),
        editable=editable,
    )


def sections(cards: Iterable[Card]) -> list[Section]:
    """Return the cards by type, in the order of the page; types without cards are left out."""
    by_type: dict[str, list[Card]] = {}
    for one in cards:
        by_type.setdefault(one.asset.type, []).append(one)
    return [Section(kind, by_type[kind]) for kind in words.SECTIONS if kind in by_type]


def evicted_next(attempts: Sequence[AttemptView]) -> AttemptView | None:
    """Return the attempt that a further one pushes into the bin, by the product's own rule."""
    live = [
        LiveAttempt(attempt.id, attempt.number, slot, attempt.is_selected)
        for slot, attempt in enumerate(attempts, start=1)
    ]
    leaves = place(live).evict
    if leaves is None:
        return None
    return next(attempt for attempt in attempts if attempt.id == leaves.id)


def _trouble(attempts: Sequence[AttemptView], jobs: Sequence[JobView]) -> JobLine | None:
    if not jobs or jobs[0].status not in _ENDED_BADLY:
        return None
    newest = max((attempt.created_at for attempt in attempts), default=None)
    if newest is not None and newest > jobs[0].created_at:
        return None
    return words.job_line(jobs[0])


def _searched(asset: AssetView) -> str:
    return f"{asset.name}\n{asset.description}".casefold()
