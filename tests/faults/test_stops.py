"""Stopping on purpose: what runs ends, what waits goes elsewhere, nobody is turned away."""

import signal
import threading
import time
from uuid import UUID, uuid4

import pytest
import requests
from bank import HANDLES
from rig import PREFORK, THREADS

LONG = {"LEASE_SECONDS": "30"}
"""Nothing dies here, so no lease may end, however busy the machine is."""


@pytest.mark.parametrize("pool", [THREADS, PREFORK])
def test_a_worker_that_is_asked_to_stop_ends_its_jobs_first(rig, pool):
    rig.end_workers()
    rig.relay()
    worker = rig.worker(pool, threads=2, **LONG)
    rig.bank.delay = 1.0
    jobs = rig.ask(1) + rig.ask(1, HANDLES)
    rig.until(lambda: rig.bank.calls() == 2)
    assert worker.stop() == 0
    assert set(rig.statuses(jobs).values()) == {"succeeded"}
    assert {rig.job(job).epoch for job in jobs} == {1}
    rig.check()


def test_a_relay_that_is_asked_to_stop_leaves_every_message_to_the_next_one(rig):
    rig.end_workers()
    relay = rig.relay()
    rig.worker()
    rig.ask(10)
    rig.until(rig.bank.calls)
    assert relay.stop() == 0
    rig.relay()
    rig.ask(10)
    assert rig.ended() == {"succeeded": 20}
    rig.check()


class Customer(threading.Thread):
    """Asks for one picture after the other through the web; remembers every answer."""

    def __init__(self, rig, address):
        super().__init__()
        self.rig, self.film, self.done = rig, rig.film(), threading.Event()
        self.token, self.address, self.answers = rig.token(self.film), address, []
        self.start()

    def run(self):
        headers = {"Authorization": f"Bearer {self.token}"}
        while not self.done.wait(0.05):
            asset = self.film.asset(uuid4().hex)
            path = f"/api/v1/projects/{self.film.project_id}/assets/{asset.id}/generate"
            key = {"Idempotency-Key": uuid4().hex}
            try:
                answer = requests.post(
                    self.address + path, json={}, headers=headers | key, timeout=60
                )
            except requests.RequestException as error:
                self.answers.append(repr(error))
                continue
            self.answers.append(answer.status_code)
            if answer.status_code == 202:
                self.rig.accepted.update(UUID(job["id"]) for job in answer.json()["jobs"])

    def leave(self):
        self.done.set()
        self.join()
        return self.answers


def test_nothing_is_lost_or_doubled_while_everything_is_replaced_under_load(rig):
    rig.end_workers()
    rig.relay()
    web, address = rig.web()
    workers = [rig.worker(**LONG), rig.worker(**LONG)]
    customers = [Customer(rig, address) for _ in range(2)]
    for worker in workers:
        worker.ask_to_stop()
        rig.worker(**LONG)
        time.sleep(1.0)
    web.signal_leader(signal.SIGHUP)
    enough = len(rig.accepted) + 20
    rig.until(lambda: len(rig.accepted) >= enough, within=30)
    answers = [status for customer in customers for status in customer.leave()]
    assert set(answers) == {202}
    assert len(rig.accepted) == len(answers)
    assert rig.ended() == {"succeeded": len(answers)}
    assert rig.bank.calls() == len(answers)
    assert rig.home.sql("select max(epoch) from jobs")[0][0] == 1
    rig.check()
