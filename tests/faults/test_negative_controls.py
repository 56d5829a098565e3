"""What the other tests of this folder would see, were the rules not kept."""

import time

import pytest
from bank_provider import FREE
from rig import LEASE, a_rig


@pytest.fixture
def unfenced():
    """A studio whose workers and rows no longer ask whose claim it is."""
    with a_rig(FAULTS_NO_FENCE="1") as rig:
        rig.database_server.ask("alter table attempts drop constraint uq_attempts_job_id")
        yield rig


def test_without_the_sweeper_jobs_hang(rig):
    rig.end_workers()
    rig.relay(SWEEP_SECONDS="100000")
    worker = rig.worker()
    rig.ended(rig.ask(1, FREE))  # the one sweep of its start is over
    rig.arm("runner.claimed")
    rig.ask(1, FREE)
    rig.until_taken("runner.claimed")
    rig.until(lambda: worker.starts == 2)  # else the dying one may take the next message along
    rig.arm("runner.before_claim")
    rig.ask(1, FREE)
    rig.until_taken("runner.before_claim")
    time.sleep(LEASE + 4)
    hanging = [said for said in rig.violations() if "not ended" in said]
    assert sorted(said.rpartition(" ")[2] for said in hanging) == ["queued", "running"]
    rig.relay()
    assert rig.ended() == {"succeeded": 3}
    rig.check()


def test_without_the_fence_one_job_makes_two_attempts(unfenced):
    rig = unfenced
    rig.relay()
    frozen = rig.worker()
    rig.arm("runner.put", "stop")
    (job,) = rig.ask(1, FREE)
    rig.until_taken("runner.put")
    rig.worker()
    rig.until_final([job])
    frozen.thaw()
    assert frozen.stop() == 0
    assert [said.partition(":")[0] for said in rig.violations()] == [
        "a job made more than one attempt"
    ]
