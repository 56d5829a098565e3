"""The board by keyboard."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def board(page, film):
    film.style()
    for name in ("Mara", "Old Tom", "The Girl", "Pilot"):
        film.add(name)
    page.goto(film.path)
    expect(page.locator("html[data-ui-ready]")).to_be_attached()
    return page


def name(board, text):
    return board.get_by_role("link", name=text, exact=True)


def test_a_slash_goes_to_the_search_and_is_not_typed(board):
    board.keyboard.press("/")
    expect(board.get_by_role("searchbox")).to_be_focused()
    expect(board.get_by_role("searchbox")).to_have_value("")
    board.keyboard.type("sgd/")
    expect(board.get_by_role("searchbox")).to_have_value("sgd/")


def test_arrows_go_from_card_to_card_and_enter_opens(board, film):
    for key, there in (
        ("ArrowRight", "Mara"),
        ("ArrowRight", "Old Tom"),
        ("ArrowLeft", "Mara"),
        ("ArrowDown", "Pilot"),
        ("ArrowUp", "Mara"),
    ):
        board.keyboard.press(key)
        expect(board.locator(".card h3").get_by_role("link", name=there)).to_be_focused()
    board.keyboard.press("Enter")
    expect(board).to_have_url(re.compile(f"/assets/{film.assets()['Mara'].id}$"))


def test_keys_act_on_the_focused_card(board, film, stack):
    with stack.paused("images"):
        name = board.locator(".card h3 a").nth(1)
        name.focus()
        board.keyboard.press("g")
        expect(board.get_by_text("Asked for 1 picture.")).to_be_visible()
        assert [job.asset_id for job in film.jobs()] == [film.assets()["Old Tom"].id]
        expect(name).to_be_focused()  # again: the page around it is another
        with board.expect_file_chooser():
            board.keyboard.press("u")
        expect(name).to_be_focused()
        board.keyboard.press("d")
    expect(board.get_by_text("Old Tom is deferred.")).to_be_visible()


def test_a_key_that_is_held_asks_for_one_picture_and_goes_past_many_cards(board, film, stack):
    with stack.paused("images"):
        board.locator(".card h3 a").first.focus()
        board.keyboard.down("g")
        expect(board.get_by_text("Asked for 1 picture.")).to_be_visible()
        for _ in range(10):  # again and again, as a keyboard does
            board.keyboard.down("g")
        board.keyboard.up("g")
        board.get_by_label("More about Pilot").click()
        board.get_by_role("button", name="Defer", exact=True).click()
        expect(board.get_by_text("Pilot is deferred.")).to_be_visible()  # after all before it
        assert len(film.jobs()) == 1
    board.locator(".card h3 a").first.focus()
    board.keyboard.down("ArrowRight")
    board.keyboard.down("ArrowRight")
    expect(board.locator(".card h3").get_by_role("link", name="The Girl")).to_be_focused()


def test_a_key_is_meant_for_the_card_also_while_the_page_changes(board, film):
    board.locator(".card h3 a").first.focus()
    board.evaluate(
        """() => {
          document.activeElement.blur();
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
        }"""
    )
    expect(board.get_by_text("Mara is deferred.")).to_be_visible()


def test_a_card_that_was_left_a_while_ago_hears_no_key(board, film):
    board.locator(".card h3 a").first.focus()
    board.evaluate("document.activeElement.blur()")
    board.wait_for_timeout(500)
    board.keyboard.press("d")
    board.keyboard.press("?")
    expect(board.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert film.assets("deferred") == {}


def test_e_edits_above_the_board(board):
    board.locator(".card h3 a").first.focus()
    board.keyboard.press("e")
    expect(board.get_by_role("dialog").get_by_label("Name", exact=True)).to_have_value("Mara")


def test_without_a_focused_card_or_with_a_modifier_nothing_happens(board, film):
    board.keyboard.press("d")
    board.keyboard.press("g")
    board.locator(".card h3 a").first.focus()
    board.keyboard.press("Alt+d")
    board.keyboard.press("Shift+D")
    board.keyboard.press("s")
    expect(board.get_by_role("group", name="Selected assets")).to_be_visible()
    assert film.assets("deferred") == {}
    assert film.jobs() == []


def test_a_link_of_a_page_may_name_its_own_key(board):
    board.evaluate("document.querySelector('header.top nav a').dataset.key = 'n'")
    board.keyboard.press("?")
    expect(board.get_by_role("dialog", name="Keyboard").get_by_text("Script")).to_be_visible()
    board.keyboard.press("Escape")
    board.keyboard.press("n")
    expect(board).to_have_url(re.compile("/script$"))


def test_a_question_mark_shows_every_key_that_acts(board):
    board.keyboard.press("?")
    dialog = board.get_by_role("dialog", name="Keyboard")
    for says in ("Search", "Select several", "Upload pictures", "Go from card to card"):
        expect(dialog.get_by_text(says)).to_be_visible()
    board.keyboard.press("s")
    board.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(board.get_by_role("group", name="Selected assets")).to_be_hidden()
