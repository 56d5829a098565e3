"""A change of style that clears, and the way back."""

import pytest
from fixtures.factories import make_attempt, make_job, make_member, make_scene, make_user
from fixtures.keeping import KEPT, keeping_of
from fixtures.statements import counted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.styles import Images
from asset_service.services.bin import Bin


@pytest.fixture
def styled(world):
    world.styles.put(*world.ids, "Noir")
    world.styles.lock(*world.ids)
    return world


def draw(world, asset, times=1):
    for _ in range(times):
        job = make_job(world.owner, asset, status="succeeded")
        make_attempt(world.owner, asset, job=job)


def clear(world, words="Bright"):
    return world.styles.change(*world.ids, words, images=Images.CLEAR)


def state(world):
    """What people see of every attempt that is live."""
    return sorted(
        tuple(row)
        for row in world.sql(
            "select asset_id, number, slot, is_selected from attempts where slot is not null"
        )
    )


def test_clearing_takes_all_attempts_of_assets_with_a_generated_one_and_leaves_the_others(styled):
    drawn, deferred = styled.asset("Mara", attempts=2), styled.asset("Tom", deferred=True)
    uploaded, binned = styled.asset(attempts=2), styled.asset(binned_at="2026-01-01T00:00:00Z")
    for asset in (drawn, deferred, binned):
        draw(styled, asset)
    changed = clear(styled)
    assert (changed.version, changed.cleared_attempts, changed.cleared_assets) == (2, 4, 2)
    assert [len(styled.live(one)) for one in (drawn, deferred, uploaded, binned)] == [0, 0, 2, 1]
    assert styled.see(drawn).image is None


def test_keeping_moves_nothing(styled):
    draw(styled, asset := styled.asset(), 2)
    before = state(styled)
    changed = styled.styles.change(*styled.ids, "Bright")
    assert (changed.cleared_attempts, state(styled)) == (0, before)
    assert styled.see(asset).style_outdated


def test_a_change_that_changes_nothing_clears_nothing(styled):
    draw(styled, asset := styled.asset())
    assert clear(styled, "Noir").cleared_attempts == 0
    assert len(styled.live(asset)) == 1


def test_the_impact_says_before_what_would_be_cleared(styled):
    draw(styled, styled.asset("Mara", attempts=1), 2)
    styled.asset("Uploaded", attempts=1)
    impact = styled.styles.change_impact(*styled.ids)
    assert [(one.name, one.attempts) for one in impact.clears] == [("Mara", 3)]
    assert impact.clears[0].image_key is not None
    changed = clear(styled)
    assert changed.cleared_attempts == impact.cleared_attempts


def test_undoing_brings_everything_back_as_it_was(styled):
    mara, tom = styled.asset(attempts=1), styled.asset(deferred=True)
    draw(styled, mara, 3)
    draw(styled, tom, 2)
    styled.attempts.select(*styled.ids, mara.id, styled.live(mara)[2].id)
    before = state(styled)
    version = clear(styled).version
    undone = styled.clearing.undo(*styled.ids, version)
    assert (undone.attempts, undone.assets, undone.left) == (6, 2, [])
    assert state(styled) == before
    assert styled.see(mara).style_outdated


def test_undoing_again_is_no_error_and_changes_nothing(styled):
    draw(styled, styled.asset(), 2)
    version = clear(styled).version
    styled.clearing.undo(*styled.ids, version)
    before = state(styled)
    assert styled.clearing.undo(*styled.ids, version).attempts == 0
    assert state(styled) == before


def test_a_version_that_there_is_not_is_not_undone(styled):
    styled.styles.put(*styled.ids, "Written ahead", ahead=True)
    for version in (0, 2, 7):
        with pytest.raises(NotFound):
            styled.clearing.undo(*styled.ids, version)


def test_what_came_meanwhile_stays_in_use_and_the_answer_says_so(styled):
    draw(styled, asset := styled.asset("Mara"), 2)
    version = clear(styled).version
    newer = styled.upload(asset).attempt
    undone = styled.clearing.undo(*styled.ids, version)
    assert [(one.name, one.code, one.attempts) for one in undone.left] == [
        ("Mara", "newer_selected", 0)
    ]
    assert [one.id for one in styled.live(asset) if one.is_selected] == [newer.id]
    assert len(styled.live(asset)) == 3


def test_what_finds_no_room_stays_in_the_bin_and_comes_when_there_is_some(styled):
    draw(styled, asset := styled.asset("Mara"), 4)
    chosen = next(one.id for one in styled.live(asset) if one.is_selected)
    version = clear(styled).version
    for shade in range(3):
        styled.upload(asset, shade)
    undone = styled.clearing.undo(*styled.ids, version)
    assert [(one.code, one.attempts) for one in undone.left] == [("no_room", 3)]
    assert chosen in {one.id for one in styled.live(asset)}
    styled.attempts.delete(*styled.ids, asset.id, chosen)
    assert styled.clearing.undo(*styled.ids, version).attempts == 1


def test_an_eviction_after_the_undo_stays_an_eviction(styled):
    draw(styled, asset := styled.asset(), 4)
    version = clear(styled).version
    styled.clearing.undo(*styled.ids, version)
    evicted = styled.upload(asset).evicted
    assert styled.clearing.undo(*styled.ids, version).attempts == 0
    assert evicted.id not in {one.id for one in styled.live(asset)}


def test_one_of_them_may_come_back_by_itself_and_the_rest_follows(styled):
    draw(styled, asset := styled.asset(), 3)
    one = styled.live(asset)[2]
    version = clear(styled).version
    styled.attempts.restore(*styled.ids, asset.id, one.id)
    assert styled.clearing.undo(*styled.ids, version).attempts == 2
    assert [(it.number, it.is_selected) for it in styled.live(asset)] == [
        (1, False),
        (2, False),
        (3, True),
    ]


def test_an_asset_that_was_deleted_meanwhile_keeps_what_was_cleared_until_it_is_back(styled):
    draw(styled, asset := styled.asset("Mara"), 2)
    version = clear(styled).version
    styled.curation.delete(*styled.ids, asset.id)
    undone = styled.clearing.undo(*styled.ids, version)
    assert [(one.code, one.attempts) for one in undone.left] == [("asset_binned", 2)]
    styled.curation.restore(*styled.ids, asset.id)
    assert styled.clearing.undo(*styled.ids, version).attempts == 2


def test_what_left_the_bin_for_good_does_not_come_back_and_nothing_else_is_hurt(styled):
    draw(styled, styled.asset(), 2)
    version = clear(styled).version
    with keeping_of(styled) as keeping:
        keeping.pass_time(KEPT * 2)
        keeping.emptying().empty()
    assert styled.clearing.undo(*styled.ids, version).attempts == 0
    assert styled.clearing.groups(*styled.ids) == []


def test_two_clearings_are_two_groups_that_come_back_each_by_itself(styled):
    draw(styled, asset := styled.asset("Mara"), 2)
    clear(styled)
    draw(styled, asset)
    styled.asset("Uploaded", attempts=1)
    clear(styled, "Third")
    groups = styled.clearing.groups(*styled.ids)
    assert [(one.version, one.attempts) for one in groups] == [(3, 1), (2, 2)]
    assert [one.name for one in groups[0].assets] == ["Mara"]
    styled.clearing.undo(*styled.ids, 3)
    assert [one.version for one in styled.clearing.groups(*styled.ids)] == [2]


def test_a_group_is_told_as_one_and_its_attempts_are_found_by_name(styled):
    draw(styled, styled.asset("Mara"), 2)
    clear(styled)
    bin_ = Bin(styled.database, KEPT)
    (whole,) = bin_.list(*styled.ids).items
    assert (whole.kind, whole.cleared.version, whole.cleared.attempts) == ("clearing", 2, 2)
    found = bin_.list(*styled.ids, name="mara").items
    assert [one.attempt.attempt.binned_because for one in found] == ["cleared", "cleared"]


def test_a_scene_goes_on_showing_the_picture_that_was_cleared(styled):
    draw(styled, asset := styled.asset())
    scene = make_scene(styled.owner, styled.project, 1)
    styled.lock()
    styled.scenes.populate(*styled.ids, scene.id)
    shown = styled.scenes.assets(*styled.ids, scene.id).assets[0].image
    styled.unlock()
    clear(styled)
    assert styled.scenes.assets(*styled.ids, scene.id).assets[0].image == shown
    assert styled.see(asset).image is None


def test_a_locked_stage_holds_what_was_cleared_too(styled):
    draw(styled, styled.asset())
    version = clear(styled).version
    styled.sql("delete from attempts")
    styled.sql("delete from assets")
    styled.asset(attempts=1)
    styled.lock()
    for act in (lambda: clear(styled, "Third"), lambda: styled.clearing.undo(*styled.ids, version)):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "stage_locked"


def test_strangers_find_nothing_and_viewers_bring_nothing_back(styled):
    draw(styled, styled.asset())
    version = clear(styled).version
    stranger, viewer = make_user(styled.owner), make_member(styled.owner, styled.project, "viewer")
    with pytest.raises(NotFound):
        styled.clearing.undo(stranger.id, styled.project.id, version)
    with pytest.raises(NotFound):
        styled.clearing.groups(stranger.id, styled.project.id)
    with pytest.raises(Forbidden):
        styled.clearing.undo(viewer.id, styled.project.id, version)
    assert len(styled.clearing.groups(viewer.id, styled.project.id)) == 1


def test_the_number_of_statements_depends_on_no_number_of_assets(styled):
    engine = styled.database.engine
    draw(styled, styled.asset())
    few = (
        counted(engine, lambda: clear(styled)),
        counted(engine, lambda: styled.clearing.undo(*styled.ids, 2)),
    )
    for _ in range(9):
        draw(styled, styled.asset(), 2)
    many = (
        counted(engine, lambda: clear(styled, "Third")),
        counted(engine, lambda: styled.clearing.undo(*styled.ids, 3)),
    )
    assert many == few


ACTS = st.lists(
    st.tuples(st.sampled_from(["upload", "clear", "undo", "select", "restore"]), st.integers(0, 9)),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.integers(1, 4), uploads=st.integers(0, 2), acts=ACTS)
def test_whatever_is_done_in_between_the_cap_and_the_single_selection_hold(
    styled, drawn, uploads, acts
):
    asset = styled.asset(attempts=min(uploads, 4 - drawn))
    draw(styled, asset, drawn)
    for act, pick in acts:
        everything = styled.attempts.list(*styled.ids, asset.id, "all")
        one = everything[pick % len(everything)]
        try:
            if act == "upload":
                styled.upload(asset, pick)
            elif act == "clear":
                clear(styled, f"Style {one.number} of {len(everything)} after {pick}")
            elif act == "undo":
                styled.clearing.undo(*styled.ids, styled.styles.get(*styled.ids).version)
            else:
                getattr(styled.attempts, act)(*styled.ids, asset.id, one.id)
        except Conflict:
            pass
        live = styled.live(asset)
        assert len(live) <= 4
        assert sum(attempt.is_selected for attempt in live) == bool(live)
