import pytest
from fixtures.app import PASSWORD, signed_in

from asset_service.app import create_app
from pages.browser import AS_A_BROWSER, Browser


@pytest.fixture
def visitor(app):
    return Browser(app.test_client())


def sign_in(visitor, email, password=PASSWORD, path="/sign-in"):
    return visitor.get(path).press("Sign in", email=email, password=password)


def test_whoever_signs_in_sees_the_projects(visitor, person):
    page = sign_in(visitor, person.email)
    assert (page.status, page.path) == (200, "/projects")


def test_a_page_that_needs_a_user_comes_after_signing_in(visitor, person):
    asked = visitor.get("/settings")
    assert asked.path == "/sign-in?next=/settings"
    assert asked.press("Sign in", email=person.email, password=PASSWORD).path == "/settings"


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(app, person, target):
    client = app.test_client()
    page = Browser(client).get(f"/sign-in?next={target}")
    fields = {**page.reader.forms[0].fields, "email": person.email, "password": PASSWORD}
    assert fields["next"] == "/"
    answer = client.post("/sign-in", data={**fields, "next": target}, headers=AS_A_BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_wrong_password_is_said_and_the_address_kept(visitor, person):
    page = sign_in(visitor, person.email, "not the password")
    assert page.status == 401
    assert page.typed("email") == person.email
    assert "not the password" not in page.text


def test_whoever_is_signed_in_need_not_sign_in(browser):
    assert browser.get("/sign-in").path == "/projects"


def test_signing_up_signs_in(visitor, person):
    page = visitor.get("/sign-up").press(
        "Make the account", email=f"new-{person.email}", name="Bo", password=PASSWORD
    )
    assert (page.status, page.path) == (200, "/projects")
    assert "Bo" in page.says


def test_a_taken_address_is_said_and_what_was_typed_is_kept(visitor, person):
    page = visitor.get("/sign-up").press(
        "Make the account", email=person.email, name="Bo", password=PASSWORD
    )
    assert page.status == 409
    assert page.typed("name") == "Bo"


def test_a_short_password_is_named_at_its_field(visitor, person):
    page = visitor.get("/sign-up").press(
        "Make the account", email=f"x-{person.email}", name="Bo", password="short"
    )
    assert page.status == 422
    assert "10 to 1024 characters" in page.says


def test_a_closed_house_offers_no_account(app_settings, services, monkeypatch):
    monkeypatch.setattr(services.accounts, "sign_up_open", False)
    visitor = Browser(create_app(app_settings, services).test_client())
    assert "/sign-up?next=/" not in visitor.get("/sign-in").reader.links
    assert visitor.get("/sign-up").status == 403


def test_too_many_tries_have_a_page_of_their_own(visitor, person):
    for _ in range(11):
        page = sign_in(visitor, person.email, "not the password")
    assert page.status == 429
    assert "Too many tries" in page.says


def test_signing_out_ends_the_session(app, browser, person):
    browser.get("/projects").press("Sign out")
    assert browser.get("/projects").path == "/sign-in?next=/projects"
    # also for a copy of its cookie
    copied = signed_in(app, person)
    assert Browser(copied).get("/projects").path == "/sign-in?next=/projects"
