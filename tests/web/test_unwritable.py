"""Roles, owners, states, ids and times are written by no body of the API (API3)."""

import pytest

from asset_service.models.registry import TABLES
from asset_service.web.document import document, operations
from web.films import make_film
from web.test_tenants import PROJECT, call_of

pytestmark = pytest.mark.promise("A12")

COLUMNS = sorted({column.name for table in TABLES for column in table.__table__.columns})
CLOSED = {"owner_id", "is_owner", "members", "is_admin", "scopes", "stage_locked_by", "quota"}
JSON = "application/json"


def known(made, operation):
    """The fields that the body of an operation has."""
    schema = operation["requestBody"]["content"][JSON]["schema"]
    while "$ref" in schema:
        schema = made["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return set(schema["properties"])


def with_bodies(made):
    for path, method, operation in operations(made):
        if JSON in operation.get("requestBody", {}).get("content", {}) and "{" in path:
            yield method.upper(), path, known(made, operation)


def test_no_column_can_be_sent_that_is_not_offered(app, api):
    film = make_film(api)
    seen, tried = film.seen(), 0
    for method, path, fields in with_bodies(document(app)):
        sent = call_of(method, path).options(film)
        more = sorted((set(COLUMNS) | CLOSED) - fields)
        body = {**sent.get("json", {}), **dict.fromkeys(more, "1")}
        sent.pop("data", None)
        refused = film.ask(api, method, path, **sent | {"json": body})
        assert refused.status_code == 422, (method, path)
        assert set(more) <= set(refused.json["errors"]), (method, path)
        tried += 1
    assert tried > 20
    assert film.seen() == seen


@pytest.mark.parametrize("field", ["role", "owner_id", "user_id", "stage", "kind", "library_of"])
def test_a_film_takes_no_owner_and_no_role_by_an_edit(api, field):
    film = make_film(api)
    before = film.ask(api, "GET", PROJECT).json
    refused = film.ask(api, "PATCH", PROJECT, json={"title": "Mine", field: "owner"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert film.ask(api, "GET", PROJECT).json == before


@pytest.mark.parametrize("role", ["owner", "admin", "", None, 1, ["editor"], {"role": "editor"}])
def test_no_role_but_editor_and_viewer_is_given(api, role):
    film = make_film(api)
    seen = film.seen()
    member = f"{PROJECT}/members/{{member_id}}"
    answers = [
        film.ask(api, "PATCH", member, json={"role": role}),
        film.ask(
            api, "POST", f"{PROJECT}/invitations", json={"email": "a@b.example", "role": role}
        ),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert film.seen() == seen
