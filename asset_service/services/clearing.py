"""What a change of style clears away in one step, and its way back in one step (R23).

Decision 0016 says what is affected and why the style itself does not go back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from asset_service import failpoints
from asset_service.domain import stage
from asset_service.domain.clearing import PutBack, put_back
from asset_service.domain.errors import NotFound
from asset_service.models.asset import Asset
from asset_service.services.presenting import present_cleared
from asset_service.services.views.styles import ClearedGroup, StillCleared, Uncleared
from asset_service.store import clearing, projects, styles
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Cleared:
    """How many attempts went to the bin, of how many assets."""

    attempts: int
    assets: int


def clear(work: Work, project_id: UUID, version: int) -> Cleared:
    """Move all attempts of every affected asset to the bin, marked with the version.

    Trusts that the caller holds the project alone, checked its stage, and commits.
    """
    locked = clearing.lock_affected(work.session, project_id)
    attempts = clearing.clear(work.session, project_id, locked, version) if locked else 0
    failpoints.reach("style.cleared")
    return Cleared(attempts, len(locked))


class Clearing:
    """Refuses strangers, and viewers who would change something."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def groups(self, user_id: UUID, project_id: UUID) -> list[ClearedGroup]:
        """Return what changes of style cleared away and what can come back, the last first."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            held = clearing.groups(work.session, project_id)
        found = []
        for version, of_it in groupby(held, key=lambda one: one.version):
            assets = list(of_it)
            since = [one.since for one in assets if one.since is not None]
            found.append(
                ClearedGroup(version, min(since), [present_cleared(project_id, a) for a in assets])
            )
        return found

    def undo(self, user_id: UUID, project_id: UUID, version: int) -> Uncleared:
        """Take what the change to `version` cleared away out of the bin, all of it at once.

        As it was, slot and selection, where nothing came since. What came since stays, and stays
        in use: then as many come back as there is room for, as candidates, and the answer says
        so. Again is no error. Raises NotFound for a version there is not, Conflict
        `stage_locked`.
        """
        with self._database.as_user(user_id) as work:
            project = projects.for_change(work.session, user_id, project_id)
            if version > project.style_version or not styles.at(work.session, project_id, version):
                raise NotFound("version of the style")
            stage.check(stage.Act.CHANGE_STYLE, project.stage)
            locked = clearing.lock_cleared(work.session, project_id, version)
            answer = _put_back(work, project_id, version, locked)
            work.commit()
            return answer


def _put_back(work: Work, project_id: UUID, version: int, locked: Sequence[Asset]) -> Uncleared:
    ids = [asset.id for asset in locked]
    cleared = clearing.of_version(work.session, project_id, ids, version)
    live = clearing.live(work.session, project_id, ids)
    places: list[PutBack] = []
    left: list[StillCleared] = []
    filled = 0
    for asset in locked:
        waiting = cleared.get(asset.id, [])
        if asset.binned_at is not None:
            left.append(StillCleared(asset.id, asset.name, "asset_binned", len(waiting)))
            continue
        newer = live.get(asset.id, [])
        back = put_back(newer, waiting)
        places += back
        filled += bool(back)
        if len(back) < len(waiting):
            stay = len(waiting) - len(back)
            left.append(StillCleared(asset.id, asset.name, "no_room", stay))
        elif newer and waiting:
            left.append(StillCleared(asset.id, asset.name, "newer_selected", 0))
    clearing.put_back(work.session, places)
    return Uncleared(version, len(places), filled, left)
