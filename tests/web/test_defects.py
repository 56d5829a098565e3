"""A defect on any route, of the API and of the pages: an id of the request, and nothing inside."""

from dataclasses import fields, replace

import pytest
from fixtures.app import Api

from asset_service.app import create_app
from web.test_errors import INSIDE, MEMBERS, Failing, FailingCredentials
from web.test_mass_assignment import OWN_BODIES
from web.test_tenants import EVERY, call_of
from web.test_tenants_of_pages import NAMED, RULES, Reader, Shown

WORDS = ("select *", "secret.py", "internal:5432", "RuntimeError", "Traceback", 'File "')
# These ask nobody for anything.
QUIET_OPERATIONS = {("GET", "/api/v1/me")}
QUIET_PAGES = {"pages.theme.choose", "pages.projects.home", "pages.projects.hide_steps"}


@pytest.fixture
def failing(walls):
    """An application in which every verb fails but the one that says who asks."""
    services, error = walls.house.services, RuntimeError(INSIDE)
    broken = {one.name: Failing(error) for one in fields(services)}
    broken["credentials"] = FailingCredentials(error, services.credentials)
    return create_app(walls.settings, replace(services, **broken))


@pytest.mark.promise("A54")
def test_no_operation_tells_more_than_an_id(walls, failing):
    api, film = Api(failing, walls.owner.token), walls.film
    for method, path in EVERY:
        options = call_of(method, path).options(film)
        if path in OWN_BODIES and method == "POST":
            options["json"] = OWN_BODIES[path]
        answer = film.ask(api, method, path, **options)
        if (method, path) in QUIET_OPERATIONS:
            assert answer.status_code == 200
            continue
        assert answer.status_code == 500, (method, path, answer.text)
        assert answer.mimetype == "application/problem+json"
        assert answer.json.keys() == MEMBERS
        assert answer.json["request_id"] == answer.headers["X-Request-ID"]
        assert_silent(answer)


@pytest.mark.promise("A54")
def test_no_page_tells_more_than_an_id(walls, failing):
    film = Shown(**vars(walls.film_of(style_locked=True)))
    film.ids.update(NAMED)
    for endpoint, method, path in RULES:
        answer = Reader(failing, walls.owner).ask(film, endpoint, method, path)
        if endpoint in QUIET_PAGES:
            assert answer.status_code < 400
            continue
        assert answer.status_code in {500, 404}, (endpoint, answer.status_code, answer.text)
        assert answer.headers["X-Request-ID"] in answer.text
        assert_silent(answer)


def assert_silent(answer):
    for word in WORDS:
        assert word not in answer.text, word
