"""The broker dies, forgets, goes away or falls silent: jobs are in the database and go on."""

import time

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID
from customer import Customer
from rig import AFTER_A_LOST_MESSAGE

pytestmark = pytest.mark.promise("A63")

A_SECOND = 1.0


def killed(broker):
    broker.kill()
    broker.start()


ACCIDENTS = {
    "killed": killed,
    "flushed": lambda broker: broker.flush(),
    "restarted empty": lambda broker: broker.restart_empty(),
}
ABSENCES = {
    "dead": (lambda broker: broker.kill(), lambda broker: broker.start()),
    "silent": (lambda broker: broker.freeze(), lambda broker: broker.thaw()),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_jobs_that_wait_and_jobs_that_run_end_all_the_same(rig, accident):
    rig.standing()
    rig.bank.hold()
    jobs = rig.ask(6) + rig.ask(3, HANDLES) + rig.ask(3, FREE)
    rig.until(lambda: rig.bank.calls() == 4 and rig.broker.waiting() > 0)
    ACCIDENTS[accident](rig.broker)
    rig.bank.let_go()
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 12}
    assert {rig.paid(job) for job in jobs} == {1}
    rig.check()


@pytest.mark.parametrize("absence", ABSENCES)
def test_who_asks_while_the_broker_is_away_is_answered_within_a_second(rig, absence):
    leave, come_back = ABSENCES[absence]
    rig.standing()
    customer = Customer(rig, rig.standing_web())
    assets = [rig.home.asset(f"Mara {number}") for number in range(8)]
    leave(rig.broker)
    said = [customer.generate(asset) for asset in assets]
    assert {one.status for one in said} == {202}
    assert max(one.seconds for one in said) < A_SECOND * rig.slower()
    status, servers = customer.ready()
    assert (status, servers["broker"], servers["database"]) == (200, "away", "ok")
    assert rig.bank.calls() == 0
    come_back(rig.broker)
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 8}
    rig.check()


@pytest.mark.parametrize("absence", ABSENCES)
def test_jobs_that_run_end_without_the_broker(rig, absence):
    leave, come_back = ABSENCES[absence]
    rig.standing()
    rig.bank.hold()
    running = rig.ask(1, PAID) + rig.ask(1, HANDLES) + rig.ask(1, FREE)
    rig.until(lambda: rig.bank.calls() == 3)
    leave(rig.broker)
    later = rig.ask(2)
    rig.bank.let_go()
    assert rig.ended(running) == {"succeeded": 3}
    come_back(rig.broker)
    assert rig.ended(later, within=AFTER_A_LOST_MESSAGE) == {"succeeded": 2}
    assert {rig.job(job).epoch for job in running} == {1}
    rig.check()


def test_a_broker_that_comes_and_goes_under_load_loses_nothing(rig):
    rig.standing()
    for accident in ("killed", "flushed", "restarted empty", "killed"):
        rig.ask(6)
        ACCIDENTS[accident](rig.broker)
        rig.ask(6, HANDLES)
        time.sleep(0.5)
    assert rig.ended(within=AFTER_A_LOST_MESSAGE) == {"succeeded": 48}
    assert rig.bank.calls() == 48
    rig.check()
