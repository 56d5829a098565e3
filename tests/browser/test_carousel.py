"""The pictures of an asset lie beside each other, and what the jobs do is said under them."""

import re

import pytest
from playwright.sync_api import expect

from browser.stack import REFUSED, until


@pytest.fixture
def mara(film):
    """An asset with three pictures, the last of them selected."""
    asset = film.add("Mara")
    for shade in range(3):
        film.upload(asset, shade)
    return asset


@pytest.fixture
def board(page, film, mara):
    page.goto(film.path)
    return page


def select(film, mara, number):
    (attempt,) = [one for one in film.attempts(mara) if one.number == number]
    film.services.attempts.select(*film.ids, mara.id, attempt.id)


def shows(page, number):
    """Wait until the first carousel shows this attempt, and nothing of another."""
    slide = page.locator(".slide").filter(has=page.locator(f'[href$="/attempts/{number}"]')).first
    expect(slide).to_be_in_viewport(ratio=0.98)
    # Not between two of them; their widths may be broken numbers.
    off = "s => Math.abs(s.scrollLeft / s.clientWidth - Math.round(s.scrollLeft / s.clientWidth))"
    until(lambda: page.locator(".slides").first.evaluate(off) < 0.01)


def test_it_opens_at_the_selected_picture_with_its_place_gold_and_star(film, new_page, mara):
    select(film, mara, 2)
    for scripts in (True, False):
        page = new_page(java_script_enabled=scripts)
        page.goto(film.path)
        expect(page.get_by_text("2 / 3")).to_be_in_viewport()
        expect(page.get_by_text("Selected", exact=True)).to_be_in_viewport()
        expect(page.get_by_text("1 / 3")).not_to_be_in_viewport()


def test_arrows_dots_and_keys_lead_along_it(board):
    board.get_by_role("button", name="Previous picture").click()
    shows(board, 2)
    board.get_by_role("link", name="Attempt 1", exact=True).click()
    shows(board, 1)
    expect(board.get_by_role("button", name="Previous picture")).to_be_disabled()
    board.get_by_role("list", name="Pictures of Mara").focus()
    for key, number in (("ArrowRight", 2), ("End", 3), ("ArrowLeft", 2), ("Home", 1)):
        board.keyboard.press(key)
        shows(board, number)
    assert board.url.endswith(board.evaluate("location.pathname"))


def test_swiping_is_scrolling_and_the_dots_follow(board):
    board.locator(".slides").evaluate("slides => slides.scrollTo(0, 0)")
    expect(board.locator(".pip").first).to_have_attribute("aria-current", "")
    expect(board.locator(".pip").last).not_to_have_attribute("aria-current", "")


def test_select_puts_the_picture_that_is_shown_in_use(board, film, mara):
    board.get_by_role("link", name="Attempt 1", exact=True).click()
    board.get_by_role("button", name="Select attempt 1 of Mara").click()
    expect(board.locator(".slide.selected")).to_contain_text("1 / 3")
    shows(board, 1)
    assert [attempt.is_selected for attempt in film.attempts(mara)] == [True, False, False]


def test_delete_takes_the_picture_away_and_undo_brings_it_back(board, film, mara):
    board.get_by_role("button", name="Delete attempt 1 of Mara").click()
    expect(board.get_by_text("2 / 2")).to_be_visible()
    shows(board, 2)
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("3 / 3")).to_be_visible()


def test_what_another_tab_selects_is_moved_to(board, film, mara):
    select(film, mara, 1)
    shows(board, 1)


def test_a_new_picture_is_moved_to(board, film, mara):
    film.upload(mara, 9)
    shows(board, 4)


def test_who_looks_through_the_pictures_is_not_thrown_back(board, film, mara):
    board.get_by_role("list", name="Pictures of Mara").focus()
    board.keyboard.press("Home")
    film.add("Tom")
    expect(board.get_by_role("heading", name="Tom")).to_be_visible()
    shows(board, 1)
    select(film, mara, 2)
    expect(board.locator(".slide.selected")).to_contain_text("2 / 3")
    shows(board, 1)
    expect(board.locator(".slide").first.locator(".look")).to_be_focused()


def test_an_evicted_picture_before_it_moves_nothing(board, film, mara):
    film.upload(mara, 9)
    shows(board, 4)
    board.get_by_role("list", name="Pictures of Mara").focus()
    board.keyboard.press("ArrowLeft")
    expect(board.get_by_text("Next to leave")).to_have_count(1)
    film.upload(mara, 10)
    expect(board.get_by_text("Attempt 1:")).to_have_count(0)
    expect(board.locator(".slide")).to_have_count(4)
    shows(board, 3)


def test_nothing_moves_while_pictures_load_and_cards_of_a_row_are_equally_high(board, film):
    film.add("Tom")
    film.add("The Girl")
    board.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => {"
        "for (const one of list.getEntries()) moved += one.value;"
        "}).observe({type: 'layout-shift', buffered: true})"
    )
    board.reload(wait_until="networkidle")
    assert board.evaluate("moved") < 0.01
    assert len({card.bounding_box()["height"] for card in board.locator(".card").all()}) == 1
    assert len({box.bounding_box()["height"] for box in board.locator(".carousel").all()}) == 1
    expect(board.get_by_text("No image yet")).to_have_count(2)


def test_until_a_picture_is_there_its_place_is_blurred(board, film):
    board.route("**/images/**", lambda route: None)
    board.reload(wait_until="domcontentloaded")
    image = board.locator(".slide.selected img")
    expect(image).to_have_css("background-image", re.compile("data:image/png"))
    assert board.locator("[style]").count() == 0


def test_a_wrong_hash_does_no_harm(board, film, mara):
    board.route("**/images/**", lambda route: None)
    wrong = ["", "AAAA", "%%%%", '"] { } * { display: none', "A" * 400, "////////////"]
    board.evaluate(
        """hashes => {
          const image = document.querySelector('.slide img');
          for (const hash of hashes) {
            const one = image.cloneNode(); one.dataset.hash = hash; image.after(one);
          }
          document.dispatchEvent(new CustomEvent('page:changed'));
        }""",
        wrong,
    )
    expect(board.locator(".slide img").first).to_be_attached()
    expect(board.get_by_role("heading", name="Mara")).to_be_visible()


def test_queued_jobs_say_their_place_and_are_cancelled_in_place(stack, page, film):
    film.style()
    with stack.paused("images"):
        film.ask(film.add("Mara"))
        film.ask(film.add("Tom"))
        page.goto(film.path)
        tom = page.get_by_role("article", name="Tom")
        expect(tom).to_contain_text("Queued, 2nd in line")
        tom.get_by_role("button", name="Cancel").click()
        expect(tom).to_contain_text("Cancelled")
        expect(tom).to_contain_text("No image yet")
        expect(page.get_by_role("article", name="Mara")).to_contain_text("Queued, next in line")
        page.get_by_role("article", name="Mara").get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Queued,")).to_have_count(0)


def test_a_running_job_shows_its_progress_and_hides_no_picture(stack, page, film, mara):
    film.style()
    page.goto(film.path)
    before = page.locator(".card").bounding_box()["height"]
    with stack.paused("images"):
        (job,) = film.ask(mara)
        film.start_job(job, stage="generating", progress=0.4)
        expect(page.get_by_text("Generating · 40 %")).to_be_visible()
        expect(page.get_by_role("progressbar", name="Generating")).to_have_attribute("value", "40")
        film._write(job, stage="storing", progress=0.9)
        expect(page.get_by_text("Storing · 90 %")).to_be_visible()
        picture = page.locator(".slide.selected .mat").bounding_box()
        state = page.locator(".state").bounding_box()
        assert picture["y"] + picture["height"] <= state["y"]
        assert page.locator(".card").bounding_box()["height"] == before
        film.end_job(job, "failed", error_message="The provider was away.")


def test_a_refusal_names_the_category_and_leads_to_the_prompt_or_a_retry(page, film):
    film.style()
    tom = film.add(f"Tom with {REFUSED}")
    page.goto(film.path)
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.get_by_text("Refused by the provider")).to_be_visible()
    expect(page.locator(".state .why")).to_contain_text("No attempt was used")
    edit = page.get_by_role("link", name="Edit the prompt")
    expect(edit).to_have_attribute("href", f"{film.path}/assets/{tom.id}#edit")
    page.get_by_role("button", name="Retry").click()
    until(lambda: len(film.jobs()) == 2)


def test_failed_and_unknown_say_why_and_what_a_retry_means(stack, page, film):
    film.style()
    with stack.paused("images"):
        (job,) = film.ask(film.add("Mara"))
        film.end_job(job, "failed", error_message="The provider was away.")
        (job,) = film.ask(film.add("Tom"))
        film.end_job(job, "unknown_outcome")
        page.goto(film.path)
        mara = page.get_by_role("article", name="Mara")
        expect(mara).to_contain_text("The provider was away. No attempt was used.")
        expect(page.get_by_role("article", name="Tom")).to_contain_text("A retry is a new spend.")
        mara.get_by_role("button", name="Retry").click()
        expect(mara).to_contain_text("Queued")
        mara.get_by_role("button", name="Cancel").click()
        expect(mara).to_contain_text("Cancelled")
