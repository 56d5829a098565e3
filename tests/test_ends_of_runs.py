"""What a run of tests says in the end decides whether a change lands."""

from types import SimpleNamespace

import pytest
from running import ASK_AGAIN, FEW, Failures

FAILED = pytest.ExitCode.TESTS_FAILED
AN_ACCIDENT = "E   AssertionError: it never came true"
A_BROKEN_PROMISE = "E       verdict.BrokenPromise: a picture was paid twice"


def failed(name="one", told=AN_ACCIDENT, when="call"):
    return pytest.TestReport(name, ("", 0, ""), {}, "failed", told, when)


def passed():
    return pytest.TestReport("fine", ("", 0, ""), {}, "passed", None, "call")


def end(*reports, status=FAILED, collected=()):
    failures, session = Failures(), SimpleNamespace(exitstatus=status)
    for report in reports:
        failures.pytest_runtest_logreport(report)
    for report in collected:
        failures.pytest_collectreport(report)
    failures.pytest_sessionfinish(session)
    return session.exitstatus


def test_few_failures_are_looked_at_again():
    assert end(failed(), passed()) == ASK_AGAIN
    assert end(*(failed(str(number)) for number in range(FEW))) == ASK_AGAIN
    # one test may fail in its setup, itself, and after it
    assert end(*(failed(when=when) for when in ("call", "teardown") * FEW)) == ASK_AGAIN


def test_many_failures_are_final():
    assert end(*(failed(str(number)) for number in range(FEW + 1))) == FAILED


@pytest.mark.parametrize("told", [A_BROKEN_PROMISE, "E   BrokenPromise: lost"])
def test_a_broken_promise_is_final(told):
    assert end(failed(), failed("two", f"rig.py:7: in check\n{told}\nE   more"), passed()) == FAILED


def test_a_module_that_cannot_be_read_is_final():
    unread = pytest.CollectReport("module", "failed", "no such module", [])
    assert end(failed(), collected=[unread]) == FAILED
    assert end(collected=[unread]) == FAILED


@pytest.mark.parametrize("status", [pytest.ExitCode.OK, pytest.ExitCode.INTERRUPTED])
def test_every_other_end_stays_what_it_is(status):
    assert end(passed(), status=status) == status
    assert end(failed(), status=pytest.ExitCode.INTERRUPTED) == pytest.ExitCode.INTERRUPTED
