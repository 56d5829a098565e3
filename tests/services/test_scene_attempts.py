"""Pictures that an asset has of its own in one scene, and what they are not counted as."""

from functools import partial
from uuid import uuid4

import pytest
from fixtures.factories import make_attempt, make_job, make_member, make_scene, make_user
from fixtures.keeping import KEPT
from fixtures.pictures import a_png
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.styles import Images
from asset_service.services.bin import Bin
from asset_service.services.images import Images as Originals
from asset_service.services.scene_attempts import SceneAttempts
from asset_service.store import missing


@pytest.fixture
def film(world):
    """Mara, with a picture, in the three scenes of a locked stage that are populated."""
    world.script = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    world.own = SceneAttempts(world.database)
    world.mara = world.asset("Mara", attempts=1)
    world.lock()
    for scene in world.script:
        world.scenes.populate(*world.ids, scene.id)
    return world


def at(film, number=1):
    """The first arguments of every verb: who, which film, which scene, Mara."""
    return (*film.ids, film.script[number - 1].id, film.mara.id)


def upload(film, shade=0, number=1):
    scene_id = film.script[number - 1].id
    return film.uploads.receive(*film.ids, film.mara.id, a_png(shade), "wet.png", scene_id=scene_id)


def only(film, number=1):
    (one,) = film.scenes.assets(*film.ids, film.script[number - 1].id).assets
    return one


def numbers(found):
    return [one.number for one in found]


def test_an_upload_is_shown_in_the_scene_and_changes_the_asset_nowhere_else(film):
    before = film.see(film.mara)
    added = upload(film)
    assert (added.attempt.number, added.attempt.is_selected, added.evicted) == (1, True, None)
    assert only(film).image.attempt_id == added.attempt.id
    assert only(film, 2).image == before.image
    after = film.see(film.mara)
    assert (after.image, after.attempts) == (before.image, before.attempts) == (before.image, 1)


def test_the_ninth_evicts_the_oldest_that_the_scene_does_not_show(film):
    for shade in range(8):
        upload(film, shade)
    film.own.select(*at(film), film.own.list(*at(film))[0].id)
    added = upload(film, 8)
    assert added.evicted.number == 2
    assert numbers(film.own.list(*at(film))) == [1, 3, 4, 5, 6, 7, 8, 9]
    assert numbers(film.own.list(*at(film), "binned")) == [2]


def test_where_the_masters_picture_is_shown_the_oldest_of_all_leaves(film):
    for shade in range(8):
        upload(film, shade)
    film.scenes.take_master(*at(film))
    assert upload(film, 8).evicted.number == 1


def test_eight_of_a_scene_take_no_place_of_the_assets_four(film):
    for shade in range(8):
        upload(film, shade)
    film.unlock()
    assert all(film.upload(film.mara, 20 + shade).evicted is None for shade in range(3))
    assert numbers(film.live(film.mara))[-1] == 8  # the rows are of both
    assert len(film.attempts.list(*film.ids, film.mara.id)) == 4
    assert film.upload(film.mara, 30).evicted.number == 1


def test_numbers_are_the_scenes_own_and_never_given_twice(film):
    upload(film, 1)
    second = upload(film, 2).attempt
    film.own.select(*at(film), film.own.list(*at(film))[0].id)
    film.own.delete(*at(film), second.id)
    assert upload(film, 3).attempt.number == 3
    assert upload(film, 1, number=2).attempt.number == 1


def test_selecting_shows_it_and_later_scenes_keep_what_they_have(film):
    first = upload(film, 1, number=2).attempt
    upload(film, 2, number=2)
    before = only(film, 3).image
    film.own.select(*at(film, 2), first.id)
    shown = only(film, 2)
    assert (shown.image.attempt_id, shown.inherited_from, shown.origin) == (first.id, None, "own")
    assert only(film, 3).image == before


def test_an_earlier_scenes_own_picture_is_carried_into_a_scene_that_is_populated_later(film):
    fourth = make_scene(film.owner, film.project, 4)
    film.script.append(fourth)
    own = upload(film, number=3).attempt
    film.scenes.populate(*film.ids, fourth.id)
    there = only(film, 4)
    assert (there.image.attempt_id, there.origin) == (own.id, "inherited")
    assert film.own.list(*at(film, 4)) == []


def test_what_the_scene_shows_is_not_deleted_and_what_it_does_not_is(film):
    first, second = upload(film, 1).attempt, upload(film, 2).attempt
    with pytest.raises(Conflict) as caught:
        film.own.delete(*at(film), second.id)
    assert caught.value.code == "attempt_selected"
    assert film.own.delete(*at(film), first.id).state == "binned"
    assert film.own.delete(*at(film), first.id).state == "binned"
    film.scenes.take_master(*at(film))
    assert film.own.delete(*at(film), second.id).state == "binned"


def test_one_that_another_scene_shows_is_deleted_here_and_shown_there(film):
    film.script.append(make_scene(film.owner, film.project, 4))
    own = upload(film, number=3).attempt
    film.scenes.populate(*film.ids, film.script[3].id)
    film.scenes.take_master(*at(film, 3))
    film.own.delete(*at(film, 3), own.id)
    assert only(film, 4).image.attempt_id == own.id


def test_restoring_obeys_the_cap_and_comes_back_as_a_candidate(film):
    for shade in range(9):
        upload(film, shade)
    (binned,) = film.own.list(*at(film), "binned")
    shown = only(film).image
    restored = film.own.restore(*at(film), binned.id)
    assert (restored.attempt.number, restored.attempt.is_selected) == (1, False)
    assert restored.evicted.number == 2
    assert only(film).image == shown
    assert film.own.restore(*at(film), binned.id).evicted is None


def test_one_in_the_bin_is_not_shown(film):
    first, _ = upload(film, 1).attempt, upload(film, 2)
    film.own.delete(*at(film), first.id)
    with pytest.raises(Conflict) as caught:
        film.own.select(*at(film), first.id)
    assert caught.value.code == "attempt_binned"


@pytest.mark.parametrize("verb", ["select", "delete", "restore"])
def test_neither_the_assets_verbs_nor_another_scenes_reach_it(film, verb):
    own = upload(film).attempt
    before = film.everything()
    for act, where in (
        (getattr(film.attempts, verb), (*film.ids, film.mara.id)),
        (getattr(film.own, verb), at(film, 2)),
    ):
        with pytest.raises((NotFound, Conflict)):
            act(*where, own.id)
    assert film.everything() == before


def test_the_masters_attempt_is_not_one_of_the_scenes(film):
    (master,) = film.attempts.list(*film.ids, film.mara.id)
    with pytest.raises(NotFound):
        film.own.select(*at(film), master.id)


def test_it_is_all_allowed_while_the_stage_is_locked_but_not_while_deferred(film):
    first, _ = upload(film, 1).attempt, upload(film, 2)
    film.curation.defer(*film.ids, film.mara.id)
    for act in (partial(upload, film), partial(film.own.select, *at(film), first.id)):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "asset_deferred"
    assert film.own.delete(*at(film), first.id).state == "binned"


def test_what_is_in_the_bin_is_listed_with_its_scene(film):
    first, _ = upload(film, 1, number=2).attempt, upload(film, 2, number=2)
    film.own.delete(*at(film, 2), first.id)
    (entry,) = Bin(film.database, KEPT).list(*film.ids).items
    told = entry.attempt
    assert (told.attempt.id, told.held) == (first.id, False)
    assert (told.scene_id, told.scene_number) == (film.script[1].id, 2)


def test_the_original_of_a_scenes_picture_is_read_as_the_assets_are(film):
    own = upload(film).attempt
    file = Originals(film.database, film.store).original(*film.ids, film.mara.id, own.id)
    assert (file.file_name, file.etag) == ("wet.png", own.sha256)
    assert film.attempts.get(*film.ids, film.mara.id, own.id).scene_asset_id == only(film).id


def test_an_asset_with_pictures_in_scenes_alone_still_needs_one(film):
    film.unlock()
    tom = film.asset("Tom")
    film.scenes.link(*film.ids, film.script[0].id, tom.id)
    film.uploads.receive(*film.ids, tom.id, a_png(9), "tom.png", scene_id=film.script[0].id)
    assert [one.name for one in film.stage.gate(*film.ids).missing] == ["Tom"]
    with film.database.as_user(film.user.id) as work:
        assert [one.name for one in missing.find(work.session, film.project.id)] == ["Tom"]
    assert film.see(tom).attempts == 0


def test_a_change_of_style_clears_the_assets_pictures_and_none_of_a_scene(film):
    job = make_job(film.owner, film.mara, status="succeeded")
    make_attempt(film.owner, film.mara, job=job)
    upload(film)
    film.unlock()
    film.sql("update attempts set style_version = 1 where scene_asset_id is not null")
    impact = film.styles.change_impact(*film.ids)
    assert (impact.attempts, impact.cleared_attempts) == (1, 2)
    film.styles.change(*film.ids, "Bright", images=Images.CLEAR)
    assert film.attempts.list(*film.ids, film.mara.id) == []
    assert numbers(film.own.list(*at(film))) == [1]
    film.clearing.undo(*film.ids, 2)
    assert len(film.attempts.list(*film.ids, film.mara.id)) == 2


def test_as_many_at_once_as_there_are_leave_eight_and_the_rest_in_the_bin(film):
    assert at_once(*(partial(upload, film, shade) for shade in range(11))) == []
    live = film.own.list(*at(film))
    assert len(live) == 8
    assert sum(one.is_selected for one in live) == 1
    assert numbers(film.own.list(*at(film), "all")) == list(range(1, 12))


VERBS = {
    "list": lambda film, *ids: film.own.list(*ids[:-1]),
    "upload": lambda film, user, project, scene, asset, _: film.uploads.receive(
        user, project, asset, a_png(1), "a.png", scene_id=scene
    ),
    "select": lambda film, *ids: film.own.select(*ids),
    "delete": lambda film, *ids: film.own.delete(*ids),
    "restore": lambda film, *ids: film.own.restore(*ids),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_nothing_and_a_viewer_changes_nothing(film, verb):
    first, _ = upload(film, 1).attempt, upload(film, 2)
    ids = (film.project.id, film.script[0].id, film.mara.id, first.id)
    with pytest.raises(NotFound):
        VERBS[verb](film, make_user(film.owner).id, *ids)
    viewer = make_member(film.owner, film.project, "viewer").id
    if verb == "list":
        assert len(VERBS[verb](film, viewer, *ids)) == 2
    else:
        with pytest.raises(Forbidden):
            VERBS[verb](film, viewer, *ids)


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_in_the_scene_is_not_found(film, verb):
    own = upload(film).attempt
    tom = film.owner.merge(film.mara)
    for scene, asset in ((uuid4(), tom.id), (film.script[0].id, uuid4())):
        with pytest.raises(NotFound):
            VERBS[verb](film, *film.ids, scene, asset, own.id)
