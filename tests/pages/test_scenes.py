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


def all_of(film, query=""):
    return film.go(f"/scenes{query}")


def test_all_scenes_are_listed_with_how_they_stand(film, scenes):
    film.lock()
    of(film, scenes[0]).press("Populate this scene")
    page = all_of(film)
    assert "INT. LIGHTHOUSE - NIGHT Populated just now 2 assets, 1 with an image" in page.says
    assert "All 3 Not populated 2 Populated 1" in page.says
    assert "Populate all" in " ".join(page.names())


def test_scenes_are_found_by_state_and_by_words(film, scenes):
    film.lock()
    of(film, scenes[0]).press("Populate this scene")
    assert "NIGHT" not in all_of(film, "?state=empty").says
    found = all_of(film, "?q=slip").says
    assert "SLIPWAY" in found
    assert "LIGHTHOUSE" not in found
    assert "No scene is like that." in all_of(film, "?q=nowhere").says


def test_all_are_populated_at_once_and_twice_is_as_good(film, scenes):
    film.lock()
    page = all_of(film)
    label = next(name for name in page.names() if name.startswith("Populate all"))
    again = page.press(label)
    assert "Populated 3 scenes: 6 assets added." in again.says
    assert not [name for name in again.names() if name.startswith("Populate")]
    assert "Every scene has its assets already." in page.press(label).says


def test_before_the_lock_all_scenes_say_what_is_missing(film, scenes):
    film.add("Mara")
    page = all_of(film)
    assert "once the assets are locked" in page.says
    assert "The style is not locked yet." in page.says
    assert "0 of 1 active assets have images; missing: Mara" in page.says
    assert not [name for name in page.names() if name.startswith("Populate")]


def test_without_a_script_all_scenes_lead_to_it(film):
    page = all_of(film)
    assert "No scenes yet" in page.says
    assert f"{film.path}/script" in page.reader.links


def test_many_scenes_come_in_pages(film):
    film.script(b"\n\n".join(b"INT. ROOM %d - DAY\n\nWaves." % at for at in range(1, 203)))
    page = all_of(film)
    (more,) = [link for link in page.reader.links if "after=" in link]
    rest = film.browser.get(more).says
    assert "ROOM 200" not in rest
    assert "ROOM 201" in rest


@pytest.mark.parametrize("query", ["?state=x&after=x", "?after=99999999999", "?q=%00"])
def test_an_address_that_makes_no_sense_is_no_error(film, scenes, query):
    assert all_of(film, query).status == 200


def test_what_is_special_in_a_scene_is_written_and_says_where_the_rest_is_from(film, scenes):
    film.lock()
    for scene in scenes[:2]:
        of(film, scene).press("Populate this scene")
    typed = {"override_text": "Soaked.", "status_tags": "wet, night"}
    page = of(film, scenes[1]).press("Save for this scene", **typed)
    assert "Mara is saved for this scene." in page.says
    assert "wet night" in page.says
    assert "Soaked." in page.says
    assert "From scene 1 , which has it from the project" in page.says


def test_a_stale_edit_in_a_scene_shows_what_was_typed(film, scenes):
    film.lock()
    page = of(film, scenes[0]).press("Populate this scene")
    page.press("Save for this scene", override_text="Theirs.")
    again = page.press("Save for this scene", override_text="Mine, long.")
    assert again.status == 412
    assert "Mine, long." in again.text
    assert page.press("Save for this scene", seen="x").status == 422


def test_an_outdated_asset_is_used_as_it_is_now(film, scenes):
    film.lock()
    of(film, scenes[0]).press("Populate this scene")
    film.services.stage.unlock(*film.ids, confirmed=True)
    film.upload(film.assets()["Mara"], 9)
    page = of(film, scenes[0])
    assert "The project uses another image" in page.says
    page = page.press("Use Mara as it is in the project now")
    assert "Mara is in this scene as it is in the project now." in page.says
    assert "Outdated" not in page.says


def test_taking_out_and_putting_in_are_undone(film, scenes):
    mara = film.add("Mara", "character", 1, 2)
    page = of(film, scenes[0]).press("Add to the scene", asset_id=str(mara.id))
    page = page.press("Take Mara out of this scene").press("Undo")
    assert film.asset(mara).scene_numbers == [1, 2]
    assert "Mara is in this scene." in page.says
    page.press("Undo")
    assert film.asset(mara).scene_numbers == [2]


def test_choosing_nothing_is_said(film, scenes):
    film.add("Mara", "character", 1)
    action = f"{film.path}/scenes/{scenes[1].id}/link"
    sent = {"csrf_token": of(film, scenes[1]).typed("csrf_token")}
    page = film.browser.post(action, {**sent, "back": f"{film.path}/scenes/{scenes[1].id}"})
    assert "Choose at least one asset first." in page.says
