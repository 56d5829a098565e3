"""The bin as it is looked at: what was thrown away or taken apart last, and the ways back."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from asset_service.domain import paging
from asset_service.domain.names import fold
from asset_service.domain.vocabulary import BinKind, StageState
from asset_service.services.presenting import present_asset, present_attempt, present_cleared
from asset_service.services.reshape_views import present_reshape
from asset_service.services.views.bin import BinEntry, BinnedAttempt
from asset_service.services.views.paging import Page
from asset_service.services.views.styles import ClearedGroup
from asset_service.store import bin as rows
from asset_service.store import board, clearing, projects, reshapes, scenes
from asset_service.store.bin import Entry
from asset_service.store.work import Database, Work


class Bin:
    """Refuses strangers. The number of statements depends on no number of things in it.

    `kept` is how long everything can be restored.
    """

    def __init__(self, database: Database, kept: timedelta) -> None:
        self._database = database
        self._kept = kept

    def list(  # noqa: PLR0913 - each is one filter of the list
        self,
        user_id: UUID,
        project_id: UUID,
        *,
        name: str = "",
        kinds: Sequence[BinKind] = (),
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[BinEntry]:
        """Return what waits in the bin, last in first; `name` is a part of that of its asset."""
        after = paging.decode(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            found = rows.page(
                work.session,
                project_id,
                name_folded=fold(name),
                kinds=[kind.value for kind in kinds],
                limit=limit + 1,
                after=after,
            )
            shown = found[:limit]
            details = _details(work, project_id, shown, is_open=project.stage == StageState.OPEN)
        # Whoever restored something in between was first: it is in the bin no longer.
        items = [
            BinEntry(
                kind=one.kind,
                at=one.at,
                until=one.at + self._kept,
                by=one.by,
                **details[one.kind][_key(one)],
            )
            for one in shown
            if _key(one) in details[one.kind]
        ]
        last = shown[-1] if len(found) > limit else None
        return Page(items, paging.encode(last.at, last.id) if last is not None else None)


def _key(entry: Entry) -> UUID | int | None:
    return entry.version if entry.kind == BinKind.CLEARING else entry.id


def _details(
    work: Work, project_id: UUID, entries: Sequence[Entry], *, is_open: bool
) -> dict[str, dict[Any, dict[str, Any]]]:
    """Return, by kind and key, what is shown of each: a statement or two a kind."""
    session = work.session
    ids = {kind: [one.id for one in entries if one.kind == kind] for kind in BinKind}
    counts = scenes.counts(session, project_id, ids[BinKind.ASSET])
    assets = {
        row.asset.id: {"asset": present_asset(row), "scenes": counts.get(row.asset.id, 0)}
        for row in board.some(session, project_id, ids[BinKind.ASSET])
        if row.asset.binned_at is not None
    }
    attempts = {
        row.attempt.id: {
            "attempt": BinnedAttempt(
                attempt=present_attempt(row.attempt, row.file),
                name=row.asset.name,
                type=row.asset.type,
                held=row.scene_id is None and row.asset.is_held and not is_open,
                scene_id=row.scene_id,
                scene_number=row.scene_number,
            )
        }
        for row in rows.attempts(session, ids[BinKind.ATTEMPT])
        if row.attempt.slot is None
    }
    told = reshapes.some(session, project_id, [*ids[BinKind.MERGE], *ids[BinKind.SPLIT]])
    reshaped = {one.reshape.id: {"reshape": present_reshape(one)} for one in told}
    return {
        BinKind.ASSET: assets,
        BinKind.ATTEMPT: attempts,
        BinKind.CLEARING: _cleared(work, project_id) if ids[BinKind.CLEARING] else {},
        BinKind.MERGE: reshaped,
        BinKind.SPLIT: reshaped,
    }


def _cleared(work: Work, project_id: UUID) -> dict[Any, dict[str, Any]]:
    found = {}
    held = clearing.groups(work.session, project_id)
    for version, of_it in groupby(held, key=lambda one: one.version):
        assets = list(of_it)
        since = min(one.since for one in assets if one.since is not None)
        group = ClearedGroup(version, since, [present_cleared(project_id, one) for one in assets])
        found[version] = {"cleared": group}
    return found
