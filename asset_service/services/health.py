"""Whether the servers this process needs answer right now."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy import text

from asset_service.store.work import Database

log = structlog.get_logger(__name__)

PATIENCE = 4.0
"""Seconds. Whoever asks gives up after five or ten, and learns nothing then."""


class Readiness(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    AWAY = "away"


@dataclass(frozen=True)
class HealthView:
    """`checks` says `ok` or `away` of each server by name."""

    status: Readiness
    checks: Mapping[str, str]


class Health:
    """`store` and `broker` return quietly when theirs answers, and raise when it does not."""

    def __init__(
        self,
        database: Database,
        store: Callable[[], None],
        broker: Callable[[], None],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._needed = ("database", "store")
        # Jobs are kept in the database while the broker is away, and pages need none of it.
        self._looks = {
            "database": _Look("database", lambda: _ask(database)),
            "store": _Look("store", store),
            "broker": _Look("broker", broker),
        }
        self._patience = patience

    def look(self) -> HealthView:
        """Ask each server once, all at the same time; never raises.

        One that does not answer in time is away.
        """
        give_up_at = time.monotonic() + self._patience
        asked = {name: look.ask() for name, look in self._looks.items()}
        up = {name: question.answered(give_up_at) for name, question in asked.items()}
        if not all(up[name] for name in self._needed):
            status = Readiness.AWAY
        else:
            status = Readiness.READY if all(up.values()) else Readiness.DEGRADED
        return HealthView(status, {name: "ok" if fine else "away" for name, fine in up.items()})


class _Look:
    """Asks one server. A question that hangs is shared: probes must not pile up behind it."""

    def __init__(self, name: str, check: Callable[[], None]) -> None:
        self._name = name
        self._check = check
        self._lock = threading.Lock()
        self._asked: _Question | None = None

    def ask(self) -> "_Question":
        with self._lock:
            if self._asked is None or self._asked.is_over:
                self._asked = _Question(self._name, self._check)
            return self._asked


class _Question:
    def __init__(self, name: str, check: Callable[[], None]) -> None:
        self._name = name
        self._check = check
        self._over = threading.Event()
        self._error: Exception | None = None
        threading.Thread(target=self._run, name=f"health {name}", daemon=True).start()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def answered(self, give_up_at: float) -> bool:
        if not self._over.wait(max(0.0, give_up_at - time.monotonic())):
            log.warning("a server does not answer in time", server=self._name)
            return False
        if self._error is not None:
            log.warning("a server does not answer", server=self._name, exc_info=self._error)
        return self._error is None

    def _run(self) -> None:
        try:
            self._check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the server is of no use now
            self._error = error
        finally:
            self._over.set()


def _ask(database: Database) -> None:
    with database.as_nobody() as work:
        work.session.execute(text("select 1"))
