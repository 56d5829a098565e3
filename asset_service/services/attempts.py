"""Attempts: the one place where the cap, the eviction and the selection happen.

A person's upload and a worker's picture both end in `add`, under the asset's row lock, and those
of a scene under the scene asset's as well.
"""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID, uuid4

from asset_service.domain import provenance, stage
from asset_service.domain.attempts import (
    CAP,
    SCENE_CAP,
    Arrival,
    LiveAttempt,
    Placement,
    is_selected_on_arrival,
    is_shown_on_arrival,
    place,
)
from asset_service.domain.claims import Claims, as_json
from asset_service.domain.errors import Conflict
from asset_service.domain.provenance import SaidType
from asset_service.domain.vocabulary import AttemptSource, BinReason
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.services.presenting import present_attempt
from asset_service.services.views.pictures import AddedAttempt, AttemptView
from asset_service.store import assets, attempts, projects, scene_attempts
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Origin:
    """The job that made a picture, and what it was made with; of an upload there is nothing."""

    job_id: UUID | None = None
    prompt: str | None = None
    provider: str | None = None
    model: str | None = None
    seed: int | None = None
    style_version: int | None = None
    cost_amount: Decimal | None = None
    cost_currency: str | None = None


UPLOAD = Origin()


@dataclass(frozen=True)
class NewAttempt:
    """A picture whose file is stored and named.

    `claims` are what the file says of itself, None when nobody has read them; `said` is what the
    person says of it who brought it. `copy_of` is the attempt, elsewhere, that it shows again.
    """

    source: AttemptSource
    sha256: str
    created_by: UUID
    arrival: Arrival
    original_name: str = ""
    origin: Origin = UPLOAD
    claims: Claims | None = None
    said: SaidType | None = None
    copy_of: UUID | None = None


class Counted(Protocol):
    """An asset whose row the caller has locked; `attempt_counter` is as the lock found it."""

    @property
    def id(self) -> UUID: ...
    @property
    def project_id(self) -> UUID: ...
    @property
    def attempt_counter(self) -> int: ...


class CountedInScene(Protocol):
    """A scene asset whose row the caller has locked after its asset's, as the lock found it."""

    @property
    def id(self) -> UUID: ...
    @property
    def attempt_counter(self) -> int: ...


@dataclass(frozen=True)
class Added:
    attempt: LiveAttempt
    evicted: LiveAttempt | None


def add(work: Work, asset: Counted, new: NewAttempt, scene: CountedInScene | None = None) -> Added:
    """Add one attempt, evict one if all places are taken, select it if it is to be selected.

    With a `scene` it is of the asset there: eight places, and to be selected is to be shown.
    Trusts that the caller holds the project's and then the asset's row lock, then the scene
    asset's, and commits.
    """
    if scene is not None:
        return _add_in_scene(work, asset, new, scene)
    # The counter never falls: at zero there is nothing to make room among.
    live = attempts.live(work.session, asset.id) if asset.attempt_counter else []
    placement = make_room(work, live, CAP)
    selected = is_selected_on_arrival(new.arrival, len(live))
    if selected and live:
        attempts.unselect(work.session, asset.id)
    facts = _facts(asset, new) | {"slot": placement.slot, "is_selected": selected}
    number = attempts.insert_counted(work.session, facts, choices=int(new.arrival.by_person))
    return Added(LiveAttempt(facts["id"], number, placement.slot, selected), placement.evict)


def _add_in_scene(work: Work, asset: Counted, new: NewAttempt, scene: CountedInScene) -> Added:
    live = scene_attempts.live(work.session, scene.id) if scene.attempt_counter else []
    placement = make_room(work, live, SCENE_CAP)
    shown = is_shown_on_arrival(new.arrival)
    facts = _facts(asset, new, scene) | {"slot": placement.slot}
    choices = int(new.arrival.by_person)
    number = scene_attempts.insert_counted(work.session, facts, choices=choices, shows=shown)
    return Added(LiveAttempt(facts["id"], number, placement.slot, shown), placement.evict)


def add_binned(
    work: Work,
    asset: Counted,
    new: NewAttempt,
    because: BinReason,
    scene: CountedInScene | None = None,
) -> None:
    """Keep a picture that nobody waits for any more, restorable. Evicts and selects nothing."""
    facts = _facts(asset, new, scene) | {"binned_because": because.value}
    if scene is None:
        attempts.insert_counted(work.session, facts, choices=0)
    else:
        scene_attempts.insert_counted(work.session, facts, choices=0, shows=False)


def make_room(work: Work, live: Sequence[LiveAttempt], cap: int) -> Placement:
    """Return the place of one more among the `live` ones; who has to leave for it is binned."""
    placement = place(live, cap)
    if placement.evict is not None:
        attempts.to_bin(work.session, placement.evict.id, BinReason.EVICTED)
    return placement


def restore_at(work: Work, attempt: Attempt, placement: Placement, *, selected: bool) -> None:
    """Take a locked asset's attempt out of the bin, to its place."""
    attempt.slot = placement.slot
    attempt.is_selected = selected
    attempt.binned_at = None
    attempt.binned_because = None
    # one of many that a change of style cleared comes back by itself
    attempt.cleared_with = None
    attempt.cleared_slot = None
    attempt.cleared_selected = False
    work.session.flush()


class Attempts:
    """What people do to attempts. Refuses strangers, deferred assets and a locked stage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, state: str = "live"
    ) -> list[AttemptView]:
        """Return the attempts that are `live`, `binned` or `all`, by number; none of a scene."""
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

    def get(self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> AttemptView:
        """Return one attempt, also from the bin or of a scene; raises NotFound."""
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
            attempt = attempts.own(work.session, project_id, asset_id, attempt_id)
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
            attempt = attempts.own(work.session, project_id, asset_id, attempt_id)
            if attempt.is_selected:
                raise Conflict(
                    "The selected attempt cannot be deleted: select another one first.",
                    code="attempt_selected",
                )
            if attempt.slot is not None:
                attempts.to_bin(work.session, attempt.id, BinReason.DELETED)
            view = _view(work, attempt_id)
            work.commit()
            return view

    def restore(
        self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID
    ) -> AddedAttempt:
        """Take the attempt out of the bin, as a candidate, within the cap; again is no error."""
        with self._database.as_user(user_id) as work:
            asset = _for_change(work, project_id, asset_id)
            attempt = attempts.own(work.session, project_id, asset_id, attempt_id)
            evicted = None
            if attempt.slot is None:
                live = attempts.live(work.session, asset.id)
                placement = make_room(work, live, CAP)
                evicted = placement.evict
                restore_at(work, attempt, placement, selected=not live)
            added = AddedAttempt(
                attempt=_view(work, attempt_id),
                evicted=_view(work, evicted.id) if evicted is not None else None,
            )
            work.commit()
            return added


def check_open_for_images(project_stage: str, asset: Asset) -> None:
    """Raise Conflict unless the asset may get a picture now (R7, R26)."""
    check_not_deferred(asset)
    stage.check(stage.Act.CHANGE_ASSET, project_stage, asset_held=asset.is_held)


def check_not_deferred(asset: Asset) -> None:
    """Raise Conflict unless a scene may get a picture of the asset now, whatever the stage."""
    if asset.deferred:
        raise Conflict("The asset is deferred: restore it first.", code="asset_deferred")


def _for_change(work: Work, project_id: UUID, asset_id: UUID) -> Asset:
    project = projects.for_change(work.session, work.user_id, project_id)
    asset = assets.lock(work.session, project_id, asset_id)
    stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
    return asset


def _view(work: Work, attempt_id: UUID) -> AttemptView:
    return present_attempt(*attempts.with_file(work.session, attempt_id))


def _facts(asset: Counted, new: NewAttempt, scene: CountedInScene | None = None) -> dict[str, Any]:
    """Return the columns of a new row; it is in the bin unless it is given a slot."""
    return {
        **vars(new.origin),
        "id": uuid4(),
        "project_id": asset.project_id,
        "asset_id": asset.id,
        "scene_asset_id": scene.id if scene is not None else None,
        "slot": None,
        "is_selected": False,
        "source": new.source.value,
        "sha256": new.sha256,
        "original_name": new.original_name,
        "copy_of": new.copy_of,
        "digital_source_type": _source_type(new),
        "said_source_type": new.said.value if new.said is not None else None,
        "claims": as_json(new.claims) if new.claims is not None else None,
        "created_by": new.created_by,
        "binned_because": None,
    }


def _source_type(new: NewAttempt) -> str | None:
    """Return where the picture comes from: who made it here knows, of an upload its file may."""
    if new.source == AttemptSource.GENERATED:
        return provenance.of_generated(new.origin.provider).value
    kind = provenance.of_upload(new.said, new.claims.claimed if new.claims is not None else None)
    return kind.value if kind is not None else None
