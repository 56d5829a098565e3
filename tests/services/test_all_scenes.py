from functools import partial

import pytest
from fixtures.factories import make_member, make_scene
from fixtures.statements import counted
from fixtures.threads import at_once

from asset_service.domain.errors import Conflict, Forbidden
from asset_service.services.all_scenes import AllScenes
from asset_service.store import populating as store


@pytest.fixture
def film(world):
    """The world with three scenes."""
    world.script = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    world.all = AllScenes(world.database)
    return world


def populate(film):
    return film.all.populate(*film.ids)


def states(film):
    return [scene.state for scene in film.all.summaries(*film.ids)]


def test_every_scene_says_how_it_stands(film):
    film.asset("Mara", attempts=1, scene_numbers=[1, 2])
    film.asset("Tom", attempts=1, scene_numbers=[1], deferred=True)
    film.lock()
    film.scenes.populate(*film.ids, film.script[0].id)
    first, second, third = film.all.summaries(*film.ids)
    assert (first.state, first.assets, first.with_images) == ("populated", 2, 1)
    assert [name for name, _ in first.images] == ["Mara"]
    assert (second.state, second.adds, third.adds) == ("empty", 1, 0)


def test_all_says_of_a_scene_what_the_scene_says_of_itself(film):
    mara = film.asset("Mara", attempts=2)
    film.asset("Tom", attempts=1, scene_numbers=[2])
    film.lock()
    populate(film)
    film.unlock()
    film.attempts.select(*film.ids, mara.id, film.live(mara)[1].id)
    film.curation.delete(*film.ids, film.asset("Gone", scene_numbers=[1]).id)
    for summary in film.all.summaries(*film.ids):
        seen = film.scenes.assets(*film.ids, summary.id)
        assert summary.changes == seen.changes
        assert summary.adds + summary.fills == len(seen.pending)
        assert summary.assets == len(seen.assets)
    assert states(film) == ["outdated"] * 3


def test_all_scenes_are_populated_each_saying_what_came(film):
    film.asset("Mara", attempts=1, scene_numbers=[1, 3])
    film.asset("Rain", attempts=1)
    film.lock()
    assert [(one.scene_number, one.added, one.filled) for one in populate(film)] == [
        (1, 2, 0),
        (2, 1, 0),
        (3, 2, 0),
    ]
    assert states(film) == ["populated"] * 3


def test_populating_all_again_does_nothing(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    before = film.everything()
    assert populate(film) == []
    assert film.everything() == before


def test_populating_all_fills_the_images_of_what_was_restored(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2], deferred=True)
    film.asset("Tom", attempts=1, scene_numbers=[3])
    film.lock()
    populate(film)
    film.curation.restore(*film.ids, mara.id)
    assert [(one.scene_number, one.filled) for one in populate(film)] == [(1, 1), (2, 1)]


def test_an_open_stage_populates_none(film):
    film.asset("Mara", attempts=1)
    with pytest.raises(Conflict) as caught:
        populate(film)
    assert caught.value.code == "stage_open"
    assert states(film) == ["empty"] * 3


def test_all_are_populated_or_none(film, monkeypatch):
    film.asset("Mara", attempts=1)
    film.lock()

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(store, "mark_populated", fail)
        with pytest.raises(RuntimeError):
            populate(film)
    assert states(film) == ["empty"] * 3
    assert film.sql("select count(*) from scene_assets") == [(0,)]


def test_the_number_of_statements_depends_on_no_number_of_scenes_or_assets(film):
    film.asset("Mara", attempts=1)
    film.lock()
    few = counted(film.engine, lambda: populate(film))
    film.unlock()
    for number in range(4, 14):
        make_scene(film.owner, film.project, number)
        film.asset(attempts=1)
    film.lock()
    assert counted(film.engine, lambda: populate(film)) == few
    assert len(states(film)) == 13


def test_later_scenes_inherit_what_earlier_ones_got_just_now(film):
    film.asset("Mara", attempts=1, scene_numbers=[1, 3])
    film.lock()
    populate(film)
    first, third = (film.scenes.assets(*film.ids, film.script[n].id).assets[0] for n in (0, 2))
    assert (third.inherited_from, third.origin) == (first.id, "inherited")


def test_every_outdated_scene_is_refreshed_and_says_what_was_done(film):
    mara = film.asset("Mara", attempts=2, scene_numbers=[1, 2])
    film.asset("Tom", attempts=1, scene_numbers=[3])
    film.lock()
    populate(film)
    film.unlock()
    film.attempts.select(*film.ids, mara.id, film.live(mara)[1].id)
    film.lock()
    assert [(one.scene_number, one.assets[0].did) for one in film.all.refresh(*film.ids)] == [
        (1, ["image"]),
        (2, ["image"]),
    ]
    assert states(film) == ["populated"] * 3
    assert film.all.refresh(*film.ids) == []


def test_a_scene_that_was_never_populated_is_not_refreshed(film):
    film.asset("Mara", attempts=1)
    film.lock()
    assert film.all.refresh(*film.ids) == []
    assert states(film) == ["empty"] * 3


def test_two_who_populate_all_at_once_add_nothing_twice(film):
    film.asset("Mara", attempts=1), film.asset("Tom", deferred=True)
    film.lock()
    assert at_once(partial(populate, film), partial(populate, film)) == []
    assert [scene.assets for scene in film.all.summaries(*film.ids)] == [2, 2, 2]


def test_the_list_takes_as_many_statements_for_many_scenes_as_for_few(film):
    film.asset("Mara", attempts=1)
    film.lock()
    populate(film)
    few = counted(film.engine, lambda: film.all.summaries(*film.ids))
    for number in range(4, 12):
        make_scene(film.owner, film.project, number)
        film.asset(f"Extra {number}", scene_numbers=[number])
    assert counted(film.engine, lambda: film.all.summaries(*film.ids)) == few


def test_a_viewer_looks_and_populates_nothing(film):
    viewer = make_member(film.owner, film.project, "viewer")
    film.asset("Mara", attempts=1)
    film.lock()
    assert len(film.all.summaries(viewer.id, film.project.id)) == 3
    with pytest.raises(Forbidden):
        film.all.populate(viewer.id, film.project.id)
