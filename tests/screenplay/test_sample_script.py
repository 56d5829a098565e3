"""The film that new users meet first must show the product well."""

from importlib.resources import files

import pytest

from asset_service.screenplay.entities import extract
from asset_service.screenplay.reading import read
from asset_service.screenplay.scenes import split_scenes
from asset_service.screenplay.script_warnings import script_warnings


@pytest.fixture(scope="module")
def script():
    data = files("asset_service.samples").joinpath("the_last_lamp.fountain").read_bytes()
    return read(data, "the_last_lamp.fountain")


def names(script, kind):
    return [e.name for e in extract(script) if e.type == kind and not e.group_of]


def test_it_has_sixteen_scenes_in_five_places(script):
    assert len(split_scenes(script)) == 16
    assert names(script, "location") == ["Lighthouse", "Ferry", "Quay", "Cliff Path", "Post Office"]


def test_its_people_are_found_with_what_they_look_like(script):
    people = [e for e in extract(script) if e.type == "character" and not e.group_of]
    assert [e.name for e in people] == [
        "Élodie",
        "Bram",
        "Ines",
        "Captain Odu",
        "Mrs. Pell",
        "Pilot",
    ]
    assert all("," in e.first_appearance for e in people)


def test_its_things_are_found_by_their_capitals(script):
    assert {"Brass key", "Logbook", "Sealed letter", "Oil lamp", "Control box"} <= set(
        names(script, "prop")[:12]
    )


def test_it_has_crowds_to_defer(script):
    assert {"Wedding guests", "Fiddlers", "Islanders"} <= set(names(script, "extra_archetype"))


def test_its_one_doubt_is_the_group_cue(script):
    assert [w.code for w in script_warnings(script, split_scenes(script))] == ["group_cue"]
