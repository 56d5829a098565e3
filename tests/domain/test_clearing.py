from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.attempts import CAP, LiveAttempt
from asset_service.domain.clearing import Cleared, put_back


def cleared(*slots, selected=0):
    return [
        Cleared(uuid4(), number, slot, number - 1 == selected)
        for number, slot in enumerate(slots, start=1)
    ]


def live(*slots):
    return [LiveAttempt(uuid4(), 90 + slot, slot, slot == slots[0]) for slot in slots]


SLOTS = st.lists(st.integers(1, CAP), unique=True, max_size=CAP)


@given(SLOTS.filter(bool), st.data())
def test_where_nothing_came_meanwhile_all_is_as_it_was(slots, data):
    before = cleared(*slots, selected=data.draw(st.integers(0, len(slots) - 1)))
    back = {one.id: (one.slot, one.is_selected) for one in put_back([], before)}
    assert back == {one.id: (one.slot, one.was_selected) for one in before}


@given(SLOTS, st.lists(st.integers(1, CAP), max_size=9), st.integers(0, 9))
def test_the_cap_and_the_single_selection_hold_whatever_came(slots, before, selected):
    there, waiting = live(*slots), cleared(*before, selected=selected)
    back = put_back(there, waiting)
    taken = [one.slot for one in there] + [one.slot for one in back]
    assert len(taken) == len(set(taken)) == min(CAP, len(there) + len(waiting))
    chosen = sum(one.is_selected for one in [*there, *back])
    assert chosen == bool(taken)
    assert not (there and any(one.is_selected for one in back))


def test_the_one_that_was_in_use_comes_first_and_then_the_newest():
    before = cleared(1, 2, 3, 4, selected=1)
    back = put_back(live(2, 3), before)
    assert {one.id: one.slot for one in back} == {before[1].id: 1, before[3].id: 4}


def test_with_no_room_nothing_comes_back():
    assert put_back(live(1, 2, 3, 4), cleared(1)) == []


def test_when_the_one_that_was_in_use_is_gone_for_good_the_newest_is_in_use():
    back = put_back([], cleared(1, 2, selected=7))
    assert [(one.slot, one.is_selected) for one in back] == [(2, True), (1, False)]
    assert isinstance(back[0].id, UUID)
