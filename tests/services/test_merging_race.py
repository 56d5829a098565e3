"""Merges and splits, really at once with each other and with what people and workers do."""

from functools import partial

import pytest
from fixtures.factories import make_job
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, NotFound
from services.test_attempts_race import finish
from services.test_merging import merge
from services.test_splitting import split

ROUNDS = 3
EXPECTED = (Conflict, NotFound)


def quietly(act, answers):
    """Do it, or be told that somebody was first."""
    try:
        answers.append(act())
    except EXPECTED as error:
        answers.append(error)


def made_of(answers):
    return [one for one in answers if not isinstance(one, EXPECTED)]


@pytest.fixture
def pair(world):
    return world.asset("Mara", attempts=1, scene_numbers=[1]), world.asset(
        "Voss", attempts=1, scene_numbers=[2]
    )


def test_of_merges_of_the_same_assets_at_once_one_is_made(world, pair):
    mara, voss = pair
    answers = []
    acts = [partial(merge, world, mara, voss), partial(merge, world, voss, mara)] * 2
    assert at_once(*(partial(quietly, act, answers) for act in acts)) == []
    (made,) = made_of(answers)
    assert made.asset.scene_numbers == [1, 2]
    assert world.sql("select count(*) from assets where binned_at is null") == [(1,)]


def test_a_picture_that_arrives_meanwhile_is_the_survivors_or_in_the_bin_with_its_own(world, pair):
    for turn in range(ROUNDS):
        mara, voss = world.asset(attempts=1), world.asset(attempts=1)
        job, answers = make_job(world.owner, voss), []
        raised = at_once(
            partial(quietly, partial(merge, world, mara, voss), answers),
            partial(quietly, partial(world.upload, mara, 10 + turn), answers),
            partial(quietly, partial(world.upload, voss, 20 + turn), answers),
            partial(finish, world, job, 30 + turn),
        )
        assert raised == []
        assert len(world.live(mara)) == 2
        assert sum(one.is_selected for one in world.live(mara)) == 1
        assert len(world.live(voss)) in {2, 3}
        assert world.see(voss).state == "binned"


def test_an_undo_by_several_at_once_is_done_once(world, pair):
    before = world.as_people_see_it()
    made, answers = merge(world, *pair), []
    undo = partial(world.reshapes.undo, *world.ids, made.reshape.id)
    assert at_once(*(partial(quietly, undo, answers) for _ in range(4))) == []
    assert len({one.undone_at for one in answers}) == 1
    assert world.as_people_see_it() == before


def test_of_splits_at_once_no_scene_is_given_away_twice(world):
    mara, answers = world.asset("Mara", scene_numbers=[1, 2, 3]), []

    def give(name, *numbers):
        try:
            answers.append(split(world, mara, name, *numbers))
        except Exception as error:  # noqa: BLE001 - it is looked at below
            answers.append(error)

    at_once(*(partial(give, name, 2, 3) for name in ("Old", "Young", "Wet")))
    assert sorted(getattr(one, "code", "made") for one in answers) == [
        "made",
        "scenes_not_divided",
        "scenes_not_divided",
    ]
    assert world.see(mara).scene_numbers == [1]


def test_merging_deleting_and_deferring_at_once_end_in_one_order(world, pair):
    mara, voss = pair
    answers = []
    raised = at_once(
        partial(quietly, partial(merge, world, mara, voss), answers),
        partial(quietly, partial(world.curation.delete, *world.ids, voss.id), answers),
        partial(quietly, partial(world.curation.defer, *world.ids, mara.id), answers),
    )
    assert raised == []
    assert world.see(voss).state == "binned"
    assert world.see(mara).state == "deferred"
