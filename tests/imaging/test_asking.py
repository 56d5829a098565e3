"""A child may ask its parent for what it must not have, and not for more than that."""

import pytest

from asset_service.imaging.confine import Confinement
from asset_service.imaging.sandbox import Sandbox, WorkFailed


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox("asking_work", Confinement(64 << 20, 2, 5.0), children=1)
    yield made
    made.close()


def test_a_child_gets_an_answer_half_way(sandbox):
    answer = sandbox.run([b"this"], lambda asked: [b"yes to " + b" ".join(asked)])
    assert answer == [b"yes to sign this"]


def test_a_child_that_asks_where_nobody_answers_has_failed(sandbox):
    with pytest.raises(WorkFailed):
        sandbox.run([b"this"])


def test_a_child_that_asks_twice_has_failed(sandbox):
    asked = []
    with pytest.raises(WorkFailed):
        sandbox.run([b"often"], lambda said: asked.append(said) or [b"x"])
    assert len(asked) == 1


def test_a_child_that_asks_nothing_has_failed(sandbox):
    with pytest.raises(WorkFailed):
        sandbox.run([b"empty"], lambda said: [said[0]])
