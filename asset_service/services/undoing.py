"""The way back from a merge or a split: what it made goes, what it took away is back (R8).

What people did since is theirs and stays: the answer says of each thing that it stayed.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func

from asset_service import failpoints
from asset_service.domain import paging, stage
from asset_service.domain.errors import Conflict
from asset_service.domain.names import fold
from asset_service.domain.reshaping import Kind, Span, back
from asset_service.domain.texts import FIELDS
from asset_service.models.asset import Asset
from asset_service.models.attempt import Attempt
from asset_service.models.reshape import Reshape
from asset_service.services.asset_texts import span_of, write
from asset_service.services.curation import take_name
from asset_service.services.reshape_views import mark, present_reshape
from asset_service.services.views.paging import Page
from asset_service.services.views.reshapes import NotPutBack, ReshapeView
from asset_service.store import assets, attempts, copying, projects, reshapes, undoing
from asset_service.store.work import Database, Work

# What a merge or split writes into the asset; it leaves the rest of the text alone.
_WRITTEN = ("name", "description")


class Reshapes:
    """Merges and splits, as long as they can be undone. Refuses strangers and viewers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, user_id: UUID, project_id: UUID, *, limit: int = 100, cursor: str | None = None
    ) -> Page[ReshapeView]:
        """Return merges and splits of the last days, undone or not, the last first."""
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = reshapes.page(work.session, project_id, limit=limit + 1, after=after)
        last = found[limit - 1].reshape if len(found) > limit else None
        return Page(
            [present_reshape(one) for one in found[:limit]],
            paging.encode(last.created_at, last.id) if last is not None else None,
        )

    def of_asset(self, user_id: UUID, project_id: UUID, asset_id: UUID) -> Sequence[ReshapeView]:
        """Return those that the asset had a part in and that can be undone, the last first."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            assets.get(work.session, project_id, asset_id, binned=True)
            found = reshapes.of_asset(work.session, project_id, asset_id)
            return [present_reshape(one) for one in found]

    def undo(self, user_id: UUID, project_id: UUID, reshape_id: UUID) -> ReshapeView:
        """Take a merge or split back; again is no error and changes nothing.

        Raises NotFound, Conflict `stage_locked`, and `undo_later_first` when one of its assets
        was merged or split since: that is to be undone first.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_stage(work.session, user_id, project_id)
            reshape = reshapes.get(work.session, project_id, reshape_id)
            if reshape.undone_at is None:
                stage.check(stage.Act.CHANGE_SET, project.stage)
                _undo(work, reshape)
                failpoints.reach("assets.undone")
            (told,) = reshapes.some(work.session, project_id, [reshape_id])
            view = present_reshape(told)
            work.commit()
            return view


def _undo(work: Work, reshape: Reshape) -> None:
    session, project_id = work.session, reshape.project_id
    absorbed = reshapes.absorbed_ids(session, reshape.id)
    named = [one for one in (reshape.asset_id, reshape.variant_id, *absorbed) if one is not None]
    locked = {asset.id: asset for asset in assets.lock_some(session, project_id, named)}
    # Who empties the bin may have been first.
    reshape = reshapes.get(session, project_id, reshape.id, lock=True)
    later = reshapes.later(session, reshape, named)
    if later is not None:
        raise Conflict(
            "One of these assets was merged or split since: undo that first.",
            code="undo_later_first",
            reshape_id=str(later.id),
        )
    asset = locked[reshape.asset_id]
    if reshape.kind == Kind.MERGE:
        waiting = [locked[one] for one in absorbed]
        left_out = _undo_merge(work, reshape, asset, waiting)
    else:
        left_out = _undo_split(work, reshape, asset, locked.get(reshape.variant_id or asset.id))
    if asset.binned_at is not None:
        left_out.append(NotPutBack("asset_binned", asset.name))
    _remember_again(work, reshape)
    reshape.left_out = [asdict(one) for one in left_out]
    reshape.undone_at = func.clock_timestamp()
    session.flush()


def _remember_again(work: Work, reshape: Reshape) -> None:
    """A name that was deleted before, and that nobody bears now, is one that was deleted again."""
    was = reshape.before.get("tombstone")
    if was is None:
        return
    live = assets.live_names(work.session, reshape.project_id)
    if (was["type"], fold(was["name"])) not in live:
        reshapes.remember_again(work.session, reshape.project_id, was)


def _undo_merge(
    work: Work, reshape: Reshape, survivor: Asset, absorbed: Sequence[Asset]
) -> list[NotPutBack]:
    session = work.session
    left_out = _put_text_back(work, reshape, survivor)
    left_out += _take_from_scenes(work, reshape)
    left_out += _take_attempts(work, reshape, survivor)
    reshapes.forget_names(session, reshape.id)
    taken = assets.live_names(session, reshape.project_id)
    for asset in absorbed:
        asset.merged_with = None
        if (asset.type, asset.name_folded) in taken:
            # It is an asset in the bin like any other, which comes back under another name. From
            # now on: the merge may be of last month, and it could not come back before.
            asset.binned_at = func.clock_timestamp()
            left_out.append(NotPutBack("name_taken", asset.name))
            continue
        asset.binned_at = None
        take_name(work, asset)
    reshapes.link_back(session, reshape.id, [asset.id for asset in absorbed])
    # Not as of when they were taken out: what was drawn there since waits as long as anything.
    waited = {UUID(row): UUID(one) for row, one in reshape.before.get("waited_for", {}).items()}
    relinked = [UUID(one) for one in reshape.before.get("relinked", ())]
    undoing.unlink_again(session, {one: waited.get(one) for one in relinked})
    return left_out


def _undo_split(
    work: Work, reshape: Reshape, original: Asset, variant: Asset | None
) -> list[NotPutBack]:
    session = work.session
    left_out = _put_text_back(work, reshape, original)
    reshapes.link_back(session, reshape.id, [original.id])
    if variant is not None and variant is not original and variant.binned_at is None:
        variant.binned_at = func.clock_timestamp()
        variant.locked = False
        session.flush()
        # No scene misses what it never was to have; restored it is in them again. And what it got
        # there since waits as long as it does: not from the split on, which may be long ago.
        reshapes.unlink(session, reshape, [variant.id], at=variant.binned_at)
    return left_out


def _take_from_scenes(work: Work, reshape: Reshape) -> list[NotPutBack]:
    """Remove what the merge put into scenes; what was worked on there since waits unlinked."""
    session = work.session
    made = undoing.scene_assets_made(session, reshape.id)
    marks = reshape.after["made"]
    used = undoing.used_by_others(session, reshape.id)
    used |= {row.id for row, _ in made if marks.get(str(row.id)) != mark(row)}
    undoing.unlink(session, used)
    undoing.delete_scene_assets(session, [row.id for row, _ in made if row.id not in used])
    return [NotPutBack("scene_edited", number=number) for row, number in made if row.id in used]


def _take_attempts(work: Work, reshape: Reshape, survivor: Asset) -> list[NotPutBack]:
    """Remove the copies, but for one that somebody put in use and those that a scene shows."""
    session = work.session
    copies = undoing.attempts_made(session, reshape.id)
    live = copying.live_of(session, reshape.project_id, [survivor.id])
    used = next((one for one in live if one.is_selected), None)
    is_chosen = survivor.choice_counter != reshape.after["choice_counter"]
    left_out = []
    going = {one.id for one in copies}
    if used is not None and used.id in going and is_chosen:
        going.discard(used.id)
        left_out.append(NotPutBack("attempt_in_use", survivor.name, used.number))
    elif used is not None and (used.id in going or not is_chosen):
        next_used = _used_before(reshape, [one for one in live if one.id not in going], used)
        if next_used is not used:
            attempts.unselect(session, survivor.id)
        if next_used is not None and next_used is not used:
            next_used.is_selected = True
    session.flush()
    shown = copying.shown_in_scenes(session, going)
    left_out += [
        NotPutBack("picture_in_scene", survivor.name, one.number)
        for one in copies
        if one.id in shown
    ]
    undoing.bin_attempts(session, shown)
    undoing.delete_attempts(session, going - shown)
    return left_out


def _used_before(reshape: Reshape, staying: Sequence[Attempt], used: Attempt) -> Attempt | None:
    """Return what is in use again: what was before the merge, else what is or came last."""
    before = reshape.before["selected"]
    after = reshape.after["selected"]
    by_id = {str(one.id): one for one in staying}
    if str(used.id) != after and str(used.id) in by_id:
        return used  # a picture that arrived since
    return by_id.get(before or "") or by_id.get(str(used.id)) or next(reversed(staying), None)


def _put_text_back(work: Work, reshape: Reshape, asset: Asset) -> list[NotPutBack]:
    """Give the asset its text and scenes of before, but for what was edited since."""
    session = work.session
    before, after = reshape.before, reshape.after
    left_out = []
    texts = {}
    for name in _WRITTEN:
        if before[name] == after[name]:
            continue
        if getattr(asset, name) == after[name]:
            texts[name] = before[name]
        else:
            left_out.append(NotPutBack("edited", name))
    if "name" in texts and _is_taken(work, asset, texts["name"]):
        left_out.append(NotPutBack("name_taken", texts.pop("name")))
    scenes = back(_span(before), _span(after), span_of(asset), _moved(work, reshape))
    if scenes.kept:
        left_out.append(NotPutBack("edited", "scene_numbers"))
    left_out += [NotPutBack("scene_gone", number=number) for number in scenes.gone]
    write(work, asset, texts, scenes.span)
    session.flush()
    if asset.binned_at is None:
        take_name(work, asset)
    if all(getattr(asset, one) == before[one] for one in FIELDS):
        undoing.text_is_seen(session, asset.id, before["text_version"], asset.text_version)
    return left_out


def _is_taken(work: Work, asset: Asset, name: str) -> bool:
    if asset.binned_at is not None:
        return False
    live = assets.live_names(work.session, asset.project_id)
    return live.get((asset.type, fold(name)), asset) is not asset


def _span(kept: dict[str, Any]) -> Span:
    return Span(tuple(kept["scene_numbers"]), lost=kept["scenes_lost"])


def _moved(work: Work, reshape: Reshape) -> dict[int, int | None]:
    """Return which number each scene of then has now, None for one that the script lost."""
    scenes = {int(number): UUID(one) for number, one in reshape.before["scenes"].items()}
    now = reshapes.numbers_now(work.session, reshape.project_id, list(scenes.values()))
    return {number: now.get(scene_id) for number, scene_id in scenes.items()}
