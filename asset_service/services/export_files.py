"""The files of exports: their keys, and how they go."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from asset_service.domain.exports import REMEMBERED
from asset_service.ports.objects import ObjectInfo, ObjectStore
from asset_service.store import export_sweeping
from asset_service.store.export_sweeping import StoredExport
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

AT_ONCE = 100
_KEY = re.compile(r"([0-9a-f-]{36})/_exports/([0-9a-f-]{36})\.([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class ExportKey:
    project_id: UUID
    export_id: UUID
    epoch: int


def export_key(project_id: UUID, export_id: UUID, epoch: int) -> str:
    """Each claim has a key of its own: one that was given up overwrites nothing."""
    return f"{exports_prefix(project_id)}{export_id}.{epoch}"


def exports_prefix(project_id: UUID) -> str:
    """Apart from the project's pictures, whose keys begin with a hexadecimal digit."""
    return f"{project_id}/_exports/"


def read_export_key(key: str) -> ExportKey | None:
    """Return what the key names, None for one that is no export's."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    try:
        named = ExportKey(UUID(found[1]), UUID(found[2]), int(found[3]))
    except ValueError:
        return None
    # only the one way that it is written here
    return named if export_key(named.project_id, named.export_id, named.epoch) == key else None


class ExportFiles:
    """Removes the files of exports: when their time is over, and when no row knows them.

    Runs as the maintenance role; several at once do no harm. Raises StoreUnavailable: what was
    marked by then and not deleted is a stray, which the daily comparison finds.
    """

    def __init__(self, database: Database, store: ObjectStore) -> None:
        self._database = database
        self._store = store

    def expire(self) -> dict[str, int]:
        """Remove files that have been kept long enough, and forget what ended long ago."""
        removed = 0
        while True:
            with self._database.as_nobody() as work:
                found = export_sweeping.past_their_time(work.session, AT_ONCE)
            for one in found:
                self._remove(one)
            removed += len(found)
            if len(found) < AT_ONCE:
                break
        with self._database.as_nobody() as work:
            forgotten = export_sweeping.forget(work.session, REMEMBERED)
            work.commit()
        return {"exports expired": removed, "exports forgotten": forgotten}

    def remove_strays(self, project_id: UUID, older_than: timedelta) -> int:
        """Remove files of the project that no export has; return how many.

        What a worker left that died between storing its file and saying so, or that was not the
        export's any more. A file of a claim that still runs is nobody's stray.
        """
        # The listing first: what is put after it is not in it.
        there = [
            (info, key)
            for info in self._store.list(exports_prefix(project_id))
            if (key := read_export_key(info.key)) is not None
        ]
        if not there:
            return 0
        with self._database.as_nobody() as work:
            known = export_sweeping.kept(work.session, project_id)
            young = export_sweeping.now(work.session) - older_than
        strays = [info for info, key in there if _is_stray(info, key, known, young)]
        for info in strays:
            self._store.delete(info.key)
            log.info("a stray export was deleted", key=info.key)
        return len(strays)

    def _remove(self, one: StoredExport) -> None:
        """The mark first: whoever reads the row is not sent to a file that is half gone."""
        with self._database.as_nobody() as work:
            export_sweeping.mark_removed(work.session, one)
            work.commit()
        self._store.delete(export_key(one.project_id, one.export_id, one.epoch))
        log.info("an export expired", export_id=str(one.export_id))


def _is_stray(
    info: ObjectInfo, key: ExportKey, known: dict[UUID, tuple[int, bool]], young: datetime
) -> bool:
    epoch, has_file = known.get(key.export_id, (0, False))
    return info.modified < young and not (has_file and epoch == key.epoch)
