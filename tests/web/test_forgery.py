"""Nothing is done for another site: every unsafe route, of the API and of the pages."""

import re

import pytest
from fixtures.app import csrf_headers, signed_in

from asset_service.app import create_app
from web.films import ADDRESSED
from web.test_tenants import _CODE_ALONE

ANY = "7a8a2d9e-0f43-4be2-b8ef-b8a4f2b0a7a5"
# What another site can have a browser send, and whether our own token is with it.
FORGED = {
    "cross-site": ({"Sec-Fetch-Site": "cross-site"}, {"json": {}}, True),
    "a foreign origin": ({"Origin": "https://evil.example"}, {"json": {}}, True),
    "no origin": ({"Origin": "null"}, {"json": {}}, True),
    "a form": ({}, {"data": {"title": "x"}}, False),
    "a form of parts": (
        {},
        {"data": {"title": "x"}, "content_type": "multipart/form-data"},
        False,
    ),
    "plain text": ({}, {"data": '{"title": "x"}', "content_type": "text/plain"}, False),
    "no token": ({}, {"json": {}}, False),
}


def unsafe():
    for rule in create_app(_CODE_ALONE).url_map.iter_rules():
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}:
            yield method, rule.rule


UNSAFE = sorted(unsafe())


def address(rule):
    """Fill in whatever the address names: the check comes before anybody looks for it."""
    named = {**ADDRESSED, "word": "matrix", "way": "earlier", "number": "1"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: named.get(found[1], ANY), rule)


@pytest.fixture
def browser(walls):
    return signed_in(walls.house.app, walls.owner)


def test_there_are_pages_and_operations_among_them():
    rules = {rule for _, rule in UNSAFE}
    assert {"/sign-in", "/sign-out", "/projects", "/api/v1/projects"} <= rules
    assert len(UNSAFE) > 120


@pytest.mark.promise("A51")
@pytest.mark.parametrize(("method", "rule"), UNSAFE)
def test_nothing_is_done_for_another_site(walls, browser, method, rule):
    before = walls.rows()
    for name, (headers, body, with_token) in FORGED.items():
        token = csrf_headers(walls.house.app, browser) if with_token else {}
        answer = browser.open(address(rule), method=method, headers={**token, **headers}, **body)
        assert (answer.status_code, answer.json["code"]) == (403, "csrf_failed"), name
    assert walls.rows() == before


@pytest.mark.promise("A51")
@pytest.mark.parametrize("headers", [headers for headers, _, _ in FORGED.values() if headers])
def test_a_bearer_token_is_sent_on_purpose(walls, headers):
    made = walls.api.post("/projects", {"title": "Mine"}, headers=headers)
    assert made.status_code == 201
