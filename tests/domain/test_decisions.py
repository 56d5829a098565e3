import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.decisions import EntityChoice, plan
from asset_service.domain.errors import Invalid
from asset_service.domain.vocabulary import AssetType, Decision

MARA = ("character", "mara")


def choose(name="Mara", decision=Decision.KEEP, numbers=None, kind=AssetType.CHARACTER):
    return EntityChoice(kind, name, decision, numbers)


def planned(*choices, previewed=None, live=None, deleted=()):
    return plan(choices, previewed or {}, live or {}, deleted)


def test_a_left_out_decision_means_keep():
    (made,) = planned(EntityChoice(AssetType.PROP, "Lamp")).create
    assert not made.deferred


def test_left_out_scene_numbers_come_from_the_preview():
    (made,) = planned(choose(), previewed={MARA: [3, 1]}).create
    assert made.scene_numbers == [1, 3]


def test_scene_numbers_that_are_given_replace_those_of_the_preview():
    (made,) = planned(choose(numbers=[2, 2]), previewed={MARA: [1]}).create
    assert made.scene_numbers == [2]


def test_an_entity_outside_the_preview_has_no_scenes():
    (made,) = planned(choose(), previewed={("prop", "mara"): [1]}).create
    assert made.scene_numbers == []


def test_defer_creates_a_deferred_one():
    (made,) = planned(choose(decision=Decision.DEFER)).create
    assert made.deferred


def test_delete_creates_nothing_and_is_remembered():
    todo = planned(choose(decision=Decision.DELETE))
    assert (todo.create, [one.name for one in todo.tombstones]) == ([], ["Mara"])


def test_what_was_deleted_is_skipped():
    todo = planned(choose(), deleted={MARA})
    assert (todo.create, [one.name for one in todo.skipped]) == ([], ["Mara"])


@pytest.mark.parametrize("decision", Decision)
def test_a_live_asset_only_gains_scenes_whatever_is_decided(decision):
    todo = planned(choose(" MARA ", decision, [1, 4]), live={MARA: [1, 2]}, deleted={MARA})
    assert todo.extend == {MARA: [4]}
    assert (todo.create, todo.tombstones, todo.skipped, todo.unchanged) == ([], [], [], 0)


def test_a_live_asset_that_gains_nothing_is_unchanged():
    todo = planned(choose(numbers=[1]), live={MARA: [1, 2]})
    assert (todo.extend, todo.unchanged) == ({}, 1)


def test_an_asset_that_is_everywhere_gains_nothing():
    assert planned(choose(numbers=[1]), live={MARA: None}).extend == {}


def test_an_asset_that_lost_its_scenes_gains_new_ones():
    assert planned(choose(numbers=[1]), live={MARA: []}).extend == {MARA: [1]}


def test_the_same_entity_twice_is_one_with_the_scenes_of_both():
    (made,) = planned(choose("Mara", numbers=[2]), choose("MARA", numbers=[1])).create
    assert (made.choice.name, made.scene_numbers) == ("Mara", [1, 2])


def test_two_decisions_on_one_entity_are_refused():
    with pytest.raises(Invalid) as caught:
        planned(choose(), choose("mara", Decision.DEFER))
    assert caught.value.code == "decision_conflict"


def test_one_name_in_two_types_is_two_entities():
    assert len(planned(choose(), choose(kind=AssetType.PROP)).create) == 2


names = st.sampled_from(["Mara", "MARA", "Tom", "Lamp"])
lists = st.none() | st.lists(st.integers(1, 5))
chosen = st.lists(
    st.builds(
        EntityChoice,
        type=st.sampled_from(AssetType),
        name=names,
        decision=st.just(Decision.KEEP) | st.just(Decision.DEFER),
        scene_numbers=lists,
    ),
    unique_by=lambda choice: choice.key,
)


@given(choices=chosen, before=st.sets(st.sampled_from(["mara", "tom"])))
def test_the_same_choices_again_do_nothing_more(choices, before):
    deleted = {("character", name) for name in before}
    first = plan(choices, {}, {}, deleted)
    live = {made.choice.key: made.scene_numbers or None for made in first.create}
    again = plan(choices, {}, live, deleted)
    assert (again.create, again.extend, again.tombstones) == ([], {}, [])
    assert again.unchanged == len(first.create)
