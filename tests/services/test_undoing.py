"""The way back from merges and splits."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from fixtures.factories import make_job, make_member, make_scene, make_scene_asset
from fixtures.keeping import KEPT, keeping_of
from fixtures.pictures import a_png
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.models.scene import Scene
from asset_service.services.scripts import Scripts
from asset_service.store import emptying
from services.test_attempts_race import finish
from services.test_merging import code_of, confirm, film_world, in_scenes, merge, own_attempt
from services.test_splitting import split

__all__ = ["film_world"]

DAY = timedelta(days=1)


def undo(world, made):
    return world.reshapes.undo(*world.ids, made.reshape.id)


def told(view):
    return [(one.code, one.name, one.number) for one in view.left_out]


@pytest.fixture
def pair(world):
    """Two assets with texts, scenes and pictures of their own, populated in two scenes."""
    mara = world.asset("Mara", scene_numbers=[1], attempts=2, description="Tall.")
    voss = world.asset("Voss", scene_numbers=[2], attempts=2, description="Grey.")
    for number, asset in ((1, mara), (2, voss)):
        scene = make_scene(world.owner, world.project, number)
        shown = world.live(asset)[0].id
        make_scene_asset(world.owner, scene, asset, image_attempt_id=shown, override_text="Wet")
    return mara, voss


def whole(world, pair, **facts):
    """Merge with everything that a merge may bring."""
    mara, voss = pair
    ids = [one.id for one in world.live(voss) if one.scene_asset_id is None]
    facts = {"name": "Voss", "describing": "appended", "attempt_ids": ids} | facts
    return merge(world, mara, voss, **facts)


def test_an_undo_brings_everything_back_as_it_was(world, pair):
    _, voss = pair
    before = world.as_people_see_it()
    made = whole(world, pair, selected_id=world.live(voss)[1].id)
    assert world.as_people_see_it() != before
    undone = undo(world, made)
    assert (undone.left_out, undone.undone_at is None) == ([], False)
    assert world.as_people_see_it() == before
    assert world.sql("select 1 from tombstones") == []
    assert world.see(voss).merged_with is None


def test_again_is_no_error_and_changes_nothing(world, pair):
    made = whole(world, pair)
    first = undo(world, made)
    before = world.everything()
    assert undo(world, made) == first
    assert world.everything() == before


def test_what_was_edited_since_stays_and_the_answer_says_so(world, pair):
    mara, _ = pair
    made = whole(world, pair)
    changes = {"name": "The keeper", "scene_numbers": []}
    world.curation.edit(*world.ids, mara.id, world.see(mara).version, changes)
    undone = undo(world, made)
    assert told(undone) == [("edited", "name", None), ("edited", "scene_numbers", None)]
    now = world.see(mara)
    assert (now.name, now.description, now.scene_numbers) == ("The keeper", "Tall.", [])


def test_a_scene_that_was_linked_since_stays_linked(world, pair):
    mara, _ = pair
    make_scene(world.owner, world.project, 3)
    made = whole(world, pair)
    world.curation.edit(*world.ids, mara.id, world.see(mara).version, {"scene_numbers": [1, 2, 3]})
    undone = undo(world, made)
    assert (undone.left_out, world.see(mara).scene_numbers) == ([], [1, 3])


def test_scenes_that_moved_since_are_followed_and_lost_ones_are_named(film_world):
    world, _ = film_world
    mara, voss = world.asset("Mara", scene_numbers=[1, 2]), world.asset("Voss", scene_numbers=[3])
    made = merge(world, mara, voss)
    scripts = Scripts(world.database, world.clock, 10**6)
    script = (
        b"INT. CELLAR - DAY\n\nNew.\n\nINT. LIGHTHOUSE - NIGHT\n\nMARA VOSS trims the oil lamp.\n"
    )
    draft = scripts.preview(*world.ids, script, "tide.fountain")
    scripts.confirm(*world.ids, draft.draft_id)
    undone = undo(world, made)
    assert ("scene_gone", "", 2) in told(undone)
    assert world.see(mara).scene_numbers == [2]
    assert world.see(voss).scenes_lost


def test_a_name_that_is_taken_meanwhile_stays_and_its_asset_waits_in_the_bin(world, pair):
    mara, voss = pair
    made = whole(world, pair, name="The keeper")
    world.asset("Voss")
    world.asset("Mara")
    undone = undo(world, made)
    assert told(undone) == [("name_taken", "Mara", None), ("name_taken", "Voss", None)]
    assert world.see(mara).name == "The keeper"
    assert (world.see(voss).state, world.see(voss).merged_with) == ("binned", None)
    assert world.curation.restore(*world.ids, voss.id, "Voss, old").state == "active"
    assert set(in_scenes(world, voss)) == {2}


def test_one_whose_name_is_taken_waits_in_the_bin_from_the_undo_on(world, pair):
    _, voss = pair
    made = whole(world, pair, name="The keeper")
    world.asset("Voss")
    with keeping_of(world) as keeping:
        keeping.pass_time(KEPT - DAY)
        undo(world, made)
        keeping.pass_time(DAY * 2)
        assert keeping.emptying().empty()["assets emptied"] == 0
    assert world.curation.restore(*world.ids, voss.id, "Voss, old").state == "active"
    assert set(in_scenes(world, voss)) == {2}


def test_a_copy_that_somebody_put_in_use_stays_in_use(world, pair):
    mara, _ = pair
    made = whole(world, pair)
    copy = world.live(mara)[2]
    world.attempts.select(*world.ids, mara.id, copy.id)
    assert told(undo(world, made)) == [("attempt_in_use", "Mara", copy.number)]
    assert [(one.number, one.is_selected) for one in world.live(mara)] == [
        (1, False),
        (2, False),
        (copy.number, True),
    ]


def test_a_picture_that_came_since_stays_in_use(world, pair):
    mara, voss = pair
    made = merge(world, mara, voss, attempt_ids=[world.live(voss)[0].id])
    newer = world.upload(mara).attempt
    assert told(undo(world, made)) == []
    assert [one.id for one in world.live(mara) if one.is_selected] == [newer.id]


def test_a_picture_that_a_scene_shows_since_waits_in_the_bin(world):
    mara, voss = world.asset("Mara"), world.asset("Voss", attempts=1)
    scene = make_scene(world.owner, world.project, 1)
    made = merge(world, mara, voss, attempt_ids=[world.live(voss)[0].id])
    copy = world.live(mara)[0]
    make_scene_asset(world.owner, scene, mara, image_attempt_id=copy.id)
    assert told(undo(world, made)) == [("picture_in_scene", "Mara", copy.number)]
    assert world.live(mara) == []
    assert in_scenes(world, mara)[1].image_attempt_id == copy.id


def test_what_was_written_in_a_scene_since_waits_unlinked(world, pair):
    mara, voss = pair
    made = whole(world, pair)
    world.sql(
        "update scene_assets set override_text = 'Dry' where id = :id",
        id=in_scenes(world, mara)[2].id,
    )
    assert told(undo(world, made))[:1] == [("scene_edited", "", 2)]
    assert (set(in_scenes(world, mara)), set(in_scenes(world, voss))) == ({1}, {2})
    assert world.sql("select count(*) from scene_assets where override_text = 'Dry'") == [(1,)]


def test_an_own_picture_of_a_scene_goes_with_its_copy(world, pair):
    _, voss = pair
    own_attempt(world, world.sql("select * from scene_assets where asset_id = :a", a=voss.id)[0])
    before = world.as_people_see_it()
    undo(world, whole(world, pair))
    assert world.as_people_see_it() == before


def test_a_picture_of_a_scene_that_another_scene_was_filled_with_since_is_there_still(world):
    mara, voss = world.asset("Mara", scene_numbers=[2]), world.asset("Voss", scene_numbers=[1])
    first, second = (make_scene(world.owner, world.project, number) for number in (1, 2))
    for asset in (mara, voss):
        world.upload(asset)
    world.scenes.link(*world.ids, first.id, voss.id)
    world.uploads.receive(*world.ids, voss.id, a_png(7), "a.png", scene_id=first.id)
    world.curation.defer(*world.ids, mara.id)
    world.scenes.link(*world.ids, second.id, mara.id)
    world.curation.restore(*world.ids, mara.id)
    made = merge(world, mara, voss)
    world.lock()
    world.scenes.populate(*world.ids, second.id)
    world.unlock()
    shown = in_scenes(world, mara)[2].image_attempt_id
    assert shown == in_scenes(world, mara)[1].image_attempt_id
    assert told(undo(world, made)) == [("scene_edited", "", 1)]
    assert [row.image_attempt_id for row in in_scenes(world, mara).values()] == [shown]
    assert set(in_scenes(world, voss)) == {1}


def test_a_scene_that_a_job_draws_for_waits_unlinked_for_the_picture(world):
    mara, voss = world.asset("Mara", scene_numbers=[2]), world.asset("Voss", scene_numbers=[1])
    scene = make_scene(world.owner, world.project, 1)
    make_scene_asset(world.owner, scene, voss)
    made = merge(world, mara, voss)
    there = in_scenes(world, mara)[1]
    job = make_job(world.owner, mara, scene_asset_id=there.id, scene_id=scene.id)
    assert told(undo(world, made)) == [("scene_edited", "", 1)]
    assert in_scenes(world, mara) == {}
    finish(world, job, 7)
    world.scenes.link(*world.ids, scene.id, mara.id)
    (row,) = in_scenes(world, mara).values()
    assert (row.id, row.image_attempt_id is None) == (there.id, False)


def test_what_was_drawn_in_a_scene_that_came_back_for_a_merge_waits_from_its_undo_on(world, pair):
    mara, _ = pair
    scene = world.owner.query(Scene).filter_by(scene_number=2).one()
    there = make_scene_asset(world.owner, scene, mara, unlinked_at=world.clock.now() - KEPT + DAY)
    made = whole(world, pair)
    assert in_scenes(world, mara)[2].id == there.id
    world.uploads.receive(*world.ids, mara.id, a_png(7), "a.png", scene_id=scene.id)
    undo(world, made)
    assert set(in_scenes(world, mara)) == {1}
    with keeping_of(world) as keeping:
        keeping.pass_time(DAY * 2)
        keeping.emptying().empty_scenes()
    world.scenes.link(*world.ids, scene.id, mara.id)
    assert in_scenes(world, mara)[2].id == there.id


def test_a_survivor_that_was_deleted_since_stays_in_the_bin(world, pair):
    mara, voss = pair
    made = whole(world, pair)
    world.curation.delete(*world.ids, mara.id)
    assert ("asset_binned", "Mara", None) in told(undo(world, made))
    assert (world.see(mara).state, world.see(voss).state) == ("binned", "active")


def test_what_was_merged_later_is_undone_first(world, pair):
    mara, _ = pair
    made = whole(world, pair)
    before = world.as_people_see_it()
    later = merge(world, world.asset("Tom"), mara)
    assert code_of(Conflict, lambda: undo(world, made)) == "undo_later_first"
    undo(world, later)
    world.sql("delete from assets where name = 'Tom'")
    assert world.as_people_see_it() == before
    assert undo(world, made).left_out == []


def test_an_absorbed_asset_comes_back_with_its_merge_alone(world, pair):
    _, voss = pair
    made = whole(world, pair)
    with pytest.raises(Conflict) as caught:
        world.curation.restore(*world.ids, voss.id)
    assert caught.value.code == "asset_merged"
    assert caught.value.extra["reshape_id"] == str(made.reshape.id)


def test_a_merged_name_may_be_scanned_again_after_the_undo(film_world):
    world, extraction = film_world
    confirm(world, extraction, "Mara", "Old Tom")
    found = {one.name: one for one in world.curation.list(*world.ids).items}
    undo(world, merge(world, found["Mara"], found["Old Tom"]))
    proposed = {one.name: one.status for one in extraction.preview(*world.ids).entities}
    assert (proposed["Mara"], proposed["Old Tom"]) == ("existing", "existing")


def test_an_undone_split_bins_the_variant_and_gives_its_scenes_back(world):
    mara = world.asset("Mara", scene_numbers=[1, 2], attempts=1)
    scene = make_scene(world.owner, world.project, 2)
    make_scene_asset(world.owner, scene, mara, override_text="Wet")
    before = world.as_people_see_it()
    made = split(world, mara, "Old", 2)
    undone = undo(world, made)
    assert (undone.left_out, world.see(made.variant).state) == ([], "binned")
    assert world.as_people_see_it() == before
    world.curation.restore(*world.ids, made.variant.id)
    assert in_scenes(world, made.variant)[2].override_text == "Wet"


def test_a_split_can_be_undone_after_a_merge_of_its_parts_was(world):
    mara = world.asset("Mara", scene_numbers=[1, 2])
    make_scene_asset(world.owner, make_scene(world.owner, world.project, 2), mara)
    before = world.as_people_see_it()
    parts = split(world, mara, "Old", 2)
    divided = world.as_people_see_it()
    undo(world, merge(world, mara, parts.variant))
    assert world.as_people_see_it() == divided
    undo(world, parts)
    assert world.as_people_see_it() == before


def test_what_a_variant_got_in_scenes_waits_as_long_as_the_variant(world):
    mara = world.asset("Mara", scene_numbers=[1, 2])
    scene = make_scene(world.owner, world.project, 2)
    make_scene_asset(world.owner, scene, mara)
    made = split(world, mara, "Old", 2)
    world.uploads.receive(*world.ids, made.variant.id, a_png(7), "a.png", scene_id=scene.id)
    before = in_scenes(world, made.variant)
    world.sql("update reshapes set created_at = created_at - :long", long=KEPT - DAY)
    undo(world, made)
    with keeping_of(world) as keeping:
        keeping.pass_time(DAY * 2)
        assert keeping.emptying().empty()["scenes emptied"] == 0
    world.curation.restore(*world.ids, made.variant.id)
    world.scenes.link(*world.ids, scene.id, made.variant.id)
    assert in_scenes(world, made.variant) == before


def test_a_variant_is_in_its_scenes_again_also_when_its_split_is_forgotten(world):
    mara = world.asset("Mara", scene_numbers=[1, 2])
    make_scene_asset(world.owner, make_scene(world.owner, world.project, 2), mara)
    made = split(world, mara, "Old", 2)
    before = in_scenes(world, made.variant)
    world.sql("update reshapes set created_at = created_at - :long", long=KEPT - DAY)
    undo(world, made)
    with keeping_of(world) as keeping:
        keeping.pass_time(DAY * 2)
        assert keeping.emptying().empty()["merges and splits emptied"] == 1
    world.curation.restore(*world.ids, made.variant.id)
    assert in_scenes(world, made.variant) == before


def test_what_somebody_took_a_variant_out_of_before_stays_as_it_is(world):
    mara = world.asset("Mara", scene_numbers=[1, 2, 3])
    scenes = [make_scene(world.owner, world.project, number) for number in (2, 3)]
    for scene in scenes:
        make_scene_asset(world.owner, scene, mara)
    made = split(world, mara, "Old", 2, 3)
    world.scenes.unlink(*world.ids, scenes[1].id, made.variant.id)
    undo(world, made)
    world.curation.restore(*world.ids, made.variant.id)
    assert set(in_scenes(world, made.variant)) == {2}


def test_a_merged_asset_is_in_the_bin_as_long_as_its_merge(world, pair):
    mara, voss = pair
    made = whole(world, pair)
    with keeping_of(world) as keeping:
        # it is ripe only when the merges were looked at already
        keeping.pass_time(KEPT)
        assert keeping.emptying().empty_assets() == 0
    assert world.see(voss).state == "binned"
    assert told(undo(world, made)) == []
    assert set(in_scenes(world, voss)) == {2}
    assert world.see(mara).name == "Mara"


def test_who_undoes_while_the_bin_is_emptied_wins_or_finds_nothing(world):
    for _ in range(10):
        mara, voss = world.asset(attempts=1), world.asset(attempts=1)
        made = merge(world, mara, voss)
        with keeping_of(world) as keeping:
            keeping.pass_time(KEPT)
            raised = at_once(lambda one=made: undo(world, one), keeping.emptying().empty)
        assert all(isinstance(error, NotFound) for error in raised)
        left = world.sql("select binned_at from assets where id = :id", id=voss.id)
        assert left == ([] if raised else [(None,)])


def test_who_empties_holds_the_merge_and_the_undo_does_not_wait_in_a_ring(world, pair):
    made = whole(world, pair)
    with keeping_of(world) as keeping:
        keeping.pass_time(KEPT)
        with keeping.database.as_nobody() as work:
            locked = emptying.lock_ripe_reshapes(work.session, KEPT, 50)
            with ThreadPoolExecutor(1) as pool:
                undoing = pool.submit(undo, world, made)
                # it has the assets by now, and the merge's row is held here
                wait([undoing], timeout=0.5)
                assert emptying.delete_reshapes(work.session, locked, KEPT) == 1
                work.commit()
                assert isinstance(undoing.exception(), NotFound)


def test_a_variant_in_the_bin_is_there_as_long_as_anything_else(world):
    mara = world.asset("Mara", scene_numbers=[1, 2])
    made = split(world, mara, "Old", 2)
    with keeping_of(world) as keeping:
        keeping.pass_time(KEPT * 2)
        keeping.emptying().empty()
    assert world.see(made.variant).split_from == mara.id
    with pytest.raises(NotFound):
        undo(world, made)


def test_after_its_time_a_merge_is_there_for_good_and_its_names_stay_known(world, pair):
    mara, voss = pair
    made = whole(world, pair)
    with keeping_of(world) as keeping:
        keeping.pass_time(KEPT * 2)
        assert keeping.emptying().empty()["merges and splits emptied"] == 1
    with pytest.raises(NotFound):
        world.see(voss)
    with pytest.raises(NotFound):
        undo(world, made)
    assert world.see(mara).attempts == 4
    assert world.sql("select name, merged_with from tombstones") == [("Mara", None)]


def test_viewers_undo_nothing_and_see_what_was_done(world, pair):
    made = whole(world, pair)
    viewer = make_member(world.owner, world.project, "viewer")
    with pytest.raises(Forbidden):
        world.reshapes.undo(viewer.id, world.project.id, made.reshape.id)
    (one,) = world.reshapes.list(viewer.id, world.project.id).items
    assert (one.id, one.kind, one.asset.name) == (made.reshape.id, "merge", "Voss")


def test_the_list_is_paged_the_last_first(world):
    made = [merge(world, world.asset(), world.asset()).reshape.id for _ in range(3)]
    page = world.reshapes.list(*world.ids, limit=2)
    rest = world.reshapes.list(*world.ids, limit=2, cursor=page.next_cursor)
    assert [one.id for one in (*page.items, *rest.items)] == made[::-1]
    assert rest.next_cursor is None


def test_a_name_that_was_deleted_before_is_a_deleted_one_again(world, pair):
    world.curation.delete(*world.ids, world.asset("Ghost").id)
    before = world.as_people_see_it()
    undo(world, whole(world, pair, name="Ghost"))
    assert world.as_people_see_it() == before
    mara = world.asset("Tom", scene_numbers=[1, 2])
    undo(world, split(world, mara, "Ghost", 1))
    assert world.sql("select name from tombstones") == [("Ghost",)]
