"""From one film into the library and into the next, by keyboard and in dialogs."""

import re

import pytest
from fixtures.film import Film
from playwright.sync_api import expect

from browser.conftest import READY


@pytest.fixture
def next_film(stack, user):
    project = stack.services.projects.create(user.id, "The Next Tide")
    return Film(stack.services, user, None, project.id, stack.settings.owner_url)


def keep(film, name="Mara Voss", shade=1):
    asset = film.add(name)
    film.upload(asset, shade)
    return film.services.promoting.promote(*film.ids, asset.id).library_asset


def dialog(page):
    return page.get_by_role("dialog")


def test_from_one_film_through_the_library_into_the_next_by_keyboard(page, film, next_film):
    asset = film.add("Mara Voss")
    film.upload(asset)
    page.goto(film.path)
    page.get_by_label("More about Mara Voss").press("Enter")
    page.get_by_role("link", name="Add to library").press("Enter")
    dialog(page).get_by_role("button", name="Add to library").press("Enter")
    expect(page.get_by_text("Mara Voss is in your library.")).to_be_visible()

    page.goto(next_film.path)
    page.get_by_role("link", name="Browse library").press("Enter")
    dialog(page).get_by_role("checkbox", name=re.compile("Mara Voss")).press("Space")
    dialog(page).get_by_role("button", name="Take into this film").press("Enter")
    expect(page.get_by_text("Mara Voss came from the library.")).to_be_visible()
    card = page.get_by_role("article", name="Mara Voss")
    expect(card.get_by_text("Cloned")).to_be_visible()
    expect(card.get_by_role("img", name=re.compile("Mara Voss")).first).to_be_visible()

    (kept,) = film.services.library.list(film.person.id).items
    film.services.library.edit(film.person.id, kept.id, 1, {"description": "Older."})
    page.reload()
    page.locator(READY).wait_for()
    card.get_by_role("link", name="Newer in library").press("Enter")
    expect(dialog(page).get_by_role("checkbox", name="Description")).to_be_checked()
    dialog(page).get_by_role("button", name="Take what is ticked").press("Enter")
    expect(page.get_by_text("Mara Voss took from the library: description.")).to_be_visible()
    expect(card.get_by_text("Newer in library")).to_have_count(0)
    assert next_film.assets()["Mara Voss"].description == "Older."


def test_what_is_picked_stays_picked_while_somebody_looks_on(page, film, next_film):
    keep(film, "Mara Voss", 1)
    keep(film, "Old Tom", 2)
    keep(film, "Brass key", 3)
    page.goto(next_film.path)
    page.get_by_role("link", name="Browse library").click()
    dialog(page).get_by_role("checkbox", name=re.compile("Mara Voss")).check()
    dialog(page).get_by_role("searchbox").fill("tom")
    dialog(page).get_by_role("searchbox").press("Enter")
    expect(dialog(page).get_by_role("checkbox", name=re.compile("Brass key"))).to_have_count(0)
    dialog(page).get_by_role("checkbox", name=re.compile("Old Tom")).check()
    expect(dialog(page).get_by_role("checkbox", name=re.compile("Mara Voss"))).to_be_checked()
    dialog(page).get_by_role("link", name="All").click()
    dialog(page).get_by_role("button", name="Take into this film").click()
    expect(page.get_by_role("article", name="Old Tom")).to_be_visible()
    assert set(next_film.assets()) == {"Mara Voss", "Old Tom"}


def test_what_is_picked_while_a_search_is_on_its_way_stays_picked(page, film, next_film):
    keep(film, "Mara Voss", 1)
    keep(film, "Old Tom", 2)
    keep(film, "Brass key", 3)
    page.goto(next_film.path)
    page.get_by_role("link", name="Browse library").click()
    box = dialog(page).get_by_role("checkbox", name=re.compile("Mara Voss"))
    expect(box).to_be_visible()
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile("q=tom"), hold, times=1)
    dialog(page).get_by_role("searchbox").fill("tom")
    with page.expect_request(re.compile("q=tom")):
        dialog(page).get_by_role("searchbox").press("Enter")
    box.check()
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(dialog(page).get_by_role("checkbox", name=re.compile("Brass key"))).to_have_count(0)
    expect(box).to_be_checked()


def test_of_a_name_that_is_taken_the_dialog_asks_and_closes_when_answered(page, film, next_film):
    keep(film)
    asset = next_film.add("Mara Voss")
    next_film.upload(asset, 3)
    page.goto(next_film.path)
    page.get_by_label("More about Mara Voss").click()
    page.get_by_role("link", name="Add to library").click()
    dialog(page).get_by_role("button", name="Add to library").click()
    dialog(page).get_by_role("button", name="Yes, make this its next version").click()
    expect(page.get_by_text("Mara Voss has version 2 in your library.")).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def test_an_open_board_hears_that_the_library_says_more(page, film):
    kept = keep(film)
    page.goto(film.path)
    page.locator(READY).wait_for()
    film.services.library.edit(film.person.id, kept.id, 1, {"description": "Older."})
    expect(page.get_by_text("Newer in library")).to_be_visible()


def test_without_scripts_the_same_forms_are_pages(new_page, film, next_film):
    keep(film)
    page = new_page(java_script_enabled=False)
    page.goto(next_film.path)
    page.get_by_role("link", name="Browse library").click()
    page.get_by_role("checkbox", name=re.compile("Mara Voss")).check()
    page.get_by_role("button", name="Take into this film").click()
    expect(page.get_by_text("Mara Voss came from the library.")).to_be_visible()
