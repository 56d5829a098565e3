"""Populating everything at once, compared with one scene after the other."""

import itertools
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.inheritance import Earlier, Master, SceneState, changes, derive
from asset_service.domain.populating import (
    Did,
    Known,
    Member,
    Mode,
    Outcome,
    Part,
    Standing,
    plan,
    refreshed,
)

OLD, NEW, OWN = uuid4(), uuid4(), uuid4()
ASSETS = [UUID(int=number) for number in range(1, 4)]


def ids():
    """The same ids in the same order, so that two ways can be compared."""
    numbers = itertools.count(1000)
    return lambda: UUID(int=next(numbers))


states = st.builds(
    SceneState,
    override_text=st.sampled_from(["", "Soaked."]),
    carry_forward=st.booleans(),
    image_attempt_id=st.sampled_from([None, OLD, OWN]),
    master_attempt_id=st.sampled_from([None, OLD]),
    master_text_version=st.sampled_from([1, 2]),
)
members = st.builds(
    Member,
    st.builds(Master, st.booleans(), st.sampled_from([None, OLD, NEW]), st.just(2)),
    comes_in=st.booleans(),
)


@st.composite
def films(draw):
    """A few scenes, each with some of the assets in it and some that belong to it."""
    number = itertools.count(1)
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        there = [
            Standing(UUID(int=next(number)), asset_id, draw(states), linked=draw(st.booleans()))
            for asset_id in ASSETS
            if draw(st.booleans())
        ]
        belong = [asset_id for asset_id in ASSETS if draw(st.booleans())]
        parts.append(Part(uuid4(), draw(st.sampled_from(Mode)), belong, there))
    return parts, Known({asset_id: draw(members) for asset_id in ASSETS}, {OWN})


def one_by_one(part, known, latest, new_id):
    """What populating said before there was populating of all, for one scene."""
    there = {one.asset_id: one for one in part.there}
    now = {one.asset_id: (one.id, one.state) for one in part.there if one.linked}
    for asset_id in part.members if part.mode is not Mode.LEAVE else ():
        member = known.members[asset_id]
        derived = derive(member.master, latest.get(asset_id))
        if asset_id not in now and (member.comes_in or part.mode is Mode.LINK):
            old = there.get(asset_id)
            now[asset_id] = (old.id, old.state) if old else (new_id(), derived)
        if asset_id in now and now[asset_id][1].image_attempt_id is None:
            row_id, state = now[asset_id]
            if derived.image_attempt_id is not None:
                state = replace(
                    state,
                    image_attempt_id=derived.image_attempt_id,
                    master_attempt_id=derived.master_attempt_id,
                )
            now[asset_id] = (row_id, state)
    return now


def after(part, outcome):
    """What is in the scene once the outcome is written."""
    rows = {one.id: (one.asset_id, one.state, one.linked) for one in part.there}
    rows |= {one.id: (one.asset_id, one.state, True) for one in outcome.fresh}
    for one in outcome.changed:
        rows[one.id] = (rows[one.id][0], one.state, one.linked)
    return {asset: (row, state) for row, (asset, state, linked) in rows.items() if linked}


@given(films())
def test_all_at_once_is_as_one_after_the_other(film):
    parts, known = film
    parts = [replace(one, mode=Mode.POPULATE) if one.mode is Mode.REFRESH else one for one in parts]
    found = plan(parts, known, {}, ids())
    latest, new_id = {}, ids()
    for part, outcome in zip(parts, found, strict=True):
        expected = one_by_one(part, known, latest, new_id)
        assert after(part, outcome) == expected
        latest |= {asset: Earlier(*one) for asset, one in expected.items()}


@given(films())
def test_a_part_at_a_time_with_what_is_before_it_says_the_same(film):
    parts, known = film
    whole = plan(parts, known, {}, ids())
    latest, new_id = {}, ids()
    for part, outcome in zip(parts, whole, strict=True):
        (alone,) = plan([part], known, latest, new_id)
        assert alone == outcome
        latest |= {asset: Earlier(*one) for asset, one in after(part, outcome).items()}


@given(films())
def test_doing_it_again_does_nothing(film):
    parts, known = film
    outcomes = plan(parts, known, {}, ids())
    there = [
        replace(
            part,
            there=[
                Standing(row, asset, state) for asset, (row, state) in after(part, outcome).items()
            ],
        )
        for part, outcome in zip(parts, outcomes, strict=True)
    ]
    again = plan(there, known, {}, ids())
    assert all(outcome.did == {} for outcome in again)


def at(**facts):
    return SceneState(image_attempt_id=OLD, master_attempt_id=OLD, **facts)


@pytest.mark.parametrize(
    ("master", "of_scene", "image", "did"),
    [
        (Master(deferred=False, attempt_id=NEW, text_version=1), False, NEW, [Did.IMAGE]),
        (Master(deferred=False, attempt_id=NEW, text_version=1), True, OLD, [Did.KEPT]),
        (Master(deferred=False, attempt_id=OLD, text_version=2), False, OLD, [Did.TEXT]),
        (Master(deferred=True, attempt_id=OLD, text_version=1), False, None, [Did.EMPTIED]),
        (Master(deferred=True, attempt_id=OLD, text_version=1), True, OLD, [Did.KEPT]),
        (Master(deferred=False, attempt_id=OLD, text_version=1), False, OLD, []),
        (Master(deferred=False, attempt_id=None, text_version=1), False, OLD, []),
    ],
)
def test_a_refresh_takes_the_masters_and_keeps_what_is_the_scenes(master, of_scene, image, did):
    state, done = refreshed(at(override_text="Soaked."), master, of_scene=of_scene)
    assert (state.image_attempt_id, done, state.override_text) == (image, did, "Soaked.")
    if master.attempt_id is not None:
        assert changes(state, master, binned=False) == []


def test_a_restored_asset_gets_its_image_back():
    empty = SceneState()
    master = Master(deferred=False, attempt_id=NEW, text_version=1)
    state, did = refreshed(empty, master, of_scene=False)
    assert (state.image_attempt_id, state.master_attempt_id, did) == (NEW, NEW, [Did.FILLED])


def test_what_was_deleted_leaves_and_what_is_missing_comes():
    gone, fresh = ASSETS[:2]
    master = Master(deferred=False, attempt_id=NEW, text_version=1)
    known = Known(
        {gone: Member(master, comes_in=True, binned=True), fresh: Member(master, comes_in=True)}
    )
    part = Part(uuid4(), Mode.REFRESH, [fresh], [Standing(uuid4(), gone, at())])
    (outcome,) = plan([part], known, {}, ids())
    assert outcome.did == {gone: [Did.DROPPED], fresh: [Did.ADDED]}
    assert [one.linked for one in outcome.changed] == [False]
    assert [one.asset_id for one in outcome.fresh] == [fresh]


def test_what_was_done_in_a_scene_is_counted_by_its_word():
    outcome = Outcome(UUID(int=1), did={ASSETS[0]: [Did.ADDED, Did.FILLED], ASSETS[1]: [Did.ADDED]})
    assert [outcome.count(word) for word in (Did.ADDED, Did.FILLED, Did.TEXT)] == [2, 1, 0]
