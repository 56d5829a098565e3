"""What real requests leave in the log: ids of what they are about, and nothing of its content."""

import io
import json
import logging
from uuid import uuid4

import pytest
import structlog

from asset_service import observability
from web.films import CANARY, make_film


@pytest.fixture
def lines():
    """The lines of the process so far; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level, kept = root.handlers, root.level, structlog.get_config()
    stream = io.StringIO()
    observability.configure(as_json=True, stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.configure(**kept)


def last(lines):
    return [line for line in lines() if line["event"] == "request"][-1]


def test_a_request_names_who_asked_and_what_for(lines, api, person, asset):
    answer = api.get(asset)
    line, (_, project_id, _, asset_id) = last(lines), asset.strip("/").split("/")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["user_id"], line["project_id"]) == (str(person.id), project_id)
    assert (line["asset_id"], line["status"]) == (asset_id, 200)


def test_a_request_about_a_job_names_it(lines, api, project):
    job_id = str(uuid4())
    assert api.get(f"{project}/jobs/{job_id}").status_code == 404
    assert last(lines)["job_id"] == job_id


def test_what_a_request_made_is_named_by_its_address(lines, api):
    made = api.post("/projects", {"title": CANARY})
    assert last(lines)["made"] == made.headers["Location"]
    assert made.json["id"] in last(lines)["made"]


def test_a_line_in_the_middle_of_a_request_has_the_same_ids(lines, api, asset, services):
    def fails(*_args, **_facts):
        raise RuntimeError("broken")

    whole, services.__dict__["curation"] = services.curation, type("", (), {"get": fails})()
    try:
        answer = api.get(asset)
    finally:
        services.__dict__["curation"] = whole
    (line,) = [line for line in lines() if line["event"] == "the request failed"]
    assert line["request_id"] == answer.json["request_id"]
    assert {"user_id", "project_id", "asset_id"} <= set(line)


def test_the_ids_of_one_request_are_not_on_the_next(lines, api, nobody, asset):
    api.get(asset)
    nobody.get("/projects")
    assert not {"user_id", "project_id", "asset_id"} & set(last(lines))


def test_nothing_that_somebody_wrote_is_in_the_log(lines, api):
    film = make_film(api)
    film.seen()
    told = json.dumps(lines())
    assert len(lines()) > 20
    assert CANARY.lower() not in told.lower()
    assert api.headers["Authorization"].split()[1] not in told
