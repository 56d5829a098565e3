"""The bar before the lock, the lock, and taking it back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

LOCK = "Lock All Assets & Begin Production"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def gate(page):
    return page.get_by_role("contentinfo", name="Before production")


@pytest.fixture
def ready(film):
    """A film with one asset that has its picture, and a deferred one."""
    film.style()
    film.upload(film.add("Mara"))
    film.services.curation.defer(*film.ids, film.add("Tom").id)
    return film


def test_what_is_missing_is_a_link_that_brings_its_card_and_marks_it(page, film, gate):
    film.style()
    things = [film.add(f"Thing {number}", "prop") for number in range(9)]
    for thing in things[:8]:
        film.upload(thing, things.index(thing))
    page.goto(film.path)
    expect(gate).to_contain_text("8/9 active assets have images")
    gate.get_by_role("link", name="Thing 8").click()
    card = page.locator(f"#asset-{things[8].id}")
    expect(card).to_be_in_viewport()
    assert card.get_attribute("data-ui-marked") == ""
    assert card.bounding_box()["y"] + 40 < gate.bounding_box()["y"]


def test_a_missing_one_is_shown_also_where_the_board_leaves_it_out(page, film, gate):
    film.style()
    mara = film.add("Mara")
    film.add("Lamp", "prop")
    page.goto(f"{film.path}?type=prop")
    gate.get_by_role("link", name="Mara").click()
    expect(page.locator(f"#asset-{mara.id}")).to_be_in_viewport()


def test_the_bar_says_in_words_what_stands_before_the_lock(page, film, gate):
    page.goto(film.path)
    expect(gate).to_contain_text("Add or extract at least one asset.")
    gate.get_by_role("link", name="Lock the style first.").click()
    expect(page.get_by_label("Visual style")).to_be_in_viewport()
    expect(gate.get_by_role("button", name=LOCK)).to_be_disabled()


@pytest.mark.parametrize("size", [(360, 700), (720, 500)], ids=["narrow", "twice as large"])
def test_the_bar_never_covers_the_last_card(new_page, film, size):
    for number in range(5):
        film.add(f"Thing {number}", "prop")
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(film.path)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bottom = page.locator(".card").last.bounding_box()
    bar = page.get_by_role("contentinfo").bounding_box()
    assert bottom["y"] + bottom["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_locking_says_how_many_and_everything_that_changes_goes_away(page, ready, gate):
    page.goto(ready.path)
    gate.get_by_role("button", name=LOCK).click()
    expect(page.get_by_text("1 asset is locked. 1 deferred one is not.")).to_be_visible()
    band = page.get_by_role("complementary", name="Lock")
    expect(band).to_contain_text("Assets locked on")
    expect(band).to_contain_text("by you")
    for name in ("Upload", "Generate", "Delete", "Edit the words of Mara"):
        expect(page.locator("main").get_by_text(name, exact=True)).to_have_count(0)
    expect(page.locator("main textarea")).to_have_count(0)
    expect(page.get_by_role("link", name="Unlock")).to_be_visible()


def test_locking_too_early_lists_what_is_missing(page, ready, gate):
    page.goto(ready.path)
    # this page hears of nothing from here on
    page.evaluate("document.getElementById('page').removeAttribute('data-tag')")
    page.evaluate("document.dispatchEvent(new CustomEvent('page:changed'))")
    ready.add("Lamp", "prop")
    gate.get_by_role("button", name=LOCK).click()
    expect(page.get_by_role("alert")).to_contain_text("Without an image: Lamp.")
    assert ready.services.projects.get(*ready.ids).stage == "open"


def test_a_restored_asset_is_taken_in_by_locking_again(page, ready, gate):
    ready.services.stage.lock_all(*ready.ids)
    page.goto(ready.path)
    page.get_by_text("Deferred assets").click()
    page.get_by_role("button", name="Restore Tom").click()
    expect(page.get_by_text("Restored, not locked yet")).to_be_visible()
    ready.upload(ready.assets()["Tom"], 9)
    expect(gate).to_contain_text("1 restored asset is not locked yet.")
    gate.get_by_role("button", name=LOCK).click()
    expect(gate).to_contain_text("Everything active is locked.")


def test_unlocking_shows_its_impact_and_makes_everything_editable(page, ready):
    ready.script()
    ready.services.stage.lock_all(*ready.ids)
    scene = ready.services.scripts.scenes(*ready.ids).items[0]
    ready.services.scenes.populate(*ready.ids, scene.id)
    page.goto(ready.path)
    page.get_by_role("link", name="Unlock").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("dl")).to_contain_text("Populated scenes")
    expect(dialog.get_by_role("definition").first).to_have_text("1")
    dialog.get_by_role("button", name="Unlock").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("The assets are unlocked.")).to_be_visible()
    expect(page.get_by_role("link", name="Edit the words of Mara")).to_be_attached()


def test_a_stage_whose_script_changed_says_so_in_its_band(page, ready):
    ready.services.stage.lock_all(*ready.ids)
    page.goto(ready.path)
    ready.script()
    band = page.get_by_role("complementary", name="Lock")
    expect(band).to_contain_text("The script changed since")


def test_a_viewer_sees_everything_and_no_control(new_page, ready, other):
    ready.add("Lamp", "prop")
    ready.invite(other, "viewer")
    page = new_page(other)
    page.goto(ready.path)
    expect(page.get_by_text("1/2 active assets have images")).to_be_visible()
    expect(page.get_by_text("Lamp, at sea.")).to_be_visible()
    main = page.locator("main")
    # what is left shows the keys and narrows the list
    acting = main.get_by_role("button").filter(has_not_text=re.compile("Keyboard|Filter"))
    expect(acting).to_have_count(0)
    expect(page.get_by_role("button", name=LOCK)).to_have_count(0)
    expect(page.get_by_role("link", name="Edit the words of Mara")).to_have_count(0)
    page.get_by_role("link", name="Read the style").click()
    expect(page.get_by_role("dialog").get_by_text("Grainy noir")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_board_asset_style_and_unlock_have_no_fault_of_access(new_page, ready, theme):
    page = new_page(color_scheme=theme)
    page.goto(ready.path)
    page.locator("[data-edit]").first.click()
    assert faults(page) == []
    mara = ready.assets()["Mara"]
    ready.services.curation.edit(*ready.ids, mara.id, 1, {"description": "Other."})
    for path in (f"/assets/{mara.id}", "/style"):
        page.goto(ready.path + path)
        assert faults(page) == [], path
    ready.services.stage.lock_all(*ready.ids)
    page.goto(f"{ready.path}/unlock")
    assert faults(page) == []


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
