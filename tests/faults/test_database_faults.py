"""The database dies, restarts, cuts its sessions or freezes: what it said yes to is kept."""

import time
from uuid import uuid4

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID
from customer import Crowd, Customer
from fixtures.pictures import a_png
from rig import LEASE

pytestmark = pytest.mark.promise("A63")

BOUND = 10.0
"""Seconds in which a web tier without its database says so."""


def killed(database):
    database.kill()
    database.start()


def restarted(database):
    database.stop()
    database.start()


ACCIDENTS = {
    "killed": killed,
    "restarted": restarted,
    "cut off": lambda database: database.cut_connections(),
}


@pytest.fixture
def patient(rig):
    """A studio whose leases are longer than any of these accidents."""
    rig.end_workers()
    rig.relay()
    rig.worker(threads=6, LEASE_SECONDS="30")
    return rig


def handles(rig):
    """How many handles are written down."""
    return rig.home.sql("select count(provider_handle) from jobs")[0][0]


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_jobs_that_wait_and_jobs_that_run_all_bring_their_pictures(patient, accident):
    rig = patient
    rig.bank.hold()
    rig.ask(4) + rig.ask(4, HANDLES) + rig.ask(4, FREE)
    # one whose handle is not written yet may have been paid for: that is another test
    rig.until(lambda: rig.bank.calls() >= 6 and handles(rig) == rig.bank.calls(HANDLES))
    ACCIDENTS[accident](rig.database_server)
    rig.bank.let_go()
    assert rig.ended(within=30) == {"succeeded": 12}
    assert rig.bank.calls(PAID) == rig.bank.calls(HANDLES) == 4
    rig.check()


@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("phase", ["runner.put", "runner.before_commit", "runner.committed"])
def test_a_picture_that_is_being_stored_comes_home(patient, accident, phase):
    rig = patient
    for provider in (PAID, HANDLES, FREE):
        rig.arm(phase, "sleep 1")
        (job,) = rig.ask(1, provider)
        rig.until_taken(phase)
        ACCIDENTS[accident](rig.database_server)
        assert rig.until_final([job], within=30) == {job: "succeeded"}
        assert rig.job(job).epoch == rig.paid(job) == 1
    rig.check()


def test_a_database_that_is_away_longer_than_a_lease_costs_nobody_twice(rig):
    rig.standing()
    rig.bank.hold()
    jobs = {provider: rig.ask(1, provider) for provider in (PAID, HANDLES, FREE)}
    rig.until(lambda: rig.bank.calls() == 3)
    rig.database_server.kill()
    rig.bank.let_go()
    time.sleep(LEASE + 2)
    rig.database_server.start()
    assert rig.ended(jobs[HANDLES] + jobs[FREE]) == {"succeeded": 2}
    assert set(rig.until_final(jobs[PAID]).values()) <= {"succeeded", "unknown_outcome"}
    assert rig.bank.calls(PAID) == rig.bank.calls(HANDLES) == 1
    rig.check()


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_requests_in_its_midst_are_answered_and_none_that_was_accepted_is_lost(rig, accident):
    rig.standing()
    address = rig.standing_web()
    with Crowd(rig, address) as crowd:
        for _ in range(3):
            ACCIDENTS[accident](rig.database_server)
            time.sleep(0.7)
    assert {one.status for one in crowd.said} <= {202, 503}, rig.tell()
    assert len(rig.accepted) == sum(one.status == 202 for one in crowd.said) > 3
    told = rig.ended(within=30)
    assert set(told) <= {"succeeded", "unknown_outcome"}
    rig.check()


def test_sessions_that_are_cut_again_and_again_lose_nothing(rig):
    rig.standing()
    address = rig.standing_web()
    with Crowd(rig, address) as crowd:
        for _ in range(12):
            rig.database_server.cut_connections()
            time.sleep(0.25)
    assert {one.status for one in crowd.said} <= {202, 503}, rig.tell()
    assert len(rig.accepted) == sum(one.status == 202 for one in crowd.said) > 3
    assert set(rig.ended(within=30)) <= {"succeeded", "unknown_outcome"}
    rig.check()


def test_without_it_everybody_is_told_so_at_once_and_asked_to_come_back(rig):
    rig.standing()
    customer = Customer(rig, rig.standing_web())
    asset, keys = rig.home.asset(), [uuid4().hex, uuid4().hex]
    ask = [
        lambda: customer.generate(asset, keys[0]),
        lambda: customer.upload(asset, a_png(), keys[1]),
    ]
    rig.database_server.kill()
    refused = [act() for act in ask]
    assert {(one.status, one.body["code"]) for one in refused} == {(503, "unavailable")}
    assert all(int(one.headers["Retry-After"]) > 0 for one in refused)
    assert max(one.seconds for one in refused) < BOUND * rig.slower()
    assert customer.ready()[1]["database"] == "away"
    rig.database_server.start()
    assert [act().status for act in ask] == [202, 201]
    assert rig.ended() == {"succeeded": 1}
    assert rig.home.sql("select count(*) from attempts") == [(2,)]
    rig.check()


def test_one_that_freezes_holds_nobody_for_ever_and_loses_nothing(rig):
    rig.standing()
    address = rig.standing_web()
    with Crowd(rig, address) as crowd:
        rig.database_server.freeze()
        time.sleep(LEASE + 4)
        rig.database_server.thaw()
        time.sleep(1)
    assert {one.status for one in crowd.said} <= {202, 503}, rig.tell()
    assert len(rig.accepted) == sum(one.status == 202 for one in crowd.said) > 3
    assert set(rig.ended(within=30)) <= {"succeeded", "unknown_outcome"}
    rig.check()
