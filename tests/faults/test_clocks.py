"""Machines whose clocks are minutes apart: leases and due times are the database's alone."""

from bank import HANDLES
from rig import LEASE

AHEAD, BEHIND = {"FAULTS_CLOCK": "900"}, {"FAULTS_CLOCK": "-900"}


def test_a_long_job_is_left_to_its_worker_whatever_the_clocks_say(rig):
    rig.end_workers()
    rig.relay(**AHEAD)
    rig.worker(threads=1, **BEHIND)
    rig.worker(threads=1, **AHEAD)
    rig.bank.delay = LEASE + 3.0
    jobs = rig.ask(2)
    assert rig.ended(within=20) == {"succeeded": 2}
    assert {(rig.job(job).epoch, rig.paid(job)) for job in jobs} == {(1, 1)}
    rig.check()


def test_a_job_of_a_dead_worker_goes_on_after_its_lease_whatever_the_clocks_say(rig):
    rig.end_workers()
    rig.relay(**BEHIND)
    ahead = rig.worker(again=False, **AHEAD)
    rig.arm("runner.submitted")
    (job,) = rig.ask(1, HANDLES)
    rig.until(lambda: not ahead.alive)
    rig.worker(**BEHIND)
    assert rig.until_final([job]) == {job: "succeeded"}
    row = rig.job(job)
    assert (row.epoch, rig.paid(job)) == (2, 1)
    assert row.finished_at >= row.started_at >= row.created_at
    rig.check()
