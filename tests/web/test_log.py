"""The log and the space over the API: who acted by what way, filters, pages, and privacy."""

from io import BytesIO

import pytest
from fixtures.app import Api, csrf_headers, signed_in
from fixtures.pictures import a_png

from web.films import CANARY, make_film


def lines(answer):
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def test_the_log_says_who_did_what_and_that_it_was_with_a_token(api, person, project, asset):
    (added, made) = lines(api.get(f"{project}/log"))
    assert (made["kind"], made["action"], made["subject_names"]) == (
        "project",
        "made",
        ["The Lantern Keeper"],
    )
    assert (added["kind"], added["action"], added["via"]) == ("asset", "added", "token")
    assert (added["user_id"], added["user_name"]) == (str(person.id), "Ada")


def test_a_browser_is_told_from_a_token_on_the_same_thread(app, api, client, project):
    sent = {"name": "Oar", "type": "prop", "description": "Wood."}
    headers = csrf_headers(app, client)
    client.post(f"/api/v1{project}/assets", json=sent, headers=headers)
    api.post(f"{project}/assets", {**sent, "name": "Rope"})
    client.post(f"/api/v1{project}/assets", json={**sent, "name": "Net"}, headers=headers)
    found = lines(api.get(f"{project}/log?kind=asset"))
    assert [one["via"] for one in found] == ["session", "token", "session"]


def test_the_log_is_narrowed_and_paged(api, project, asset):
    for n in range(5):
        sent = {"name": f"A {n}", "type": "prop", "description": "One."}
        api.post(f"{project}/assets", sent)
    first = api.get(f"{project}/log?kind=asset&limit=4").json
    rest = api.get(f"{project}/log?kind=asset&limit=4&cursor={first['next_cursor']}").json
    names = [one["subject_names"][0] for one in first["items"] + rest["items"]]
    assert names == ["A 4", "A 3", "A 2", "A 1", "A 0", "Lantern"]
    assert rest["next_cursor"] is None
    wanted = asset.rpartition("/")[2]
    (one,) = lines(api.get(f"{project}/log?asset_id={wanted}"))
    assert one["subject_ids"] == [wanted]


@pytest.mark.parametrize(
    "query",
    ["kind=", "cursor=x", "limit=0", "limit=1e3", "user_id=1", "since=yesterday", "owner_id=x"],
)
def test_a_query_that_makes_no_sense_is_refused(api, project, query):
    refused = api.get(f"{project}/log?{query}")
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")


def test_no_log_tells_a_secret_a_prompt_or_a_script(api, person):
    film = make_film(api)
    asset = f"/projects/{film.ids['project_id']}/assets/{film.ids['asset_id']}"
    tag = {"If-Match": film.etag}
    api.open("PATCH", asset, json={"image_prompt": "Velociraptor in brass"}, headers=tag)
    said = api.get(f"{film.path('/projects/{project_id}')}/log").text + api.get("/me/log").text
    assert CANARY in said  # the asset's name
    for secret in ("Velociraptor", "trims", "noir", "Nobody comes", person.token, "argon2"):
        assert secret not in said


def test_ones_account_is_seen_by_oneself_alone(app, api, other_api, person):
    mine = lines(api.get("/me/log"))
    assert {(one["kind"], one["action"]) for one in mine} == {
        ("account", "made"),
        ("token", "made"),
        ("session", "started"),
    }
    theirs = {one["id"] for one in lines(other_api.get("/me/log"))}
    assert not theirs & {one["id"] for one in mine}


def test_wrong_passwords_are_counted_in_the_log_of_the_account(nobody, api, person):
    for _ in range(3):
        sent = {"name": "x", "email": person.email, "password": "not the password"}
        assert nobody.post("/tokens", sent).status_code == 401
    refused = [one for one in lines(api.get("/me/log")) if one["action"] == "refused"]
    assert [(one["count"], one["user_id"]) for one in refused] == [(3, None)]


def test_a_password_that_changes_and_the_sessions_it_ends_are_told(api, person):
    sent = {"current_password": "correct horse battery", "new_password": "another battery"}
    assert api.post("/me/password", sent).status_code == 204
    told = {(one["kind"], one["action"]) for one in lines(api.get("/me/log"))}
    assert {("account", "password"), ("session", "ended")} <= told


def test_the_library_is_told_to_its_owner(api, project, asset):
    api.post(f"{asset}/promote")
    (kept,) = [one for one in lines(api.get("/me/log")) if one["kind"] == "library"]
    assert (kept["action"], kept["subject_names"]) == ("written", ["Lantern"])
    assert "library" not in [one["kind"] for one in lines(api.get(f"{project}/log"))]


@pytest.mark.promise("A3")
@pytest.mark.parametrize("read", ["log", "storage"])
def test_strangers_find_neither_log_nor_space(api, other_api, project, asset, read):
    query = "?all=1" if read == "log" else ""
    assert other_api.get(f"{project}/{read}").status_code == 404
    assert other_api.get(f"{project}/{read}{query}").status_code in {404, 422}
    film = make_film(other_api)
    asked = f"?user_id={film.ids['asset_id']}&asset_id={film.ids['asset_id']}&limit=200"
    assert lines(api.get(f"{project}/log{asked}")) == []


def test_space_is_told_of_a_film_and_of_all_that_one_owns(api, project, asset):
    picture = a_png(5)
    sent = {"file": (BytesIO(picture), "a.png")}
    assert api.post(f"{asset}/attempts", data=sent).status_code == 201
    of_film, of_all = api.get(f"{project}/storage").json, api.get("/me/storage").json
    assert of_film == of_all
    assert of_film["used"] == len(picture)
    assert (of_film["most"], of_film["left"], of_film["is_full"]) == (None, None, False)


def test_a_token_that_is_made_and_revoked_is_told_by_its_name(app, api):
    film = api.post("/projects", {"title": "The Long Tide"}).json["id"]
    made = api.post("/tokens", {"name": "Render farm", "project_id": film}).json
    api.delete(f"/tokens/{made['token']['id']}")
    told = [one for one in lines(api.get("/me/log?kind=token")) if "Render farm" in str(one)]
    assert [one["action"] for one in told] == ["revoked", "made"]
    assert made["secret"] not in str(told)
    assert "Render farm" not in api.get(f"/projects/{film}/log").text


def test_a_session_is_told_by_the_browser_that_signs_in(app, person):
    browser = signed_in(app, person)
    found = browser.get("/api/v1/me/log?kind=session").json["items"]
    assert [one["action"] for one in found] == ["started"]
    assert Api(app, person.token).get("/me/log?kind=session").json["items"] == found
