"""The figures for operators: from the database, the broker, and the loops of this process.

Across all tenants, so it runs as the maintenance role, in the relay's process; the role of the web
tier could not. A figure that cannot be had in time is left out: the others are told.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from asset_service.ports.queue import JobQueue, Lane, QueueUnavailable
from asset_service.services.pulse import Pulse
from asset_service.store import figures
from asset_service.store.figures import PREFIX, QUESTIONS, Answer
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

PATIENCE = 5.0
"""Seconds that all figures of the database may take."""
ONE_MS = 2000
KEPT = 5.0
"""Seconds that an answer is told again: however many ask, the database is asked no more often."""


@dataclass(frozen=True)
class Figure:
    """`samples` have one value for each of `labels`."""

    name: str
    told: str
    labels: tuple[str, ...]
    samples: tuple[Answer, ...]


class Figures:
    def __init__(
        self, database: Database, queue: JobQueue, pulse: Pulse, *, kept: float = KEPT
    ) -> None:
        self._database = database
        self._queue = queue
        self._pulse = pulse
        self._kept = kept
        self._lock = threading.Lock()
        self._last: tuple[float, list[Figure]] | None = None

    def look(self) -> list[Figure]:
        """Return the figures of now, or of a moment ago; never raises."""
        with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > self._kept:
                found = [*self._of_database(), *self._of_broker(), self._of_loops()]
                self._last = time.monotonic(), found
            return self._last[1]

    def _of_database(self) -> Iterator[Figure]:
        give_up_at, missing = time.monotonic() + PATIENCE, 0
        for question in QUESTIONS:
            if time.monotonic() > give_up_at:
                missing += 1
                continue
            try:
                with self._database.as_nobody() as work:
                    rows = figures.answer(work.session, question, ONE_MS)
            except SQLAlchemyError as error:
                log.warning("a figure is missing", figure=question.name, exc_info=error)
                missing += 1
            else:
                yield _figure(question.name, question.told, question.labels, *rows)
        told = "Figures that the database did not give in time."
        yield _figure("figures_missing", told, (), Answer((), missing))

    def _of_broker(self) -> Iterator[Figure]:
        rows = []
        try:
            rows = [Answer((lane.value,), self._queue.depth(lane)) for lane in Lane]
        except QueueUnavailable as error:
            log.warning("the broker does not say how much waits", exc_info=error)
        yield _figure("broker_messages", "Messages in the broker, by lane.", ("lane",), *rows)
        told = "Whether the broker answers."
        yield _figure("broker_up", told, (), Answer((), bool(rows)))

    def _of_loops(self) -> Figure:
        told = "Seconds since each loop of the relay's process last went round."
        rows = [Answer((loop,), age) for loop, age in self._pulse.ages().items()]
        return _figure("last_seconds", told, ("loop",), *rows)


def _figure(name: str, told: str, labels: tuple[str, ...], *rows: Answer) -> Figure:
    return Figure(PREFIX + name, told, labels, rows)
