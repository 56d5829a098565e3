"""Which tests stand next to which, which are asked again, and what a run says when few failed.

The reasons are in docs/decisions/0027-second-chance.md and 0038-a-second-look.md.
"""

import re
from pathlib import Path

import pytest

# What these rooms start are whole programs, which a busy machine may let wait for longer than
# any limit: such a test is run once more, and the summary says so. That a rule of the product
# was broken is never asked twice.
PROGRAMS = ("adapters", "browser", "cli", "demo", "embedded", "faults", "providers", "workers")
FINAL = r"^BrokenPromise\b"
RAISED_FINAL = re.compile(r"^E +(\w+\.)*BrokenPromise\b", re.MULTILINE)
# Elsewhere only what says itself that it was a matter of time.
LATE = r"(?i)time.?out|timed out|monotonic|process_time"

FEW = 10
"""More failures than that are no accident of one run."""
ASK_AGAIN = 75
"""The exit status of a run in which a few tests failed and none of them broke a promise."""

ORDER = ("browser", "web", "faults")
"""Rooms in this order, the others after them. Of two workers one begins with the first, the other
in the middle of the list; what is short comes last, where they take it from each other."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--told-if-few",
        action="store_true",
        help=f"end with {ASK_AGAIN} where up to {FEW} tests failed and no promise was broken",
    )


@pytest.hookimpl(trylast=True)  # after the shuffle, which knows no rooms
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        which = {"rerun_except": FINAL} if _room(item) in PROGRAMS else {"only_rerun": LATE}
        item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2, **which))
    items.sort(key=lambda item: _place(_room(item)))


class Failures:
    """What failed for good. On the process that hears all workers."""

    def __init__(self) -> None:
        self._few: set[str] = set()
        self._final = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._few.add(report.nodeid)
            self._final = self._final or bool(RAISED_FINAL.search(report.longreprtext))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._final = self._final or report.failed

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        failed = session.exitstatus == pytest.ExitCode.TESTS_FAILED
        if failed and not self._final and 0 < len(self._few) <= FEW:
            session.exitstatus = ASK_AGAIN


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--told-if-few") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures())


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def _place(room: str) -> tuple[int, str]:
    return (ORDER.index(room) if room in ORDER else len(ORDER), room)
