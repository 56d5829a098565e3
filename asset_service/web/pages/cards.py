"""A card of the board: an asset with its attempts and what its jobs are doing. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from asset_service.domain.attempts import CAP, LiveAttempt, place
from asset_service.domain.vocabulary import JobStatus
from asset_service.services.job_views import JobView
from asset_service.services.views.assets import AssetView
from asset_service.services.views.pictures import AttemptView
from asset_service.web.pages import words
from asset_service.web.pages.words import JobLine

_ENDED_BADLY = frozenset({JobStatus.FAILED, JobStatus.REFUSED, JobStatus.UNKNOWN_OUTCOME})
BRIEFLY = timedelta(seconds=20)
"""How long a card says that its last job was cancelled: somebody may look for it."""


@dataclass(frozen=True)
class Slide:
    """An attempt among those of its asset: the `place`th of `count`.

    `rival` is the number of the attempt that it is compared with: the selected one, of the
    selected one its neighbour, None of an only one. `leaves`: the next picture evicts it.
    """

    attempt: AttemptView
    place: int
    count: int
    rival: int | None
    leaves: bool


@dataclass(frozen=True)
class Card:
    """`jobs` are waiting or running, the one that moves first.

    `trouble` is how the last one ended, if badly and nothing came since; `cancelled` if it was
    cancelled just now. `evicts` leaves for the bin when another attempt arrives. `editable`:
    neither the role nor the stage forbids.
    """

    asset: AssetView
    attempts: Sequence[AttemptView]
    jobs: Sequence[JobLine]
    trouble: JobLine | None
    cancelled: JobLine | None
    evicts: AttemptView | None
    editable: bool

    @property
    def slides(self) -> list[Slide]:
        return slides(self.attempts, self.evicts)


@dataclass(frozen=True)
class Asked:
    """What was asked of the workers, as of `now`: jobs, newest first.

    `places` of those that wait, in the line that they wait in.
    """

    jobs: Sequence[JobView]
    places: Mapping[UUID, int]
    now: datetime


@dataclass(frozen=True)
class Section:
    """The cards of one type."""

    type: str
    cards: Sequence[Card]

    @property
    def with_images(self) -> int:
        return sum(card.asset.image is not None for card in self.cards)


def deal(
    assets: Iterable[AssetView],
    attempts: Mapping[UUID, Sequence[AttemptView]],
    asked: Asked,
    *,
    open_for_change: bool,
    may_change: bool,
) -> list[Card]:
    """Return the cards; asked are the project's newest jobs, and all that wait.

    What draws an asset in a scene is shown in the scene.
    """
    by_asset: dict[UUID, list[JobView]] = {}
    for job in (one for one in asked.jobs if one.scene_id is None):
        by_asset.setdefault(job.asset_id, []).append(job)
    return [
        card(
            asset,
            attempts.get(asset.id, ()),
            replace(asked, jobs=by_asset.get(asset.id, ())),
            editable=may_change and (open_for_change or not asset.locked),
        )
        for asset in assets
    ]


def card(
    asset: AssetView,
    attempts: Sequence[AttemptView],
    asked: Asked,
    *,
    editable: bool,
    cap: int = CAP,
) -> Card:
    """Return one card; asked are the asset's own jobs, `cap` is how many attempts are kept."""
    jobs, places = asked.jobs, asked.places
    waiting = [job for job in jobs if job.status in {JobStatus.QUEUED, JobStatus.RUNNING}]
    waiting.sort(
        key=lambda job: (
            job.status != JobStatus.RUNNING,
            places.get(job.id, len(places)),
            job.created_at,
        )
    )
    return Card(
        asset=asset,
        attempts=attempts,
        jobs=[words.job_line(job, places.get(job.id)) for job in waiting],
        trouble=_trouble(attempts, jobs) if not waiting else None,
        cancelled=_cancelled(jobs, asked.now) if not waiting else None,
        evicts=evicted_next(attempts, cap),
        editable=editable,
    )


def sections(cards: Iterable[Card]) -> list[Section]:
    """Return the cards by type, in the order of the page; types without cards are left out."""
    by_type: dict[str, list[Card]] = {}
    for one in cards:
        by_type.setdefault(one.asset.type, []).append(one)
    return [Section(kind, by_type[kind]) for kind in words.SECTIONS if kind in by_type]


def slides(attempts: Sequence[AttemptView], evicts: AttemptView | None) -> list[Slide]:
    """Return the attempts as they lie beside each other, by number."""
    return [
        Slide(
            attempt=attempt,
            place=index + 1,
            count=len(attempts),
            rival=_rival(attempts, index),
            leaves=evicts is not None and attempt.id == evicts.id,
        )
        for index, attempt in enumerate(attempts)
    ]


def evicted_next(attempts: Sequence[AttemptView], cap: int = CAP) -> AttemptView | None:
    """Return the attempt that a further one pushes into the bin, by the product's own rule."""
    live = [
        LiveAttempt(attempt.id, attempt.number, slot, attempt.is_selected)
        for slot, attempt in enumerate(attempts, start=1)
    ]
    leaves = place(live, cap).evict
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


def _cancelled(jobs: Sequence[JobView], now: datetime) -> JobLine | None:
    if not jobs or jobs[0].status != JobStatus.CANCELED:
        return None
    ended = jobs[0].finished_at
    return words.job_line(jobs[0]) if ended is not None and now - ended < BRIEFLY else None


def _rival(attempts: Sequence[AttemptView], index: int) -> int | None:
    if not attempts[index].is_selected:
        return next((one.number for one in attempts if one.is_selected), None)
    beside = attempts[index - 1 : index] or attempts[index + 1 : index + 2]
    return beside[0].number if beside else None
