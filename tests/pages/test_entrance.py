import pytest
from fixtures.app import PASSWORD, signed_in

from asset_service.app import create_app
from asset_service.maintenance import build_people, maintenance_database
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


@pytest.mark.promise("B56")
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


def link(services, person):
    return services.resets.link(person.id).removeprefix(services.resets._public_url)


def test_without_mail_the_page_says_whom_to_ask(visitor):
    page = visitor.get("/sign-in")
    assert "/forgot-password" in page.reader.links
    page = visitor.get("/forgot-password")
    assert "Ask whoever runs it for a link" in page.says
    assert "Send the link" not in page.names()


def test_with_mail_the_answer_is_the_same_for_every_address(visitor, services, person, monkeypatch):
    asked = []
    monkeypatch.setattr(services.resets, "_mailer", object())
    monkeypatch.setattr(services.resets, "ask", asked.append)
    pages = [
        visitor.get("/forgot-password").press("Send the link", email=email)
        for email in (person.email, "nobody@film.example")
    ]
    assert pages[0].says == pages[1].says
    assert "If the address has an account here" in pages[0].says
    assert asked == [person.email, "nobody@film.example"]


def test_a_link_sets_the_password_and_signs_in(visitor, services, person):
    page = visitor.get(link(services, person))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    page = page.press("Set the password", new_password="another horse battery")
    assert page.path == "/projects"
    assert services.sessions.sign_in(person.email, "another horse battery")
    assert services.credentials.of_session(person.session) is None
    assert services.credentials.of_bearer(person.token)


def test_tokens_are_revoked_where_the_box_is_ticked(visitor, services, person):
    typed = {"new_password": "another horse battery", "revoke_tokens": "yes"}
    visitor.get(link(services, person)).press("Set the password", **typed)
    assert services.credentials.of_bearer(person.token) is None


def test_looking_at_a_link_uses_it_not_up(visitor, services, person):
    address = link(services, person)
    for _ in range(3):
        assert "Set the password" in visitor.get(address).names()
    page = visitor.get(address).press("Set the password", new_password="short")
    assert page.status == 422
    assert "Must have 10 to" in page.says
    assert page.press("Set the password", new_password="another horse battery").status == 200


@pytest.mark.parametrize("address", ["/reset-password", "/reset-password?token=nobodys"])
def test_a_link_that_is_none_says_so_and_leads_to_another(visitor, address):
    page = visitor.get(address)
    assert page.status == 422
    assert "not good any more" in page.says
    assert "/forgot-password" in page.reader.links


def test_who_is_disabled_is_told_with_the_right_password_alone(visitor, services, person, disable):
    disable(person)
    assert "disabled" in sign_in(visitor, person.email).says
    assert "disabled" not in sign_in(visitor, person.email, "not the password").says


@pytest.fixture
def disable(app_settings):
    database = maintenance_database(app_settings)
    yield lambda person: build_people(database).disable(person.email)
    database.engine.dispose()
