"""Browsers that somebody is signed in with, and rights that act at once when they are withdrawn."""

from uuid import uuid4

import pytest
from fixtures.app import PASSWORD, Api, csrf_headers, signed_in

from asset_service.maintenance import build_people, build_sweeper, maintenance_database
from asset_service.services.tokens import Wanted

pytestmark = pytest.mark.promise("A13")


@pytest.fixture
def elsewhere(app, services, person):
    """Another browser in which `person` is signed in."""
    secret = services.sessions.sign_in(person.email, PASSWORD).secret
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = secret
    return client


@pytest.fixture
def people(app_settings):
    database = maintenance_database(app_settings)
    yield build_people(database)
    database.engine.dispose()


def listed(client):
    return client.get("/api/v1/sessions").json["items"]


def test_a_browser_knows_itself_in_the_list(client, elsewhere):
    for one in (client, elsewhere):
        assert [row["is_this_one"] for row in listed(one)].count(True) == 1
    assert len(listed(client)) == 2


def test_a_browser_is_signed_out_from_another_one(app, client, elsewhere):
    (other,) = [row for row in listed(client) if not row["is_this_one"]]
    ended = client.delete(f"/api/v1/sessions/{other['id']}", headers=csrf_headers(app, client))
    assert ended.status_code == 204
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me").status_code == 200
    again = client.delete(f"/api/v1/sessions/{other['id']}", headers=csrf_headers(app, client))
    assert again.status_code == 404


def test_everywhere_else_leaves_this_one_alone(app, client, elsewhere):
    client.delete("/api/v1/sessions", headers=csrf_headers(app, client))
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert len(listed(client)) == 1


def test_a_program_ends_them_all(api, client, elsewhere):
    assert api.delete("/sessions").status_code == 204
    assert {one.get("/api/v1/me").status_code for one in (client, elsewhere)} == {401}
    assert api.get("/me").status_code == 200


def test_nobody_ends_anothers_session(other_api, client):
    (mine,) = listed(client)
    for session_id in (mine["id"], uuid4()):
        assert other_api.delete(f"/sessions/{session_id}").status_code == 404
    assert client.get("/api/v1/me").status_code == 200


def test_who_is_disabled_is_refused_by_the_next_request(api, client, people, person):
    people.disable(person.email)
    assert api.get("/me").status_code == 401
    assert client.get("/api/v1/me").status_code == 401


def test_what_is_queued_for_the_disabled_ends(  # noqa: PLR0913, PLR0917 - a film and who is out
    api, person, people, project, asset, app_settings
):
    api.put(f"{project}/style", {"text": "Noir"})
    api.post(f"{project}/style/lock")
    job = api.post(f"{asset}/generate", {"candidates": 1}).json["jobs"][0]
    people.disable(person.email)
    database = maintenance_database(app_settings)
    build_sweeper(app_settings, database).end_withdrawn()
    people.enable(person.email)
    database.engine.dispose()
    found = status_of(app_settings, job["id"])
    assert found == ("failed", "access_withdrawn")


def status_of(settings, job_id):
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - for this one alone

    engine = create_engine(settings.owner_url)
    with engine.connect() as connection:
        row = connection.execute(
            text("select status, error_code from jobs where id = :id"), {"id": job_id}
        ).one()
    engine.dispose()
    return tuple(row)


def test_a_link_for_a_password_ends_every_session(app, nobody, services, person, client):
    secret = services.resets.link(person.id).partition("=")[2]
    sent = {"token": secret, "new_password": "another horse battery", "revoke_tokens": True}
    assert nobody.post("/password-reset/use", sent).status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    assert Api(app, person.token).get("/me").status_code == 401
    assert nobody.post("/password-reset/use", sent).json["code"] == "reset_ended"


def test_without_a_mail_server_asking_says_whom_to_ask(nobody, person):
    for email in (person.email, "nobody@film.example"):
        refused = nobody.post("/password-reset", {"email": email})
        assert (refused.status_code, refused.json["code"]) == (409, "no_mail")


def test_a_revoked_token_is_refused_and_the_others_are_not(app, services, person):
    made = [services.tokens.create(person.id, Wanted("one")) for _ in range(2)]
    services.tokens.revoke(person.id, made[0].token.id)
    answers = [Api(app, one.secret).get("/me").status_code for one in made]
    assert answers == [401, 200]


def test_a_signed_in_browser_is_named_by_what_it_says(app, person, services):
    client = app.test_client()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    form = {"email": person.email, "password": PASSWORD}
    headers = {**csrf_headers(app, client), "User-Agent": firefox}
    client.post("/sign-in", data=form, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    newest = services.sessions.list(person.id)[0]
    assert (newest.browser, newest.address) == ("Firefox on Linux", "192.0.2.7")
    assert signed_in(app, person)
