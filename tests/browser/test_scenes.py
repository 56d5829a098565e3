"""Scenes: populated one by one or all at once, with their assets, and what is special in each."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def scenes(film):
    """The scenes of a film whose assets are locked: Mara with an image, Tom deferred."""
    film.script()
    film.lock()
    return film.services.scripts.scenes(*film.ids).items


def address(film, scene):
    return f"{film.path}/scenes/{scene.id}"


def populated(film, *scenes):
    for scene in scenes:
        film.services.scenes.populate(*film.ids, scene.id)


def member(page, name):
    return page.locator(".scene-card").filter(has=page.get_by_role("heading", name=name))


def test_the_scenes_have_a_tab_of_their_own_and_all_are_populated_with_one_press(
    page, film, scenes
):
    page.goto(film.path)
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Scenes").click()
    expect(page.get_by_text("Not populated", exact=True)).to_have_count(3)
    page.get_by_role("button", name="Populate all").click()
    expect(page.get_by_text("Populated 3 scenes: 6 assets added.")).to_be_visible()
    expect(page.get_by_text("2 assets, 1 with an image")).to_have_count(3)
    expect(page.locator(".scene-strip img")).to_have_count(3)
    expect(page.get_by_role("button", name="Populate")).to_have_count(0)


def test_one_scene_is_populated_where_it_is_listed(page, film, scenes):
    page.goto(f"{film.path}/scenes")
    page.get_by_role("button", name="Populate scene 2").click()
    row = page.locator(f"#scene-{scenes[1].id}")
    expect(row.get_by_text("Populated", exact=True)).to_be_visible()
    expect(page.get_by_text("Not populated", exact=True)).to_have_count(2)


def test_scenes_are_found_while_somebody_types_and_the_address_says_it(page, film, scenes):
    page.goto(f"{film.path}/scenes")
    page.get_by_label("Find scenes").press_sequentially("slip")
    expect(page.get_by_role("link", name="INT. LIGHTHOUSE - NIGHT")).to_have_count(0)
    expect(page.get_by_role("link", name="EXT. SLIPWAY - DAWN")).to_be_visible()
    expect(page.get_by_label("Find scenes")).to_be_focused()
    assert page.url.endswith("/scenes?q=slip")
    state = page.get_by_role("link", name="Not populated 3")
    expect(state).to_have_attribute("href", f"{film.path}/scenes?state=empty&q=slip")
    page.reload()
    expect(page.get_by_role("link", name="INT. LIGHTHOUSE - NIGHT")).to_have_count(0)


def test_while_the_stage_is_open_the_scenes_say_what_is_missing_and_lead_there(page, film):
    film.script()
    film.add("Mara")
    page.goto(f"{film.path}/scenes")
    expect(page.get_by_text("0 of 1 active assets have images; missing: Mara")).to_be_visible()
    page.get_by_role("link", name="Go to the assets").click()
    page.wait_for_url(f"**{film.path}")


def test_a_deferred_asset_is_in_the_scene_without_an_image_and_comes_to_one(page, film, scenes):
    page.goto(address(film, scenes[0]))
    expect(page.get_by_text("Adds Mara and Tom. Changes nothing else.")).to_be_visible()
    page.get_by_role("button", name="Populate this scene").click()
    tom = member(page, "Tom")
    expect(tom).to_contain_text("no image until it is restored")
    expect(tom.locator("img")).to_have_count(0)
    tom.get_by_role("button", name="Restore Tom").click()
    expect(tom).to_contain_text("No image yet")


def test_what_was_restored_gets_its_image_by_populating_again(page, film, scenes):
    mara = film.assets()["Mara"]
    film.services.curation.defer(*film.ids, mara.id)
    populated(film, scenes[0])
    film.services.curation.restore(*film.ids, mara.id)
    page.goto(address(film, scenes[0]))
    expect(page.get_by_text("Gives an image to Mara. Changes nothing else.")).to_be_visible()
    page.get_by_role("button", name="Populate again").click()
    expect(member(page, "Mara").locator("img")).to_be_visible()
    expect(page.get_by_text("Populated: nothing would be added")).to_be_visible()


def test_several_assets_are_picked_by_typing_and_come_in_together(page, film, scenes):
    for name in ("Oar", "Oarlock", "Bell"):
        film.services.stage.unlock(*film.ids, confirmed=True)
        film.add(name, "prop", 3)
    page.goto(address(film, scenes[0]))
    page.get_by_text("Add assets").click()
    page.get_by_label("Find assets").fill("oar")
    expect(page.get_by_role("checkbox", name="Bell")).to_be_hidden()
    page.get_by_role("checkbox", name="Oar Prop").check()
    page.get_by_role("checkbox", name="Oarlock").check()
    page.get_by_role("button", name="Add to the scene").click()
    expect(page.get_by_text("Oar and Oarlock are in this scene.")).to_be_visible()
    assert film.assets()["Oarlock"].scene_numbers == [1, 3]


def test_an_asset_is_taken_out_and_comes_back_by_the_key_of_undo(page, film, scenes):
    film.services.stage.unlock(*film.ids, confirmed=True)
    bell = film.add("Bell", "prop", 1, 2)
    film.services.scenes.link(*film.ids, scenes[0].id, bell.id)
    page.goto(address(film, scenes[0]))
    page.get_by_role("button", name="Take Bell out of this scene").click()
    expect(member(page, "Bell")).to_have_count(0)
    assert film.asset(bell).scene_numbers == [2]
    page.keyboard.press("z")
    expect(member(page, "Bell")).to_be_visible()
    assert film.asset(bell).scene_numbers == [1, 2]


def test_what_is_special_in_a_scene_is_written_there_and_carried_forward(page, film, scenes):
    populated(film, scenes[0])
    page.goto(address(film, scenes[0]))
    page.get_by_label("What is special about Mara in this scene").click()
    mara = member(page, "Mara")
    mara.get_by_label("Text for this scene").fill("Soaked to the bone.")
    mara.get_by_label("Status tags").fill("wet, night")
    mara.get_by_role("button", name="Save for this scene").click()
    expect(mara.locator(".override")).to_have_text("Soaked to the bone.")
    populated(film, *scenes[1:])
    page.goto(address(film, scenes[2]))
    expect(member(page, "Mara")).to_contain_text("wet")
    expect(member(page, "Mara")).to_contain_text(
        "From scene 2, which has it from scene 1, which has it from the project"
    )


def test_an_outdated_scene_lists_what_changed_and_takes_it_over(page, film, scenes):
    populated(film, scenes[0])
    page.goto(address(film, scenes[0]))
    expect(page.get_by_text("Outdated.")).to_have_count(0)
    film.services.stage.unlock(*film.ids, confirmed=True)
    film.upload(film.assets()["Mara"], 9)
    expect(page.get_by_text("Mara: another image is in use")).to_be_visible()
    page.get_by_role("button", name="Use Mara as it is in the project now").click()
    expect(page.get_by_text("Outdated.")).to_have_count(0)
    expect(member(page, "Mara")).to_contain_text("The project's image")


def test_keys_lead_to_the_scenes_before_and_after(page, film, scenes):
    page.goto(address(film, scenes[1]))
    page.keyboard.press("n")
    page.wait_for_url(f"**{address(film, scenes[2])}")
    page.keyboard.press("p")
    page.wait_for_url(f"**{address(film, scenes[1])}")
    expect(page.get_by_role("region", name="Text of the scene")).to_contain_text("OLD TOM waits.")


def test_a_second_tab_sees_a_scene_populated(page, new_page, film, scenes):
    second = new_page()
    second.goto(f"{film.path}/scenes")
    page.goto(address(film, scenes[0]))
    page.get_by_role("button", name="Populate this scene").click()
    row = second.locator(f"#scene-{scenes[0].id}")
    expect(row.get_by_text("Populated", exact=True)).to_be_visible()


def test_a_picture_of_the_scene_is_drawn_shown_and_the_masters_taken_again(page, film, scenes):
    populated(film, *scenes)
    page.goto(address(film, scenes[0]))
    mara = member(page, "Mara")
    mara.get_by_role("button", name="Generate Mara for this scene").click()
    expect(mara.get_by_text("Generated", exact=False).first).to_be_attached(timeout=60_000)
    expect(mara.locator(".slide.selected")).to_contain_text("Generated")
    mara.get_by_role("button", name="Show master of Mara").click()
    expect(mara.locator(".slide.selected")).to_contain_text("Master")
    expect(mara.get_by_role("button", name="Show picture 1 of Mara")).to_be_attached()


def test_the_matrix_is_gone_through_and_changed_by_keyboard(page, film, scenes):
    populated(film, *scenes)
    film.services.stage.unlock(*film.ids, confirmed=True)
    lamp = film.add("Oil lamp", "prop", 1)
    page.goto(f"{film.path}/scenes")
    page.get_by_role("link", name="Matrix").click()
    page.get_by_role("link", name="Choose the scenes of Oil lamp").press("Enter")
    page.get_by_role("checkbox", name="Scene 3").press("Space")
    page.get_by_role("button", name="Save the scenes of Oil lamp").press("Enter")
    expect(page.get_by_text("Oil lamp: Put into 1 scene.")).to_be_visible()
    assert film.asset(lamp).scene_numbers == [1, 3]
    page.get_by_role("link", name="3", exact=True).click()
    page.wait_for_url(f"**{address(film, scenes[2])}")
