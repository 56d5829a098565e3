"""A worker, or a child of it, dies at any moment of a job: nothing is lost or paid twice."""

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID
from rig import PREFORK, THREADS

pytestmark = pytest.mark.promise("A42", "A64")

PHASES = (
    "runner.before_claim",
    "runner.claimed",
    "runner.accepted",
    "runner.submitted",
    "runner.put",
    "runner.before_commit",
    "runner.committed",
)
MAY_BE_PAID = {
    # once it was sent, nobody can tell what it cost
    PAID: {"runner.accepted", "runner.submitted", "runner.put", "runner.before_commit"},
    # until the handle is written; with it the order is asked after again
    HANDLES: {"runner.accepted"},
    FREE: set(),
}


@pytest.fixture(
    scope="module",
    params=[(THREADS, "kill"), (PREFORK, "kill"), (PREFORK, "kill-parent")],
    ids=["worker of threads", "child", "worker with its children"],
)
def victim(request):
    return request.param


@pytest.mark.parametrize("phase", PHASES)
def test_what_dies_over_a_job_leaves_it_to_another_one(rig, victim, phase):
    pool, how = victim
    rig.standing(pool, threads=2)
    for provider, in_doubt in MAY_BE_PAID.items():
        rig.arm(phase, how)
        (job,) = rig.ask(1, provider)
        rig.until_taken(phase)
        ended = "unknown_outcome" if phase in in_doubt else "succeeded"
        assert rig.until_final([job]) == {job: ended}
        assert rig.paid(job) == 1 or provider == FREE
    rig.check()
