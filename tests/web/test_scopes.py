"""What a token is good for, at every address: one table, which the routes are compared with."""

from uuid import uuid4

import pytest
from fixtures.app import PASSWORD, Api

from asset_service.domain.scopes import Scope
from asset_service.services.tokens import Wanted
from asset_service.web import access
from asset_service.web.auth import PUBLIC
from asset_service.web.document import document, operations
from web.films import make_film
from web.test_tenants import EVERY, call_of

pytestmark = pytest.mark.promise("R32")


@pytest.fixture
def api_with(app, services, person):
    """A client whose token has these scopes, and is good for one film if it is named."""

    def make(*scopes, film=None):
        wanted = Wanted("some", scopes=[str(scope) for scope in scopes], project_id=film)
        return Api(app, services.tokens.create(person.id, wanted).secret)

    return make


def endpoint_of(app, method, path):
    adapter = app.url_map.bind("localhost")
    filled = path
    for part in path.split("/"):
        if part.startswith("{"):
            filled = filled.replace(part, SAMPLES.get(part, str(uuid4())), 1)
    return adapter.match(filled, method=method)[0]


SAMPLES = {
    "{asset_type}": "prop",
    "{currency}": "USD",
    "{version}": "1",
    "{sha256}": "0" * 64,
    "{width}": "256",
}


def test_every_route_is_in_the_table_or_open_or_a_page(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    listed = set(access.NEEDS)
    assert listed <= endpoints, listed - endpoints
    pages = {one for one in endpoints if one.startswith(access.BROWSERS)}
    assert endpoints - listed - pages <= PUBLIC
    assert not listed & pages
    # it takes credentials or a password, so it is in both
    assert listed & PUBLIC == {"tokens.create_token"}


def test_what_reads_is_read_and_what_changes_is_not(app):
    for method, path in EVERY:
        endpoint = endpoint_of(app, method, path)
        scope = access.NEEDS.get(endpoint)
        if scope is None or scope is Scope.ACCOUNT:
            continue
        reads = method == "GET" or endpoint in {
            "extraction.preview_extraction",
            "invitations.preview_invitation",
        }
        assert (scope is Scope.READ) is reads, endpoint


def test_a_route_that_is_in_no_list_is_closed(app, api, client, monkeypatch):
    monkeypatch.delitem(access.NEEDS, "projects.list_projects")
    for one in (api.get("/projects"), client.get("/api/v1/projects")):
        assert (one.status_code, one.json["code"]) == (403, "closed")


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_a_token_without_the_scope_is_refused_and_told_which(app, api_with, method, path):
    needed = access.NEEDS.get(endpoint_of(app, method, path))
    if needed is None:
        pytest.skip("open to everybody")
    others = [scope for scope in Scope if scope is not needed]
    address = path.removeprefix("/api/v1")
    for part in path.split("/"):
        if part.startswith("{"):
            address = address.replace(part, SAMPLES.get(part, str(uuid4())), 1)
    refused = api_with(*others).open(method, address)
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert refused.json["scope"] == needed.value


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_a_token_for_one_film_works_there_and_nowhere_else(app, api, api_with, method, path):
    """In the film as for its owner, in another one as for a stranger, and no further."""
    if access.NEEDS.get(endpoint_of(app, method, path)) in {None, Scope.ACCOUNT}:
        pytest.skip("not for such a token")
    if "{project_id}" not in path:
        film = api.post("/projects", {"title": "One"}).json["id"]
        answer = api_with("read", "write", "spend", film=film).open(
            method, path.removeprefix("/api/v1").replace("{library_asset_id}", str(uuid4()))
        )
        if endpoint_of(app, method, path) in access.OF_NO_FILM:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json["code"]) in {
                (403, "one_film"),
                (404, "not_found"),
            }
        return
    other = api.post("/projects", {"title": "Two"}).json["id"]
    only = api_with("read", "write", "spend", film=other)
    film = make_film(api, style_locked=call_of(method, path).style_locked)
    seen = film.seen()
    answer = film.ask(only, method, path, **call_of(method, path).options(film))
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert film.seen() == seen


def test_lists_of_such_a_token_show_its_film_alone(api, api_with):
    film = api.post("/projects", {"title": "One"}).json["id"]
    api.post("/projects", {"title": "Two"})
    only = api_with("read", film=film)
    assert [one["id"] for one in only.get("/projects").json["items"]] == [film]
    assert only.get(f"/projects/{film}").status_code == 200
    assert only.post("/projects", {"title": "x"}).json["code"] == "scope_missing"


def test_such_a_token_works_in_its_film(api, api_with):
    film = api.post("/projects", {"title": "One"}).json["id"]
    only = api_with("read", "write", film=film)
    added = only.post(
        f"/projects/{film}/assets", {"name": "Key", "type": "prop", "description": "Old"}
    )
    assert added.status_code == 201
    assert only.post("/projects", {"title": "x"}).json["code"] == "one_film"
    assert only.get("/library").json["code"] == "one_film"
    promoted = only.post(f"/projects/{film}/assets/{added.json['id']}/promote")
    assert promoted.json["code"] == "one_film"


def test_the_film_of_one_request_is_not_that_of_the_next(api, api_with):
    film = api.post("/projects", {"title": "One"}).json["id"]
    api.post("/projects", {"title": "Two"})
    only = api_with("read", film=film)
    for _ in range(3):
        assert len(only.get("/projects").json["items"]) == 1
        assert len(api.get("/projects").json["items"]) == 2


def test_the_query_of_a_body_names_no_other_film(api, api_with):
    """What stands in a body is looked up under the same wall."""
    mine = make_film(api)
    film = api.post("/projects", {"title": "Two"}).json["id"]
    only = api_with("read", "write", "spend", film=film)
    clones = {"items": [{"library_asset_id": mine.ids["library_asset_id"]}]}
    assert only.post(f"/projects/{film}/library-clones", clones).json["code"] == "one_film"
    survivor = {"survivor_id": mine.ids["asset_id"], "absorbed_ids": [mine.ids["other_id"]]}
    assert only.post(f"/projects/{film}/assets/merge", survivor).status_code == 404


# --- tokens that make tokens -----------------------------------------------------------------


def test_a_token_makes_none_with_more_rights_than_itself(app, api_with):
    maker = api_with("read", "account")
    for scopes in (["write"], ["read", "spend"], ["read", "write", "spend", "account"]):
        refused = maker.post("/tokens", {"name": "more", "scopes": scopes})
        assert (refused.status_code, refused.json["code"]) == (403, "more_than_own")
    made = maker.post("/tokens", {"name": "as much", "scopes": ["read", "account"]})
    assert made.status_code == 201
    assert maker.post("/tokens", {"name": "usual"}).json["token"]["scopes"] == ["read"]
    child = Api(app, made.json["secret"])
    assert child.post("/tokens", {"name": "more", "scopes": ["write"]}).status_code == 403


def test_a_token_makes_none_that_outlives_it(app, services, person):
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - for this one alone

    ends = datetime.now(UTC) + timedelta(days=1)
    wanted = Wanted("short", ends, ["read", "account"])
    maker = Api(app, services.tokens.create(person.id, wanted).secret)
    later = (ends + timedelta(seconds=1)).isoformat()
    for sent in ({"name": "x"}, {"name": "x", "expires_at": later}):
        assert maker.post("/tokens", sent).json["code"] == "more_than_own"
    assert maker.post("/tokens", {"name": "x", "expires_at": ends.isoformat()}).status_code == 201


def test_only_a_token_with_a_say_about_the_account_touches_it(api_with, person):
    weak = api_with("read", "write", "spend")
    session = person.session
    tries = [
        weak.post("/tokens", {"name": "x"}),
        weak.get("/tokens"),
        weak.delete(f"/tokens/{uuid4()}"),
        weak.get("/sessions"),
        weak.delete("/sessions"),
        weak.post(
            "/me/password", {"current_password": PASSWORD, "new_password": "another horse battery"}
        ),
    ]
    assert {one.json["code"] for one in tries} == {"scope_missing"}
    assert session


def test_a_request_cannot_name_rights_that_are_none(api):
    for sent in ({"scopes": []}, {"scopes": ["admin"]}, {"scopes": "read"}, {"project_id": "x"}):
        assert api.post("/tokens", {"name": "x", **sent}).status_code == 422
    film = api.post("/projects", {"title": "One"}).json["id"]
    both = {"name": "x", "scopes": ["account"], "project_id": film}
    assert api.post("/tokens", both).status_code == 422


def test_a_password_makes_a_token_that_is_usual(nobody, person):
    sent = {"email": person.email, "password": PASSWORD, "name": "first"}
    assert nobody.post("/tokens", sent).json["token"]["scopes"] == ["read", "write", "spend"]
    sent["scopes"] = ["read", "account"]
    assert nobody.post("/tokens", sent).json["token"]["scopes"] == ["read", "account"]


def test_pages_are_for_browsers(app, person):
    bearer = {"Authorization": f"Bearer {person.token}"}
    for path in ("/settings", "/projects", "/library"):
        refused = app.test_client().get(path, headers=bearer)
        assert (refused.status_code, refused.json["code"]) == (403, "page_only")


def test_the_document_says_that_a_scope_may_be_missing(app):
    for _, _, operation in operations(document(app)):
        assert ("403" in operation["responses"]) or operation.get("security") == []
