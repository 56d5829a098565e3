"""A worker that is frozen past its lease and thaws: its claim is lost, and it writes nothing."""

import pytest
from bank import HANDLES
from bank_provider import FREE, PAID

pytestmark = pytest.mark.promise("A42")


@pytest.mark.parametrize(
    ("phase", "provider", "ends"),
    [
        ("runner.claimed", PAID, "succeeded"),
        ("runner.accepted", HANDLES, "unknown_outcome"),
        ("runner.submitted", PAID, "unknown_outcome"),
        ("runner.submitted", HANDLES, "succeeded"),
        ("runner.put", HANDLES, "succeeded"),
        ("runner.put", FREE, "succeeded"),
    ],
)
def test_what_thaws_after_its_lease_writes_nothing_and_pays_nothing(rig, phase, provider, ends):
    rig.end_workers()
    rig.relay()
    frozen = rig.worker()
    rig.arm(phase, "stop")
    (job,) = rig.ask(1, provider)
    rig.until_taken(phase)
    rig.worker()
    assert rig.until_final([job]) == {job: ends}
    before = rig.job(job)
    frozen.thaw()
    assert frozen.stop() == 0
    assert rig.job(job) == before
    assert rig.paid(job) == 1 or provider == FREE
    rig.check()


def test_what_is_frozen_in_its_last_transaction_ends_it_when_it_thaws(rig):
    frozen = rig.standing()
    rig.arm("runner.before_commit", "stop")
    (job,) = rig.ask()
    rig.until_taken("runner.before_commit")
    rig.until(lambda: rig.home.sql("select 1 from jobs where lease_until < now()"))
    frozen.thaw()
    assert rig.until_final([job]) == {job: "succeeded"}
    assert (rig.job(job).epoch, rig.paid(job)) == (1, 1)
    rig.check()
