"""Finds exports that nobody else will finish: lost workers, lost messages, lost access.

Part of the sweeper; runs as the maintenance role, and several at once do no harm.
"""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from asset_service.domain import exports as rules
from asset_service.domain.exports import Abandoned
from asset_service.models.export import Export
from asset_service.ports.queue import JobQueue, Lane, QueueUnavailable
from asset_service.store import export_sweeping, exports
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

AT_ONCE = 100


class ExportSweeper:
    """`lost_after` is how long a message may take before it counts as gone."""

    def __init__(self, database: Database, queue: JobQueue, lost_after: timedelta) -> None:
        self._database = database
        self._queue = queue
        self._lost_after = lost_after

    def end_leases(self) -> int:
        """Decide what becomes of running exports whose worker was lost; return how many."""
        with self._database.as_nobody() as work:
            found = export_sweeping.expired(work.session, AT_ONCE)
            for one in found:
                export = one.export
                ended = rules.after_lease(
                    Abandoned(
                        deliveries=export.deliveries,
                        cancel_requested=export.cancel_requested_at is not None,
                        has_access=one.has_access,
                    )
                )
                log.warning(
                    "the lease of an export ran out",
                    export_id=str(export.id),
                    outcome="tried again" if ended is None else ended.code or ended.state,
                )
                if ended is None:
                    exports.queue_again(work.session, export, timedelta(0))
                else:
                    _end(work.session, export, ended)
            work.commit()
            return len(found)

    def end_withdrawn(self) -> int:
        """End queued exports of people who lost access; return how many."""
        with self._database.as_nobody() as work:
            found = export_sweeping.withdrawn(work.session, AT_ONCE)
            for export in found:
                _end(work.session, export, rules.ACCESS_WITHDRAWN)
            work.commit()
            return len(found)

    def find_lost(self) -> int:
        """Send again what the broker seems to have lost; return how many.

        While it has such messages nobody can say that one was lost.
        """
        try:
            if self._queue.depth(Lane.EXPORTS) > 0:
                return 0
        except QueueUnavailable:
            return 0
        with self._database.as_nobody() as work:
            found = export_sweeping.ask_for_lost(work.session, self._lost_after, AT_ONCE)
            work.commit()
            return found


def _end(session: Session, export: Export, ended: rules.Ended) -> None:
    exports.end(session, export, ended.state, error_code=ended.code, error_message=ended.message)
