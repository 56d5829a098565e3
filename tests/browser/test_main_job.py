"""From a script to a populated scene, as three people do it: by mouse, by keys, without scripts."""

import re

import pytest
from fixtures.film import SCRIPT
from fixtures.pictures import a_png
from playwright.sync_api import expect

from browser.stack import until

TAB_STOPS = 250
LOCK = "Lock All Assets & Begin Production"
HAS_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "tide.fountain"
    path.write_bytes(SCRIPT)
    return path


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "mara.png"
    path.write_bytes(a_png(7))
    return path


def card(page, name):
    return page.locator(".card").filter(has=page.get_by_role("heading", name=name, exact=True))


def decide(page, name, decision):
    row = page.get_by_role("radiogroup", name=name, exact=True)
    row.get_by_role("radio", name=decision).click()
    expect(row.get_by_role("radio", name=decision)).to_be_checked()


@pytest.fixture
def tabs(new_page):
    """Two browsers of one person, side by side."""
    return new_page(), new_page()


def test_what_is_extracted_is_decided_deferred_restored_and_added_to(tabs, film, script):
    page, beside = tabs
    page.goto(f"{film.path}/script")
    page.get_by_label("Script file").set_input_files(script)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Import 3 scenes").click()
    expect(page.get_by_text("The script is in")).to_be_visible()
    page.goto(film.path)
    beside.goto(film.path)

    page.get_by_role("link", name=re.compile("^Extract")).first.click()
    review = page.get_by_role("dialog")
    for group in ("characters", "locations", "props"):
        review.get_by_role("button", name=f"Defer all {group}").click()
    decide(review, "Mara", "Keep")
    decide(review, "Slipway", "Delete")
    decide(review, "Lighthouse", "Keep")
    review.get_by_role("button", name="Confirm").click()
    expect(review).to_be_hidden()

    deferred = page.locator("details", has_text="Deferred assets")
    expect(deferred.locator("summary").first).to_contain_text("Deferred assets (2)")
    expect(card(beside, "Mara")).to_be_visible()
    expect(page.get_by_role("heading", name="Slipway")).to_have_count(0)
    deferred.locator("summary").first.click()
    deferred.get_by_role("button", name="Restore Old Tom").click()
    expect(card(page, "Old Tom")).to_be_visible()
    expect(card(beside, "Old Tom")).to_be_visible()
    expect(deferred.locator("summary").first).to_contain_text("Deferred assets (1)")

    page.get_by_role("link", name="Add asset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Brass whistle")
    dialog.get_by_label("Type").select_option("prop")
    dialog.get_by_label("Description").fill("On a cord.")
    dialog.get_by_role("checkbox", name="2 · EXT. SLIPWAY - DAWN").check()
    dialog.get_by_role("button", name="Add asset").click()
    expect(card(page, "Brass whistle")).to_contain_text("Manual")
    assert film.assets()["Brass whistle"].scene_numbers == [2]


def test_pictures_come_into_the_carousel_and_the_chosen_one_is_the_image(tabs, film, picture):
    page, beside = tabs
    film.style()
    film.add("Mara")
    page.goto(film.path)
    beside.goto(film.path)
    mara = card(page, "Mara")
    expect(mara.get_by_text("No image yet")).to_be_visible()

    with page.expect_file_chooser() as choosing:
        mara.get_by_role("link", name="Upload").click()
    choosing.value.set_files(picture)
    expect(mara.get_by_text("1 / 1")).to_be_visible()
    expect(mara.get_by_role("link", name="Uploaded (where")).to_be_visible()

    mara.get_by_role("button", name="Regenerate", exact=True).click()
    expect(mara.get_by_text("2 / 2")).to_be_visible()
    expect(mara.locator(".slide.selected")).to_contain_text("Placeholder")
    expect(card(beside, "Mara").get_by_text("2 / 2")).to_be_visible()

    mara.get_by_role("button", name="Previous picture").click()
    mara.get_by_role("button", name="Select attempt 1 of Mara").click()
    expect(mara.locator(".slide.selected")).to_contain_text("Uploaded")
    mara.get_by_role("button", name="Next picture").click()
    mara.get_by_role("button", name="Delete attempt 2 of Mara").click()
    expect(mara.get_by_text("1 / 1")).to_be_visible()


def test_the_active_are_locked_the_deferred_are_in_scenes_and_unlocking_gives_all_back(tabs, film):
    page, beside = tabs
    film.script()
    film.style()
    film.upload(film.add("Mara"))
    film.add("Brass whistle", "prop")
    lamp = film.add("Oil lamp", "prop")
    film.services.curation.defer(*film.ids, lamp.id)
    page.goto(film.path)
    beside.goto(film.path)
    bar = page.get_by_role("contentinfo", name="Before production")
    expect(bar).to_contain_text("1/2 active assets have images")
    expect(bar).to_contain_text("| 1 deferred")

    page.get_by_role("button", name=re.compile("Generate 1 missing")).click()
    expect(bar).to_contain_text("2/2 active assets have images")
    bar.get_by_role("button", name=LOCK).click()
    expect(page.get_by_text("Assets locked")).to_be_visible()
    found = film.assets()
    locked = {name for name, asset in found.items() if asset.locked}
    assert locked == {"Mara", "Brass whistle"}
    expect(page.get_by_role("link", name="Upload pictures for Mara")).to_have_count(0)
    expect(beside.get_by_text("Assets locked")).to_be_visible()

    page.get_by_role("navigation", name="Project").get_by_role("link", name="Scenes").click()
    page.get_by_role("button", name="Populate all").click()
    expect(page.get_by_text("Not populated", exact=True)).to_have_count(0)
    page.get_by_role("link", name="INT. LIGHTHOUSE - NIGHT").click()
    there = page.get_by_role("article", name="Oil lamp")
    expect(there).to_contain_text("Deferred")
    expect(there.get_by_role("img")).to_have_count(0)

    page.get_by_role("navigation", name="Project").get_by_role("link", name="Assets").click()
    page.get_by_role("link", name="Unlock").click()
    page.get_by_role("dialog").get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("link", name="Upload pictures for Mara")).to_be_visible()
    assert not any(asset.locked for asset in film.assets().values())


def press(page, role, name, key="Enter", within=None, **options):
    """Go to it by Tab alone, see the focus there, and press a key."""
    wanted = (within or page).get_by_role(role, name=name, **options).first
    expect(wanted).to_be_visible()
    for _ in range(TAB_STOPS):
        if wanted.evaluate("(node) => document.activeElement === node"):
            assert page.evaluate(HAS_RING), f"the focus on {name} cannot be seen"
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{role} {name} is not reached by Tab")


def write(page, role, name, text, within=None):
    press(page, role, name, key="End", within=within)
    page.keyboard.type(text)


def test_the_whole_job_by_keyboard_alone(page, stack, user, picture):
    page.goto("/projects")
    write(page, "textbox", "Title of a new project", "Night Ferry")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Start with the script")).to_be_visible()
    project = stack.services.projects.summaries(user.id)[0].project.id

    press(page, "link", "Import a script")
    write(page, "textbox", "Or paste it", "INT. FERRY - NIGHT\n\nMARA\nHold on.\n")
    press(page, "button", "Read the text")
    press(page, "button", re.compile("^Import 1 scene"))
    expect(page.get_by_text("The script is in")).to_be_visible()

    press(page, "link", "Assets", exact=True)
    write(page, "textbox", "Visual style", "Grainy noir")
    press(page, "button", "Lock style")
    expect(page.get_by_text("The style is locked.")).to_be_visible()

    press(page, "link", re.compile("^Extract"))
    review = page.get_by_role("dialog")
    expect(review.get_by_role("radiogroup", name="Mara", exact=True)).to_be_visible()
    page.keyboard.press("k")
    press(page, "button", re.compile("^Confirm"), within=review)
    expect(card(page, "Mara")).to_be_visible()

    press(page, "button", re.compile("Generate . missing"))
    bar = page.get_by_role("contentinfo", name="Before production")
    expect(bar.get_by_role("button", name=LOCK)).to_be_enabled()
    press(page, "button", LOCK)
    expect(page.get_by_text("Assets locked")).to_be_visible()

    press(page, "link", "Scenes", exact=True)
    press(page, "button", "Populate all")
    expect(page.get_by_text("Populated", exact=True)).to_be_visible()
    scene = stack.services.scripts.scenes(user.id, project).items[0]
    assert stack.services.scenes.assets(user.id, project, scene.id).assets


def test_the_whole_job_without_scripts(new_page, stack, user, picture):
    page = new_page(java_script_enabled=False)
    page.goto("/projects")
    page.get_by_label("Title of a new project").fill("Night Ferry")
    page.get_by_role("button", name="Create project").click()
    project = stack.services.projects.summaries(user.id)[0].project.id

    page.get_by_role("link", name="Script", exact=True).click()
    page.get_by_label("Or paste it").fill("INT. FERRY - NIGHT\n\nMARA\nHold on.\n")
    page.get_by_role("button", name="Read the text").click()
    page.get_by_role("button", name="Import 1 scene").click()

    page.get_by_role("link", name="Assets", exact=True).click()
    page.get_by_label("Visual style").fill("Grainy noir")
    page.get_by_role("button", name="Lock style").click()
    page.get_by_role("link", name=re.compile("^Extract")).first.click()
    page.get_by_role("button", name="Confirm").click()

    page.get_by_role("link", name="Upload pictures for Mara").click()
    page.locator("#file").set_input_files(picture)
    page.get_by_role("button", name="Upload and select").click()
    expect(page.get_by_text("Attempt 1 is uploaded and selected.")).to_be_visible()

    page.get_by_role("link", name="Assets", exact=True).click()
    page.get_by_role("button", name=re.compile("Generate . missing")).click()
    gate = stack.services.stage.gate
    until(lambda: gate(user.id, project).ready)
    page.goto(f"/projects/{project}")
    page.get_by_role("button", name=LOCK).click()
    expect(page.get_by_text("Assets locked")).to_be_visible()

    page.get_by_role("link", name="Scenes", exact=True).click()
    page.get_by_role("button", name="Populate all").click()
    expect(page.get_by_text("Populated", exact=True)).to_be_visible()
