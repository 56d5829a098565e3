"""What people do to many assets at once: each is changed, or left out and the answer says why.

Trusts `user_id` as authenticated. Refuses strangers (as absent) and viewers. One transaction for
all of them: they are locked in the order of their ids, as everybody locks several.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from asset_service.domain import stage
from asset_service.domain.errors import Conflict
from asset_service.models.asset import Asset
from asset_service.models.project import Project
from asset_service.services.curation import check_not_merged, leave_tombstones, take_name
from asset_service.services.idempotency import (
    DONE,
    Answer,
    Idempotency,
    begin,
    conclude,
    given_before,
)
from asset_service.services.views.assets import AssetLeftOut, ManyChanged, NamedAsset
from asset_service.store import assets, projects, reshapes
from asset_service.store.work import Database, Work

Change = Callable[[Project, Asset, datetime], bool]
"""Changes one locked asset; False when it was so before. Raises what is told of the asset."""


class Many:
    """The body of every answer is a ManyChanged; each verb also raises what `begin` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def defer(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_ids: Collection[UUID],
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Set the assets aside, whatever the stage; their locks go (R7)."""
        return self._change(user_id, project_id, "defer", asset_ids, idempotency)

    def restore(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_ids: Collection[UUID],
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Bring deferred assets back, whatever the stage; those in the bin stay there."""
        return self._change(user_id, project_id, "restore", asset_ids, idempotency)

    def delete(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_ids: Collection[UUID],
        idempotency: Idempotency | None = None,
    ) -> Answer:
        """Move the assets to the bin, each with its tombstone; leaves out what a lock holds."""
        return self._change(user_id, project_id, "delete", asset_ids, idempotency)

    def undo(self, user_id: UUID, project_id: UUID, key: str) -> Answer:
        """Take back what was done under that idempotency key of the user, to what it was done.

        Again is no error. Raises Conflict `nothing_to_undo` when nothing of many was done under
        it, or it is forgotten, which it is after a day.
        """
        with self._database.as_user(user_id) as work:
            # Alone: a name that is free when it is looked at stays free.
            project = projects.for_stage(work.session, user_id, project_id)
            before = given_before(work, key)
            if not (isinstance(before, dict) and before.get("act") in _TAKEN_BACK_BY):
                raise Conflict(
                    "That cannot be taken back from here any more. Deleted assets are in the bin.",
                    code="nothing_to_undo",
                )
            ids = [UUID(one["asset_id"]) for one in before["done"]]
            view = _to_each(work, project, _TAKEN_BACK_BY[before["act"]], ids)
            work.commit()
            return Answer(DONE, view)

    def _change(
        self,
        user_id: UUID,
        project_id: UUID,
        act: str,
        asset_ids: Collection[UUID],
        idempotency: Idempotency | None,
    ) -> Answer:
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            stored = begin(work, idempotency)
            if stored is not None:
                return stored
            view = _to_each(work, project, act, asset_ids)
            answer = conclude(work, idempotency, DONE, view)
            work.commit()
            return answer


def _to_each(work: Work, project: Project, act: str, asset_ids: Iterable[UUID]) -> ManyChanged:
    wanted = list(dict.fromkeys(asset_ids))
    found = {asset.id: asset for asset in assets.lock_some(work.session, project.id, wanted)}
    taken = assets.live_names(work.session, project.id) if act == "unbin" else {}
    since = {asset.id: asset.binned_at for asset in found.values() if asset.binned_at is not None}
    # One moment, read once: a moment of its own for each would be a statement for each.
    now = work.session.scalars(select(func.clock_timestamp())).one()
    changed, left_out = [], []
    for asset_id in wanted:
        asset = found.get(asset_id)
        if asset is None or (asset.binned_at is not None and act != "unbin"):
            left_out.append(AssetLeftOut(asset_id, "", "not_found"))
        elif taken.get((asset.type, asset.name_folded), asset) is not asset:
            left_out.append(AssetLeftOut(asset_id, asset.name, "name_taken"))
        elif code := _why_not(act, project, asset, now):
            left_out.append(AssetLeftOut(asset_id, asset.name, code))
        else:
            changed.append(asset)
            # Two that wait in the bin may have the same name by now: one of them has it again.
            taken[asset.type, asset.name_folded] = asset
    work.session.flush()
    if act == "delete":
        leave_tombstones(work, project.id, [(asset.type, asset.name) for asset in changed])
    elif act == "unbin":
        for asset in changed:
            take_name(work, asset)
        reshapes.link_again(work.session, {asset.id: since[asset.id] for asset in changed})
    done = [NamedAsset(asset.id, asset.name) for asset in changed]
    return ManyChanged("restore" if act == "unbin" else act, done, left_out)


def _why_not(act: str, project: Project, asset: Asset, now: datetime) -> str:
    """Change the asset; return the code of what speaks against it, empty when it is done."""
    try:
        return "" if _CHANGES[act](project, asset, now) else "already"
    except Conflict as error:
        return error.code


def _defer(_project: Project, asset: Asset, _now: datetime) -> bool:
    if asset.deferred:
        return False
    asset.locked = False
    asset.deferred = True
    return True


def _restore(_project: Project, asset: Asset, _now: datetime) -> bool:
    if not asset.deferred:
        return False
    asset.deferred = False
    return True


def _delete(project: Project, asset: Asset, now: datetime) -> bool:
    stage.check(stage.Act.CHANGE_ASSET, project.stage, asset_held=asset.is_held)
    asset.binned_at = now
    asset.locked = False
    return True


def _unbin(project: Project, asset: Asset, _now: datetime) -> bool:
    if asset.binned_at is None:
        return False
    stage.check(stage.Act.CHANGE_SET, project.stage)
    check_not_merged(asset)
    asset.binned_at = None
    return True


_CHANGES: dict[str, Change] = {
    "defer": _defer,
    "restore": _restore,
    "delete": _delete,
    "unbin": _unbin,
}
_TAKEN_BACK_BY = {"defer": "restore", "restore": "defer", "delete": "unbin"}
