"""The board is narrowed as somebody types and chooses."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def board(page, film):
    film.script()
    film.upload(film.add("Mara", "character", 1))
    film.add("Old Tom", "character", 2)
    film.add("Oil lamp", "prop")
    film.services.curation.defer(*film.ids, film.add("Gull", "extra_archetype", 3).id)
    page.goto(film.path)
    return page


def names(board):
    return board.locator("main .card h3")


def test_typing_narrows_the_board_and_the_address_and_the_focus_stays(board):
    board.get_by_role("searchbox").press_sequentially("old", delay=40)
    expect(names(board)).to_have_text(["Old Tom"])
    expect(board).to_have_url(re.compile(r"\?q=old$"))
    expect(board.get_by_role("searchbox")).to_be_focused()
    board.get_by_role("searchbox").press("Backspace")
    board.keyboard.type("i")
    expect(names(board)).to_have_count(0)
    expect(board.get_by_role("searchbox")).to_have_value("oli")


def test_type_scene_and_status_go_together_and_show_all_ends_it(board):
    board.get_by_label("Scene", exact=True).select_option("1")
    expect(names(board)).to_have_text(["Mara", "Oil lamp"])
    board.get_by_role("link", name="Characters 1").click()
    expect(names(board)).to_have_text(["Mara"])
    board.get_by_label("Status").select_option("missing")
    expect(names(board)).to_have_count(0)
    expect(board.get_by_role("heading", name="Nothing here")).to_be_visible()
    board.get_by_role("link", name="Show all").first.click()
    expect(names(board)).to_have_count(3)
    expect(board.get_by_label("Status")).to_have_value("")
    expect(board.get_by_label("Scene", exact=True)).to_have_value("")


def test_reloading_shows_what_was_picked(board):
    board.get_by_label("Status").select_option("image")
    expect(names(board)).to_have_text(["Mara"])
    board.reload()
    expect(names(board)).to_have_text(["Mara"])
    expect(board.get_by_label("Status")).to_have_value("image")


def test_deferred_ones_obey_and_can_be_asked_for(board):
    board.get_by_label("Status").select_option("deferred")
    expect(names(board)).to_have_count(0)
    expect(board.locator(".deferred").get_by_role("link", name="Gull")).to_be_visible()
    board.get_by_role("searchbox").fill("nobody")
    expect(board.locator(".deferred")).to_have_count(0)


def test_what_others_do_meanwhile_comes_into_what_is_picked(board, film):
    board.get_by_role("link", name="Props 1").click()
    expect(names(board)).to_have_text(["Oil lamp"])
    film.add("Rope", "prop")
    film.add("The Girl")
    expect(names(board)).to_have_text(["Oil lamp", "Rope"])


def test_an_act_leads_back_to_what_was_picked(board, film):
    board.get_by_role("link", name="Props 1").click()
    expect(names(board)).to_have_text(["Oil lamp"])
    board.get_by_label("More about Oil lamp").click()
    board.get_by_role("button", name="Defer", exact=True).click()
    expect(board.get_by_text("Oil lamp is deferred.")).to_be_visible()
    expect(names(board)).to_have_count(0)
    expect(board).to_have_url(re.compile(r"\?type=prop$"))


def test_a_list_without_a_search_is_narrowed_too(page, film):
    film.upload(film.add("Mara"))
    page.goto(f"{film.path}/log")
    page.get_by_label("What", exact=True).select_option("asset")
    expect(page).to_have_url(re.compile("kind=asset"))
    expect(page.get_by_role("link", name="Show everything")).to_be_visible()
    expect(page.get_by_text("uploaded")).to_have_count(0)
    expect(page.get_by_text("cannot be reached")).to_have_count(0)
