"""Settings: who one is, the tokens for programs, the colours."""

from fixtures.app import PASSWORD
from playwright.sync_api import expect


def test_a_token_is_made_copied_and_revoked(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/settings")
    page.get_by_label("Name").last.fill("Render farm")
    page.get_by_role("button", name="Create token").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("button", name="Revoke Render farm").click()
    expect(page.get_by_text("The token is revoked")).to_be_visible()
    expect(page.locator("#secret")).to_have_count(0)


def test_the_name_is_changed_and_shown_at_once(page):
    page.goto("/settings")
    page.get_by_label("Name").first.fill("Ada Lovelace")
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_text("You are called Ada Lovelace from now on.")).to_be_visible()
    expect(page.get_by_label("Account of Ada Lovelace")).to_be_visible()


def test_a_wrong_password_is_said_and_the_right_one_is_taken(page, stack, user):
    page.goto("/settings")
    page.get_by_label("Password now").fill("not my password")
    page.get_by_label("New password").fill("a longer one than that")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("The current password is wrong.")
    page.get_by_label("Password now").fill(PASSWORD)
    page.get_by_label("New password").fill("a longer one than that")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()
    assert stack.services.sessions.sign_in(user.email, "a longer one than that")


def test_the_colours_are_chosen_for_this_browser(page):
    page.goto("/settings")
    page.get_by_role("button", name="Always dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Always dark")).to_have_attribute("aria-pressed", "true")
