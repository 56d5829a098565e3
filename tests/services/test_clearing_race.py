"""A change of style that clears, really at once with what else people and workers do."""

import threading
from functools import partial

import pytest
from fixtures.factories import make_job, make_object
from fixtures.threads import at_once
from sqlalchemy import select

from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.styles import Images
from asset_service.models.asset import Asset
from services.test_attempts_race import finish, observed
from services.test_clearing import draw, state

ROUNDS = 4
ADD = """insert into attempts (id, project_id, asset_id, number, slot, source, sha256, created_by)
    select gen_random_uuid(), project_id, id, 9, 4, 'uploaded', :sha256, created_by
    from assets where id = :asset"""


@pytest.fixture
def asset(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    asset = world.asset("Mara")
    draw(world, asset, 2)
    return asset


def clear(world, words, answers=None):
    changed = world.styles.change(*world.ids, words, images=Images.CLEAR)
    if answers is not None:
        answers.append(changed)


def undo(world, version, answers=None):
    try:
        undone = world.clearing.undo(*world.ids, version)
    except NotFound:
        return  # it is not cleared yet
    if answers is not None:
        answers.append(undone)


def test_an_upload_and_a_drawn_picture_come_before_a_clearing_or_after_it(world, asset):
    for turn in range(ROUNDS):
        job, answers = make_job(world.owner, asset), []
        with observed(world, asset):
            raised = at_once(
                partial(clear, world, f"Style {turn}", answers),
                partial(world.upload, asset, 10 + turn),
                partial(finish, world, job, 20 + turn),
            )
        assert raised == []
        (changed,) = answers
        # all of what was there, and of what came just what came before
        assert len(world.live(asset)) + changed.cleared_attempts >= 2
        assert sum(one.is_selected for one in world.live(asset)) == bool(world.live(asset))
        draw(world, asset, 4 - len(world.live(asset)))


def test_of_clearings_at_once_each_attempt_goes_with_one(world, asset):
    answers = []
    assert at_once(*(partial(clear, world, f"Style {one}", answers) for one in range(4))) == []
    assert sorted(one.version for one in answers) == [2, 3, 4, 5]
    assert sorted(one.cleared_attempts for one in answers) == [0, 0, 0, 2]


def test_of_the_same_change_at_once_one_is_made(world, asset):
    answers = []
    assert at_once(*(partial(clear, world, "Bright", answers) for _ in range(4))) == []
    assert {one.version for one in answers} == {2}
    assert sorted(one.cleared_attempts for one in answers) == [0, 0, 0, 2]


def test_undone_by_several_at_once_each_attempt_comes_back_once(world, asset):
    before, answers = state(world), []
    clear(world, "Bright")
    with observed(world, asset):
        assert at_once(*(partial(undo, world, 2, answers) for _ in range(4))) == []
    assert sorted(one.attempts for one in answers) == [0, 0, 0, 2]
    assert state(world) == before


def test_clearing_undoing_uploading_and_restoring_at_once_never_break_a_rule(world, asset):
    numbers = [one.id for one in world.live(asset)]
    for turn in range(ROUNDS):
        with observed(world, asset):
            raised = at_once(
                partial(clear, world, f"Style {turn}"),
                partial(undo, world, turn + 1),
                partial(undo, world, turn + 2),
                partial(world.upload, asset, turn),
                partial(world.attempts.restore, *world.ids, asset.id, numbers[turn % 2]),
            )
        assert [error for error in raised if not isinstance(error, Conflict)] == []


def test_a_clearing_waits_for_whoever_holds_an_asset_and_takes_what_they_added(world, asset):
    """Also who holds no project and speaks of it, as emptying the bin does by its events."""
    sha256 = make_object(world.owner, world.project.id).sha256
    changing = threading.Thread(target=partial(clear, world, "Bright"))
    world.owner.execute(select(Asset).where(Asset.id == asset.id).with_for_update())
    changing.start()
    changing.join(timeout=0.5)
    assert changing.is_alive()
    world.sql(ADD, asset=asset.id, sha256=sha256)
    changing.join()
    assert world.live(asset) == []


def test_what_is_cleared_of_many_assets_waits_for_nobody_for_ever(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    several = [world.asset() for _ in range(6)]
    for one in several:
        draw(world, one)
    calls = [partial(world.upload, one, shade) for shade, one in enumerate(reversed(several))]
    assert at_once(partial(clear, world, "Bright"), partial(undo, world, 2), *calls) == []
