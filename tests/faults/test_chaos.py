"""A minute of chaos: long enough for most mishaps, with all that is promised looked at."""

import chaos
import pytest
from verdict import BrokenPromise


@pytest.mark.timeout(280)
def test_a_minute_of_chaos_breaks_no_promise():
    report = chaos.run(seed=60, minutes=1, log=lambda _: None)
    if report.violations:
        raise BrokenPromise(report)
    assert report.mishaps.total() > 10
    assert report.ended["succeeded"] > 10
    assert report.ledger.uploads
