from dataclasses import replace

import pytest
from fixtures.app import PASSWORD, Api, csrf_headers, signed_in

from asset_service.app import create_app
from asset_service.web import auth
from asset_service.web.document import document, operations


def cookie_of(response, name):
    (found,) = [one for one in response.headers.getlist("Set-Cookie") if one.startswith(name)]
    parts = [part.strip() for part in found.split(";")]
    return parts[0].partition("=")[2], {part.partition("=")[0].lower(): part for part in parts[1:]}


def enter(client, person, **options):
    form = {"email": person.email, "password": PASSWORD}
    return client.post("/sign-in", data=form, **options)


def test_a_token_opens_the_api(api, person):
    assert api.get("/me").json == {"id": str(person.id), "email": person.email, "name": "Ada"}


def test_a_session_cookie_opens_the_api(client, person):
    assert client.get("/api/v1/me").json["email"] == person.email


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nobody's", "Basic YTpi", "Token x", "Bearer \x7f", "é"],
)
def test_what_is_no_token_opens_nothing(nobody, header):
    refused = nobody.get("/me", headers={"Authorization": header})
    assert refused.status_code == 401
    assert refused.json["code"] == "unauthenticated"
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_a_sessions_secret_is_no_token(nobody, person):
    refused = nobody.get("/me", headers={"Authorization": f"Bearer {person.session}"})
    assert refused.status_code == 401


def test_a_token_is_no_session(app, person):
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = person.token
    assert client.get("/api/v1/me").status_code == 401


def test_a_bad_token_is_not_mended_by_a_cookie(client):
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_forged_cookie_is_nobodys(app, person):
    client = app.test_client()
    client.set_cookie("session", "eyJfdXNlcl9pZCI6IngifQ.Z0Eybw.c2lnbmF0dXJl")
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.promise("A13")
def test_a_revoked_token_is_refused_at_once(api):
    (token,) = api.get("/tokens").json["items"]
    assert api.delete(f"/tokens/{token['id']}").status_code == 204
    assert api.get("/me").status_code == 401


@pytest.mark.promise("A13")
def test_signing_out_ends_a_copied_cookie_too(app, person, client):
    copied = signed_in(app, person)
    client.post("/sign-out", headers=csrf_headers(app, client))
    assert client.get("/api/v1/me").status_code == 401
    assert copied.get("/api/v1/me").status_code == 401


def test_signing_in_starts_a_session_that_owes_nothing_to_the_one_before(app, person):
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    assert enter(client, person, headers=csrf_headers(app, client)).status_code == 303
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != str(person.id)


@pytest.mark.promise("A50")
@pytest.mark.parametrize(
    ("public_url", "name"),
    [
        ("http://127.0.0.1:8000", "session"),
        ("https://assets.film.example", "__Host-session"),
        ("http://assets.film.example", "__Host-session"),
    ],
)
def test_the_session_cookie_is_as_closed_as_it_can_be(
    app_settings, services, person, public_url, name
):
    app = create_app(replace(app_settings, public_url=public_url), services)
    app.config["WTF_CSRF_METHODS"] = set()
    address = public_url.replace("http:", "https:")
    _, attributes = cookie_of(enter(app.test_client(), person, base_url=address), name)
    assert ("secure" in attributes) is name.startswith("__Host-")
    assert {"httponly", "expires"} <= attributes.keys()
    assert attributes["samesite"] == "SameSite=Lax"
    assert attributes["path"] == "Path=/"
    assert "domain" not in attributes


def test_the_api_names_a_signed_in_person_only_by_their_own_credentials(api, other_api):
    assert api.get("/me").json["id"] != other_api.get("/me").json["id"]


def test_every_route_is_closed_unless_it_is_listed(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        path = rule.build(dict.fromkeys(rule.arguments, "0"), append_unknown=False)[1]
        method = "GET" if "GET" in rule.methods else min(rule.methods - {"OPTIONS", "HEAD"})
        opened = client.open(path, method=method).status_code != 401
        assert opened is (rule.endpoint in auth.PUBLIC), rule


def test_the_document_says_which_operations_need_no_credentials(app):
    open_ones = {
        (method.upper(), path)
        for path, method, operation in operations(document(app))
        if operation.get("security") == []
    }
    assert open_ones == {
        ("POST", "/api/v1/sign-up"),
        ("POST", "/api/v1/tokens"),
        ("POST", "/api/v1/password-reset"),
        ("POST", "/api/v1/password-reset/use"),
    }


def test_a_page_sends_whoever_is_not_signed_in_to_the_entrance_and_back(probing_app):
    page = probing_app.test_client().get("/probe?tab=2", headers={"Accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["Location"] == "/sign-in?next=/probe%3Ftab%3D2"


def test_a_form_of_whoever_is_not_signed_in_is_not_sent_again(probing_app):
    page = probing_app.test_client().post("/probe", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in")


def test_an_account_is_made_and_used_through_the_api(nobody, app, other):
    sent = {"email": f"new-{other.email}", "name": " New ", "password": PASSWORD}
    made = nobody.post("/sign-up", sent)
    assert (made.status_code, made.json["name"]) == (201, "New")
    assert nobody.post("/sign-up", sent).json["code"] == "email_taken"
    token = nobody.post("/tokens", {"email": sent["email"], "password": PASSWORD, "name": "ci"})
    assert token.status_code == 201
    assert token.headers["Cache-Control"] == "no-store"
    assert Api(app, token.json["secret"]).get("/me").json["id"] == made.json["id"]


def test_a_wrong_password_makes_no_token(nobody, person):
    sent = {"email": person.email, "password": "wrong horse battery", "name": "ci"}
    refused = nobody.post("/tokens", sent)
    assert (refused.status_code, refused.json["code"]) == (401, "bad_credentials")


def test_a_token_needs_credentials_or_a_password(nobody, api):
    assert nobody.post("/tokens", {"name": "ci"}).status_code == 401
    assert api.post("/tokens", {"name": "ci"}).status_code == 201
    for half in ({"email": "a@film.example"}, {"password": PASSWORD}):
        refused = nobody.post("/tokens", {"name": "ci", **half})
        assert refused.status_code == 422


def test_nobody_revokes_anothers_token(api, other_api):
    (token,) = api.get("/tokens").json["items"]
    assert other_api.delete(f"/tokens/{token['id']}").status_code == 404
    assert api.get("/me").status_code == 200


@pytest.mark.promise("A13")
def test_a_changed_password_keeps_this_browser_and_no_other(app, person, client):
    elsewhere = signed_in(app, person)
    changed = client.post(
        "/api/v1/me/password",
        json={"current_password": PASSWORD, "new_password": "another horse battery"},
        headers=csrf_headers(app, client),
    )
    assert changed.status_code == 204
    assert client.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401


def test_a_program_changes_the_password_with_the_current_one(api, nobody, person):
    new = "another horse battery"
    assert (
        api.post("/me/password", {"current_password": "wrong", "new_password": new}).status_code
        == 422
    )
    answer = api.post("/me/password", {"current_password": PASSWORD, "new_password": new})
    assert (answer.status_code, answer.data) == (204, b"")
    sent = {"email": person.email, "password": new, "name": "ci"}
    assert nobody.post("/tokens", sent).status_code == 201
