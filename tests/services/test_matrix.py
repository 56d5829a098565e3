"""Every asset by every scene, and one asset into many scenes at once."""

from uuid import uuid4

import pytest
from fixtures.factories import make_member, make_scene, make_user
from fixtures.pictures import a_png
from fixtures.statements import counted

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.services.matrix import Matrix
from asset_service.services.placing import Placing


@pytest.fixture
def film(world):
    """The world with three scenes."""
    world.script = [make_scene(world.owner, world.project, number) for number in (1, 2, 3)]
    world.matrix = Matrix(world.database)
    return world


def cells(film):
    """The states of each asset's cells, by name; an outdated one has a star."""
    return {
        row.name: [f"{cell.state}{'*' * cell.outdated}" for cell in row.cells]
        for row in film.matrix.of(*film.ids).rows
    }


def populate(film, *numbers):
    for number in numbers:
        film.scenes.populate(*film.ids, film.script[number - 1].id)


def test_a_cell_says_whether_the_asset_is_there_and_whose_picture_it_shows(film):
    mara = film.asset("Mara", attempts=1)
    film.asset("Tom", attempts=1, scene_numbers=[1, 3], deferred=True)
    film.asset("Lamp", attempts=1, type="prop", scene_numbers=[3])
    film.lock()
    populate(film, 1, 2)
    film.uploads.receive(*film.ids, mara.id, a_png(), "a.png", scene_id=film.script[1].id)
    assert cells(film) == {
        "Mara": ["master", "own", "belongs"],
        "Tom": ["empty", "out", "belongs"],
        "Lamp": ["out", "out", "belongs"],
    }
    populate(film, 3)
    assert cells(film)["Mara"] == ["master", "own", "inherited"]


def origins(film, number):
    return [one.origin for one in film.scenes.assets(*film.ids, film.script[number - 1].id).assets]


def test_one_that_was_taken_out_between_is_passed_over_as_in_the_scene(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2, 3])
    film.lock()
    populate(film, 1, 2, 3)
    film.scenes.unlink(*film.ids, film.script[1].id, mara.id)
    assert origins(film, 3) == ["inherited"]
    assert cells(film)["Mara"] == ["master", "out", "inherited"]
    film.scenes.unlink(*film.ids, film.script[0].id, mara.id)
    assert origins(film, 3) == ["master"]
    assert cells(film)["Mara"] == ["out", "out", "master"]


def test_the_picture_of_a_scene_that_it_was_taken_out_of_is_not_the_masters(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1, 2])
    film.lock()
    populate(film, 1)
    film.uploads.receive(*film.ids, mara.id, a_png(), "a.png", scene_id=film.script[0].id)
    populate(film, 2)
    film.scenes.unlink(*film.ids, film.script[0].id, mara.id)
    assert origins(film, 2) == ["inherited"]
    assert cells(film)["Mara"] == ["out", "inherited", "out"]


def test_a_cell_is_outdated_when_the_asset_changed_since(film):
    mara = film.asset("Mara", attempts=1)
    film.lock()
    populate(film, 1, 2)
    film.unlock()
    film.curation.edit(*film.ids, mara.id, 1, {"description": "Older."})
    assert cells(film) == {"Mara": ["master*", "inherited*", "belongs"]}


def test_rows_are_by_type_and_what_is_in_the_bin_has_none(film):
    for name, kind in (("Pier", "location"), ("Oar", "prop"), ("Mara", "character")):
        film.asset(name, type=kind)
    film.curation.delete(*film.ids, film.asset("Gone").id)
    assert [row.name for row in film.matrix.of(*film.ids).rows] == ["Mara", "Oar", "Pier"]


def test_the_whole_takes_as_many_statements_for_many_as_for_few(film):
    film.asset("Mara", attempts=1)
    few = counted(film.engine, lambda: film.matrix.of(*film.ids))
    for number in range(4, 14):
        make_scene(film.owner, film.project, number)
        film.asset(attempts=1)
    film.lock()
    populate(film, 1)
    assert counted(film.engine, lambda: film.matrix.of(*film.ids)) == few


def test_a_stranger_finds_no_matrix(film):
    with pytest.raises(NotFound):
        film.matrix.of(make_user(film.owner).id, film.project.id)


def put(film, asset, *numbers, shown=(1, 2, 3), user=None):
    wanted, seen = ([film.script[one - 1].id for one in some] for some in (numbers, shown))
    ids = (user or film.user.id, film.project.id)
    return Placing(film.database).put_in(*ids, asset.id, wanted, seen)


def test_an_asset_is_put_into_the_wanted_scenes_and_taken_out_of_the_others(film):
    mara = film.asset("Mara", attempts=1, scene_numbers=[1])
    placed = put(film, mara, 2, 3)
    assert (placed.linked, placed.unlinked) == (2, 1)
    assert film.see(mara).scene_numbers == [2, 3]
    assert cells(film) == {"Mara": ["out", "master", "inherited"]}
    assert put(film, mara, 2, 3).linked == 0


def test_a_scene_that_was_not_shown_stays_as_it_is(film):
    mara = film.asset("Mara", scene_numbers=[1, 3])
    put(film, mara, 2, shown=[1, 2])
    assert film.see(mara).scene_numbers == [2, 3]


@pytest.mark.parametrize(
    ("facts", "code"), [({"scene_numbers": [1]}, "last_scene"), ({}, "asset_everywhere")]
)
def test_no_asset_is_put_into_no_scene_nor_one_of_every_scene_into_some(film, facts, code):
    mara = film.asset("Mara", **facts)
    before = film.everything()
    with pytest.raises(Conflict) as caught:
        put(film, mara)
    assert caught.value.code == code
    assert film.everything() == before


def test_only_who_may_change_the_film_places_its_assets(film):
    mara = film.asset("Mara", scene_numbers=[1])
    viewer = make_member(film.owner, film.project, "viewer")
    with pytest.raises(Forbidden):
        put(film, mara, 2, user=viewer.id)
    with pytest.raises(NotFound):
        put(film, mara, 2, user=make_user(film.owner).id)
    mara.id = uuid4()
    with pytest.raises(NotFound):
        put(film, mara, 2)
