import pytest


@pytest.fixture
def scenes(film):
    film.script()
    return film.services.scripts.scenes(*film.ids).items


def of(film, scene):
    return film.go(f"/scenes/{scene.id}")


def test_a_scene_is_set_like_a_script(film, scenes):
    page = of(film, scenes[0])
    assert "INT. LIGHTHOUSE - NIGHT" in page.says
    kinds = [found.get("class") for tag, found in page.reader.tags if tag == "p"]
    assert {"scene_heading", "action", "character", "dialogue"} <= set(kinds)


def test_scenes_lead_to_their_neighbours(film, scenes):
    first, second, third = (of(film, scene).reader.links for scene in scenes)
    paths = [f"{film.path}/scenes/{scene.id}" for scene in scenes]
    assert [path in first for path in paths] == [False, True, False]
    assert [path in second for path in paths] == [True, False, True]
    assert [path in third for path in paths] == [False, True, False]


def test_an_open_stage_does_not_populate(film, scenes):
    page = of(film, scenes[0])
    assert "Populate this scene" not in page.names()
    assert "once the assets are locked" in page.says


def test_a_locked_stage_populates_deferred_ones_without_an_image(film, scenes):
    film.lock()
    page = of(film, scenes[0]).press("Populate this scene")
    assert "The scene has its assets: 2." in page.says
    assert "no image until it is restored" in page.says
    assert len(page.reader.images) == 1


def test_what_changed_since_is_listed(film, scenes):
    film.lock()
    of(film, scenes[0]).press("Populate this scene")
    film.services.stage.unlock(*film.ids, confirmed=True)
    mara = film.assets()["Mara"]
    film.services.curation.edit(*film.ids, mara.id, mara.version, {"description": "Older now."})
    page = of(film, scenes[0])
    assert (
        "Outdated. Changed since this scene was populated: Mara : its text was edited" in page.says
    )


def test_an_asset_is_put_into_a_scene_and_taken_out(film, scenes):
    mara = film.add("Mara", "character", 1)
    page = of(film, scenes[1]).press("Add to the scene", asset_id=str(mara.id))
    assert "Mara is in this scene." in page.says
    assert film.asset(mara).scene_numbers == [1, 2]
    page = page.press("Take Mara out of this scene")
    assert "out of this scene" in page.says
    assert film.asset(mara).scene_numbers == [1]


def test_what_cannot_be_done_is_said_on_the_scene(film, scenes):
    mara = film.add("Mara", "character", 1)
    page = of(film, scenes[0]).press("Add to the scene", asset_id=str(mara.id))
    page = page.press("Take Mara out of this scene")
    assert page.path == f"{film.path}/scenes/{scenes[0].id}"
    assert page.text.count('class="flash bad"') == 1


@pytest.mark.parametrize("sent", ["", "nonsense", "00000000-0000-0000-0000-000000000001"])
def test_an_asset_that_is_none_is_not_found(film, scenes, sent):
    film.add("Mara", "character", 1)
    page = of(film, scenes[1]).press("Add to the scene", asset_id=sent)
    assert page.status == 404
