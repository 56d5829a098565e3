"""What each role may do with a film, for every operation of the document (ASVS 8.4)."""

from uuid import UUID

import pytest
from fixtures.app import PASSWORD, Api

from web.films import CANARY, join, make_film
from web.test_tenants import EVERY, PROJECT, call_of

OF_FILMS = [one for one in EVERY if one[1].startswith(PROJECT)]
READS = [one for one in OF_FILMS if one[0] == "GET"]
CHANGES = [one for one in OF_FILMS if one[0] != "GET"]
MEMBERS, INVITATIONS = f"{PROJECT}/members", f"{PROJECT}/invitations"
OWNER_ALONE = {
    ("PATCH", f"{MEMBERS}/{{member_id}}"),
    ("DELETE", f"{MEMBERS}/{{member_id}}"),  # of others: who leaves is tried below
    ("POST", f"{PROJECT}/transfer"),
    ("GET", INVITATIONS),
    ("POST", INVITATIONS),
    ("POST", f"{INVITATIONS}/{{invitation_id}}/resend"),
    ("DELETE", f"{INVITATIONS}/{{invitation_id}}"),
    ("PUT", f"{PROJECT}/budgets/{{currency}}"),
}
# They change nothing in the film.
VIEWER_MAY = {
    ("POST", f"{PROJECT}/exports"),
    ("POST", f"{PROJECT}/extract-preview"),
}
# What belongs to a person, not to the film, members do not find with each other.
OTHERS = {
    f"{PROJECT}/script/drafts/{{draft_id}}": 404,
    f"{PROJECT}/assets/{{asset_id}}/sync": 409,
}
# Another one's library is nobody's business, whatever the film.
NOT_THEIRS = {
    ("POST", f"{PROJECT}/library-clones"),
    ("POST", f"{PROJECT}/assets/{{asset_id}}/sync"),
}


@pytest.fixture
def make_export(services, person):
    return lambda film: services.export_runner.run(UUID(film.ids["export_id"]), person.id)


def joined(api, film, role):
    return join(api, f"/projects/{film.ids['project_id']}", f"{CANARY} Jones", role)


@pytest.mark.promise("A12")
def test_a_viewer_reads_everything_and_changes_nothing(api, make_export):
    film = make_film(api)
    make_export(film)
    viewer = joined(api, film, "viewer")
    seen = film.seen()
    got = {
        (method, path): film.ask(viewer.api, method, path, **call_of(method, path).options(film))
        for method, path in OF_FILMS
        if (method, path) not in VIEWER_MAY
    }
    wanted = {
        one: 403 if one in OWNER_ALONE or one[0] != "GET" else OTHERS.get(one[1], 200)
        for one in got
    }
    assert {one: answer.status_code for one, answer in got.items()} == wanted
    assert {answer.json["code"] for answer in got.values() if answer.status_code == 403} == {
        "forbidden"
    }
    assert film.seen() == seen


@pytest.mark.parametrize(("method", "path"), sorted(VIEWER_MAY))
def test_what_changes_nothing_in_the_film_a_viewer_may_do(api, method, path):
    film = make_film(api)
    viewer = joined(api, film, "viewer")
    answer = film.ask(viewer.api, method, path, **call_of(method, path).options(film))
    assert 200 <= answer.status_code < 300


@pytest.mark.promise("A12")
@pytest.mark.parametrize(("method", "path"), sorted(OWNER_ALONE))
def test_an_editor_does_nothing_that_is_the_owners(api, method, path):
    film = make_film(api)
    editor, seen = joined(api, film, "editor"), film.seen()
    call = call_of(method, path)
    answer = film.ask(editor.api, method, path, **call.options(film))
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    # nor for himself
    film.ids["member_id"], other = editor.id, film.ids["member_id"]
    if (method, path) != ("DELETE", f"{MEMBERS}/{{member_id}}"):
        assert film.ask(editor.api, method, path, **call.options(film)).status_code == 403
    film.ids["member_id"] = other
    now = film.seen()
    assert now == seen


def test_an_editor_reads_what_the_owner_reads(api, make_export):
    film = make_film(api)
    make_export(film)
    editor = joined(api, film, "editor")
    got = {
        path: film.ask(editor.api, method, path, **call_of(method, path).options(film)).status_code
        for method, path in READS
        if (method, path) not in OWNER_ALONE
    }
    assert got == dict.fromkeys(got, 200) | OTHERS


@pytest.mark.parametrize(
    ("method", "path"), [one for one in CHANGES if one not in OWNER_ALONE | NOT_THEIRS]
)
def test_an_editor_changes_everything_else(api, make_export, method, path):
    call = call_of(method, path)
    film = make_film(api, style_locked=call.style_locked)
    editor = joined(api, film, "editor")
    if path.endswith("/script/confirm"):  # a draft is its user's alone
        sent = {"text": "INT. PIER - DAY\n\nMARA waits.\n"}
        draft = film.ask(editor.api, "POST", f"{PROJECT}/script/preview", json=sent)
        film.ids["draft_id"] = draft.json["draft_id"]
    if call.before:
        film.ask(api, *call.before)
    answer = film.ask(editor.api, method, path, **call.options(film))
    assert 200 <= answer.status_code < 300, answer.data


@pytest.mark.parametrize(("method", "path"), sorted(NOT_THEIRS))
def test_an_editor_takes_nothing_from_another_ones_library(api, method, path):
    film = make_film(api)
    editor = joined(api, film, "editor")
    seen = film.seen()
    answer = film.ask(editor.api, method, path, **call_of(method, path).options(film))
    assert answer.status_code in {201, 404, 409}  # 201 names what was left out: all of it
    assert film.seen() == seen


@pytest.mark.promise("A13")
@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_anybody_leaves_and_the_film_is_absent_at_once(api, role):
    film = make_film(api)
    member = joined(api, film, role)
    film.ids["member_id"] = member.id
    assert film.ask(member.api, "DELETE", f"{MEMBERS}/{{member_id}}").status_code == 204
    statuses = {film.ask(member.api, method, path).status_code for method, path in READS}
    assert statuses <= {404, 422}  # 422 for a query that is missing
    assert CANARY not in member.api.get("/projects").text


@pytest.mark.promise("A13")
def test_whoever_is_removed_gets_404_and_whoever_may_only_look_403(api):
    film = make_film(api)
    editor = joined(api, film, "editor")
    film.ids["member_id"] = editor.id
    defer = f"{PROJECT}/assets/{{asset_id}}/defer"
    assert film.ask(editor.api, "POST", defer).status_code == 200
    film.ask(api, "PATCH", f"{MEMBERS}/{{member_id}}", json={"role": "viewer"})
    assert film.ask(editor.api, "POST", defer).status_code == 403
    assert film.ask(editor.api, "GET", PROJECT).json["role"] == "viewer"
    assert film.ask(api, "DELETE", f"{MEMBERS}/{{member_id}}").status_code == 204
    assert film.ask(editor.api, "GET", PROJECT).status_code == 404
    assert film.ask(editor.api, "POST", defer).status_code == 404


def test_a_link_is_for_its_address_and_says_so(api, other_api, other, nobody):
    film = make_film(api)
    sent = {"email": other.email, "role": "viewer"}
    made = film.ask(api, "POST", INVITATIONS, json=sent)
    assert made.headers["Cache-Control"] == "no-store"
    secret = {"secret": made.json["link"].rpartition("/")[2]}
    assert nobody.post("/invitations/accept", secret).status_code == 401
    offer = other_api.post("/invitations/preview", secret).json
    assert (offer["role"], offer["inviter"], offer["accepted"]) == ("viewer", "Ada", False)
    refused = api.post("/invitations/accept", secret)
    assert (refused.status_code, refused.json["code"]) == (409, "other_address")
    accepted = [other_api.post("/invitations/accept", secret) for _ in range(2)]
    assert [(one.status_code, one.json["role"]) for one in accepted] == [(200, "viewer")] * 2
    wrong = [api.post("/invitations/preview", one) for one in (secret, {"secret": "wrong"})]
    assert {one.status_code for one in wrong} == {404}


def test_an_invitation_opens_a_sign_up_that_is_closed(app, api, nobody, services, monkeypatch):
    film = make_film(api)
    made = film.ask(api, "POST", INVITATIONS, json={"email": "new@guest.example"}).json
    monkeypatch.setattr(services.accounts, "sign_up_open", False)
    person = {"email": "new@guest.example", "name": "New", "password": PASSWORD}
    assert nobody.post("/sign-up", person).json["code"] == "sign_up_closed"
    invited = person | {"invitation": made["link"].rpartition("/")[2]}
    assert nobody.post("/sign-up", invited).status_code == 201
    token = nobody.post(
        "/tokens",
        {
            "email": person["email"],
            "password": PASSWORD,
            "name": "t",
            "scopes": ["read", "account"],
        },
    ).json["secret"]
    accepted = Api(app, token).post("/invitations/accept", {"secret": invited["invitation"]})
    assert (accepted.status_code, accepted.json["role"]) == (200, "editor")
