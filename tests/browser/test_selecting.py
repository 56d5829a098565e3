"""Several assets at once."""

import pytest
from playwright.sync_api import expect

from browser.stack import until


@pytest.fixture
def board(page, film):
    film.style()
    for name in ("Mara", "Old Tom", "The Girl", "Pilot"):
        film.add(name)
    film.services.curation.defer(*film.ids, film.add("Gull").id)
    page.goto(film.path)
    page.get_by_role("link", name="Select", exact=True).click()
    return page


def bar(board):
    return board.get_by_role("group", name="Selected assets")


def card(board, name):
    return board.locator(".card", has=board.get_by_role("heading", name=name))


def tick(board, name, **how):
    board.get_by_role("checkbox", name=f"Select {name}").click(**how)


def states(film):
    return {name: asset.state for name, asset in film.assets().items()}


def test_ticked_assets_are_deferred_in_one_request_and_come_back_by_undo(board, film):
    sent = []
    board.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    tick(board, "Mara")
    tick(board, "Pilot")
    expect(bar(board).get_by_text("2 selected")).to_be_visible()
    bar(board).get_by_role("button", name="Defer").click()
    expect(board.get_by_text("Mara, Pilot are deferred.")).to_be_visible()
    expect(bar(board)).to_be_hidden()
    assert len(sent) == 1
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("Mara, Pilot are back.")).to_be_visible()
    assert states(film)["Mara"] == states(film)["Pilot"] == "active"
    assert states(film)["Gull"] == "deferred"


def test_shift_ticks_all_between(board):
    tick(board, "Mara")
    tick(board, "The Girl", modifiers=["Shift"])
    expect(bar(board).get_by_text("3 selected")).to_be_visible()
    expect(board.get_by_role("checkbox", name="Select Pilot")).not_to_be_checked()


def test_a_click_anywhere_on_a_card_ticks_it_and_leads_nowhere(board, film):
    card(board, "Old Tom").get_by_role("heading").click()
    expect(board.get_by_role("checkbox", name="Select Old Tom")).to_be_checked()
    assert board.url.endswith(film.path)
    card(board, "Old Tom").locator(".frame").click()
    expect(bar(board).get_by_role("button", name="Delete")).to_be_disabled()


def test_control_a_ticks_what_the_filter_shows_and_escape_leaves(board):
    board.get_by_role("searchbox").fill("o")
    expect(board.locator("main .card")).to_have_count(2)
    board.get_by_role("searchbox").blur()
    board.keyboard.press("Control+a")
    expect(bar(board).get_by_text("2 selected")).to_be_visible()
    board.keyboard.press("Escape")
    expect(bar(board)).to_be_hidden()


def test_what_is_ticked_stays_while_the_page_changes(board, film):
    tick(board, "Mara")
    film.add("Stranger")
    expect(board.get_by_role("heading", name="Stranger")).to_be_visible()
    expect(board.get_by_role("checkbox", name="Select Mara")).to_be_checked()
    expect(bar(board).get_by_text("1 selected")).to_be_visible()


def test_deferred_ones_are_restored_and_what_does_not_fit_is_left_out(board, film):
    board.get_by_text("Deferred assets (1)").click()
    tick(board, "Gull")
    tick(board, "Mara")
    bar(board).get_by_role("button", name="Restore").click()
    expect(board.get_by_text("Gull is back. Left out: Mara (nothing to change).")).to_be_visible()
    until(lambda: states(film)["Gull"] == "active")


def test_pictures_of_the_ticked_are_one_batch(board, film, stack):
    with stack.paused("images"):
        tick(board, "Mara")
        tick(board, "Old Tom")
        bar(board).get_by_role("button", name="Generate").click()
        expect(board.get_by_text("Asked for 2 pictures.")).to_be_visible()
    jobs = film.jobs()
    assert len(jobs) == 2
    assert len({job.batch_id for job in jobs}) == 1


def test_deleting_many_can_be_undone(board, film):
    tick(board, "Mara")
    tick(board, "Pilot")
    bar(board).get_by_role("button", name="Delete").click()
    expect(board.get_by_text("Mara, Pilot are in the bin for 30 days.")).to_be_visible()
    expect(board.locator("main .card")).to_have_count(2)
    board.get_by_role("button", name="Undo").click()
    expect(board.locator("main .card")).to_have_count(4)
