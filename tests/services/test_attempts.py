from dataclasses import fields
from uuid import uuid4

import pytest
from fixtures.factories import make_job, make_member, make_object, make_project, make_user
from fixtures.keeping import KEPT

from asset_service.domain.attempts import Arrival
from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.vocabulary import AttemptSource, BinKind, BinReason
from asset_service.services.attempts import UPLOAD, NewAttempt, Origin, add, add_binned
from asset_service.services.bin import Bin
from asset_service.store import assets, projects

WORKER = Arrival(by_person=False)


def numbers(attempts):
    return [attempt.number for attempt in attempts]


def selected(world, asset):
    return [attempt.number for attempt in world.live(asset) if attempt.is_selected]


def origin_of(job):
    facts = {one.name: getattr(job, one.name) for one in fields(Origin) if one.name != "job_id"}
    return Origin(job_id=job.id, **facts)


def put(world, asset, *, arrival=WORKER, job=None, because=None):
    """Add one as the worker does: under the locks, with its job, in one transaction."""
    source = AttemptSource.UPLOADED if arrival.by_person else AttemptSource.GENERATED
    if job is None and not arrival.by_person:
        job = make_job(world.owner, asset)
    sha256 = make_object(world.owner, world.project.id).sha256
    with world.database.as_user(world.user.id) as work:
        projects.for_change(work.session, *world.ids)
        locked = assets.lock(work.session, world.project.id, asset.id)
        origin = origin_of(job) if job is not None else UPLOAD
        new = NewAttempt(source, sha256, world.user.id, arrival, origin=origin)
        added = add_binned(work, locked, new, because) if because else add(work, locked, new)
        work.commit()
        return added


def test_the_first_attempt_is_selected(world):
    asset = world.asset()
    put(world, asset, arrival=Arrival(by_person=False, chosen_since=True, sibling_arrived=True))
    assert selected(world, asset) == [1]


def test_a_generated_picture_becomes_the_selected_attempt(world):
    asset = world.asset(attempts=2)
    put(world, asset)
    assert selected(world, asset) == [3]


def test_a_picture_that_comes_after_a_choice_is_a_candidate(world):
    asset = world.asset(attempts=1)
    put(world, asset, arrival=Arrival(by_person=False, chosen_since=True))
    assert selected(world, asset) == [1]
    assert numbers(world.live(asset)) == [1, 2]


def test_a_fifth_attempt_evicts_the_oldest_unselected_one(world):
    asset = world.asset(attempts=4)
    added = put(world, asset)
    assert added.evicted.number == 2
    assert numbers(world.live(asset)) == [1, 3, 4, 5]
    (binned,) = world.attempts.list(*world.ids, asset.id, "binned")
    assert (binned.number, binned.binned_because) == (2, "evicted")


def test_the_image_in_use_until_now_is_never_evicted(world):
    asset = world.asset()
    for _ in range(9):
        before = selected(world, asset)
        put(world, asset)
        assert set(before) <= set(numbers(world.live(asset)))


def test_numbers_are_never_used_again(world):
    asset = world.asset(attempts=1)
    last = put(world, asset, arrival=Arrival(by_person=False, chosen_since=True)).attempt
    world.attempts.delete(*world.ids, asset.id, last.id)
    assert (last.number, put(world, asset).attempt.number) == (2, 3)


def test_a_generated_attempt_keeps_how_it_was_made(world):
    asset = world.asset()
    job = make_job(
        world.owner, asset, prompt="Mara, noir", seed=7, cost_amount=2, cost_currency="EUR"
    )
    added = put(world, asset, job=job)
    view = world.attempts.get(*world.ids, asset.id, added.attempt.id)
    assert (view.job_id, view.prompt, view.provider, view.model) == (
        job.id,
        "Mara, noir",
        "placeholder",
        "one",
    )
    assert (view.seed, view.style_version, view.cost_amount, view.cost_currency) == (7, 1, 2, "EUR")


def test_a_picture_for_a_cancelled_job_goes_to_the_bin_and_evicts_nothing(world):
    asset = world.asset(attempts=4)
    put(world, asset, because=BinReason.CANCELED)
    assert numbers(world.live(asset)) == [1, 2, 3, 4]
    (binned,) = world.attempts.list(*world.ids, asset.id, "binned")
    assert (binned.number, binned.binned_because) == (5, "canceled")


def test_attempts_are_listed_live_binned_or_all_by_number(world):
    asset = world.asset(attempts=4)
    put(world, asset)
    listed = {
        state: numbers(world.attempts.list(*world.ids, asset.id, state))
        for state in ("live", "binned", "all")
    }
    assert listed == {"live": [1, 3, 4, 5], "binned": [2], "all": [1, 2, 3, 4, 5]}


def test_the_board_gets_the_live_attempts_of_every_asset(world):
    one, two = world.asset(attempts=2), world.asset(attempts=1)
    world.asset()
    found = world.attempts.of_project(*world.ids)
    assert {asset: numbers(views) for asset, views in found.items()} == {
        one.id: [1, 2],
        two.id: [1],
    }


def test_the_bin_shows_what_went_there_last_first(world):
    one, gone = world.asset(attempts=3), world.asset(attempts=2)
    for asset, place in ((one, 2), (one, 1), (gone, 1)):
        world.attempts.delete(*world.ids, asset.id, world.live(asset)[place].id)
    world.curation.delete(*world.ids, gone.id)
    shown = Bin(world.database, KEPT).list(*world.ids, kinds=[BinKind.ATTEMPT]).items
    assert [one.attempt.attempt.number for one in shown] == [2, 3]


def test_selecting_changes_the_assets_image_key(world):
    asset = world.asset(attempts=2)
    before = world.see(asset).image.key
    chosen = world.attempts.select(*world.ids, asset.id, world.live(asset)[1].id)
    assert world.see(asset).image.key == chosen.image_key != before
    assert selected(world, asset) == [2]


def test_selecting_again_changes_nothing_but_counts_as_a_choice(world):
    asset = world.asset(attempts=2)
    one = world.live(asset)[0]
    world.attempts.select(*world.ids, asset.id, one.id)
    world.owner.refresh(asset)
    assert (selected(world, asset), asset.choice_counter) == ([1], 1)


def test_a_wrong_id_selects_nothing(world):
    asset, other = world.asset(attempts=2), world.asset(attempts=1)
    before = world.everything()
    for wrong in (uuid4(), world.live(other)[0].id):
        with pytest.raises(NotFound):
            world.attempts.select(*world.ids, asset.id, wrong)
    assert world.everything() == before


def test_an_attempt_in_the_bin_is_restored_before_it_is_selected(world):
    asset = world.asset(attempts=2)
    two = world.live(asset)[1]
    world.attempts.delete(*world.ids, asset.id, two.id)
    with pytest.raises(Conflict) as caught:
        world.attempts.select(*world.ids, asset.id, two.id)
    assert caught.value.code == "attempt_binned"


def test_the_selected_attempt_cannot_be_deleted(world):
    asset = world.asset(attempts=2)
    before = world.everything()
    with pytest.raises(Conflict) as caught:
        world.attempts.delete(*world.ids, asset.id, world.live(asset)[0].id)
    assert caught.value.code == "attempt_selected"
    assert world.everything() == before


def test_a_deleted_attempt_waits_in_the_bin(world):
    asset = world.asset(attempts=2)
    two = world.live(asset)[1]
    gone = world.attempts.delete(*world.ids, asset.id, two.id)
    again = world.attempts.delete(*world.ids, asset.id, two.id)
    assert (gone.state, gone.binned_because) == ("binned", "deleted")
    assert again == gone
    assert numbers(world.live(asset)) == [1]


def test_a_restored_attempt_comes_back_as_a_candidate(world):
    asset = world.asset(attempts=2)
    two = world.live(asset)[1]
    world.attempts.delete(*world.ids, asset.id, two.id)
    back = world.attempts.restore(*world.ids, asset.id, two.id)
    assert (back.attempt.state, back.attempt.is_selected, back.evicted) == ("live", False, None)
    assert (back.attempt.binned_at, back.attempt.binned_because) == (None, None)


def test_restoring_obeys_the_cap_and_says_who_left(world):
    asset = world.asset(attempts=4)
    evicted = put(world, asset).evicted
    back = world.attempts.restore(*world.ids, asset.id, evicted.id)
    assert (back.attempt.number, back.evicted.number) == (2, 1)
    assert selected(world, asset) == [5]


def test_restoring_a_live_attempt_changes_nothing(world):
    asset = world.asset(attempts=4)
    before = world.everything()
    again = world.attempts.restore(*world.ids, asset.id, world.live(asset)[3].id)
    assert (again.attempt.number, again.evicted) == (4, None)
    assert world.everything() == before


def test_what_is_restored_to_an_asset_without_attempts_is_selected(world):
    asset = world.asset()
    put(world, asset, because=BinReason.CANCELED)
    (binned,) = world.attempts.list(*world.ids, asset.id, "binned")
    world.attempts.restore(*world.ids, asset.id, binned.id)
    assert selected(world, asset) == [1]


CHANGES = ("select", "delete", "restore")


@pytest.mark.parametrize("verb", CHANGES)
def test_a_locked_stage_holds_every_change_of_attempts(world, verb):
    asset = world.asset(attempts=2)
    world.lock()
    with pytest.raises(Conflict) as caught:
        getattr(world.attempts, verb)(*world.ids, asset.id, world.live(asset)[1].id)
    assert caught.value.code == "stage_locked"


@pytest.mark.parametrize("verb", CHANGES)
def test_a_deferred_asset_is_held_until_it_is_restored(world, verb):
    asset, _ = world.asset(attempts=2), world.asset(attempts=1)
    world.lock()
    world.curation.defer(*world.ids, asset.id)
    two = world.live(asset)[1].id
    with pytest.raises(Conflict):
        getattr(world.attempts, verb)(*world.ids, asset.id, two)
    world.curation.restore(*world.ids, asset.id)
    getattr(world.attempts, verb)(*world.ids, asset.id, two)


@pytest.mark.parametrize("verb", ["get", *CHANGES])
def test_a_stranger_finds_nothing(world, verb):
    asset = world.asset(attempts=2)
    stranger = make_user(world.owner)
    theirs = make_project(world.owner, stranger)
    two = world.live(asset)[1].id
    for project in (world.project, theirs):
        with pytest.raises(NotFound):
            getattr(world.attempts, verb)(stranger.id, project.id, asset.id, two)


@pytest.mark.parametrize("verb", CHANGES)
def test_a_viewer_may_look_but_not_change(world, verb):
    asset = world.asset(attempts=2)
    viewer = make_member(world.owner, world.project, "viewer")
    assert len(world.attempts.list(viewer.id, world.project.id, asset.id)) == 2
    with pytest.raises(Forbidden):
        getattr(world.attempts, verb)(viewer.id, world.project.id, asset.id, uuid4())


def test_a_person_who_adds_has_chosen(world):
    asset = world.asset(attempts=1)
    put(world, asset, arrival=Arrival(by_person=True))
    world.owner.refresh(asset)
    assert (selected(world, asset), asset.choice_counter) == ([2], 1)


def test_attempts_of_an_asset_in_the_bin_can_be_looked_at_but_not_changed(world):
    asset = world.asset(attempts=2)
    world.curation.delete(*world.ids, asset.id)
    assert len(world.attempts.list(*world.ids, asset.id)) == 2
    with pytest.raises(NotFound):
        world.attempts.select(*world.ids, asset.id, world.live(asset)[1].id)


def test_a_free_slot_is_used_before_anybody_is_evicted(world):
    asset = world.asset(attempts=4)
    world.attempts.delete(*world.ids, asset.id, world.live(asset)[2].id)
    assert put(world, asset).evicted is None
    assert [(one.number, one.slot) for one in world.live(asset)] == [(1, 1), (2, 2), (4, 4), (5, 3)]
