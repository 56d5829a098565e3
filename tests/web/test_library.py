"""The library over the API: its codes, its tags, and films that a library never is."""

from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from web.films import make_film, upload
from web.test_tenants import EVERY, call_of

PICTURES = {("GET", "/api/v1/projects/{project_id}/images/{sha256}/{width}")}


@pytest.fixture
def film(api):
    return make_film(api)


@pytest.fixture
def kept(film):
    return film.api.get(f"/library/{film.ids['library_asset_id']}").json


@pytest.fixture
def other_film(api):
    """Another film of the same person, as an address."""
    return f"/projects/{api.post('/projects', {'title': 'The next one'}).json['id']}"


def clone(api, film, kept, **how):
    item = {"library_asset_id": kept["id"], **how}
    return api.post(f"{film}/library-clones", {"items": [item]})


def edit(api, kept, **changes):
    now = api.get(f"/library/{kept['id']}")
    return api.patch(f"/library/{kept['id']}", changes, headers={"If-Match": now.headers["ETag"]})


def test_what_is_promoted_is_found_with_its_picture(api, kept):
    (found,) = api.get("/library?q=brass&type=prop").json["items"]
    assert found == kept
    shown = api.get(found["image"]["urls"]["768"].removeprefix("/api/v1"))
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert api.get("/library?q=nothing").json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    "query", ["q=%00", "type=actor", "state=any", "limit=0", "cursor=x", "x=1"]
)
def test_a_bad_search_is_refused(api, query):
    assert api.get(f"/library?{query}").status_code == 422


def test_promoting_again_says_what_it_did(film, kept):
    promote = "/projects/{project_id}/assets/{asset_id}/promote"
    again = film.ask(film.api, "POST", promote)
    assert (again.json["outcome"], again.json["library_asset"]) == ("unchanged", kept)
    upload(film.api, film.path("/projects/{project_id}/assets/{asset_id}"), 5)
    updated = film.ask(film.api, "POST", promote)
    assert (updated.json["outcome"], updated.json["library_asset"]["version"]) == ("updated", 2)


def test_a_name_that_is_taken_names_who_has_it(api, other_film, kept):
    new = {"name": kept["name"], "type": "prop", "description": "Another."}
    asset = api.post(f"{other_film}/assets", new).json
    promote = f"{other_film}/assets/{asset['id']}/promote"
    asked = api.post(promote)
    assert (asked.status_code, asked.json["code"]) == (409, "name_taken")
    assert asked.json["library_asset_id"] == kept["id"]
    update = api.post(promote, {"library_asset_id": kept["id"]})
    assert (update.json["outcome"], update.json["library_asset"]["version"]) == ("updated", 2)


def test_a_clone_answers_with_what_it_made_and_once_per_key(api, other_film, kept):
    key, body = {"Idempotency-Key": "one"}, {"items": [{"library_asset_id": kept["id"]}]}
    first = api.post(f"{other_film}/library-clones", body, headers=key)
    again = api.post(f"{other_film}/library-clones", body, headers=key)
    assert (first.status_code, first.json) == (201, again.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    made = api.get(f"{other_film}/assets/{first.json['items'][0]['asset_id']}").json
    assert (made["source"], made["image"]["sha256"]) == ("cloned", kept["image"]["sha256"])


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"library_asset_id": "x"},
        {"library_asset_id": str(uuid4()), "name": ""},
        {"library_asset_id": str(uuid4()), "name_strategy": "append"},
        {"library_asset_id": str(uuid4()), "image": True},
        {"library_asset_id": str(uuid4()), "link_same_name": 1},
    ],
)
def test_a_bad_clone_is_refused(api, other_film, item):
    assert api.post(f"{other_film}/library-clones", {"items": [item]}).status_code == 422


def test_a_sync_is_previewed_and_then_taken(api, other_film, kept):
    asset = clone(api, other_film, kept).json["items"][0]["asset_id"]
    edit(api, kept, description="Of silver.")
    assert api.get(f"{other_film}/library-links").json["items"][0]["newer"]
    sync = f"{other_film}/assets/{asset}/sync"
    preview = api.get(sync)
    based_on = {"If-Match": preview.headers["ETag"]}
    wanted = {one["field"]: one["incoming"] for one in preview.json["compared"]}
    assert wanted == {"name": False, "description": True, "image_prompt": False, "image": False}
    assert api.post(sync, {"library_version": 1}, headers=based_on).status_code == 412
    assert api.post(sync, {"library_version": 2}).status_code == 428
    taken = api.post(sync, {"library_version": 2}, headers=based_on)
    assert (taken.json["taken"], taken.json["asset"]["description"]) == (
        ["description"],
        "Of silver.",
    )


def test_an_asset_that_follows_nothing_says_so(api, other_film):
    new = {"name": "Oar", "type": "prop", "description": "Ash."}
    asset = api.post(f"{other_film}/assets", new).json["id"]
    for answer in (
        api.get(f"{other_film}/assets/{asset}/sync"),
        api.post(
            f"{other_film}/assets/{asset}/sync",
            {"library_version": 1},
            headers={"If-Match": '"v1"'},
        ),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "not_in_library")


def test_what_is_used_cannot_be_deleted(api, film, kept):
    refused = api.delete(f"/library/{kept['id']}")
    assert (refused.status_code, refused.json["code"]) == (409, "library_asset_used")
    assert [one["id"] for one in refused.json["projects"]] == [film.ids["project_id"]]
    (use,) = api.get(f"/library/{kept['id']}/uses").json["items"]
    assert use["asset_id"] == film.ids["asset_id"]


def test_versions_are_listed_and_taken_back(api, kept):
    edited = edit(api, kept, name="Other", tags=["lead"])
    back = api.post(
        f"/library/{kept['id']}/versions/1/restore", headers={"If-Match": edited.headers["ETag"]}
    )
    assert (back.json["name"], back.headers["ETag"]) == (kept["name"], '"v3"')
    listed = api.get(f"/library/{kept['id']}/versions").json["items"]
    assert [(one["version"], one["why"]) for one in listed] == [
        (3, "restored"),
        (2, "edited"),
        (1, "promoted"),
    ]


def test_another_users_library_is_never_in_a_list(other_api, film):
    for address in ("/library", "/library?state=binned", "/library?q=a"):
        assert other_api.get(address).json["items"] == []


def test_nobody_clones_from_anothers_library(other_api, kept):
    mine = f"/projects/{other_api.post('/projects', {'title': 'Mine'}).json['id']}"
    answers = [clone(other_api, mine, {"id": one}).json for one in (kept["id"], str(uuid4()))]
    assert {answers[n]["items"][0]["code"] for n in (0, 1)} == {"not_found"}
    assert {answers[n]["items"][0]["name"] for n in (0, 1)} == {""}


FILMS = [one for one in EVERY if "{project_id}" in one[1] and one not in PICTURES]


@pytest.mark.parametrize(("method", "path"), FILMS)
def test_a_library_is_no_film_on_any_route(film, kept, method, path):
    library = kept["image"]["key"].split("/")[0]
    film.ids["project_id"] = library
    answer = film.ask(film.api, method, path, **call_of(method, path).options(film))
    assert answer.status_code == 404, answer.text
    assert library not in film.api.get("/projects").text


def test_asking_for_a_library_as_a_film_changes_nothing_of_it(film, kept, app_settings):
    film.ids["project_id"] = library = kept["image"]["key"].split("/")[0]
    for method, path in FILMS:
        film.ask(film.api, method, path, **call_of(method, path).options(film))
    owner = create_engine(app_settings.owner_url)
    with owner.connect() as connection:
        found = connection.execute(
            text("select title, kind, style_version from projects where id = :id"), {"id": library}
        ).one()
    owner.dispose()
    assert tuple(found) == ("Library", "library", 0)
