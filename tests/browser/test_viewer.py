"""A picture at full size, and two of them compared, above the page they were opened from."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser.stack import until


@pytest.fixture
def mara(film):
    """An asset with three pictures, the last of them selected."""
    asset = film.add("Mara")
    for shade in range(3):
        film.upload(asset, shade)
    return asset


@pytest.fixture
def viewer(page, film, mara):
    """The second picture, at full size above the board."""
    page.goto(f"{film.path}#/assets/{mara.id}/attempts/2")
    expect(page.get_by_role("dialog")).to_contain_text("Attempt 2 · 2 / 3")
    return page


def scale(page, nth=0):
    found = page.locator("#viewer .stage img").nth(nth).evaluate("i => i.style.transform")
    return float(re.search(r"scale\((.*)\)", found)[1])


def chosen(film, mara):
    return next(attempt.number for attempt in film.attempts(mara) if attempt.is_selected)


def has_no_violation(page):
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == [], found.generate_report()


def test_a_slide_opens_it_and_escape_returns_to_the_card_and_its_place(page, film, mara):
    for number in range(6):
        film.add(f"Thing {number}")
    page.goto(film.path)
    page.get_by_role("list", name="Pictures of Mara").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 200)")
    page.locator(".slide.selected .look").click()
    dialog = page.get_by_role("dialog", name=re.compile("Mara Attempt 3"))
    expect(dialog.locator(".stage img")).to_have_attribute("src", re.compile("/1600$"))
    assert page.evaluate("location.hash").endswith("/attempts/3")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog")).to_contain_text("Attempt 2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    look = page.locator('.look[href$="/attempts/2"]')
    expect(look).to_be_focused()
    expect(look).to_be_in_viewport(ratio=0.9)
    assert (page.evaluate("location.hash"), page.evaluate("scrollY")) == ("", 200)


def test_going_back_closes_it_and_reloading_opens_it_again(page, film, mara):
    page.goto(film.path)
    page.locator(".slide.selected .look").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text("Attempt 3")
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.go_forward()
    expect(page.get_by_role("dialog")).to_contain_text("Attempt 3")


def test_buttons_keys_and_the_wheel_zoom(viewer):
    page = viewer
    output = page.locator("#viewer output")
    expect(output).to_have_text("Fit")
    page.keyboard.press("+")
    assert scale(page) == 1.25
    page.keyboard.press("-")
    expect(output).to_have_text("Fit")
    page.keyboard.press("1")
    expect(output).to_have_text("100 %")
    page.keyboard.press("0")
    page.locator("#viewer .stage").hover()
    page.mouse.wheel(0, -400)
    until(lambda: scale(page) > 2)
    page.get_by_role("button", name="Whole picture").click()
    expect(output).to_have_text("Fit")


def test_a_larger_picture_is_moved_by_dragging_and_by_keys_but_not_away(viewer):
    page = viewer
    image = page.locator("#viewer .stage img")
    box = page.locator("#viewer .stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _ in range(6):
        page.keyboard.press("+")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 100)
    page.mouse.up()
    dragged = image.bounding_box()["y"]
    page.keyboard.press("Shift+ArrowUp")
    assert image.bounding_box()["y"] > dragged
    for _ in range(20):
        page.keyboard.press("Shift+ArrowUp")
    assert image.bounding_box()["y"] <= y


def test_a_click_goes_close_to_what_was_clicked_and_back(viewer):
    viewer.locator("#viewer .stage").click()
    until(lambda: scale(viewer) > 1)
    viewer.locator("#viewer .stage").click()
    until(lambda: scale(viewer) == 1)


def test_a_key_selects_and_the_page_beneath_knows(viewer, film, mara):
    viewer.keyboard.press("s")
    expect(viewer.locator("#viewer header")).to_contain_text("Selected")
    assert chosen(film, mara) == 2
    viewer.keyboard.press("Escape")
    expect(viewer.locator(".card .slide.selected")).to_contain_text("2 / 3")


def test_what_is_deleted_makes_way_and_is_undone_in_place(viewer, film, mara):
    viewer.get_by_role("dialog").get_by_role("button", name="Delete attempt 2").click()
    expect(viewer.get_by_role("dialog")).to_contain_text("Attempt 3 · 2 / 2")
    viewer.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(viewer.get_by_role("dialog")).to_contain_text("Attempt 3 · 3 / 3")


def test_what_others_do_is_seen_and_leaves_the_zoom(viewer, film, mara):
    viewer.keyboard.press("+")
    film.upload(mara, 7)
    expect(viewer.get_by_role("dialog")).to_contain_text("Attempt 2 · 2 / 4")
    assert scale(viewer) == 1.25


def test_who_turns_while_the_page_changes_gets_there(viewer, film, mara):
    held, slow = [], [True]

    def late(route):
        held.append(route) if slow else route.continue_()

    viewer.route("**/attempts/3", late)
    with viewer.expect_request("**/attempts/3"):
        viewer.keyboard.press("ArrowRight")
    film.add("Old Tom")
    expect(viewer.get_by_role("heading", name="Old Tom", include_hidden=True)).to_be_attached()
    viewer.wait_for_timeout(500)  # what is beneath was looked at again
    slow.clear()
    for route in held:
        route.continue_()
    expect(viewer.get_by_role("dialog")).to_contain_text("Attempt 3 · 3 / 3")


def test_two_are_compared_with_one_zoom(viewer, film, mara):
    page = viewer
    page.keyboard.press("c")
    expect(page.locator(".pane")).to_have_count(2)
    expect(page.locator(".pane").last).to_contain_text("Attempt 3")
    page.keyboard.press("+")
    page.keyboard.press("Shift+ArrowUp")
    first, last = (
        page.locator(".stage img").nth(n).evaluate("i => i.style.transform") for n in (0, 1)
    )
    assert first == last
    assert "scale(1.25)" in first
    page.reload()
    expect(page.locator("#viewer .pane")).to_have_count(2)
    page.get_by_role("link", name="Attempt 1 instead of 2").click()
    expect(page.get_by_role("dialog")).to_contain_text("Attempts 1 and 3")


def test_a_line_between_two_is_moved_by_keys(viewer):
    page = viewer
    page.keyboard.press("c")
    page.get_by_role("button", name="Slider").click()
    slider = page.get_by_role("slider", name="How much of attempt 2 is shown")
    cut = "() => getComputedStyle(document.querySelectorAll('#viewer .stage')[1]).clipPath"
    before = page.evaluate(cut)
    slider.focus()
    page.keyboard.press("Home")
    assert page.evaluate(cut) != before
    first, second = (page.locator("#viewer .stage").nth(n).bounding_box() for n in (0, 1))
    assert first == second


def test_holding_a_key_flips_to_the_other(viewer):
    page = viewer
    page.keyboard.press("c")
    page.get_by_role("button", name="Flip", exact=True).click()
    first, second = page.locator("#viewer .stage img").all()
    expect(second).to_be_hidden()
    page.keyboard.down("f")
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    page.keyboard.up("f")
    expect(first).to_be_visible()
    page.get_by_role("button", name="Hold to flip").hover()
    page.mouse.down()
    expect(first).to_be_hidden()
    page.mouse.up()
    expect(first).to_be_visible()


def test_one_of_two_is_chosen_by_its_number(viewer, film, mara):
    viewer.keyboard.press("c")
    expect(viewer.locator(".pane").last).to_contain_text("Selected")
    viewer.keyboard.press("1")
    expect(viewer.locator(".pane").first).to_contain_text("Selected")
    assert chosen(film, mara) == 2
    viewer.keyboard.press("2")
    expect(viewer.locator(".pane").last).to_contain_text("Selected")
    assert chosen(film, mara) == 3


def test_the_original_is_downloaded_untouched(viewer, film, mara):
    with viewer.expect_download() as download:
        viewer.get_by_role("link", name="Download original").click()
    kept = film.attempts(mara)[1]
    assert download.value.path().stat().st_size == kept.size


def test_an_address_that_leads_nowhere_shows_the_page_alone(page, film, mara):
    page.goto(f"{film.path}#/assets/{mara.id}/attempts/99")
    until(lambda: page.evaluate("location.hash") == "")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", name="Mara")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_it_keeps_anybody_out(new_page, film, mara, scheme):
    page = new_page(color_scheme=scheme)
    page.goto(film.path)
    expect(page.locator("html[data-ui-ready]")).to_be_attached()
    has_no_violation(page)
    page.locator(".slide.selected .look").click()
    expect(page.get_by_role("dialog")).to_contain_text("Attempt 3")
    has_no_violation(page)
    page.keyboard.press("c")
    for mode in ("Side by side", "Slider", "Flip"):
        page.get_by_role("button", name=mode, exact=True).click()
        has_no_violation(page)


def test_it_fits_a_narrow_screen(new_page, film, mara):
    page = new_page(viewport={"width": 360, "height": 740})
    for path in ("attempts/2", "compare?a=1&b=2"):
        page.goto(f"{film.path}/assets/{mara.id}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        expect(page.get_by_role("link", name="Close")).to_be_in_viewport()
        page.get_by_role("button", name="100 %").click(trial=True)
