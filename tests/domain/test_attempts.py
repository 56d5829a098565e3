from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from asset_service.domain.attempts import (
    CAP,
    Arrival,
    LiveAttempt,
    Placement,
    is_selected_on_arrival,
    is_shown_on_arrival,
    place,
)

PERSON = Arrival(by_person=True)
WORKER = Arrival(by_person=False)


def live(*numbers, selected=1):
    return [
        LiveAttempt(uuid4(), number, slot, number == selected)
        for slot, number in enumerate(numbers, start=1)
    ]


def test_the_first_attempt_takes_the_first_slot():
    assert place([]) == Placement(1, None)


def test_a_slot_that_became_free_is_taken_again():
    first, _, third = live(1, 2, 3)
    assert place([third, first]) == Placement(2, None)


def test_a_fifth_attempt_evicts_the_oldest_unselected_one_and_takes_its_slot():
    found = live(1, 2, 3, 4)
    assert place(found) == Placement(2, found[1])


def test_the_oldest_is_the_one_with_the_lowest_number_not_the_lowest_slot():
    found = live(9, 7, 8, 6, selected=6)
    assert place(found) == Placement(2, found[1])


def test_scenes_have_eight_places():
    assert place(live(1, 2, 3, 4), cap=8) == Placement(5, None)


def test_with_nobody_to_evict_there_is_no_place():
    with pytest.raises(ValueError, match="empty"):
        place(live(1), cap=1)


def test_an_upload_is_selected():
    assert is_selected_on_arrival(PERSON, live_count=3)


def test_a_generated_picture_is_selected():
    assert is_selected_on_arrival(WORKER, live_count=3)


LATE = ("chosen_since", "sibling_arrived", "asset_held")


@pytest.mark.parametrize("fact", LATE)
def test_a_generated_picture_that_comes_too_late_is_a_candidate(fact):
    assert not is_selected_on_arrival(replace(WORKER, **{fact: True}), live_count=1)


arrivals = st.builds(Arrival, by_person=st.booleans(), **dict.fromkeys(LATE, st.booleans()))


@given(arrival=arrivals)
def test_the_first_attempt_of_an_asset_is_selected_in_every_case(arrival):
    assert is_selected_on_arrival(arrival, live_count=0)


class Asset(RuleBasedStateMachine):
    """One asset whose attempts come, are chosen, deleted and restored, in any order."""

    def __init__(self):
        super().__init__()
        self.live: dict[int, LiveAttempt] = {}
        self.bin: list[LiveAttempt] = []
        self.counter = 0

    @rule(arrival=arrivals)
    def add(self, arrival):
        in_use = self.in_use()
        selected = is_selected_on_arrival(arrival, len(self.live))
        self.counter += 1
        self._put(self.counter, selected=selected)
        assert in_use is None or in_use.number in {one.number for one in self.live.values()}
        assert arrival.by_person <= self.live[self._slot_of(self.counter)].is_selected

    @precondition(lambda self: self.bin)
    @rule(data=st.data())
    def restore(self, data):
        wanted = data.draw(st.sampled_from(self.bin))
        self.bin.remove(wanted)
        self._put(wanted.number, selected=not self.live)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def select(self, data):
        self._select(data.draw(st.sampled_from(sorted(self.live))))

    @precondition(lambda self: len(self.live) > 1)
    @rule(data=st.data())
    def delete(self, data):
        candidates = [slot for slot, one in self.live.items() if not one.is_selected]
        self.bin.append(self.live.pop(data.draw(st.sampled_from(candidates))))

    @invariant()
    def at_most_four_live(self):
        assert set(self.live) <= set(range(1, CAP + 1))

    @invariant()
    def exactly_one_selected_if_there_is_any(self):
        assert sum(one.is_selected for one in self.live.values()) == bool(self.live)

    @invariant()
    def every_attempt_is_in_one_place(self):
        numbers = [one.number for one in (*self.live.values(), *self.bin)]
        assert sorted(numbers) == list(range(1, self.counter + 1))

    def in_use(self):
        return next((one for one in self.live.values() if one.is_selected), None)

    def _slot_of(self, number):
        return next(slot for slot, one in self.live.items() if one.number == number)

    def _select(self, wanted):
        self.live = {
            slot: replace(one, is_selected=slot == wanted) for slot, one in self.live.items()
        }

    def _put(self, number, *, selected):
        placement = place(self.live.values())
        if placement.evict is not None:
            unselected = [one.number for one in self.live.values() if not one.is_selected]
            assert len(self.live) == CAP
            assert placement.evict.number == min(unselected)
            self.bin.append(self.live.pop(placement.slot))
        assert placement.slot not in self.live
        self.live[placement.slot] = LiveAttempt(uuid4(), number, placement.slot, is_selected=False)
        if selected:
            self._select(placement.slot)


TestAnAsset = Asset.TestCase


@pytest.mark.parametrize("held_back", ["chosen_since", "sibling_arrived", "asset_held"])
def test_a_scene_shows_what_a_person_brought_and_a_picture_that_nothing_came_before(held_back):
    late = {held_back: True}
    assert is_shown_on_arrival(WORKER)
    assert not is_shown_on_arrival(replace(WORKER, **late))
    assert is_shown_on_arrival(replace(PERSON, **late))
