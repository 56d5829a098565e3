"""Signing in and up."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from fixtures.app import PASSWORD
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def visitor(new_page):
    return new_page(person=None)


def ready(page, address):
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-ui-ready", "")


def test_a_wrong_password_is_said_at_the_form_and_then_the_right_one_opens(visitor, user):
    ready(visitor, "/sign-in?next=/settings")
    visitor.get_by_label("E-mail").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill("not the password")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("alert")).to_contain_text("is wrong")
    expect(visitor.get_by_label("E-mail")).to_have_value(user.email)
    expect(visitor.get_by_label("Password", exact=True)).to_be_focused()
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url("**/settings")


def test_a_password_is_shown_to_whoever_wants_to_see_it(visitor):
    ready(visitor, "/sign-in")
    password = visitor.get_by_label("Password", exact=True)
    password.fill("a secret")
    show = visitor.get_by_role("button", name="Show the password")
    show.click()
    expect(password).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")
    show.click()
    expect(password).to_have_attribute("type", "password")


def test_a_taken_address_is_said_and_what_was_typed_is_kept(visitor, user):
    ready(visitor, "/sign-up")
    visitor.get_by_label("Name").fill("Bo")
    visitor.get_by_label("E-mail").fill(user.email)
    visitor.get_by_label("Password", exact=False).first.fill(PASSWORD)
    visitor.get_by_role("button", name="Make the account").click()
    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(visitor.get_by_label("Name")).to_have_value("Bo")


def test_without_a_script_there_is_no_button_that_would_do_nothing(new_page):
    page = new_page(person=None, java_script_enabled=False)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Show the password")).to_be_hidden()


@pytest.mark.parametrize("address", ["/sign-in", "/sign-up"])
def test_nothing_stands_in_anybodys_way(new_page, address):
    for scheme in ("light", "dark"):
        page = new_page(person=None, color_scheme=scheme, viewport={"width": 360, "height": 740})
        ready(page, address)
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], found.generate_report()


def test_a_password_is_set_with_a_link_and_opens_the_door(visitor, stack, user):
    link = stack.services.resets.link(user.id)
    ready(visitor, "/reset-password?" + link.partition("?")[2])
    visitor.get_by_label("New password").fill("another secret of mine")
    visitor.get_by_role("button", name="Set the password").click()
    visitor.wait_for_url("**/projects")
    expect(visitor.get_by_text("Your password is set.")).to_be_visible()
