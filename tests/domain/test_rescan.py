from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain import rescan
from asset_service.domain.rescan import NewScene, OldScene, match, renumber

SAID = "Mara waits at the pier while the last ferry leaves without her"


def old(number, text=SAID, heading="INT. A", label="", id_=None):
    return OldScene(UUID(int=id_ or number), number, label, heading, text, text)


def new(number, text=SAID, heading="INT. A", label=""):
    return NewScene(number, label, heading, text, text)


def paired(before, after):
    return {number: scene.id.int for number, scene in match(before, after).pairs.items()}


def test_a_first_script_is_all_new():
    scenes = [new(1, "a"), new(2, "b")]
    found = match([], scenes)
    assert found.added == scenes
    assert (found.changed, found.moved, found.removed, found.renumbered) == ([], [], [], {})


def test_the_same_script_changes_nothing():
    found = match([old(1, "a"), old(2, "b")], [new(1, "a"), new(2, "b")])
    assert (found.added, found.removed, found.changed, found.moved) == ([], [], [], [])


def test_the_same_text_is_the_same_scene_wherever_it_stands():
    before = [old(1, "a"), old(2, "b"), old(3, "c")]
    found = match(before, [new(1, "c"), new(2, "a"), new(3, "b")])
    assert found.renumbered == {3: 1, 1: 2, 2: 3}
    assert [scene.number for scene in found.moved] == [1]


def test_a_scene_put_in_front_moves_numbers_but_no_scene():
    found = match([old(1, "a"), old(2, "b")], [new(1, "x", "INT. X"), new(2, "a"), new(3, "b")])
    assert found.renumbered == {1: 2, 2: 3}
    assert ([scene.number for scene in found.added], found.moved) == ([1], [])


def test_label_and_heading_together_say_more_than_the_label():
    before = [old(1, "a", "INT. A", "7"), old(2, "b", "INT. B", "7")]
    assert paired(before, [new(1, "x", "INT. B", "7")]) == {1: 2}


def test_a_label_says_more_than_the_heading():
    before = [old(1, "a", "INT. A", "1"), old(2, "b", "INT. B", "2")]
    assert paired(before, [new(1, "x", "INT. A", "2")]) == {1: 2}


def test_scenes_without_a_label_are_matched_by_heading_in_order():
    before = [old(1, "a"), old(2, "b")]
    assert paired(before, [new(1, "x"), new(2, "y")]) == {1: 1, 2: 2}


def test_a_changed_text_is_a_change_of_the_scene():
    found = match([old(1, "a")], [new(1, "b")])
    assert [scene.number for scene in found.changed] == [1]


def test_a_rewritten_scene_under_another_heading_is_found_by_its_words():
    rewritten = SAID.replace("last", "first")
    assert paired([old(1)], [new(1, rewritten, "EXT. PIER")]) == {1: 1}


def test_the_scene_that_shares_most_words_is_taken_once():
    before = [old(1, SAID + " tonight", "INT. B"), old(2, SAID, "INT. C")]
    after = [new(1, SAID + " now", "INT. X"), new(2, SAID + " tonight again", "INT. Y")]
    assert paired(before, after) == {1: 2, 2: 1}


def test_a_scene_that_shares_too_few_words_is_new():
    found = match([old(1, SAID)], [new(1, "Tom sleeps on the pier", "EXT. PIER")])
    assert len(found.added) == len(found.removed) == 1


def test_scenes_without_words_are_not_alike():
    assert paired([old(1, "", "INT. A")], [new(1, " ", "INT. B")]) == {}


def test_more_scenes_than_can_be_compared_count_as_new(monkeypatch):
    monkeypatch.setattr(rescan, "_MOST_COMPARISONS", 0)
    assert paired([old(1)], [new(1, SAID + " now", "EXT. PIER")]) == {}


def test_a_scene_that_is_gone_loses_its_number():
    found = match([old(1, "a"), old(2, "b", "INT. B")], [new(1, "a")])
    assert found.renumbered == {2: None}
    assert [scene.number for scene in found.removed] == [2]


def test_a_scene_that_was_lost_and_is_back_takes_up_its_row_but_shows_as_added():
    lost = old(None, "a", id_=5)
    found = match([lost], [new(1, "a")])
    assert found.pairs == {1: lost}
    assert [scene.number for scene in found.added] == [1]
    assert (found.removed, found.changed, found.renumbered) == ([], [], {})


def test_a_present_scene_is_taken_before_a_lost_one():
    assert paired([old(None, "a", id_=5), old(2, "a")], [new(1, "a")]) == {1: 2}


def test_a_lost_scene_is_not_found_by_words_alone():
    rewritten = new(1, SAID + " now", "EXT. PIER")
    assert paired([old(None, SAID, id_=5)], [rewritten]) == {}


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [([1, 2, 3], [2, 3]), ([2, 1], [2]), ([3], [3]), ([2], []), ([], []), ([9], [9])],
)
def test_scene_numbers_follow_their_scenes(numbers, wanted):
    assert renumber(numbers, {1: 2, 2: None}) == wanted


words = st.lists(st.sampled_from(["mara", "tom", "pier", "rain"]), max_size=6).map(" ".join)
facts = {
    "label": st.sampled_from(["", "1", "2", "2A"]),
    "heading": st.sampled_from(["INT. A", "int. a", "EXT. B"]),
    "text": words,
}
olds = st.lists(st.tuples(st.booleans(), st.fixed_dictionaries(facts)), max_size=7)
news = st.lists(st.fixed_dictionaries(facts), max_size=7)


def scripts(before, after):
    """Old scenes of which some are lost, and new ones, numbered in order."""
    numbers = iter(range(1, len(before) + 1))
    was = [
        OldScene(UUID(int=place), None if lost else next(numbers), text_hash=said["text"], **said)
        for place, (lost, said) in enumerate(before)
    ]
    return was, [NewScene(k, text_hash=said["text"], **said) for k, said in enumerate(after, 1)]


@given(before=olds, after=news)
def test_every_old_scene_is_used_at_most_once(before, after):
    found = match(*scripts(before, after))
    used = [scene.id for scene in found.pairs.values()]
    assert len(used) == len(set(used))


@given(before=olds, after=news)
def test_every_new_scene_is_added_or_follows_one(before, after):
    was, now = scripts(before, after)
    found = match(was, now)
    following = {n for n, scene in found.pairs.items() if scene.number is not None}
    added = [scene.number for scene in found.added]
    assert sorted([*following, *added]) == [scene.number for scene in now]


@given(before=olds, after=news)
def test_every_old_scene_follows_or_is_removed(before, after):
    was, now = scripts(before, after)
    found = match(was, now)
    gone = {scene.id for scene in found.removed}
    followed = {scene.id for scene in found.pairs.values()}
    assert not gone & followed
    assert {scene.id for scene in was if scene.number is not None} <= gone | followed


@given(before=olds, after=news)
def test_scenes_that_did_not_move_are_still_in_their_order(before, after):
    found = match(*scripts(before, after))
    moved = {scene.number for scene in found.moved}
    stayed = [
        scene.number
        for number, scene in sorted(found.pairs.items())
        if scene.number is not None and number not in moved
    ]
    assert stayed == sorted(stayed)


@given(after=news)
def test_a_script_matched_with_itself_changes_nothing(after):
    was, now = scripts([(False, said) for said in after], after)
    found = match(was, now)
    assert (found.added, found.removed, found.changed, found.moved) == ([], [], [], [])


numbers = st.lists(st.integers(1, 20))
moves = st.dictionaries(st.integers(1, 20), st.none() | st.integers(1, 20))


@given(before=numbers, moved=moves)
def test_renumbered_scenes_are_sorted_and_each_once(before, moved):
    after = renumber(before, moved)
    assert after == sorted(set(after))
    assert len(after) <= len(set(before))


@given(before=numbers)
def test_without_moves_numbers_stay(before):
    assert renumber(before, {}) == sorted(set(before))
