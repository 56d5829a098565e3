"""Whether the servers this process needs answer right now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy import text

from asset_service.store.work import Database

log = structlog.get_logger(__name__)


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
        self, database: Database, store: Callable[[], None], broker: Callable[[], None]
    ) -> None:
        self._needed = {"database": lambda: _ask(database), "store": store}
        # Jobs are kept in the database while the broker is away, and pages need none of it.
        self._helpful = {"broker": broker}

    def look(self) -> HealthView:
        """Ask each server once; never raises."""
        needed = {name: _answers(name, check) for name, check in self._needed.items()}
        helpful = {name: _answers(name, check) for name, check in self._helpful.items()}
        if not all(needed.values()):
            status = Readiness.AWAY
        else:
            status = Readiness.READY if all(helpful.values()) else Readiness.DEGRADED
        return HealthView(
            status, {name: "ok" if up else "away" for name, up in (needed | helpful).items()}
        )


def _ask(database: Database) -> None:
    with database.as_nobody() as work:
        work.session.execute(text("select 1"))


def _answers(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # whatever it is, the server is of no use now
        log.warning("a server does not answer", server=name, exc_info=error)
        return False
    return True
