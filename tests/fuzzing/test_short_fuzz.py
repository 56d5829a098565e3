"""A short session with a fixed seed, and what the long ones found."""

import random

import fuzz
import pytest
from mutations import mutated
from promises import TARGETS, Broken, gate, hold


def test_a_short_session_finds_nothing():
    session = fuzz.run(seed=7, count=1500)
    assert session.found == {}, session
    assert session.runs.total() == 1500 * len(TARGETS)
    assert session.passed > 100, "the damage is so coarse that nothing gets past the gate"


def test_the_same_seed_makes_the_same_files():
    files = fuzz.seeds()
    one, two = (random.Random(3) for _ in range(2))
    assert [mutated(one, files) for _ in range(50)] == [mutated(two, files) for _ in range(50)]


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_promise_that_breaks_is_a_finding(name, monkeypatch):
    def breaks(data):
        hold(not data, "as it shall")

    monkeypatch.setattr(fuzz, "TARGETS", {"gate": gate} | {name: breaks})
    session = fuzz.run(seed=1, count=3)
    (where,) = session.found
    assert where.startswith(f"{name} promises.py")
    assert "as it shall" in session.found[where].what
    assert Broken.__name__ in str(session)
