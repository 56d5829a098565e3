"""Empties the bin: what has been in it for long leaves it for good.

Who restores something at that moment holds the asset's row and wins, or comes too late and
finds nothing. What a scene shows, and what a job still waits for, stays. The files are left to
the collector. Runs as the maintenance role; several at once do no harm.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from asset_service.store import emptying
from asset_service.store.work import Database

AT_ONCE = 50

Find = Callable[[Session, timedelta, int], list[UUID]]
Delete = Callable[[Session, Sequence[UUID], timedelta], int]


class Emptying:
    """`kept` is how long what was deleted can be restored."""

    def __init__(self, database: Database, kept: timedelta) -> None:
        self._database = database
        self._kept = kept

    def empty(self) -> dict[str, int]:
        """Delete what has been in the bin for long enough; return how many of each."""
        return {
            # first: what no undo waits for any more leaves with the rest
            "merges and splits emptied": self.empty_reshapes(),
            "attempts emptied": self.empty_attempts(),
            "scenes emptied": self.empty_scenes(),
            "assets emptied": self.empty_assets(),
            "library assets emptied": self.empty_library_assets(),
        }

    def empty_reshapes(self) -> int:
        """Forget merges and splits that were long ago: what they left stays as it is."""
        return self._batches(emptying.lock_ripe_reshapes, emptying.delete_reshapes)

    def empty_attempts(self) -> int:
        """Delete binned attempts of assets that are not in the bin themselves."""
        return self._batches(emptying.lock_assets_with_ripe_attempts, emptying.delete_attempts)

    def empty_scenes(self) -> int:
        """Delete what assets had in scenes that they were taken out of."""
        return self._batches(emptying.lock_assets_with_ripe_scenes, emptying.delete_scene_assets)

    def empty_assets(self) -> int:
        """Delete binned assets, with their attempts and jobs."""
        return self._batches(emptying.lock_ripe_assets, emptying.delete_assets)

    def empty_library_assets(self) -> int:
        """Delete binned library assets, with their versions; films keep what they took."""
        return self._batches(emptying.lock_ripe_library_assets, emptying.delete_library_assets)

    def _batches(self, find: Find, delete: Delete) -> int:
        total = 0
        while (deleted := self._batch(find, delete)) > 0:
            total += deleted
        return total

    def _batch(self, find: Find, delete: Delete) -> int:
        with self._database.as_nobody() as work:
            locked = find(work.session, self._kept, AT_ONCE)
            deleted = delete(work.session, locked, self._kept) if locked else 0
            work.commit()
        return deleted
