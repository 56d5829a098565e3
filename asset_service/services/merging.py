"""Several assets turn out to be one: the survivor gets what they have, the others wait (R8).

Everything is copied and nothing is moved, in one transaction: `undoing.py` takes it back.
Decision 0023.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID, uuid4

from sqlalchemy import func, select

from asset_service import failpoints
from asset_service.domain import stage, texts
from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.names import fold
from asset_service.domain.reshaping import Describing, Kind, chain, describe, places, union
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.reshape import Reshape
from asset_service.models.scene_asset import SceneAsset
from asset_service.services.asset_texts import span_of, write
from asset_service.services.curation import take_name
from asset_service.services.idempotency import CREATED, Idempotency, conclude, start
from asset_service.services.presenting import present_asset
from asset_service.services.reshape_views import keep, live_attempts, present_reshape, snapshot
from asset_service.services.views.reshapes import Reshaped
from asset_service.store import assets, attempts, board, copying, projects, reshapes
from asset_service.store.work import Database, Work

ABSORBED_MOST = 50


@dataclass(frozen=True)
class NewMerge:
    """What becomes of it: `absorbed_ids` go into the survivor, and those before win in scenes.

    `name` and `description` are for the survivor: without a name it keeps its own, and the text
    counts where it is `typed`. `attempt_ids` are live attempts of the absorbed ones that come
    along, `selected_id` the one of all that is in use then: without one the survivor's.
    """

    survivor_id: UUID
    absorbed_ids: list[UUID]
    name: str | None = None
    describing: Describing = Describing.SURVIVOR
    description: str = ""
    attempt_ids: list[UUID] = field(default_factory=list)
    selected_id: UUID | None = None


class Merging:
    """Trusts `user_id` as authenticated; refuses strangers, viewers and a locked stage."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(
        self,
        user_id: UUID,
        project_id: UUID,
        new: NewMerge,
        idempotency: Idempotency | None = None,
        *,
        dry_run: bool = False,
    ) -> Reshaped:
        """Merge, or with `dry_run` say what a merge would do and change nothing.

        Raises NotFound for an asset or attempt that is not there or in the bin, Invalid
        `types_differ` and `too_many_attempts`, Conflict `name_taken` and `stage_locked`, and what
        `idempotency.start` raises.
        """
        _check(new)
        with self._database.as_user(user_id) as work:
            if not dry_run:
                # The key before the project's row: its wait is bounded.
                projects.for_reading(work.session, user_id, project_id)
                start(work, idempotency)
            project = projects.for_stage(work.session, user_id, project_id)
            survivor, absorbed = _locked(work, project_id, new)
            stage.check(stage.Act.CHANGE_SET, project.stage)
            reshape, made = _merge(work, survivor, absorbed, new)
            view = _view(work, reshape, made, dry_run=dry_run)
            failpoints.reach("assets.merged")
            if not dry_run:
                conclude(work, idempotency, CREATED, view)
                work.commit()
            return view


def _check(new: NewMerge) -> None:
    absorbed = new.absorbed_ids
    if (
        not 1 <= len(absorbed) <= ABSORBED_MOST
        or len(set(absorbed)) < len(absorbed)
        or new.survivor_id in absorbed
    ):
        message = f"Must be 1 to {ABSORBED_MOST} other assets, each once."
        raise Invalid("Choose what is merged.", fields={"absorbed_ids": [message]})
    if len(set(new.attempt_ids)) < len(new.attempt_ids):
        raise Invalid("An attempt is named twice.", fields={"attempt_ids": ["Name each once."]})


def _locked(work: Work, project_id: UUID, new: NewMerge) -> tuple[Asset, list[Asset]]:
    wanted = [new.survivor_id, *new.absorbed_ids]
    found = {asset.id: asset for asset in assets.lock_some(work.session, project_id, wanted)}
    if len(found) < len(wanted) or any(asset.binned_at is not None for asset in found.values()):
        raise NotFound("asset")
    survivor = found[new.survivor_id]
    absorbed = [found[one] for one in new.absorbed_ids]
    if any(asset.type != survivor.type for asset in absorbed):
        raise Invalid(
            "Only assets of one type are merged: change the type first.",
            code="types_differ",
            fields={"absorbed_ids": [f"Each must be of the type {survivor.type}."]},
        )
    return survivor, absorbed


def _merge(
    work: Work, survivor: Asset, absorbed: Sequence[Asset], new: NewMerge
) -> tuple[Reshape, tuple[int, int]]:
    session = work.session
    own_name = survivor.name
    ids = [asset.id for asset in absorbed]
    coming = _coming(work, survivor, ids, new)
    span = union(span_of(asset) for asset in (survivor, *absorbed))
    reshape = Reshape(
        id=uuid4(),
        project_id=survivor.project_id,
        kind=Kind.MERGE,
        asset_id=survivor.id,
        before={},
        after={},
        created_by=work.user_id,
        # one moment for all that it does: it leaves the bin for good together, too
        created_at=session.scalars(select(func.clock_timestamp())).one(),
    )
    before = snapshot(survivor, selected=coming.was_selected)
    before["absorbed"] = [{"asset_id": str(one.id), "name": one.name} for one in absorbed]
    session.add(reshape)
    session.flush()
    for asset in absorbed:
        asset.binned_at = reshape.created_at
        asset.merged_with = reshape.id
    session.flush()  # their names are free now
    name = own_name if new.name is None else texts.clean_name(new.name)
    before["tombstone"] = reshapes.remembered(session, survivor.project_id, survivor.type, name)
    described = _description(survivor, absorbed, new)
    write(work, survivor, {"name": name, "description": described}, span)
    take_name(work, survivor)
    names = {fold(name): name for name in (own_name, *(asset.name for asset in absorbed))}
    names.pop(survivor.name_folded, None)
    reshapes.leave_names(session, reshape, [(survivor.type, name) for name in names.values()])
    copies = _copy_attempts(work, reshape, survivor, coming)
    selected = coming.selected_after(copies)
    made, relinked = _copy_into_scenes(work, reshape, survivor, ids, selected)
    before["relinked"] = [str(one) for one in relinked]
    before["waited_for"] = {str(one): str(other) for one, other in relinked.items() if other}
    reshapes.unlink(session, reshape, ids)
    session.flush()
    there = copying.in_scenes(session, survivor.project_id, [survivor.id])
    made_there = [row for row in there if row.made_with == reshape.id]
    keep(work, reshape, before, snapshot(survivor, selected=selected), made_there)
    return reshape, (len(copies), made)


@dataclass(frozen=True)
class _Coming:
    """`live` are the survivor's own attempts, `sources` those that come along, in their order."""

    live: list[Attempt]
    sources: list[Attempt]
    chosen: UUID | None

    @property
    def was_selected(self) -> UUID | None:
        return next((one.id for one in self.live if one.is_selected), None)

    @property
    def selected(self) -> UUID | None:
        """The one in use afterwards, by the source of its copy where it is one."""
        if self.chosen is not None:
            return self.chosen
        if self.live or not self.sources:
            return self.was_selected
        # Nothing to keep: what was in use before, the first of them.
        used = [one for one in self.sources if one.is_selected]
        return (used or self.sources)[0].id

    def selected_after(self, copies: dict[UUID, UUID]) -> UUID | None:
        selected = self.selected
        return None if selected is None else copies.get(selected, selected)


def _coming(work: Work, survivor: Asset, absorbed: Sequence[UUID], new: NewMerge) -> _Coming:
    found = copying.live_of(work.session, survivor.project_id, [survivor.id, *absorbed])
    live = [one for one in found if one.asset_id == survivor.id]
    others = {one.id: one for one in found if one.asset_id != survivor.id}
    if not set(new.attempt_ids) <= set(others):
        raise NotFound("attempt")
    choice = {*(one.id for one in live), *new.attempt_ids}
    if new.selected_id is not None and new.selected_id not in choice:
        message = "Must be one of the survivor's, or one that comes along."
        raise Invalid("That attempt cannot be in use.", fields={"selected_id": [message]})
    return _Coming(live, [others[one] for one in new.attempt_ids], new.selected_id)


def _description(survivor: Asset, absorbed: Sequence[Asset], new: NewMerge) -> str:
    typed = texts.clean_text(new.description, "description")
    others = [asset.description for asset in absorbed]
    described = describe(new.describing, survivor.description, others, typed)
    return texts.clean_text(described, "description")


def _copy_attempts(
    work: Work, reshape: Reshape, survivor: Asset, coming: _Coming
) -> dict[UUID, UUID]:
    session = work.session
    placed = places(live_attempts(coming.live), [one.id for one in coming.sources])
    if coming.selected != coming.was_selected:
        attempts.unselect(session, survivor.id)
    copies = copying.copy_attempts(session, reshape, survivor, placed, coming.selected)
    if coming.chosen is not None:
        if coming.chosen not in copies and coming.chosen != coming.was_selected:
            attempts.get(
                session, survivor.project_id, survivor.id, coming.chosen
            ).is_selected = True
        # As a choice on the card: what was asked for before brings a candidate (R13).
        survivor.choice_counter += 1
    session.flush()
    return copies


def _copy_into_scenes(
    work: Work,
    reshape: Reshape,
    survivor: Asset,
    absorbed: Sequence[UUID],
    selected: UUID | None,
) -> tuple[int, dict[UUID, UUID | None]]:
    """Put the survivor wherever only an absorbed one was; returns in how many scenes.

    And what of its own came back for it, by id, with the split or merge whose undo it waited for.
    """
    session = work.session
    rows = copying.in_scenes(session, survivor.project_id, [survivor.id, *absorbed])
    taken = {row.scene_id: row for row in rows if row.asset_id == survivor.id}
    order = {asset_id: place for place, asset_id in enumerate(absorbed)}
    there = sorted(
        (row for row in rows if row.asset_id in order and row.unlinked_at is None),
        key=lambda row: order[row.asset_id],
    )
    copies: dict[UUID, UUID] = {}
    relinked: dict[UUID, UUID | None] = {}
    for row in there:
        mine = taken.get(row.scene_id)
        if mine is None:
            copies[row.id] = uuid4()
            taken[row.scene_id] = row
        elif mine.asset_id == survivor.id and mine.unlinked_at is not None:
            # It was taken out of this scene before: it is back as it was.
            relinked[mine.id] = mine.unlinked_with
            mine.unlinked_at = None
    inherited = _chains(there, copies)
    # Version 0: they took over a text that was none of the survivor's.
    copying.copy_into_scenes(session, reshape, survivor, copies, inherited, text_version=0)
    copying.copy_own_attempts(session, reshape, survivor, copies)
    copying.show(session, reshape, survivor, copies, selected)
    return len(copies), relinked


def _chains(rows: Sequence[SceneAsset], copies: dict[UUID, UUID]) -> dict[UUID, UUID]:
    found: dict[UUID, UUID] = {}
    for _, group in groupby(rows, key=lambda row: row.asset_id):
        of_one = list(group)
        mine = {row.id: copies[row.id] for row in of_one if row.id in copies}
        found |= chain(mine, {row.id: row.inherited_from for row in of_one})
    return found


def _view(work: Work, reshape: Reshape, made: tuple[int, int], *, dry_run: bool) -> Reshaped:
    (told,) = reshapes.some(work.session, reshape.project_id, [reshape.id])
    return Reshaped(
        reshape=present_reshape(told),
        asset=present_asset(board.one(work.session, reshape.project_id, reshape.asset_id)),
        variant=None,
        attempts=made[0],
        scene_assets=made[1],
        dry_run=dry_run,
    )
