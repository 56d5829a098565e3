"""Exports over the API: asked for once, made by a worker, fetched whole or in part."""

import csv
import io
import zipfile
from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

import pytest
from fixtures.app import Api
from fixtures.pictures import a_png

from asset_service.app import create_app


@pytest.fixture
def made(api, project, services, person):
    """Ask for an export and have it made; returns its path."""

    def make(kind="matrix", **options):
        asked = api.post(f"{project}/exports", {"kind": kind, "options": options})
        assert asked.status_code == 202, asked.text
        services.export_runner.run(UUID(asked.json["id"]), person.id)
        return asked.headers["Location"].removeprefix("/api/v1")

    return make


def test_an_export_is_accepted_and_found_where_the_answer_says(api, project):
    answer = api.post(f"{project}/exports", {"kind": "look_book", "options": {"paper": "letter"}})
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert answer.json["options"]["paper"] == "letter"
    found = api.get(answer.headers["Location"].removeprefix("/api/v1")).json
    assert found == answer.json
    assert api.get(f"{project}/exports").json["items"] == [found]


def test_a_key_makes_one_export(api, project):
    key = {"Idempotency-Key": "k1"}
    first, second = (
        api.post(f"{project}/exports", {"kind": "matrix"}, headers=key) for _ in range(2)
    )
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(api.get(f"{project}/exports").json["items"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "video"}, "kind"),
        ({"kind": "matrix", "options": {"paper": "a4"}}, "paper"),
        ({"kind": "look_book", "options": {"paper": "a5"}}, "options"),
        ({"kind": "look_book", "options": {"colour": "red"}}, "options"),
        ({"kind": "look_book", "options": {"deferred": 1}}, "options"),
        ({"kind": "look_book", "options": []}, "options"),
        ({"kind": "matrix", "options": {"types": ["villain"]}}, "options"),
    ],
)
def test_what_cannot_be_exported_is_named(api, project, body, field):
    answer = api.post(f"{project}/exports", body)
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_the_estimate_says_how_much_it_is(api, project, asset):
    api.post(f"{asset}/attempts", data={"file": (io.BytesIO(a_png(1)), "a.png")})
    told = api.get(f"{project}/exports/estimate?kind=originals&attempts=live").json
    assert (told["pictures"], told["bytes"]) == (1, len(a_png(1)))
    assert api.get(f"{project}/exports/estimate?kind=originals&types=location").json["bytes"] == 0
    assert api.get(f"{project}/exports/estimate").status_code == 422


def test_the_file_is_a_download_with_a_name_and_a_hash(api, made):
    answer = api.get(f"{made()}/file")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert 'filename="The Lantern Keeper - scenes ' in answer.headers["Content-Disposition"]
    row = next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert row[:2] == ["Type", "Name"]


def test_a_name_in_another_script_is_sent_in_full(api, project, made):
    api.patch(project, {"title": "Маяк"})
    said = api.get(f"{made()}/file").headers["Content-Disposition"]
    assert f"filename*=UTF-8''{quote('Маяк - scenes ')}" in said
    assert said.isascii()


def test_a_part_of_the_file_can_be_fetched_and_an_old_one_is_not_sent_again(api, made):
    path = f"{made()}/file"
    whole = api.get(path)
    part = api.get(path, headers={"Range": "bytes=3-8"})
    assert (part.status_code, part.data) == (206, whole.data[3:9])
    assert part.headers["Content-Range"] == f"bytes 3-8/{len(whole.data)}"
    assert api.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert api.open("HEAD", path).content_length == len(whole.data)


def test_a_zip_arrives_whole(api, project, asset, made):
    api.post(f"{asset}/attempts", data={"file": (io.BytesIO(a_png(1)), "a.png")})
    path = made("originals", files="original")
    data = api.get(f"{path}/file").data
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.read("props/lantern_1.png") == a_png(1)
    assert len(data) == api.get(path).json["size"]


def test_a_proxy_is_told_where_the_file_is(app_settings, services, person, made):
    behind = create_app(replace(app_settings, accel_redirect="/_objects"), services)
    answer = Api(behind, person.token).get(f"{made()}/file")
    assert "/_exports/" in answer.headers["X-Accel-Redirect"]
    assert answer.data == b""


def test_a_file_that_is_not_there_is_a_conflict_with_a_code(api, project):
    asked = api.post(f"{project}/exports", {"kind": "matrix"}).json
    path = f"{project}/exports/{asked['id']}"
    assert api.get(f"{path}/file").json["code"] == "export_not_ready"
    cancelled = api.post(f"{path}/cancel").json
    assert (cancelled["changed"], cancelled["export"]["state"]) == (True, "canceled")
    assert api.post(f"{path}/cancel").json["changed"] is False


def test_a_zip_of_nothing_is_a_conflict(api, project):
    answer = api.post(f"{project}/exports", {"kind": "originals"})
    assert (answer.status_code, answer.json["code"]) == (409, "nothing_to_export")
