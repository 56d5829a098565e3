"""One rig for all tests of this folder, as if new for each."""

import pytest
from rig import a_rig


@pytest.fixture(scope="session")
def _rig():
    with a_rig() as rig:
        yield rig


@pytest.fixture
def rig(_rig):
    _rig.reset()
    return _rig
