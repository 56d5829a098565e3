"""The projects of somebody: made, found, begun with our own script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def ready(page):
    page.goto("/projects")
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")
    return page


def test_a_project_is_made_and_opened(page):
    ready(page).get_by_label("Title of a new project").fill("Night Ferry")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/projects/*-*")
    expect(page.get_by_role("link", name="Night Ferry")).to_be_visible()


def test_whoever_has_nothing_yet_tries_it_with_our_script(page, user, stack):
    ready(page).get_by_role("button", name="Try it with the sample script").click()
    page.wait_for_url("**/projects/*-*")
    expect(page.get_by_text("The sample script is in.")).to_be_visible()
    (project,) = stack.services.projects.list(user.id)
    assert (project.title, project.script_version) == ("The Last Lamp", 1)


def test_the_first_steps_say_where_a_project_stands_until_they_are_hidden(page, film):
    film.script()
    steps = ready(page).get_by_role("region", name="six steps")
    now = steps.locator("[aria-current=step]")
    expect(now).to_contain_text("Extract")
    expect(now.get_by_role("link")).to_have_attribute("href", f"{film.path}/extraction")
    steps.get_by_role("button", name="Hide").click()
    expect(steps).to_have_count(0)
    page.reload()
    expect(steps).to_have_count(0)
    page.get_by_role("link", name="First steps").click()
    expect(steps).to_be_visible()


def test_a_card_says_what_is_in_a_project_and_what_is_next(page, film):
    film.script()
    film.style()
    film.upload(film.add("Mara"))
    film.add("Tom")
    card = ready(page).get_by_role("listitem").filter(has_text="The Long Tide").last
    for said in ("1/2 with images", "3 scenes", "Pictures are missing", "changed just now"):
        expect(card).to_contain_text(said)
    expect(card.locator("img")).to_have_count(1)


def test_a_project_is_renamed_in_its_menu(page, film):
    ready(page).get_by_label("Rename The Long Tide").click()
    page.get_by_label("Title", exact=True).fill("Night Ferry")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("It is called Night Ferry now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Night Ferry")).to_be_visible()


def test_among_many_projects_one_is_found_while_its_title_is_typed(page, user, stack):
    for number in range(9):
        stack.services.projects.create(user.id, f"Film {number}")
    stack.services.projects.create(user.id, "Straße")
    cards = ready(page).locator("#projects > li:visible")
    expect(cards).to_have_count(10)
    page.get_by_label("Search projects").fill("film 3")
    expect(cards).to_have_count(1)
    page.get_by_label("Search projects").fill("no such film")
    expect(page.get_by_text("No project has that in its title.")).to_be_visible()
    page.get_by_label("Search projects").press("Enter")
    expect(page.get_by_role("link", name="Show all projects")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (360, 740)])
def test_nothing_stands_in_anybodys_way(new_page, film, scheme, size):
    film.script()
    film.upload(film.add("Mara"))
    page = ready(
        new_page(color_scheme=scheme, viewport=dict(zip(("width", "height"), size, strict=True)))
    )
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
