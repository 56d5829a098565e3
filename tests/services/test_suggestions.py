"""What the text of a scene names and is not linked to it."""

import pytest
from fixtures.factories import make_member, make_scene, make_user

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.services.suggestions import Suggestions

TEXT = """INT. PIER - NIGHT

Rain. MARA VOSS lifts the oil lamp.

OLD TOM
The oil lamp is out, Mara Voss.
"""


@pytest.fixture
def film(world):
    """The world with a scene that names some of what there is."""
    world.scene = make_scene(world.owner, world.project, 1, text=TEXT)
    make_scene(world.owner, world.project, 2)
    world.suggestions = Suggestions(world.database, world.scenes)
    return world


def suggested(film, user=None):
    return film.suggestions.of_scene(user or film.user.id, film.project.id, film.scene.id)


def test_what_the_text_names_is_suggested_with_the_line_that_does(film):
    for name, kind in (
        ("Oil lamp", "prop"),
        ("Pier", "location"),
        ("Old Tom", "character"),
        ("Tom", "character"),
    ):
        film.asset(name, type=kind, scene_numbers=[2])
    assert [(one.name, one.kind, one.quote, one.mentions) for one in suggested(film)] == [
        ("Pier", "scene_heading", "INT. PIER - NIGHT", 1),
        ("Oil lamp", "action", "Rain. MARA VOSS lifts the oil lamp.", 2),
        ("Old Tom", "character", "OLD TOM", 1),
    ]


@pytest.mark.parametrize("facts", [{"scene_numbers": [1]}, {}, {"binned": True}])
def test_what_belongs_to_the_scene_or_is_in_the_bin_is_not_suggested(film, facts):
    mara = film.asset("Mara Voss", scene_numbers=facts.get("scene_numbers", []))
    if "binned" in facts:
        film.curation.delete(*film.ids, mara.id)
    assert suggested(film) == []


def test_all_are_linked_at_once_and_then_there_are_none_left(film):
    for name in ("Mara Voss", "Old Tom"):
        film.asset(name, scene_numbers=[2])
    linked = film.suggestions.link_all(*film.ids, film.scene.id)
    assert [one.asset.name for one in linked] == ["Mara Voss", "Old Tom"]
    assert linked[0].asset.scene_numbers == [1, 2]
    assert suggested(film) == []
    assert film.suggestions.link_all(*film.ids, film.scene.id) == []


def test_one_that_was_taken_out_is_suggested_again(film):
    mara = film.asset("Mara Voss", scene_numbers=[1, 2])
    film.scenes.unlink(*film.ids, film.scene.id, mara.id)
    assert [one.asset_id for one in suggested(film)] == [mara.id]


def test_strangers_see_none_and_viewers_link_none(film):
    film.asset("Mara Voss", scene_numbers=[2])
    with pytest.raises(NotFound):
        suggested(film, make_user(film.owner).id)
    viewer = make_member(film.owner, film.project, "viewer")
    assert len(suggested(film, viewer.id)) == 1
    with pytest.raises(Forbidden):
        film.suggestions.link_all(viewer.id, film.project.id, film.scene.id)
