"""Members in a real browser: a link, a role, who is removed while his page is open."""

import re

import pytest
from fixtures.app import PASSWORD
from playwright.sync_api import expect

from asset_service.domain.members import GivenRole
from browser.test_editing import come


@pytest.fixture
def grace(stack, other):
    stack.services.accounts.rename(other.id, "Grace")
    return other


def join(film, who, role=GivenRole.EDITOR):
    made = film.services.invitations.invite(*film.ids, who.email, role)
    film.services.invitations.accept(who.id, made.link.rpartition("/")[2])


def test_a_link_is_copied_and_lets_its_address_in(new_page, film, grace):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{film.path}/members")
    page.get_by_label("E-mail").fill(grace.email)
    page.get_by_label("As", exact=True).select_option("viewer")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = re.sub(r"^https?://[^/]+", "", page.evaluate("navigator.clipboard.readText()"))

    page.goto(f"{film.path}/members")
    visitor = new_page(None)
    visitor.goto(link)
    visitor.get_by_role("link", name="Sign in to accept").click()
    visitor.get_by_label("E-mail").fill(grace.email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.get_by_role("button", name="Accept").click()
    expect(visitor.get_by_text("Welcome: you are a viewer")).to_be_visible()

    # the owner's page hears of it by itself
    expect(page.get_by_label("Role of Grace", exact=True)).to_have_value("viewer")


def _hold(route, held):
    held.append(route) if route.request.method == "POST" else route.continue_()


def test_the_next_address_that_is_typed_while_a_link_is_made_stays(page, film):
    page.goto(f"{film.path}/members")
    held = []
    page.route("**/*", lambda route: _hold(route, held))
    email = page.get_by_label("E-mail")
    email.fill("first@film.example")
    page.get_by_label("As", exact=True).select_option("viewer")
    page.get_by_role("button", name="Make the link").click()
    come(page, held)
    email.fill("second@film.example")
    held[0].continue_()
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    expect(email).to_have_value("second@film.example")
    expect(page.get_by_label("As", exact=True)).to_have_value("editor")


def test_a_role_is_changed_and_a_member_removed_in_a_dialog(page, film, grace):
    join(film, grace)
    page.goto(f"{film.path}/members")
    page.get_by_label("Role of Grace", exact=True).select_option("viewer")
    page.get_by_role("button", name="Save the role of Grace").click()
    expect(page.get_by_text("Grace may look at everything")).to_be_visible()
    page.get_by_role("link", name="Remove Grace").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Remove Grace?")).to_be_visible()
    dialog.get_by_role("link", name="Keep").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Remove Grace").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Grace is no member")).to_be_visible()
    expect(page.get_by_label("Role of Grace", exact=True)).to_have_count(0)


def test_a_film_is_given_away_in_two_steps(page, film, grace):
    join(film, grace)
    page.goto(f"{film.path}/members")
    page.get_by_role("link", name="Transfer the film").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title of the film").fill("The Long")
    dialog.get_by_role("button", name="Transfer").click()
    expect(page.get_by_text("Type the title as it stands above.")).to_be_visible()
    page.get_by_label("Title of the film").fill("The Long Tide")
    page.get_by_role("button", name="Transfer", exact=True).click()
    expect(page.get_by_text("The film is Grace's now.")).to_be_visible()
    expect(page.get_by_role("button", name="Make the link")).to_have_count(0)


@pytest.mark.promise("A13")
def test_an_open_page_of_who_was_removed_shows_the_film_no_more(new_page, film, grace):
    film.add("Mara")
    join(film, grace)
    page = new_page(grace)
    page.goto(film.path)
    expect(page.get_by_text("Mara").first).to_be_visible()
    film.services.members.remove(*film.ids, grace.id)
    page.get_by_role("link", name="Scenes").click()
    expect(page.get_by_text("No such project")).to_be_visible()
