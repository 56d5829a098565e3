"""Carries messages from the outbox to the broker. Nobody else speaks to the broker.

It is the scheduler as well: the broker gets only as much as the workers are about to need, and
`store/turns.py` says whose turn it is. A row is deleted in the transaction that sent its
message: it may be sent twice, never zero times. Runs as the maintenance role; several at once
do no harm, and one at a time publishes.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from asset_service import failpoints
from asset_service.models.outbox import OutboxMessage
from asset_service.ports.queue import (
    OF_JOBS,
    Command,
    Export,
    Generate,
    JobQueue,
    Lane,
    QueueUnavailable,
    Render,
    SendReset,
)
from asset_service.services.faults import DATABASE_AWAY
from asset_service.services.pulse import Pulse
from asset_service.services.sweeper import Sweeper
from asset_service.store import exports, gates, outbox, turns
from asset_service.store.listener import Listener
from asset_service.store.turns import Limits
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

CHANNEL = "outbox"
PIXELS_AHEAD = 64
"""Renditions that may wait in the broker: seconds of work for a machine."""
AT_ONCE = 32
"""Messages of one transaction. Their jobs are locked while they are sent, 20 ms or so: a worker
that takes the first one waits for the last."""
POLL = 1.0
BRIEFLY = 0.02
SWEEP_EVERY = 5.0
BROKER_PAUSES = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Shares:
    """How many pictures are made at once: by all workers, for one user, by a provider.

    `exports` is how many of those are made at once, which share processes with renditions.
    `rates` has how many may start in a minute, of the providers where that is limited.
    """

    slots: int
    per_user: int
    providers: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    exports: int = 1

    def ahead(self, lane: Lane) -> int:
        """Return how many messages of a lane may wait in the broker.

        For every slot one that is ready, so that none stays empty between two looks. What
        waits there has its place already: more would put who asks for much before who comes
        later.
        """
        return PIXELS_AHEAD if lane is Lane.PIXELS else self.slots

    def limits(self, lane: Lane, starts: Mapping[str, int]) -> Limits:
        """Return what may be in flight once messages of this lane are sent.

        Bulk work leaves one place of its user free: a picture that he waits for need not wait
        for one of his own thousand to end.
        """
        kept_free = 1 if lane is Lane.BACKGROUND else 0
        return Limits(max(1, self.per_user - kept_free), self.providers, starts)


class Relay:
    def __init__(
        self,
        database: Database,
        queue: JobQueue,
        sweeper: Sweeper,
        shares: Shares,
        *,
        sweep_every: float = SWEEP_EVERY,
    ) -> None:
        self.pulse = Pulse()
        self._database = database
        self._queue = queue
        self._sweeper = sweeper
        self._shares = shares
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
                self.pulse.beat("relay")
                bell.wait(self._turn())

    def publish(self) -> tuple[int, bool]:
        """Send what is due and has its turn; return how many, and whether more is due.

        Raises QueueUnavailable; then everything that was not sent is still there.
        """
        lanes = self._due_lanes()
        sent = sum(self._publish_lane(lane) for lane in lanes)
        return sent, bool(self._due_lanes() if sent else lanes)

    def _due_lanes(self) -> list[Lane]:
        with self._database.as_nobody() as work:
            return turns.due_lanes(work.session)

    def _publish_lane(self, lane: Lane) -> int:
        refused: QueueUnavailable | None = None
        sent: list[OutboxMessage] = []
        with self._database.as_nobody() as work:
            if not turns.begin(work.session):
                return 0  # another relay is at it
            room = min(self._room(work, lane), AT_ONCE)
            if room <= 0:
                return 0
            starts = self._starts(work) if lane in OF_JOBS else {}
            limits = self._shares.limits(lane, starts)
            chosen = turns.choose(work.session, lane, room, limits)
            for message in outbox.hold(work.session, chosen):
                try:
                    self._queue.put(_command(message), lane)
                except QueueUnavailable as error:
                    refused = error
                    break
                sent.append(message)
                failpoints.reach("relay.put")
            outbox.sent(work.session, sent)
            gates.take(
                work.session,
                Counter(one.provider for one in sent if one.provider in self._shares.rates),
            )
            work.commit()
        if sent:
            self.pulse.beat("publish")
            log.info("messages sent", lane=lane.value, about=[_about(one) for one in sent])
        if refused is not None:
            raise refused
        return len(sent)

    def _room(self, work: Work, lane: Lane) -> int:
        """Return how many more messages of a lane the broker may have."""
        if lane is Lane.EXPORTS:
            return self._shares.exports - exports.count_in_flight(work.session)
        return self._shares.ahead(lane) - self._queue.depth(lane)

    def _starts(self, work: Work) -> dict[str, int]:
        """Return how many may start now: none where a provider wants to be left alone."""
        filled = gates.fill(work.session, self._shares.rates)
        return filled | dict.fromkeys(gates.paused(work.session), 0)

    def _turn(self) -> float:
        """Do what there is to do; return how many seconds to wait for the bell."""
        pause = POLL
        try:
            if time.monotonic() >= self._broker_at:
                pause = self._publish_patiently()
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + self._sweep_every
                self._sweeper.sweep()
                self.pulse.beat("sweep")
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
        # While a lane is full, look often: workers empty it in moments. When they do not, seldom:
        # the end of a job rings the bell.
        self._pause = BRIEFLY if sent else min(POLL, self._pause * 2)
        return self._pause if held else POLL


def _command(message: OutboxMessage) -> Command:
    if message.project_id is None:
        return SendReset(message.user_id)
    if message.kind == outbox.RENDER:
        return Render(message.project_id, message.sha256 or "", message.user_id)
    if message.export_id is not None:
        return Export(message.export_id, message.user_id)
    return Generate(_job_id(message), message.user_id)


def _about(message: OutboxMessage) -> str:
    return str(message.job_id or message.sha256 or message.export_id or message.user_id)


def _job_id(message: OutboxMessage) -> UUID:
    if message.job_id is None:
        raise ValueError("a message to generate names no job")  # the schema rules it out
    return message.job_id
