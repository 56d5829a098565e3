"""The mishaps of a chaos run, one after the other, with pauses in which the studio recovers."""

import os
import random
import signal
import threading
from collections import Counter
from contextlib import suppress

from processes import children

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.ports.queue import Generate, Lane, QueueUnavailable

PAUSE = (0.5, 3.0)
"""Seconds between two mishaps."""

POINTS = (
    "runner.before_claim",
    "runner.claimed",
    "runner.accepted",
    "runner.submitted",
    "runner.put",
    "runner.before_commit",
    "runner.committed",
    "relay.put",
    "upload.put",
    "collector.removed",
    "collector.files_gone",
)


class Mishaps(threading.Thread):
    """`processes` are what may be killed or frozen, by name. Ends with everything up again."""

    def __init__(self, rig, processes, ledger, seed, over) -> None:
        super().__init__(name="mishaps", daemon=True)
        self._rig, self._processes, self._ledger = rig, processes, ledger
        self._chance = random.Random(f"{seed} mishaps")
        self._over = over
        self._queue = CeleryQueue(rig.broker.url)
        self.happened: Counter = Counter()
        self._kinds = {
            self.kill_process: 6,
            self.kill_child: 4,
            self.freeze_process: 3,
            self.arm: 8,
            self.say_twice: 5,
            self.kill_broker: 2,
            self.freeze_broker: 1,
            self.flush_broker: 2,
            self.empty_broker: 1,
            self.cut_sessions: 3,
            self.kill_database: 2,
            self.stop_database: 1,
            self.freeze_database: 1,
            self.trouble_at_the_bank: 6,
            self.slow_bank: 2,
            self.empty_bin: 4,
        }
        if rig.line is not None:
            self._kinds |= {self.cut_store: 3, self.silence_store: 2, self.slow_store: 2}

    def run(self) -> None:
        try:
            while not self._over.wait(self._chance.uniform(*PAUSE)):
                (kind,) = self._chance.choices(list(self._kinds), list(self._kinds.values()))
                kind()
        except Exception as error:  # noqa: BLE001 - a thread that dies unseen tests nothing
            self._ledger.blame(f"the mishaps stumbled: {error!r}")
        finally:
            self._make_good()

    # --- processes ---------------------------------------------------------------------------

    def kill_process(self) -> None:
        name = self._one()
        self._count(f"killed {name}")
        self._processes[name].kill()

    def kill_child(self) -> None:
        name = self._one()
        self._count(f"killed a child of {name}")
        with suppress(ProcessLookupError, IndexError):
            os.kill(self._chance.choice(children(self._processes[name].pid)), signal.SIGKILL)

    def freeze_process(self) -> None:
        name = self._one()
        self._count(f"froze {name}")
        kept = self._processes[name]
        kept.freeze()
        self._over.wait(self._chance.uniform(2.5, 5))
        kept.thaw()

    def arm(self) -> None:
        point = self._chance.choice(POINTS)
        what = self._chance.choice(["kill", "kill", "raise", "sleep 3"])
        self._count(f"armed {point}: {what}")
        self._rig.arm(point, what)

    # --- broker ------------------------------------------------------------------------------

    def say_twice(self) -> None:
        """A message that was said before, about any job, ended ones too."""
        rows = self._rig.database_server.up and self._jobs()
        if rows:
            self._count("said twice")
            with suppress(QueueUnavailable):
                for job, user in self._chance.sample(rows, min(5, len(rows))):
                    self._queue.put(Generate(job, user), self._chance.choice(list(Lane)[:2]))

    def kill_broker(self) -> None:
        self._count("killed the broker")
        self._rig.broker.kill()
        self._wait()
        self._rig.broker.start()

    def freeze_broker(self) -> None:
        self._count("froze the broker")
        self._rig.broker.freeze()
        self._wait()
        self._rig.broker.thaw()

    def flush_broker(self) -> None:
        self._count("flushed the broker")
        self._rig.broker.flush()

    def empty_broker(self) -> None:
        self._count("restarted the broker empty")
        self._rig.broker.restart_empty()

    # --- database ----------------------------------------------------------------------------

    def cut_sessions(self) -> None:
        self._count("cut the database's sessions")
        self._rig.database_server.cut_connections()

    def kill_database(self) -> None:
        self._count("killed the database")
        self._rig.database_server.kill()
        self._wait()
        self._rig.database_server.start()

    def stop_database(self) -> None:
        self._count("restarted the database")
        self._rig.database_server.stop()
        self._rig.database_server.start()

    def freeze_database(self) -> None:
        self._count("froze the database")
        self._rig.database_server.freeze()
        self._wait()
        self._rig.database_server.thaw()

    # --- store, provider, time ---------------------------------------------------------------

    def cut_store(self) -> None:
        self._count("cut the store's lines in mid-upload")
        line = self._rig.line
        line.cut_after = line.sent + self._chance.choice([50, 400, 3000])
        self._wait()
        line.cut_after = None

    def silence_store(self) -> None:
        self._count("silenced the store")
        self._rig.line.silent = True
        self._wait()
        self._rig.line.silent = False

    def slow_store(self) -> None:
        self._count("slowed the store")
        self._rig.line.wait = 0.3
        self._wait()
        self._rig.line.wait = 0.0

    def trouble_at_the_bank(self) -> None:
        steps = self._chance.choices(["down", "refuse", "lost", "draw"], k=6)
        self._count("gave the bank trouble")
        self._rig.bank.script.extend(steps)

    def slow_bank(self) -> None:
        self._count("slowed the bank")
        self._rig.bank.delay = self._chance.choice([0.5, 2.5])
        self._wait()
        self._rig.bank.delay = 0.1

    def empty_bin(self) -> None:
        """A month goes by for half of what is in the bin."""
        self._count("let a month go by for the bin")
        self._rig.database_server.ask(
            "update attempts set binned_at = binned_at - interval '31 days'"
            " where binned_at is not null and random() < 0.5"
        )

    # --- inside ------------------------------------------------------------------------------

    def _one(self) -> str:
        return self._chance.choice(sorted(self._processes))

    def _jobs(self):
        return self._rig.database_server.ask(
            "select id, requested_by from jobs order by random() limit 20"
        )

    def _wait(self) -> None:
        self._over.wait(self._chance.uniform(1, 4))

    def _count(self, what: str) -> None:
        self.happened[what] += 1

    def _make_good(self) -> None:
        """Everything is up, and nothing lies in wait."""
        for armed in self._rig.failpoints.iterdir():
            armed.unlink(missing_ok=True)
        for kept in self._processes.values():
            kept.thaw()
        self._rig.bank.script.clear()
        self._rig.bank.delay = 0.0
        if self._rig.line is not None:
            self._rig.line.silent, self._rig.line.wait, self._rig.line.cut_after = False, 0.0, None
        self._rig.broker.start()
        self._rig.database_server.start()
        self._queue.close()
