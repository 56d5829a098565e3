"""What is done to the assets of the board, one at a time."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser.stack import until


@pytest.fixture
def board(page, film):
    film.script()
    film.style()
    film.add("Mara", "character", 1)
    page.goto(film.path)
    expect(page.locator("html[data-ui-ready]")).to_be_attached()
    return page


def menu(board, name, entry, kind="button"):
    board.get_by_label(f"More about {name}").click()
    board.get_by_role(kind, name=entry, exact=True).click()


def test_an_asset_is_added_with_scenes_ticked_and_shown_at_once(board, film):
    for number in range(9):
        film.add(f"Thing {number}", "character")
    expect(board.get_by_role("heading", name="Thing 8")).to_be_attached()
    board.get_by_role("link", name="Add asset").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Old Tom")
    dialog.get_by_label("Description").fill("Waits.")
    dialog.get_by_role("checkbox", name="1 · INT. LIGHTHOUSE - NIGHT").check()
    dialog.get_by_role("searchbox").fill("slipway")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("checkbox", name="EXT. SLIPWAY").check()
    dialog.get_by_role("button", name="Add asset").click()
    card = board.locator(".card", has=board.get_by_role("heading", name="Old Tom"))
    expect(card).to_be_in_viewport()
    expect(card).to_have_attribute("data-ui-new", "")
    assert film.assets()["Old Tom"].scene_numbers == [1, 2]


def test_all_and_none_tick_what_the_search_shows(board):
    board.get_by_role("link", name="Add asset").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("lighthouse")
    dialog.get_by_role("button", name="All", exact=True).click()
    expect(dialog.get_by_text("2 of 3: 1, 3")).to_be_visible()
    dialog.get_by_role("searchbox").fill("")
    dialog.get_by_role("button", name="None", exact=True).click()
    expect(dialog.get_by_text("it belongs to every scene")).to_be_visible()


def test_a_script_that_is_not_there_leaves_numbers_to_type(page, film):
    film.add("Mara")
    page.goto(film.path)
    page.get_by_role("link", name="Add asset").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("there is no script yet")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Scenes")).to_be_editable()


def test_the_scenes_of_an_asset_are_ticked_where_it_is_edited(board, film):
    board.goto(f"{film.path}/assets/{film.assets()['Mara'].id}")
    expect(board.get_by_role("checkbox", name="1 · INT. LIGHTHOUSE - NIGHT")).to_be_checked()
    board.get_by_role("checkbox", name="3 · INT. LIGHTHOUSE - DAY").check()
    board.get_by_role("button", name="Save").click()
    until(lambda: film.assets()["Mara"].scene_numbers == [1, 3])


def test_several_candidates_are_asked_for_and_then_it_is_called_again(board, film):
    board.get_by_label("Several candidates for Mara").click()
    board.get_by_role("button", name="3 candidates").click()
    expect(board.get_by_text("Asked for 3 pictures.")).to_be_visible()
    expect(board.get_by_role("button", name="Regenerate")).to_be_visible()
    until(lambda: len(film.attempts(film.assets()["Mara"])) == 3)


def test_a_double_click_asks_once(board, film, stack):
    with stack.paused("images"):
        board.get_by_role("button", name="Generate", exact=True).dblclick()
        expect(board.get_by_text("Asked for 1 picture.")).to_be_visible()
        expect(board.locator("form.htmx-request")).to_have_count(0)
        assert len(film.jobs()) == 1


def test_before_the_style_is_locked_it_says_why_nothing_is_generated(page, film):
    film.add("Mara")
    page.goto(film.path)
    expect(page.get_by_role("button", name="Generate", exact=True)).to_be_disabled()
    expect(page.get_by_text("Lock the style to generate.")).to_be_visible()
    expect(
        page.get_by_text("Pictures are generated once the style is locked.").last
    ).to_be_visible()


def test_deferring_and_restoring_are_undone_where_they_are_told(board, film):
    menu(board, "Mara", "Defer")
    expect(board.get_by_text("Deferred assets (1)")).to_be_visible()
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_role("heading", name="Mara")).to_be_visible()
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("Mara is deferred.")).to_be_visible()
    assert film.assets()["Mara"].deferred


def test_deferred_ones_stay_open_or_closed_as_they_were_left(board, film):
    film.services.curation.defer(*film.ids, film.add("Gull").id)
    section = board.get_by_text("Deferred assets (1)")
    section.click()
    expect(board.get_by_role("button", name="Restore Gull")).to_be_visible()
    board.reload()
    expect(board.get_by_role("button", name="Restore Gull")).to_be_visible()
    board.get_by_role("button", name="Restore Gull").click()
    expect(board.get_by_role("heading", name="Gull")).to_be_visible()


def test_a_locked_board_still_defers_and_restores(board, film):
    film.upload(film.assets()["Mara"])
    film.services.stage.lock_all(*film.ids)
    expect(board.get_by_role("button", name="Regenerate")).to_have_count(0)
    menu(board, "Mara", "Defer")
    expect(board.get_by_text("Mara is deferred.")).to_be_visible()
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("Restored, not locked yet")).to_be_visible()


def test_the_type_is_changed_above_the_board(board, film):
    menu(board, "Mara", "Change type", kind="link")
    dialog = board.get_by_role("dialog", name="Change the type of Mara")
    dialog.get_by_role("radio", name="Prop").check()
    dialog.get_by_role("button", name="Change type").click()
    expect(board.get_by_role("heading", name="Props")).to_be_visible()
    assert film.assets()["Mara"].type == "prop"


def test_deleting_says_what_goes_with_it_and_is_undone(board, film):
    board.get_by_label("More about Mara").click()
    expect(board.get_by_text("0 attempts and 1 scene go with it.")).to_be_visible()
    board.get_by_role("button", name="Delete", exact=True).click()
    expect(board.get_by_text("Mara is in the bin for 30 days.")).to_be_visible()
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_role("heading", name="Mara")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_board_selecting_and_dialogs_have_no_barrier_that_a_program_finds(board, film, colours):
    film.services.curation.defer(*film.ids, film.add("Gull").id)
    board.emulate_media(color_scheme=colours)
    board.reload()
    board.get_by_role("link", name="Select", exact=True).click()
    board.get_by_role("checkbox", name="Select Mara").check()
    assert violations(board) == []
    board.keyboard.press("Escape")
    board.get_by_role("link", name="Add asset").click()
    board.get_by_role("dialog").get_by_label("Name").wait_for()
    assert violations(board) == []


def violations(page):
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    return [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
