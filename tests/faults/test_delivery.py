"""Messages are hints: late, doubled, in another order or never, the job's row decides."""

import random

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID
from rig import PREFORK

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.ports.queue import Generate, Lane

pytestmark = pytest.mark.promise("A42")


@pytest.fixture
def queue(rig):
    queue = CeleryQueue(rig.broker.url)
    yield queue
    queue.close()


def test_messages_that_come_thrice_and_in_any_order_make_one_attempt_each(rig, queue):
    rig.end_workers()
    jobs = rig.ask(6) + rig.ask(6, HANDLES)
    messages = jobs * 3
    random.Random(7).shuffle(messages)
    for job in messages:
        queue.put(Generate(job, rig.home.user_id), Lane.IMAGES)
    rig.standing()
    assert rig.ended() == {"succeeded": 12}
    assert rig.bank.calls() == 12
    rig.until(lambda: rig.broker.waiting() == 0)
    rig.check()


def test_a_message_for_a_job_that_runs_leaves_it_alone(rig, queue):
    rig.standing()
    rig.bank.hold()
    (job,) = rig.ask()
    rig.until(lambda: rig.bank.calls() == 1)
    for _ in range(5):
        queue.put(Generate(job, rig.home.user_id), Lane.IMAGES)
    rig.until(lambda: rig.broker.waiting() == 0)
    rig.bank.let_go()
    assert rig.ended() == {"succeeded": 1}
    assert (rig.job(job).epoch, rig.bank.calls()) == (1, 1)
    rig.check()


@pytest.mark.parametrize("late", ["", "1"], ids=["early ack", "late ack"])
def test_a_provider_slower_than_the_visibility_time_out_is_paid_once(rig, late):
    rig.end_workers()
    rig.relay()
    for _ in range(2):
        rig.worker(FAULTS_VISIBILITY="1", FAULTS_LATE=late, LEASE_SECONDS="30")
    rig.bank.delay = 5.0
    jobs = rig.ask(2) + rig.ask(2, HANDLES)
    assert rig.ended(within=20) == {"succeeded": 4}
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_job_that_kills_whoever_starts_it_is_given_up_while_the_others_go_on(rig):
    rig.standing(PREFORK, threads=2)
    (poison,) = rig.ask(1, FREE, asset=rig.home.asset("poison"))
    others = rig.ask(8, PAID)
    assert rig.ended(others) == {"succeeded": 8}
    assert rig.until_final([poison]) == {poison: "failed"}
    given_up = rig.job(poison)
    assert (given_up.error_code, given_up.deliveries) == ("poison", 3)
    rig.check()


def test_a_paid_job_that_kills_its_worker_is_not_sent_again(rig):
    rig.standing(PREFORK, threads=2)
    (poison,) = rig.ask(1, PAID, asset=rig.home.asset("poison"))
    assert rig.until_final([poison]) == {poison: "unknown_outcome"}
    assert rig.job(poison).deliveries == 1
    rig.check()
