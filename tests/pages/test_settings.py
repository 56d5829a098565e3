import re

from fixtures.app import Api


def made(browser, **typed):
    return browser.get("/settings").press("Create token", name="Render farm", **typed)


def test_a_token_is_shown_once_and_works(app, browser):
    page = made(browser)
    (secret,) = re.findall(r"ast_[\w-]+", page.text)
    assert "not shown again" in page.says
    assert page.headers["Cache-Control"] == "private, no-store"
    assert secret not in browser.get("/settings").text
    assert Api(app, secret).get("/projects").status_code == 200


def test_a_token_lasts_as_long_as_was_chosen(browser, services, person):
    made(browser, days="30")
    made(browser, days="")
    ends = [token.expires_at is None for token in services.accounts.tokens(person.id)]
    assert ends.count(True) == 2  # the person's own, and the one without an end
    assert ends.count(False) == 1


def test_nonsense_for_its_life_is_refused(browser, services, person):
    before = len(services.accounts.tokens(person.id))
    assert made(browser, days="99999999999").status == 422
    assert len(services.accounts.tokens(person.id)) == before


def test_a_name_that_cannot_be_is_refused(browser):
    page = browser.get("/settings").press("Create token", name=" ")
    assert page.status == 422
    assert "1 to 200 characters" in page.says


def test_a_revoked_token_is_nobodys(app, browser):
    page = made(browser)
    (secret,) = re.findall(r"ast_[\w-]+", page.text)
    page = browser.get("/settings").press("Revoke Render farm")
    assert "The token is revoked" in page.says
    assert "Revoked" in page.says
    assert Api(app, secret).get("/projects").status_code == 401


def test_another_ones_token_is_not_found(browser, stranger):
    page = made(browser)
    action = next(
        button.action for button in page.reader.buttons if button.name == "Revoke Render farm"
    )
    token = stranger.get("/settings").typed("csrf_token")
    assert stranger.post(action, {"csrf_token": token}).status == 404
