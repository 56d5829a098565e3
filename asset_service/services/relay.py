"""Carries messages from the outbox to the broker. Nobody else speaks to the broker.

A row is deleted in the transaction that sent its message: it may be sent twice, never zero
times. Runs as the maintenance role; several at once do no harm.
"""

import threading
import time
from uuid import UUID

import structlog

from asset_service.models.outbox import OutboxMessage
from asset_service.ports.queue import Command, Generate, JobQueue, QueueUnavailable, Render
from asset_service.services.faults import DATABASE_AWAY
from asset_service.services.sweeper import Sweeper
from asset_service.store import outbox
from asset_service.store.listener import Listener
from asset_service.store.work import Database

log = structlog.get_logger(__name__)

CHANNEL = "outbox"
LANES: dict[str, type[Command]] = {outbox.GENERATE: Generate, outbox.RENDER: Render}
AHEAD = 64
"""Messages that may wait in the broker for each lane: about twice the slots of its workers.

The rest waits here, where it costs nothing, survives the broker and can still be put in
another order."""
AT_ONCE = 100
POLL = 1.0
BRIEFLY = 0.02
SWEEP_EVERY = 5.0
BROKER_PAUSES = (1.0, 2.0, 5.0, 10.0)


class Relay:
    def __init__(
        self,
        database: Database,
        queue: JobQueue,
        sweeper: Sweeper,
        *,
        ahead: int = AHEAD,
        sweep_every: float = SWEEP_EVERY,
    ) -> None:
        self._database = database
        self._queue = queue
        self._sweeper = sweeper
        self._ahead = ahead
        self._sweep_every = sweep_every
        self._sweep_at = 0.0
        self._broker_at = 0.0
        self._refusals = 0
        self._pause = POLL
        self._database_away = False

    def run(self, stop: threading.Event) -> None:
        """Publish and sweep until `stop`, through the loss of broker and database."""
        with Listener(self._database.engine, CHANNEL) as bell:
            while not stop.is_set():
                bell.wait(self._turn())

    def publish(self) -> tuple[int, bool]:
        """Send what is due; return how many, and whether more waits for room in the broker.

        Raises QueueUnavailable; then everything that was not sent is still there.
        """
        sent, held = 0, False
        for kind, command in LANES.items():
            room = self._ahead - self._queue.depth(command)
            if room > 0:
                sent_here = self._publish_lane(kind, min(room, AT_ONCE))
                sent += sent_here
                held = held or sent_here == min(room, AT_ONCE)
            else:
                held = True
        return sent, held

    def _publish_lane(self, kind: str, limit: int) -> int:
        refused: QueueUnavailable | None = None
        sent: list[int] = []
        with self._database.as_nobody() as work:
            for message in outbox.take_due(work.session, kind, limit):
                try:
                    self._queue.put(_command(message))
                except QueueUnavailable as error:
                    refused = error
                    break
                sent.append(message.id)
            outbox.remove(work.session, sent)
            work.commit()
        if refused is not None:
            raise refused
        return len(sent)

    def _turn(self) -> float:
        """Do what there is to do; return how many seconds to wait for the bell."""
        pause = POLL
        try:
            if time.monotonic() >= self._broker_at:
                pause = self._publish_patiently()
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + self._sweep_every
                self._sweeper.sweep()
        except DATABASE_AWAY as error:
            if not self._database_away:
                log.warning("the database is away", exc_info=error)
            self._database_away = True
            return POLL
        if self._database_away:
            log.info("the database is back")
        self._database_away = False
        return pause

    def _publish_patiently(self) -> float:
        try:
            sent, held = self.publish()
        except QueueUnavailable as error:
            if self._refusals == 0:
                log.warning("the broker is away; messages wait", exc_info=error)
            pause = BROKER_PAUSES[min(self._refusals, len(BROKER_PAUSES) - 1)]
            self._broker_at = time.monotonic() + pause
            self._refusals += 1
            return POLL
        if self._refusals:
            log.info("the broker is back", refusals=self._refusals)
        self._refusals = 0
        # While a lane is full, look often: workers empty it in moments. When they do not, seldom.
        self._pause = BRIEFLY if sent else min(POLL, self._pause * 2)
        return self._pause if held else POLL


def _command(message: OutboxMessage) -> Command:
    if message.kind == outbox.RENDER:
        return Render(message.project_id, message.sha256 or "", message.user_id)
    return Generate(_job_id(message), message.user_id)


def _job_id(message: OutboxMessage) -> UUID:
    if message.job_id is None:
        raise ValueError("a message to generate names no job")  # the schema rules it out
    return message.job_id
