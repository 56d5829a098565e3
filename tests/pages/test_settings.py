import re

import pytest
from fixtures.app import PASSWORD, Api


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
    ends = [token.expires_at is None for token in services.tokens.list(person.id)]
    assert ends.count(True) == 2  # the person's own, and the one without an end
    assert ends.count(False) == 1


def test_nonsense_for_its_life_is_refused(browser, services, person):
    before = len(services.tokens.list(person.id))
    assert made(browser, days="99999999999").status == 422
    assert len(services.tokens.list(person.id)) == before


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


def test_one_is_called_otherwise_from_now_on(browser, services, person):
    page = browser.get("/settings").press("Save name", display_name="Ada L.")
    assert "You are called Ada L. from now on." in page.says
    assert "Account of Ada L." in page.text
    assert browser.get("/settings").press("Save name", display_name=" ").status == 422


def test_a_new_password_keeps_this_browser_and_ends_the_others(app, browser, services, person):
    typed = {"current_password": PASSWORD, "new_password": "a longer one than that"}
    page = browser.get("/settings").press("Change password", **typed)
    assert "The password is changed." in page.says
    assert browser.get("/settings").status == 200
    assert services.credentials.of_session(person.session) is None


def test_a_wrong_password_changes_nothing(browser, services, person):
    typed = {"current_password": "wrong", "new_password": "a longer one than that"}
    page = browser.get("/settings").press("Change password", **typed)
    assert page.status == 422
    assert "Is not your password." in page.says
    assert "a longer one" not in page.text
    assert services.sessions.sign_in(person.email, PASSWORD)


def test_a_short_password_is_refused_beside_its_field(browser):
    typed = {"current_password": PASSWORD, "new_password": "short"}
    assert "Must have 10 to" in browser.get("/settings").press("Change password", **typed).says


def test_a_token_may_what_was_ticked_in_the_film_that_was_chosen(app, browser, film, services):
    page = made(browser, scopes=["read"], project_id=str(film.id))
    (secret,) = re.findall(r"ast_[\w-]+", page.text)
    assert "read · The Long Tide alone" in page.says
    api = Api(app, secret)
    assert api.get(f"/projects/{film.id}").status_code == 200
    assert api.post("/projects", {"title": "x"}).json["code"] == "scope_missing"


def test_the_form_ticks_what_is_usual_and_keeps_what_was_ticked(browser):
    assert browser.get("/settings").typed("scopes") == ["read", "write", "spend"]
    refused = made(browser, scopes=["read", "account"], days="nonsense")
    assert refused.status == 422
    assert refused.typed("scopes") == ["read", "account"]


def test_a_token_that_may_nothing_is_refused_beside_its_field(browser):
    page = made(browser, scopes=[])
    assert page.status == 422
    assert "Must be one or more of" in page.says


@pytest.mark.parametrize("film", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_film_that_is_not_ones_own_is_refused(browser, film):
    assert made(browser, project_id=film).status == 422


def test_another_browser_is_listed_and_signed_out(app, browser, services, person):
    other = services.sessions.sign_in(
        person.email, PASSWORD, user_agent="Mozilla/5.0 (X11; Linux) Firefox/140.0"
    ).secret
    page = browser.get("/settings")
    assert "This browser" in page.says
    assert "Firefox on Linux" in page.says
    page = page.press("Sign out Firefox on Linux")
    assert "That browser is signed out." in page.says
    assert services.credentials.of_session(other) is None
    assert "Sign out everywhere else" not in page.says


def test_everywhere_else_is_signed_out_at_once(browser, services, person):
    others = [services.sessions.sign_in(person.email, PASSWORD).secret for _ in range(2)]
    page = browser.get("/settings").press("Sign out everywhere else")
    assert "Signed out everywhere else: 2 browsers." in page.says
    assert [services.credentials.of_session(one) for one in others] == [None, None]
    assert browser.get("/settings").status == 200
