"""Requests that are sent twice, over every operation of the document that makes something."""

from io import BytesIO

import pytest
from fixtures.pictures import a_png

from asset_service.web.document import document, operations, parameters
from web.films import make_film
from web.test_tenants import _CODE_ALONE, ASSET, PROJECT, call_of, create_app

KEY = {"Idempotency-Key": "the one"}
MADE = document(create_app(_CODE_ALONE))
TAKE_IT = [
    (method.upper(), path)
    for path, method, operation in operations(MADE)
    if "Idempotency-Key" in {one["name"] for one in parameters(MADE, operation)}
]
# A stored answer would keep the secret; whoever signs up has no account that a key could be of.
WITHOUT = {
    ("POST", "/api/v1/tokens"),
    ("POST", "/api/v1/sign-up"),
    ("POST", "/api/v1/password-reset"),
    ("POST", f"{PROJECT}/invitations"),
}
# What is done there again does nothing more, but its answer is one to have again.
MAKES_BY_200 = {
    ("POST", f"{PROJECT}/script/confirm"),
    ("POST", f"{PROJECT}/extract-confirm"),
    ("POST", f"{PROJECT}/scenes/{{scene_id}}/populate"),
    ("POST", f"{PROJECT}/scenes/{{scene_id}}/refresh"),
    ("POST", f"{PROJECT}/scenes/populate"),
    ("POST", f"{PROJECT}/scenes/refresh"),
    ("POST", f"{PROJECT}/style/change"),
    ("POST", f"{PROJECT}/assets/{{asset_id}}/promote"),
    ("POST", f"{PROJECT}/assets/{{asset_id}}/sync"),
}


def ask(film, api, method, path, call, **more):
    options = call.options(film) if path != "/api/v1/projects" else {"json": {"title": "Twice"}}
    options["headers"] = {**options.get("headers", {}), **KEY}
    return film.ask(api, method, path, **{**options, **more})


def test_whatever_makes_something_takes_a_key():
    makes = {
        (method.upper(), path)
        for path, method, operation in operations(MADE)
        if method == "post" and {"201", "202"} & set(operation["responses"])
    }
    assert makes - WITHOUT | MAKES_BY_200 == set(TAKE_IT)
    assert makes >= WITHOUT


@pytest.mark.parametrize(("method", "path"), TAKE_IT)
def test_the_same_request_again_gets_the_same_answer_and_does_nothing(api, method, path):
    call = call_of(method, path)
    film = make_film(api, style_locked=call.style_locked)
    if call.before:
        assert film.ask(api, *call.before).status_code == 200
    first = ask(film, api, method, path, call)
    assert first.status_code < 300, first.text
    seen, projects = film.seen(), api.get("/projects").json
    again = ask(film, api, method, path, call)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    for name in ("Location", "ETag"):
        assert again.headers.get(name) == first.headers.get(name)
    assert (film.seen(), api.get("/projects").json) == (seen, projects)


@pytest.mark.parametrize(("method", "path"), TAKE_IT)
def test_a_key_that_something_else_was_asked_with_is_refused(api, method, path):
    call = call_of(method, path)
    film = make_film(api, style_locked=call.style_locked)
    if call.before:
        film.ask(api, *call.before)
    api.post("/projects", {"title": "Something else"}, headers=KEY)
    seen = film.seen()
    refused = ask(film, api, method, path, call)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused")
    assert film.seen() == seen


def test_the_header_is_written_once_for_all(app):
    assert MADE["components"]["parameters"]["IdempotencyKey"]["name"] == "Idempotency-Key"
    assert str(MADE["paths"]).count("'name': 'Idempotency-Key'") == 0


def test_a_form_sent_again_with_another_boundary_is_the_same_upload(api):
    film = make_film(api)
    before = len(film.ask(api, "GET", f"{ASSET}/attempts").json["items"])
    for _ in range(2):
        picture = {"file": (BytesIO(a_png(7)), "a.png")}
        answer = film.ask(api, "POST", f"{ASSET}/attempts", data=picture, headers=KEY)
    assert answer.headers["Idempotent-Replayed"] == "true"
    assert len(film.ask(api, "GET", f"{ASSET}/attempts").json["items"]) == before + 1


@pytest.mark.parametrize("other", [(a_png(8), "a.png"), (a_png(7), "b.png")])
def test_another_picture_or_name_under_the_key_of_an_upload_is_refused(api, other):
    film = make_film(api)
    for data, name in ((a_png(7), "a.png"), other):
        picture = {"file": (BytesIO(data), name)}
        answer = film.ask(api, "POST", f"{ASSET}/attempts", data=picture, headers=KEY)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")


def test_what_was_refused_leaves_the_key_free(api, project):
    for name, status in (("", 422), ("Oar", 201)):
        sent = {"name": name, "type": "prop", "description": "Wood."}
        assert api.post(f"{project}/assets", sent, headers=KEY).status_code == status
