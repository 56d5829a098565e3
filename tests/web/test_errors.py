import re
from dataclasses import fields, replace

import pytest
from fixtures.app import Api
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from asset_service.app import create_app
from asset_service.domain import errors
from asset_service.ports.objects import StoreUnavailable
from asset_service.web.document import document, operations
from asset_service.web.errors import STATUS
from web.films import ADDRESSED

INSIDE = "select * from users; /srv/secret.py db.internal:5432"
MEMBERS = {"type", "title", "status", "code", "detail", "request_id"}


class Failing:
    """Stands for a service whose every verb fails in the same way."""

    def __init__(self, error):
        self._error = error

    def __getattr__(self, name):
        def verb(*args, **kwargs):
            raise self._error

        return verb


@pytest.fixture
def failing_api(app_settings, services, person):
    """A client of an application in which every service but the accounts' fails."""

    def make(error):
        failing = {one.name: Failing(error) for one in fields(services)} | {
            "credentials": FailingCredentials(error, services.credentials)
        }
        return Api(create_app(app_settings, replace(services, **failing)), person.token)

    return make


class FailingCredentials(Failing):
    def __init__(self, error, credentials):
        super().__init__(error)
        self.of_bearer = credentials.of_bearer
        self.of_session = credentials.of_session


def every_route(app):
    for path, method, operation in operations(document(app)):
        if "requestBody" not in operation and path != "/api/v1/me":
            named = re.sub(r"{(\w+)}", lambda one: ADDRESSED.get(one[1], one[0]), path)
            yield method.upper(), named.removeprefix("/api/v1") + wanted(operation)


def wanted(operation):
    """What has to stand behind the `?`."""
    asked = [
        f"{one['name']}={one['schema']['enum'][0]}"
        for one in operation.get("parameters", ())
        if one.get("in") == "query" and one.get("required")
    ]
    return "?" + "&".join(asked) if asked else ""


def test_a_defect_says_nothing_but_an_id_on_any_route(failing_api, app):
    api = failing_api(RuntimeError(INSIDE))
    for method, path in every_route(app):
        answer = api.open(method, path)
        assert answer.status_code == 500, path
        assert answer.mimetype == "application/problem+json"
        assert answer.json.keys() == MEMBERS
        assert answer.json["request_id"] == answer.headers["X-Request-ID"]
        assert not any(word in answer.text for word in ("select", "secret", "internal:", "Runtime"))


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(INSIDE, {}, Exception(INSIDE)),
        InterfaceError(INSIDE, {}, Exception(INSIDE)),
        PoolTimeoutError(INSIDE),
        StoreUnavailable(INSIDE),
        errors.Unavailable("Away."),
    ],
)
def test_a_server_that_is_away_is_503_on_any_route(failing_api, app, error):
    api = failing_api(error)
    for method, path in every_route(app):
        answer = api.open(method, path)
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable"), path
        assert int(answer.headers["Retry-After"]) >= 1
        assert "secret" not in answer.text


def test_every_kind_of_error_has_a_status():
    kinds = set(errors.DomainError.__subclasses__())
    assert kinds == set(STATUS)


@pytest.mark.parametrize(("kind", "status"), STATUS.items())
def test_every_kind_of_error_is_a_problem(failing_api, kind, status):
    answer = failing_api(kind("Because.")).get("/projects")
    assert answer.status_code == status
    assert answer.json["code"] == kind.code
    assert "Because" in answer.json["detail"]
    assert answer.json["title"] == status.phrase


def test_what_an_error_adds_is_shown_beside_it(failing_api):
    gate = errors.Conflict("Not yet.", code="gate_closed", missing=[{"name": "Mara"}], status=1)
    answer = failing_api(gate).get("/projects")
    assert answer.json["missing"] == [{"name": "Mara"}]
    assert (answer.json["code"], answer.json["status"]) == ("gate_closed", 409)


def test_too_many_says_when_to_come_back(failing_api):
    answer = failing_api(errors.TooMany("Wait.", retry_after=42)).get("/projects")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "42")


def test_an_unknown_address_is_a_problem_too(api, nobody):
    for client in (api, nobody):
        answer = client.get("/nowhere")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_wrong_method_says_which_are_right(api):
    answer = api.delete("/projects")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("", "application/problem+json"),
        ("text/html;q=0.5,application/json", "application/problem+json"),
    ],
)
def test_a_browser_gets_a_page_and_a_program_a_problem(app, accept, mimetype):
    answer = app.test_client().get("/nowhere", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, mimetype)
    assert answer.headers["X-Request-ID"] in answer.text


def test_below_api_everybody_gets_a_problem(app):
    answer = app.test_client().get("/api/v1/me", headers={"Accept": "text/html"})
    assert answer.mimetype == "application/problem+json"


def test_the_error_page_needs_no_database(probing_app, client, services, monkeypatch):
    def away(secret):
        raise OperationalError(INSIDE, {}, Exception(INSIDE))

    monkeypatch.setattr(services.credentials, "of_session", away)
    cookie = client.get_cookie("session").value
    browser = probing_app.test_client()
    browser.set_cookie("session", cookie)
    page = browser.get("/probe", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert "database is away" in page.text


def test_a_redirect_is_no_error(probing_app, api):
    probing_app.url_map.merge_slashes = True
    answer = probing_app.test_client().get("/api//v1/me")
    assert answer.status_code == 308
