"""One rig for all tests of this folder, as if new for each; after them its processes rest."""

from pathlib import Path

import pytest
from rig import a_rig

STARTED = pytest.StashKey()


@pytest.fixture(scope="session")
def _rig(request):
    with a_rig() as rig:
        request.session.stash[STARTED] = rig
        yield rig


def pytest_runtest_teardown(item, nextitem):
    follows = nextitem is not None and nextitem.path.is_relative_to(Path(__file__).parent)
    if not follows and STARTED in item.session.stash:
        item.session.stash[STARTED].end_workers()


@pytest.fixture
def rig(_rig):
    _rig.reset()
    return _rig
