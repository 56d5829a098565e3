"""A picture that pushed another one out, taken back."""

import pytest

from asset_service.domain.errors import Conflict, NotFound
from asset_service.services.evictions import Evictions
from services.test_merging import code_of


@pytest.fixture
def evictions(world):
    return Evictions(world.database)


def state(world, asset):
    return [(one.id, one.slot, one.is_selected) for one in world.live(asset)]


def test_the_two_change_places_and_the_one_before_is_in_use_again(world, evictions):
    mara = world.asset(attempts=4)
    world.attempts.select(*world.ids, mara.id, world.live(mara)[2].id)
    before, selected = state(world, mara), world.live(mara)[2].id
    added = world.upload(mara)
    ids = (mara.id, added.attempt.id, added.evicted.id)
    undone = evictions.undo(*world.ids, *ids, selected_id=selected)
    assert (undone.attempt.id, undone.evicted.id) == (added.evicted.id, added.attempt.id)
    assert state(world, mara) == before
    assert evictions.undo(*world.ids, *ids).attempt.state == "live"
    assert state(world, mara) == before


def test_a_restored_one_goes_back_and_what_is_in_use_stays(world, evictions):
    mara = world.asset(attempts=4)
    gone = world.upload(mara).evicted
    before = state(world, mara)
    added = world.attempts.restore(*world.ids, mara.id, gone.id)
    evictions.undo(*world.ids, mara.id, gone.id, added.evicted.id)
    assert state(world, mara) == before


def test_where_the_one_before_is_gone_too_the_one_that_comes_back_is_in_use(world, evictions):
    mara = world.asset(attempts=4)
    added = world.upload(mara)
    first = world.live(mara)[0].id
    world.attempts.delete(*world.ids, mara.id, first)
    evictions.undo(*world.ids, mara.id, added.attempt.id, added.evicted.id, selected_id=first)
    assert [one.id for one in world.live(mara) if one.is_selected] == [added.evicted.id]


def test_what_went_another_way_since_is_not_taken_back(world, evictions):
    mara = world.asset(attempts=4)
    added = world.upload(mara)
    world.attempts.select(*world.ids, mara.id, world.live(mara)[0].id)
    world.attempts.delete(*world.ids, mara.id, added.attempt.id)
    ids = (mara.id, added.attempt.id, added.evicted.id)
    assert code_of(Conflict, lambda: evictions.undo(*world.ids, *ids)) == "nothing_to_undo"
    with pytest.raises(NotFound):
        evictions.undo(*world.ids, mara.id, added.attempt.id, world.project.id)
