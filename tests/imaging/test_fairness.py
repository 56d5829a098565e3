"""Whose turn it is: by order and by counts, never by time."""

import threading

import pytest

from asset_service.domain.errors import TooMany, Unavailable
from asset_service.imaging.fairness import NOBODY, Places

pytestmark = pytest.mark.promise("B30")
LONG = 60.0


class Crowd:
    """People at `places`; each that was let in stays until it is told to leave."""

    def __init__(self, places):
        self.places = places
        self.inside = []
        self.threads = []
        self.leave = {}
        self.changed = threading.Lock()
        self.pause = threading.Event()

    def come(self, whose):
        """Have somebody come, and return once they are in or in line."""
        gate = threading.Event()
        number = len(self.threads)
        before = self.here()

        def stay():
            with self.places.hold(whose, LONG):
                with self.changed:
                    self.inside.append((number, whose))
                gate.wait(LONG)
                with self.changed:
                    self.inside.remove((number, whose))

        self.leave[number] = gate
        thread = threading.Thread(target=stay, daemon=True)
        self.threads.append(thread)
        thread.start()
        self.until(lambda: self.here() > before)
        self.until(self.settled)
        return number

    def go(self, number):
        """Have one leave; return who is let in for them, None for nobody."""
        before = set(self.inside)
        self.leave[number].set()
        self.threads[number].join(LONG)
        # who is next was decided when the place was given back
        self.until(self.settled)
        fresh = set(self.inside) - before
        return next(iter(fresh))[1] if fresh else None

    def here(self):
        with self.places._changed:
            return sum(self.places._held.values()) + len(self.places._line)

    def settled(self):
        with self.places._changed:
            return len(self.inside) == sum(self.places._held.values())

    def until(self, holds):
        for _ in range(6000):
            if holds():
                return
            self.pause.wait(0.01)
        raise AssertionError("it never came to that")

    def who(self):
        return sorted(whose for _, whose in self.inside)

    def end(self):
        for gate in self.leave.values():
            gate.set()
        for thread in self.threads:
            thread.join(LONG)


@pytest.fixture
def crowd():
    made = []

    def make(places, most=1000):
        made.append(Crowd(Places(places, most_of_one=most)))
        return made[-1]

    yield make
    for one in made:
        one.end()


def test_one_place_always_stays_free_for_somebody_else(crowd):
    people = crowd(3)
    for _ in range(200):
        people.come("ada")
    assert people.who() == ["ada", "ada"]
    people.come("eve")
    assert people.who() == ["ada", "ada", "eve"]


def test_whoever_comes_late_goes_before_the_rest_of_a_long_line(crowd):
    people = crowd(2)
    first = people.come("ada")
    for _ in range(20):
        people.come("ada")
    eve = people.come("eve")
    people.come("bea")
    assert people.go(eve) == "bea"
    assert people.go(first) == "ada"


def test_a_free_place_goes_to_whoever_holds_fewest(crowd):
    people = crowd(4)
    first = [people.come("ada") for _ in range(3)]
    people.come("eve")
    people.come("ada")
    people.come("eve")
    assert people.go(first[0]) == "eve"


def test_people_in_line_take_turns(crowd):
    people = crowd(1)
    here = people.come("ada")
    for whose in ("ada", "ada", "eve", "ada", "eve"):
        people.come(whose)
    order = []
    for _ in range(5):
        order.append(people.go(here))
        here = next(iter(people.inside))[0]
    assert order == ["eve", "ada", "eve", "ada", "ada"]


def test_too_many_of_one_person_are_refused_at_once_and_others_are_not(crowd):
    people = crowd(2, most=3)
    for _ in range(3):
        people.come("ada")
    with pytest.raises(TooMany) as caught, people.places.hold("ada", LONG):
        pass
    assert (caught.value.code, caught.value.retry_after > 0) == ("too_many_pictures", True)
    people.come("eve")
    assert people.who() == ["ada", "eve"]


def test_workers_who_name_nobody_use_every_place_and_are_never_refused(crowd):
    people = crowd(2, most=1)
    for _ in range(5):
        people.come(NOBODY)
    assert people.who() == [NOBODY, NOBODY]


def test_who_waits_too_long_leaves_the_line_and_keeps_no_place():
    places = Places(1, most_of_one=5)
    with places.hold("ada", LONG):
        with pytest.raises(Unavailable), places.hold("eve", 0.01):
            pass
        assert places._line == []
    with places.hold("eve", LONG):
        assert places._held == {"eve": 1}


def test_an_error_inside_gives_the_place_back_and_nothing_is_remembered():
    places = Places(1, most_of_one=5)
    for _ in range(3):
        with pytest.raises(ValueError, match="bad"), places.hold("ada", LONG):
            raise ValueError("bad")
    assert (places._held, places._turns) == ({}, {})
