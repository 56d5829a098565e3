"""Does the time of an answer tell whether an id is somebody else's? Medians of both, in ms.

The tests compare what is answered and how many statements it takes (B14); times are for eyes.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

CALLS = 200
TEST = Path(__file__).parents[1] / "tests/web/test_alike.py"


def median_ms(ask: Callable[[], Any]) -> float:
    times = []
    for _ in range(CALLS):
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


class Bench:
    """A plug-in for one test: its fixtures make the two people and their films."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        del items[1:]

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        walls = pyfuncitem.funcargs["walls"]
        for path in ("/projects/{project_id}", "/projects/{project_id}/assets/{asset_id}"):
            foreign = walls.film.path(path)
            absent = path.format(project_id=uuid4(), asset_id=uuid4())
            for name, address in (("foreign", foreign), ("absent", absent)):
                took = median_ms(lambda address=address: walls.other_api.get(address))
                print(f"{path:45} {name:8} {took:6.2f} ms")
        return True


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-s", "-p", "no:randomly", str(TEST)], plugins=[Bench()]))
