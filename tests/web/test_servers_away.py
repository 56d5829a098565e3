"""The application while a server that it needs is away: refused, or silent."""

import re
import socket
import threading
from dataclasses import replace
from time import monotonic

import pytest
from fixtures.app import Api
from sqlalchemy import make_url

from asset_service.app import create_app
from asset_service.container import build_services
from asset_service.web.document import document, operations
from web.films import ADDRESSED, make_film
from web.test_tenants import ASSET, JOB

pytestmark = pytest.mark.promise("A63")

SOON = 1.0
BOUND = 8.0
A_PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def silent_port():
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []
        threading.Thread(target=lambda: _hold(server, held), daemon=True).start()
        yield server.getsockname()[1]
        for one in held:
            one.close()


def _hold(server, held):
    while True:
        try:
            held.append(server.accept()[0])
        except OSError:
            return  # the test is over


@pytest.fixture
def dead_port():
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def without_database(settings, port):
    url = make_url(settings.database_url).set(host="127.0.0.1", port=port, query={})
    return create_app(replace(settings, database_url=url.render_as_string(hide_password=False)))


def took(act):
    began = monotonic()
    answer = act()
    return answer, monotonic() - began


@pytest.mark.parametrize("broker", ["dead_port", "silent_port"])
def test_with_the_broker_away_requests_are_accepted_at_once(
    app_settings, engine, person, broker, request
):
    port = request.getfixturevalue(broker)
    settings = replace(app_settings, redis_url=f"redis://127.0.0.1:{port}/0")
    services = build_services(settings, engine)
    api = Api(create_app(settings, services), person.token)
    film = make_film(api)
    film.ask(api, "POST", f"{JOB}/cancel")
    for path in (f"{ASSET}/generate", f"{JOB}/retry"):
        answer, seconds = took(lambda path=path: film.ask(api, "POST", path))
        assert answer.status_code == 202
        assert seconds < SOON
    services.pictures.close()


def test_with_the_database_away_every_operation_says_when_to_come_back(app_settings, dead_port):
    app = without_database(app_settings, dead_port)
    api = Api(app, "ast_whoever")
    for path, method, _ in operations(document(app)):
        names = re.findall(r"\{(\w+_id)\}", path)
        ids = dict.fromkeys(names, "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        address = path.removeprefix("/api/v1").format(**ids, **ADDRESSED)
        answer, seconds = took(lambda method=method, address=address: api.open(method, address))
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json"), path
        assert answer.json["code"] == "unavailable"
        assert int(answer.headers["Retry-After"]) >= 1
        assert seconds < SOON, path


@pytest.mark.parametrize("path", ["/", "/projects", "/sign-in", "/projects/x/activity"])
def test_with_the_database_away_a_page_says_so(app_settings, dead_port, path):
    page = without_database(app_settings, dead_port).test_client().get(path, headers=A_PAGE)
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert int(page.headers["Retry-After"]) >= 1
    assert "Away for a moment" in page.text


def test_a_database_that_never_answers_is_waited_for_a_bounded_time(app_settings, silent_port):
    app = without_database(app_settings, silent_port)
    answer, seconds = took(lambda: Api(app, "ast_whoever").get("/projects"))
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert seconds < BOUND
    page, seconds = took(lambda: app.test_client().get("/projects", headers=A_PAGE))
    assert (page.status_code, page.mimetype) == (503, "text/html")
    assert seconds < BOUND
