"""Scenes of merged and split assets, and the way back."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.attempts import LiveAttempt
from asset_service.domain.errors import Invalid
from asset_service.domain.reshaping import (
    Back,
    Describing,
    Span,
    back,
    chain,
    describe,
    part,
    places,
    union,
)

NUMBERS = st.sets(st.integers(1, 9), max_size=6)


def span(numbers):
    return Span(tuple(sorted(numbers)), lost=not numbers)


SPANS = st.one_of(st.just(Span()), NUMBERS.map(span))


@given(st.lists(SPANS, min_size=1, max_size=4))
def test_a_union_is_in_a_scene_when_one_of_them_is(spans):
    whole = union(spans)
    for number in range(1, 11):
        there = any(one.is_everywhere or number in one.numbers for one in spans)
        assert (whole.is_everywhere or number in whole.numbers) == there


@given(NUMBERS, NUMBERS)
def test_a_part_is_proper_and_the_two_are_the_whole(numbers, chosen):
    if not chosen or not chosen < numbers:
        with pytest.raises(Invalid):
            part(span(numbers), chosen, range(1, 10))
        return
    left, gone = part(span(numbers), chosen, range(1, 10))
    assert set(left.numbers) | set(gone.numbers) == numbers
    assert not set(left.numbers) & set(gone.numbers)


@given(SPANS, SPANS)
def test_what_nobody_touched_is_back_as_it_was(before, after):
    assert back(before, after, after, {}) == Back(before, kept=False)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_what_was_added_and_taken_since_stays_so(before, after, now):
    found = back(span(before), span(after), span(now), {})
    if found.kept:
        assert found.span == span(now)
        return
    for number in (now - after) | (now & before):
        assert number in found.span.numbers
    for number in after - now - before:
        assert number not in found.span.numbers


@pytest.mark.parametrize(
    ("before", "after", "now", "moved", "expected"),
    [
        # scenes moved since
        ([1], [1, 5], [2, 6], {1: 2, 5: 6}, Back(Span((2,)), kept=False)),
        # the only one is cut: in none, and not in every scene
        ([1], [1, 5], [4], {1: None, 5: 4}, Back(Span(lost=True), kept=False, gone=(1,))),
        # it was taken out of its last scene since
        ([1], [1, 5], [5], {}, Back(Span((5,)), kept=True)),
        # one of every scene was given scenes since
        (None, [1, 2], [1, 2, 3], {}, Back(Span((1, 2, 3)), kept=True)),
        ([1], None, [4], {}, Back(Span((4,)), kept=True)),
    ],
)
def test_scenes_are_followed_and_edits_kept(before, after, now, moved, expected):
    spans = (Span() if one is None else span(one) for one in (before, after, now))
    assert back(*spans, moved) == expected


def test_copies_take_the_free_places_and_push_nothing_out():
    live = [LiveAttempt(uuid4(), 1, 2, is_selected=True)]
    coming = [uuid4() for _ in range(3)]
    assert [(one.attempt_id, one.slot) for one in places(live, coming)] == [
        (coming[0], 1),
        (coming[1], 3),
        (coming[2], 4),
    ]
    with pytest.raises(Invalid) as caught:
        places(live, [*coming, uuid4()])
    assert caught.value.extra["room"] == 3


def test_a_copy_inherits_from_the_copy_of_the_nearest_that_has_one():
    one, two, three, ring = (uuid4() for _ in range(4))
    copies = {one: uuid4(), three: uuid4()}
    assert chain(copies, {one: None, two: one, three: two}) == {three: copies[one]}
    assert chain({one: uuid4()}, {one: two, two: ring, ring: two}) == {}


@pytest.mark.parametrize(
    ("how", "description"),
    [
        (Describing.SURVIVOR, "Tall."),
        (Describing.APPENDED, "Tall.\n\nLimps."),
        (Describing.TYPED, "Typed."),
    ],
)
def test_a_merged_asset_is_described_as_was_asked_and_nothing_twice(how, description):
    assert describe(how, "Tall.", ["Limps.", "", "Tall."], "Typed.") == description
