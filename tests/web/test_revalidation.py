"""What is answered with 304 is what would be answered now."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import g
from sqlalchemy import create_engine, text

from asset_service.app import create_app
from asset_service.web import revalidation
from web.films import make_film, upload
from web.test_tenants import NAMED, call_of

CHANGES = [(method, path) for method, path in NAMED if method != "GET"]
EMPTYING = {
    "an uploaded picture left the bin": "delete from attempts where id = :attempt_id",
    "an asset left the bin": "delete from assets where id = :other_id",
    "a link was taken away": "delete from scene_assets where asset_id = :asset_id",
    "a job was asked to stop": "update jobs set cancel_requested_at = now() where id = :job_id",
    "a job moved on": "update jobs set stage = 'storing', progress = 0.9 where id = :job_id",
    "a job was tried again": "update jobs set tries = tries + 1 where id = :job_id",
    "a batch came": "insert into batches (id, project_id, kind, requested_by)"
    " select gen_random_uuid(), project_id, kind, requested_by from batches"
    " where project_id = :project_id",
}


@pytest.fixture
def rules(app):
    """The address of every list that has a tag, as `/projects/{project_id}...`."""
    found = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    return [re.sub(r"<id:(\w+)>", r"{\1}", found[name]) for name in sorted(revalidation.LISTS)]


def read_all(film, rules):
    return {rule: film.ask(film.api, "GET", rule) for rule in rules}


def stale(film, before):
    """What is answered with 304 although it is another one now."""
    found = []
    for rule, old in before.items():
        kept = {"If-None-Match": old.headers.get("ETag", '"none"')}
        again = film.ask(film.api, "GET", rule, headers=kept)
        if again.status_code == 304 and film.ask(film.api, "GET", rule).data != old.data:
            found.append(rule)
    return found


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_no_change_by_the_api_leaves_an_old_answer_current(walls, rules, method, path):
    call, api = call_of(method, path), walls.api
    film = walls.film_of(style_locked=call.style_locked)
    if not film.ids["job_id"]:
        rules = [rule for rule in rules if "{job_id}" not in rule]
    if call.before:
        film.ask(api, *call.before)
    before = read_all(film, rules)
    assert film.ask(api, method, path, **call.options(film)).status_code < 300
    assert stale(film, before) == []


@pytest.mark.parametrize("what", EMPTYING)
def test_nor_does_what_no_request_asked_for(api, rules, app_settings, what):
    film = make_film(api)
    film.ids["other_id"] = other(api, film)
    before = read_all(film, rules)
    owner = create_engine(app_settings.owner_url)
    with owner.begin() as connection:
        connection.execute(text(EMPTYING[what]), film.ids)
    owner.dispose()
    assert [rule for rule in rules if is_current(film, rule, before[rule])] == []
    assert stale(film, before) == []


def other(api, film):
    """An asset and a picture in the bin, and the asset of the film in a scene."""
    project = f"/projects/{film.ids['project_id']}"
    asset = f"{project}/assets/{film.ids['asset_id']}"
    oar = {"name": "Oar", "type": "prop", "description": "Ash"}
    made = api.post(f"{project}/assets", oar).json
    api.delete(f"{project}/assets/{made['id']}")
    upload(api, asset, 3)
    api.delete(f"{asset}/attempts/{film.ids['attempt_id']}")
    api.post(f"{project}/scenes/{film.ids['scene_id']}/assets", {"asset_id": film.ids["asset_id"]})
    return made["id"]


def is_current(film, rule, answer):
    kept = {"If-None-Match": answer.headers["ETag"]}
    return film.ask(film.api, "GET", rule, headers=kept).status_code == 304


class Later:
    """A clock eight days ahead: longer than an invitation lasts."""

    def now(self):
        return datetime.now(UTC) + timedelta(days=8)


def test_nor_does_the_time_that_passes(api, services, rules, monkeypatch):
    film = make_film(api)
    asked = "/projects/{project_id}/invitations"
    before = read_all(film, {*rules, asked})
    assert not before[asked].json["items"][0]["expired"]
    monkeypatch.setattr(services.invitations, "_clock", Later())
    assert film.ask(api, "GET", asked).json["items"][0]["expired"]
    assert stale(film, before) == []


def test_what_did_not_change_is_not_sent_again(api, rules):
    film = make_film(api)
    for rule, answer in read_all(film, rules).items():
        again = film.ask(api, "GET", rule, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Authorization"} <= set(again.vary)


def test_a_304_does_not_run_the_view(app, api, project, monkeypatch):
    tag = api.get(f"{project}/gate").headers["ETag"]
    monkeypatch.setitem(app.view_functions, "stage.get_gate", None)
    assert api.get(f"{project}/gate", headers={"If-None-Match": tag}).status_code == 304


def test_every_query_has_its_own_tag(api, project):
    tags = {api.get(f"{project}/assets{q}").headers["ETag"] for q in ("", "?state=all", "?limit=1")}
    assert len(tags) == 3


def test_another_release_answers_anew(api, project, monkeypatch):
    tag = api.get(f"{project}/gate").headers["ETag"]
    monkeypatch.setattr(revalidation, "_release", lambda: "the next one")
    assert api.get(f"{project}/gate", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("said", ["*", '"other"', "nonsense", ""])
def test_other_tags_get_an_answer(api, project, said):
    answer = api.get(f"{project}/gate", headers={"If-None-Match": said})
    assert answer.status_code == 200


@pytest.mark.promise("A10")
def test_a_tag_is_worth_nothing_to_others(api, other_api, nobody, project):
    kept = {"If-None-Match": api.get(f"{project}/gate").headers["ETag"]}
    assert other_api.get(f"{project}/gate", headers=kept).status_code == 404
    assert nobody.get(f"{project}/gate", headers=kept).status_code == 401


@pytest.mark.promise("A10")
def test_a_reader_who_left_has_no_304(api, project, app_settings):
    kept = {"If-None-Match": api.get(f"{project}/gate").headers["ETag"]}
    owner = create_engine(app_settings.owner_url)
    with owner.begin() as connection:
        connection.execute(
            text("delete from memberships where project_id = :id"), {"id": project.split("/")[2]}
        )
    owner.dispose()
    assert api.get(f"{project}/gate", headers=kept).status_code == 404


def test_errors_have_no_tag(api, project):
    assert "ETag" not in api.get(f"{project}/jobs/{uuid4()}").headers
    assert "ETag" not in api.get(f"{project}/jobs?limit=x").headers


def test_a_page_has_a_tag_for_its_script_alone(client, project, monkeypatch):
    monkeypatch.setattr(revalidation, "time", lambda: 60.0)
    assert "ETag" not in client.get(project).headers
    poll = {revalidation.POLL: "1"}
    tag = client.get(project, headers=poll).headers["ETag"]
    kept = {"If-None-Match": tag}
    assert client.get(project, headers=poll | kept).status_code == 304
    assert client.get(project, headers=kept).status_code == 200


def test_the_page_says_by_what_tag_it_was_read(client, project, monkeypatch):
    monkeypatch.setattr(revalidation, "time", lambda: 60.0)
    page = client.get(project).text
    tag = re.search(r'data-tag="(\w+)"', page)[1]
    poll = {revalidation.POLL: "1", "If-None-Match": f'W/"{tag}"'}
    assert client.get(project, headers=poll).status_code == 304


def test_minutes_that_pass_show_on_a_page(client, project, monkeypatch):
    monkeypatch.setattr(revalidation, "time", lambda: 60.0)
    poll = {revalidation.POLL: "1"}
    poll["If-None-Match"] = client.get(project, headers=poll).headers["ETag"]
    monkeypatch.setattr(revalidation, "time", lambda: 120.0)
    assert client.get(project, headers=poll).status_code == 200


def test_the_tag_is_read_before_the_answer(app_settings, services, person, project):
    """A change in between makes the tag too old, which costs one answer; never too new."""
    app = create_app(app_settings, services)
    order = []
    app.before_request(lambda: order.append("revalidation_tag" in g))
    app.test_client().get(
        f"/api/v1{project}/gate", headers={"Authorization": f"Bearer {person.token}"}
    )
    assert order == [True]
