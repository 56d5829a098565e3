"""What has to be done again and again so that nothing stays for ever: bin, files, leftovers."""

import threading
import time
from collections.abc import Callable, Mapping

import structlog

from asset_service.ports.objects import StoreUnavailable
from asset_service.services.audit import Ageing
from asset_service.services.collector import Collector
from asset_service.services.emptying import Emptying
from asset_service.services.export_files import ExportFiles
from asset_service.services.faults import DATABASE_AWAY
from asset_service.services.pulse import Pulse
from asset_service.services.reconciling import Reconciling

log = structlog.get_logger(__name__)

EVERY = 60.0
FIRST_RECONCILED_AFTER = 600.0
RECONCILED_EVERY = 24 * 3600.0


class Housekeeping:
    """Runs as the maintenance role; several at once do no harm."""

    def __init__(
        self,
        emptying: Emptying,
        collector: Collector,
        reconciling: Reconciling,
        exports: ExportFiles,
        ageing: Ageing,
    ) -> None:
        self._emptying = emptying
        self._exports = exports
        self._ageing = ageing
        self._collector = collector
        self._reconciling = reconciling
        self._reconcile_at = time.monotonic() + FIRST_RECONCILED_AFTER
        self._stop = threading.Event()
        self.pulse = Pulse()

    def once(self, *, everything: bool = False) -> dict[str, int]:
        """Do one pass and return what was found of each.

        With `everything`, or once a day, the store is compared with the rows as well. What the
        object store was needed for and away is left out and logged. Raises what SQLAlchemy
        raises when the database is away.
        """
        parts: list[Callable[[], Mapping[str, int]]] = [
            self._emptying.empty,
            lambda: self._collector.collect(everything=everything),
            self._exports.expire,
            self._ageing.age,
        ]
        if everything or time.monotonic() >= self._reconcile_at:
            self._reconcile_at = time.monotonic() + RECONCILED_EVERY
            parts.append(lambda: self._reconciling.reconcile(self._stop.is_set))
        counts: dict[str, int] = {}
        for part in parts:
            counts |= _safely(part)
        return counts

    def run(self, stop: threading.Event, *, every: float = EVERY) -> None:
        """Do a pass every so many seconds until `stop`, through the loss of database and store."""
        self._stop = stop
        away = False
        while not stop.is_set():
            self.pulse.beat("housekeeping")
            try:
                found = {name: count for name, count in self.once().items() if count}
                if found:
                    log.info("housekeeping", **found)
                self.pulse.beat("housekeeping_pass")
                away = False
            except DATABASE_AWAY as error:
                if not away:
                    log.warning("the database is away", exc_info=error)
                away = True
            stop.wait(every)


def _safely(part: Callable[[], Mapping[str, int]]) -> Mapping[str, int]:
    """One thing that cannot be done must not keep the others from it."""
    try:
        return part()
    except DATABASE_AWAY:
        raise
    except StoreUnavailable as error:
        log.warning("the object store is away", exc_info=error)
    except Exception:  # the next pass tries again
        log.exception("housekeeping went wrong")
    return {}
