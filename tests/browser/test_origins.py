"""The badge on a picture, and what opens when it is pressed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from fixtures import claiming
from fixtures.certificates import signed
from fixtures.pictures import a_png
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def has_no_violation(page):
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], colours + found.generate_report()


@pytest.fixture
def mara(film):
    return film.add("Mara")


@pytest.fixture
def receive(film, mara):
    return lambda data: film.services.uploads.receive(*film.ids, mara.id, data, "a.png").attempt


def test_the_badge_opens_where_the_picture_comes_from_and_closes_to_the_card(page, film, receive):
    receive(signed(a_png(1, (80, 120)), "image/png"))
    page.goto(film.path)
    expect(page.locator(".slide .flag.ai")).to_have_text("AI-generated")
    page.get_by_role("link", name="Uploaded (where attempt 1 of Mara comes from)").click()
    dialog = page.get_by_role("dialog", name="Where attempt 1 of Mara comes from")
    expect(dialog).to_contain_text("Valid, untrusted: unchanged since it was signed")
    has_no_violation(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".flag.source")).to_be_focused()


def test_a_placeholder_says_that_it_is_no_ai_before_anybody_asks(page, film, mara):
    film.style()
    film.ask(mara)
    page.goto(film.path)
    expect(page.locator(".slide .flag.source")).to_contain_text("Placeholder, not AI-generated")
    expect(page.locator(".flag.ai")).to_have_count(0)
    has_no_violation(page)


def test_it_opens_above_a_picture_at_full_size_and_escape_closes_one_at_a_time(
    page, film, mara, receive
):
    receive(claiming.with_texts(parameters=claiming.PARAMETERS))
    page.goto(f"{film.path}#/assets/{mara.id}/attempts/1")
    viewer = page.get_by_role("dialog", name=re.compile("Mara Attempt 1"))
    viewer.get_by_role("link", name="Where it comes from").click()
    above = page.get_by_role("dialog", name="Where attempt 1 of Mara comes from")
    expect(above).to_contain_text("Settings of AUTOMATIC1111")
    has_no_violation(page)
    page.keyboard.press("Escape")
    expect(above).to_be_hidden()
    expect(viewer).to_be_visible()


def test_a_prompt_from_a_file_waits_in_the_form_until_it_is_saved(page, film, mara, receive):
    receive(claiming.with_texts(parameters=claiming.PARAMETERS))
    page.goto(f"{film.path}/assets/{mara.id}/attempts/1/origin")
    page.get_by_role("link", name="Use this prompt").click()
    field = page.get_by_label("Image prompt")
    expect(field).to_have_value("a lighthouse, (storm:1.2)\nat night")
    page.wait_for_timeout(1500)  # longer than the pause after which typing is saved
    assert film.asset(mara).image_prompt == ""
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Mara is saved.")).to_be_visible()
    assert film.asset(mara).image_prompt.startswith("a lighthouse")


def test_a_marked_copy_is_a_download(page, film, mara):
    film.style()
    film.ask(mara)
    page.goto(film.path)
    expect(page.locator(".slide .flag.source")).to_be_visible()
    page.goto(f"{film.path}/assets/{mara.id}/attempts/1/origin")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download a marked copy").click()
    assert coming.value.suggested_filename == "attempt-1-marked.png"
