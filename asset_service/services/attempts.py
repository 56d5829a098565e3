"""Attempts: the one place where the cap, the eviction and the selection happen.

A person's upload and a worker's picture both end in `add`, under the asset's row lock.
"""

import builtins
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func

from asset_service.domain import stage
from asset_service.domain.attempts import (
    Arrival,
    LiveAttempt,
    is_selected_on_arrival,
    place,
)
from asset_service.domain.errors import Conflict
from asset_service.domain.vocabulary import AttemptSource, BinReason
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.services.presenting import present_attempt
from asset_service.services.views import AddedAttempt, AttemptView
from asset_service.store import assets, attempts, projects
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class NewAttempt:
    """A picture whose file is stored and named; `job` is the one that made it."""

    source: AttemptSource
    sha256: str
    created_by: UUID
    arrival: Arrival
    original_name: str = ""
    job: Job | None = None


@dataclass(frozen=True)
class Added:
    attempt: Attempt
    evicted: Attempt | None


def add(work: Work, asset: Asset, new: NewAttempt) -> Added:
    """Add one attempt, evict one if four are there, select it if it is to be selected.

    Trusts that the caller holds the project's and then the asset's row lock, and commits.
    """
    live = attempts.live(work.session, asset.id)
    placement = place(_as_live(attempt) for attempt in live)
    evicted = None
    if placement.evict is not None:
        evicted = next(attempt for attempt in live if attempt.id == placement.evict.id)
        _bin(evicted, BinReason.EVICTED)
    selected = is_selected_on_arrival(new.arrival, len(live))
    if selected:
        attempts.unselect(work.session, asset.id)
    # The slot and the selection must be free before another row takes them.
    work.session.flush()
    attempt = _made(asset, new)
    attempt.slot = placement.slot
    attempt.is_selected = selected
    work.session.add(attempt)
    if new.arrival.by_person:
        asset.choice_counter += 1
    work.session.flush()
    return Added(attempt, evicted)


def add_binned(work: Work, asset: Asset, new: NewAttempt, because: BinReason) -> Attempt:
    """Keep a picture that nobody waits for any more, restorable. Evicts and selects nothing."""
    attempt = _made(asset, new)
    _bin(attempt, because)
    work.session.add(attempt)
    work.session.flush()
    return attempt


class Attempts:
    """What people do to attempts. Refuses strangers, deferred assets and a locked stage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, state: str = "live"
    ) -> list[AttemptView]:
        """Return the attempts that are `live`, `binned` or `all`, by number."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            assets.get(work.session, project_id, asset_id, binned=True)
            found = attempts.with_files(work.session, project_id, asset_id)
            views = [present_attempt(attempt, file) for attempt, file in found]
            return [view for view in views if state in {"all", view.state}]

    def of_project(self, user_id: UUID, project_id: UUID) -> dict[UUID, builtins.list[AttemptView]]:
        """Return the live attempts of every asset that has some, by number, in one statement."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found: dict[UUID, builtins.list[AttemptView]] = {}
            for attempt, file in attempts.live_with_files(work.session, project_id):
                found.setdefault(attempt.asset_id, []).append(present_attempt(attempt, file))
            return found

    def binned(
        self, user_id: UUID, project_id: UUID, limit: int = 200
    ) -> builtins.list[AttemptView]:
        """Return what went to the bin last, of assets that are not there themselves."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = attempts.binned_with_files(work.session, project_id, limit)
            return [present_attempt(attempt, file) for attempt, file in found]

    def get(self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AttemptView:
        """Return one attempt, also from the bin; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            attempts.get(work.session, project_id, asset_id, attempt_id)
            return _view(work, attempt_id)

    def select(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AttemptView:
        """Put this attempt in use. A wrong id changes nothing; selecting it again neither."""
        with self._database.as_user(user_id) as work:
            asset = _for_change(work, project_id, asset_id)
            attempt = attempts.get(work.session, project_id, asset_id, attempt_id)
            if attempt.slot is None:
                raise Conflict(
                    "The attempt is in the bin: restore it before it is selected.",
                    code="attempt_binned",
                )
            if not attempt.is_selected:
                attempts.unselect(work.session, asset.id)
                attempt.is_selected = True
            # Also when it was selected already: the person confirmed it (R13).
            asset.choice_counter += 1
            work.session.flush()
            view = _view(work, attempt_id)
            work.commit()
            return view

    def delete(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AttemptView:
        """Move the attempt to the bin; again is no error. Raises Conflict for the selected one."""
        with self._database.as_user(user_id) as work:
            _for_change(work, project_id, asset_id)
            attempt = attempts.get(work.session, project_id, asset_id, attempt_id)
            if attempt.is_selected:
                raise Conflict(
                    "The selected attempt cannot be deleted: select another one first.",
                    code="attempt_selected",
                )
            if attempt.slot is not None:
                _bin(attempt, BinReason.DELETED)
                work.session.flush()
            view = _view(work, attempt_id)
            work.commit()
            return view

    def restore(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AddedAttempt:
        """Take the attempt out of the bin, as a candidate, within the cap; again is no error."""
        with self._database.as_user(user_id) as work:
            asset = _for_change(work, project_id, asset_id)
            attempt = attempts.get(work.session, project_id, asset_id, attempt_id)
            evicted = None
            if attempt.slot is None:
                live = attempts.live(work.session, asset.id)
                placement = place(_as_live(other) for other in live)
                if placement.evict is not None:
                    evicted = next(other for other in live if other.id == placement.evict.id)
                    _bin(evicted, BinReason.EVICTED)
                    work.session.flush()
                attempt.slot = placement.slot
                attempt.is_selected = not live
                attempt.binned_at = None
                attempt.binned_because = None
                work.session.flush()
            added = AddedAttempt(
                attempt=_view(work, attempt_id),
                evicted=_view(work, evicted.id) if evicted is not None else None,
            )
            work.commit()
            return added


def check_open_for_images(project_stage: str, asset: Asset) -> None:
    """Raise Conflict unless the asset may get a picture now (R7, R26)."""
    if asset.deferred:
        raise Conflict("The asset is deferred: restore it first.", code="asset_deferred")
    stage.check(stage.Act.CHANGE_ASSET, project_stage, asset_held=asset.is_held)


def _for_change(work: Work, project_id: UUID, asset_id: UUID) -> Asset:
    project = projects.for_change(work.session, work.user_id, project_id)
    asset = assets.lock(work.session, project_id, asset_id)
    stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
    return asset


def _view(work: Work, attempt_id: UUID) -> AttemptView:
    return present_attempt(*attempts.with_file(work.session, attempt_id))


def _as_live(attempt: Attempt) -> LiveAttempt:
    if attempt.slot is None:
        raise ValueError("a binned attempt is not live")
    return LiveAttempt(attempt.id, attempt.number, attempt.slot, attempt.is_selected)


def _bin(attempt: Attempt, because: BinReason) -> None:
    attempt.slot = None
    attempt.is_selected = False
    attempt.binned_at = func.clock_timestamp()
    attempt.binned_because = because.value


def _made(asset: Asset, new: NewAttempt) -> Attempt:
    asset.attempt_counter += 1
    attempt = Attempt(
        project_id=asset.project_id,
        asset_id=asset.id,
        number=asset.attempt_counter,
        is_selected=False,
        source=new.source.value,
        sha256=new.sha256,
        original_name=new.original_name,
        created_by=new.created_by,
    )
    if new.job is not None:
        attempt.job_id = new.job.id
        attempt.prompt = new.job.prompt
        attempt.provider = new.job.provider
        attempt.model = new.job.model
        attempt.seed = new.job.seed
        attempt.style_version = new.job.style_version
        attempt.cost_amount = new.job.cost_amount
        attempt.cost_currency = new.job.cost_currency
    return attempt
