"""A script comes in by hand, by drop and by paste; it is looked at, taken, and read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from fixtures.film import SCRIPT
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DROP = """([text, name, count]) => {
  const held = new DataTransfer();
  for (let n = 0; n < count; n++) held.items.add(new File([text], name, {type: "text/plain"}));
  const told = {dataTransfer: held, bubbles: true, cancelable: true};
  document.querySelector("main").dispatchEvent(new DragEvent("dragover", told));
  window.seen = getComputedStyle(document.querySelector(".drop-here")).display;
  document.querySelector("main").dispatchEvent(new DragEvent("drop", told));
}"""

SENDING = """() => {
  const [place, told] = [document.querySelector("[data-sending]"), []];
  window.told = told;
  new MutationObserver(() => told.push(place.textContent)).observe(place, {childList: true});
}"""


def ready(page, address):
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")


def choose(page, data, name="tide.fountain"):
    page.get_by_label("Script file").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": data}
    )
    page.get_by_role("button", name="Read the file").click()


def test_a_chosen_file_is_previewed_with_what_it_names_and_imported(page, film):
    ready(page, f"{film.path}/script")
    choose(page, SCRIPT)
    facts = page.locator(".facts")
    for what in ("Scenes 3", "Characters 2", "Locations 2", "Props 1", "Extras 0"):
        expect(facts).to_contain_text(what, use_inner_text=True)
    page.get_by_role("button", name="Import 3 scenes").click()
    expect(page.get_by_text("The script is in: 3 scenes, version 1.")).to_be_visible()
    expect(page.get_by_role("link", name="EXT. SLIPWAY - DAWN")).to_be_visible()


def test_a_script_is_dropped_anywhere_on_the_page(page, film):
    ready(page, f"{film.path}/script")
    page.evaluate(DROP, [SCRIPT.decode(), "tide.fountain", 1])
    assert page.evaluate("window.seen") == "grid"
    expect(page.get_by_role("heading", name="The Long Tide")).to_be_visible()
    expect(page.get_by_role("button", name="Import 3 scenes")).to_be_visible()


def test_one_script_is_dropped_at_a_time(page, film):
    ready(page, f"{film.path}/script")
    page.evaluate(DROP, [SCRIPT.decode(), "tide.fountain", 2])
    expect(page.get_by_role("alert")).to_contain_text("one script at a time")
    expect(page.locator(".drop-here")).to_be_hidden()


def test_how_much_of_it_is_sent_is_shown_and_then_that_it_is_read(page, film, stack):
    ready(page, f"{film.path}/script")
    page.evaluate(SENDING)
    with stack.paused("web"):
        choose(page, SCRIPT * 40)
        expect(page.get_by_text("Reading the script")).to_be_visible()
        assert "Sending, 100 %" in page.evaluate("window.told")
    expect(page.get_by_role("button", name="Import 120 scenes")).to_be_visible()


def test_a_file_that_could_not_be_sent_is_still_chosen(page, film):
    ready(page, f"{film.path}/script")
    page.route("**/script/file", lambda route: route.abort())
    choose(page, SCRIPT)
    expect(page.get_by_role("alert")).to_contain_text("It is still chosen")
    page.unroute("**/script/file")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("button", name="Import 3 scenes")).to_be_visible()


def test_a_file_that_is_not_read_says_what_to_do(page, film):
    ready(page, f"{film.path}/script")
    choose(page, b"<FinalDraft/>", "tide.fdx")
    expect(page.get_by_role("alert")).to_contain_text("Export the script as Fountain")
    expect(page.get_by_role("button", name="Read the file")).to_be_enabled()


def test_a_pasted_script_that_is_refused_is_still_there(page, film):
    ready(page, f"{film.path}/script")
    page.get_by_label("Or paste it").fill("  ")
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("alert")).to_contain_text("Paste the script first")
    page.get_by_label("Or paste it").fill(SCRIPT.decode())
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("button", name="Import 3 scenes")).to_be_visible()


def test_a_script_that_was_not_taken_is_offered_again_and_discarded(page, film):
    film.services.scripts.preview(*film.ids, SCRIPT, "tide.fountain")
    ready(page, f"{film.path}/script")
    waiting = page.locator(".notice.waiting")
    expect(waiting).to_contain_text("The Long Tide")
    waiting.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("button", name="Import 3 scenes")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Discarded. The project is as it was.")).to_be_visible()
    expect(waiting).to_have_count(0)


def test_a_warning_quotes_its_line_and_leads_to_it(page, film):
    draft = film.services.scripts.preview(*film.ids, b"Before.\n\n" + SCRIPT[24:], "tide.txt")
    ready(page, f"{film.path}/script/drafts/{draft.draft_id}")
    warning = page.locator(".warnings li").filter(has_text="before the first heading")
    expect(warning.locator("q")).to_have_text("Before.")
    warning.get_by_role("link", name="Line 1").click()
    expect(page.locator("#line-1:target")).to_contain_text("Before.")


def test_a_new_version_shows_what_is_new_changed_moved_and_gone(page, film):
    film.script()
    newer = SCRIPT.replace(b"OLD TOM waits.", b"OLD TOM waits for the tide.")
    ready(page, f"{film.path}/script")
    page.get_by_text("Import a new version").click()
    choose(page, newer + b"\nEXT. SEA - DAY\n\nWind.\n")
    diff = page.get_by_role("region", name="Against version 1")
    expect(diff).to_contain_text("4 EXT. SEA - DAY")
    expect(diff.locator(".changed")).to_contain_text("2 EXT. SLIPWAY - DAWN")


def test_the_list_of_scenes_counts_their_assets(page, film):
    film.script()
    film.add("Mara", "character", 1, 3)
    film.add("Oil lamp", "prop", 1)
    ready(page, f"{film.path}/script")
    first = page.get_by_role("row").filter(has_text="INT. LIGHTHOUSE - NIGHT")
    expect(first.get_by_role("cell").nth(5)).to_contain_text("2")
    expect(first).to_contain_text("INT")


def test_the_assets_of_a_scene_are_marked_in_its_text_and_shown(page, film):
    film.script()
    film.upload(film.add("Mara Voss", "character", 1))
    film.add("Oil Lamp", "prop", 1)
    ready(page, f"{film.path}/script/read")
    expect(page.locator("#scene-1 a.named")).to_have_text(["MARA VOSS", "oil lamp"])
    expect(page.locator("#scene-3 a.named")).to_have_count(0)
    styles = page.locator("#scene-1 a.named").evaluate_all(
        "all => all.map(one => getComputedStyle(one).textDecorationStyle)"
    )
    assert styles == ["solid", "dotted"]
    page.get_by_role("link", name="MARA VOSS").focus()
    peek = page.locator(".peek")
    expect(peek).to_contain_text("Mara Voss · Character")
    expect(peek.locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()


def test_a_mark_leads_to_its_asset(page, film):
    film.script()
    lamp = film.add("Oil Lamp", "prop", 1)
    ready(page, f"{film.path}/script/read")
    mark = page.get_by_role("link", name="oil lamp")
    mark.hover()
    expect(page.locator(".peek")).to_contain_text("no image yet")
    mark.click()
    page.wait_for_url(f"**/assets/{lamp.id}")


def test_a_scene_is_read_by_itself_with_the_ones_beside_it(page, film):
    film.script()
    ready(page, f"{film.path}/script/read?scene=2")
    text = page.get_by_role("article")
    expect(text).to_contain_text("Almost nobody.")
    expect(text).not_to_contain_text("Nobody comes here.")
    page.get_by_role("link", name="Scene after").click()
    expect(text).to_contain_text("The oil lamp is out.")
    expect(page.get_by_role("link", name="Scene after")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "/read", "/drafts/{draft}"])
def test_nothing_stands_in_anybodys_way(new_page, film, path):
    film.script()
    film.upload(film.add("Mara", "character", 1))
    draft = film.services.scripts.preview(*film.ids, SCRIPT + b"\nINT. - DAY\n\nX.\n", "a.txt")
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        ready(page, f"{film.path}/script{path.format(draft=draft.draft_id)}")
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], found.generate_report()


def test_from_the_script_the_review_opens_above_it_and_leads_to_the_board(page, film):
    film.script()
    ready(page, f"{film.path}/script")
    page.get_by_role("link", name="Extract assets").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radiogroup", name="Old Tom")).to_be_visible()
    dialog.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**{film.path}")
    expect(page.get_by_role("heading", name="Old Tom")).to_be_visible()
