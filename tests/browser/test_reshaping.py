"""Merge, split, the change of type and the history of a text, each in its dialog."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def pair(film):
    film.script()
    mara, voss = film.add("Mara", "character", 1), film.add("Voss", "character", 2, 3)
    for shade in (1, 2, 3):
        film.upload(mara, shade)
    for shade in (4, 5):
        film.upload(voss, shade)
    return mara, voss


def open_menu(page, film, name, item):
    page.goto(film.path)
    page.get_by_label(f"More about {name}").click()
    page.get_by_role("link", name=item, exact=True).click()
    return page.get_by_role("dialog")


def test_ticked_assets_are_merged_in_a_dialog_and_the_toast_takes_it_back(page, film, pair):
    page.goto(film.path)
    page.keyboard.press("s")
    merge = page.get_by_role("group", name="Selected assets").get_by_role("button", name="Merge…")
    page.get_by_label("Select Mara").check()
    expect(merge).to_be_disabled()
    page.get_by_label("Select Voss").check()
    merge.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Merge 2 assets")).to_be_visible()
    expect(dialog.locator("[data-room]")).to_have_text("0 of 1 that there is room for come along.")
    voss = dialog.get_by_role("group", name="Voss")
    voss.get_by_role("checkbox", name="Attempt 2").check()
    expect(voss.get_by_role("checkbox", name="Attempt 1")).to_be_disabled()
    dialog.get_by_role("button", name="Merge 2 assets").click()
    expect(page.get_by_text("Voss merged into Mara. 1 picture came along.")).to_be_visible()
    assert (film.asset(pair[0]).attempts, film.asset(pair[0]).scene_numbers) == (4, [1, 2, 3])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Voss and Mara are apart again.")).to_be_visible()
    assert set(film.assets()) == {"Mara", "Voss"}


def test_another_survivor_keeps_its_own_pictures_and_leaves_other_room(page, film, pair):
    dialog = open_menu(page, film, "Mara", "Merge…")
    dialog.get_by_label("Voss").check()
    dialog.get_by_role("button", name="Go on").click()
    dialog.get_by_role("radio", name="Voss").first.check()
    expect(dialog.locator("[data-room]")).to_have_text("0 of 2 that there is room for come along.")
    expect(dialog.get_by_role("group", name="Voss").get_by_role("checkbox")).to_have_count(0)


def test_a_merge_is_made_by_keys_alone(page, film, pair):
    dialog = open_menu(page, film, "Mara", "Merge…")
    dialog.get_by_label("Voss").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Merge 2 assets")).to_be_visible()
    dialog.get_by_role("combobox", name="Name").focus()
    page.keyboard.type("Mara Voss")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Voss merged into Mara Voss.")).to_be_visible()


def test_a_name_that_is_taken_is_said_in_the_dialog(page, film, pair):
    film.add("Tom")
    page.goto(f"{film.path}/merge?asset={pair[0].id}&asset={pair[1].id}")
    page.get_by_role("combobox", name="Name").fill("Tom")
    page.get_by_role("button", name="Merge 2 assets").click()
    expect(page.get_by_role("alert")).to_contain_text("is called 'Tom'")
    expect(page.get_by_role("combobox", name="Name")).to_have_value("Tom")


def test_scenes_go_from_one_column_to_the_other_by_keys_and_the_variant_is_there(page, film, pair):
    dialog = open_menu(page, film, "Voss", "Split…")
    keeps, goes = dialog.locator("[data-column=keeps] li"), dialog.locator("[data-column=goes] li")
    expect(keeps).to_have_count(2)
    dialog.get_by_label("Name of the variant").fill("Voss, wet")
    scene = dialog.get_by_role("checkbox", name="3")
    scene.focus()
    page.keyboard.press("Space")
    expect(goes).to_have_count(1)
    expect(scene).to_be_focused()
    expect(dialog.get_by_role("group", name="Go to the variant")).to_contain_text("1 scene")
    dialog.get_by_role("button", name="Split").click()
    expect(page.get_by_text("Voss, wet is split from Voss, with 1 scene.")).to_be_visible()
    assert film.assets()["Voss, wet"].scene_numbers == [3]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Voss is whole again.")).to_be_visible()


def test_without_a_script_the_scenes_are_ticked_in_one_list(new_page, film, pair):
    bare_page = new_page(java_script_enabled=False)
    bare_page.goto(f"{film.path}/assets/{pair[1].id}/split")
    bare_page.get_by_label("Name of the variant").fill("Voss, wet")
    bare_page.get_by_role("checkbox", name="3").check()
    bare_page.get_by_role("button", name="Split").click()
    expect(bare_page.get_by_text("Voss, wet is split from Voss")).to_be_visible()


def test_two_versions_are_compared_in_a_dialog(page, film, pair):
    mara = pair[0]
    for version, text in enumerate(("Mara, at the sea.", "Mara, on the sea."), start=1):
        film.services.curation.edit(*film.ids, mara.id, version, {"description": text})
    dialog = open_menu(page, film, "Mara", "History")
    expect(dialog.locator("ins")).to_contain_text("on")
    dialog.get_by_label("From version 1").check()
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog.locator("del")).to_contain_text("at")
    dialog.get_by_role("button", name="Use version 1 again").click()
    expect(page.get_by_text("Mara has the text of version 1 again.")).to_be_visible()
