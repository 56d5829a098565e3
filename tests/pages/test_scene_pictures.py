"""The pictures of an asset in a scene, as its page shows them, without a script."""

from io import BytesIO

import pytest
from fixtures.pictures import a_png
from werkzeug.datastructures import FileStorage


@pytest.fixture
def scene(film):
    """The first scene of a locked film that is populated: Mara with a picture, Tom deferred."""
    film.script()
    film.lock()
    scenes = film.services.scripts.scenes(*film.ids).items
    for one in scenes:
        film.services.scenes.populate(*film.ids, one.id)
    return scenes[0]


def of(film, scene):
    return film.go(f"/scenes/{scene.id}")


def upload(film, scene, shade=1):
    mara = film.assets()["Mara"]
    return film.services.uploads.receive(
        *film.ids, mara.id, a_png(shade), "a.png", scene_id=scene.id
    ).attempt


def test_a_card_shows_the_masters_picture_and_the_scenes_own_with_where_each_is_from(film, scene):
    own = upload(film, scene)
    page = of(film, scene)
    for said in ("Master", "Uploaded", "Shown", "An image of its own"):
        assert said in page.says
    assert f"/attempts/{own.id}/original" in page.text


def test_a_picture_of_an_earlier_scene_says_which(film):
    film.script()
    film.lock()
    first, second, _ = film.services.scripts.scenes(*film.ids).items
    film.services.scenes.populate(*film.ids, first.id)
    upload(film, first)
    film.services.scenes.populate(*film.ids, second.id)
    page = of(film, second)
    assert "Inherited from scene 1" in page.says
    assert "Show master of Mara" in page.names()
    assert "Delete picture 1 of Mara" not in page.names()


def test_another_one_is_shown_deleted_and_taken_back_out_of_the_bin(film, scene):
    upload(film, scene, 1), upload(film, scene, 2)
    page = of(film, scene).press("Show picture 1 of Mara")
    page = page.press("Delete picture 2 of Mara")
    assert "Picture 2 is in the bin for 30 days." in page.says
    assert "in scene 1" in film.go("/bin").says
    page = page.press("Undo")
    assert "Picture 2 is back." in page.says


def test_the_master_is_shown_again_from_its_slide(film, scene):
    upload(film, scene)
    page = of(film, scene).press("Show master of Mara")
    assert "Mara is in this scene as it is in the project now." in page.says


def test_a_picture_is_uploaded_and_a_ninth_says_what_leaves(film, scene):
    for shade in range(8):
        upload(film, scene, shade)
    page = of(film, scene)
    assert "The next one moves picture 1 to the bin." in page.says
    page = page.press("Upload and show", file=FileStorage(BytesIO(a_png(30)), "x.png"))
    assert "Picture 9 is uploaded and shown here. Picture 1 moved to the bin." in page.says


def test_pictures_are_asked_for_and_what_is_sent_is_shown_before(film, scene):
    mara = film.assets()["Mara"]
    sent = film.go(f"/scenes/{scene.id}/assets/{mara.id}/generate")
    assert "What is sent" in sent.says
    assert "Mara, at sea." in sent.says
    page = of(film, scene).press("Generate Mara for this scene")
    assert "of this scene." in page.says
    assert "Queued" in page.says
    assert "Queued" not in film.board().says.partition("Deferred assets")[0].partition("Mara")[2]


def test_what_is_written_for_the_scene_is_reset_with_the_picture(film, scene):
    upload(film, scene)
    page = of(film, scene).press("Save for this scene", override_text="Soaked.", status_tags="wet")
    page = page.press("Reset Mara to the master")
    assert "nothing is special here" in page.says
    assert "Soaked." not in page.says
    assert "Uploaded" in page.says


def test_a_scene_that_is_outdated_is_refreshed(film, scene):
    film.services.stage.unlock(*film.ids, confirmed=True)
    mara = film.assets()["Mara"]
    film.upload(mara, 9)
    film.services.stage.lock_all(*film.ids)
    page = of(film, scene).press("Refresh the scene")
    assert "Refreshed. Mara: new image." in page.says
    page = film.go("/scenes").press("Refresh outdated · 2")
    assert "Refreshed 2 scenes" in page.says


def test_pictures_of_the_project_are_used_for_several_at_once(film, scene):
    upload(film, scene)
    mara = film.assets()["Mara"]
    page = of(film, scene).press(
        "Show the project\N{RIGHT SINGLE QUOTATION MARK}s pictures", asset_id=str(mara.id)
    )
    assert "1 asset as in the project now." in page.says


def test_what_the_text_names_is_suggested_with_its_line_and_added(film, scene):
    film.services.stage.unlock(*film.ids, confirmed=True)
    lamp = film.add("Oil lamp", "prop", 2)
    page = of(film, scene)
    assert "The text also names" in page.says
    assert "MARA VOSS trims the oil lamp." in page.says
    page = page.press("Add Oil lamp to the scene")
    assert "Oil lamp is in this scene." in page.says
    assert film.asset(lamp).scene_numbers == [1, 2]
    assert "The text also names" not in page.says


def test_an_asset_taken_out_comes_back_as_it_was_by_undo(film, scene):
    film.services.stage.unlock(*film.ids, confirmed=True)
    lamp = film.add("Oil lamp", "prop", 2)
    film.services.scenes.link(*film.ids, scene.id, lamp.id)
    there = film.services.scenes.assets(*film.ids, scene.id).assets[-1]
    film.services.scenes.edit(
        *film.ids,
        scene.id,
        lamp.id,
        seen=there.updated_at,
        override_text="Lit.",
        status_tags=[],
        carry_forward=True,
    )
    page = of(film, scene).press("Take Oil lamp out of this scene")
    assert "Lit." not in page.says
    assert "Lit." in page.press("Undo").says


def test_the_matrix_has_every_asset_by_every_scene(film, scene):
    page = film.go("/matrix")
    assert page.status == 200
    for said in ("Mara", "Master", "Inherited", "No image"):
        assert said in page.says
    assert f"{film.path}/scenes/{scene.id}" in page.reader.links


def test_the_matrix_is_narrowed_by_type_and_name(film, scene):
    assert "No asset is like that." in film.go("/matrix?type=prop").says
    page = film.go("/matrix?q=mar")
    assert "Mara" in page.says
    assert "Tom" not in page.says.partition("Assets by scenes")[2]


def test_an_asset_is_put_into_scenes_by_ticking_them(film, scene):
    film.services.stage.unlock(*film.ids, confirmed=True)
    lamp = film.add("Oil lamp", "prop", 1)
    scenes = film.services.scripts.scenes(*film.ids).items
    page = film.go(f"/matrix?edit={lamp.id}")
    page = page.press("Save the scenes of Oil lamp", scene_id=[str(one.id) for one in scenes[1:]])
    assert "Oil lamp: Put into 2 scenes. Taken out of 1 scene." in page.says
    assert film.asset(lamp).scene_numbers == [2, 3]
