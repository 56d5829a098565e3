import json

import pytest

PROJECTS = "/projects"


def fields_of(refused):
    assert refused.status_code == 422, refused.json
    return refused.json["errors"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"title=x",
        b"\xff\xfe",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"title": ' + b"9" * 5000 + b"}",
        b'{"title": "x"} trailing',
        b"\x00",
    ],
)
def test_what_is_not_json_is_400(api, body):
    refused = api.post(PROJECTS, data=body, content_type="application/json")
    assert (refused.status_code, refused.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "true", "null", '[{"title": "x"}]'])
def test_json_of_another_shape_is_422(api, body):
    refused = api.post(PROJECTS, data=body, content_type="application/json")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
def test_another_type_of_body_is_415(api, content_type):
    refused = api.post(PROJECTS, data=b'{"title": "x"}', content_type=content_type)
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_type")


def test_no_body_at_all_misses_every_required_field(api):
    assert list(fields_of(api.post(PROJECTS))) == ["title"]


@pytest.mark.parametrize(
    "title",
    ["", " \t ", "x" * 201, "a\0b", "a\x1bb", "\ud800", "\udfff\ud800", 1, True, None, [], {}, 1.5],
)
def test_a_title_that_cannot_be_used_is_422(api, title):
    refused = api.post(PROJECTS, data=json.dumps({"title": title}), content_type="application/json")
    assert list(fields_of(refused)) == ["title"]


@pytest.mark.parametrize("title", ["x", "x" * 200, "Ä 場面 🎬", "<img onerror=x>", "a\u202eb"])
def test_any_text_of_people_is_a_title(api, title):
    assert api.post(PROJECTS, {"title": title}).json["title"] == title


def test_text_is_trimmed(api):
    assert api.post(PROJECTS, {"title": "  The\t Keeper\n"}).json["title"] == "The Keeper"


@pytest.mark.parametrize(
    "field",
    ["id", "role", "stage", "owner_id", "created_at", "script_version", "__class__", "\ud800", ""],
)
def test_a_field_that_is_not_known_is_refused_and_changes_nothing(api, project, field):
    before = api.get(project).json
    body = json.dumps({"title": "Changed", field: "owner"})
    refused = api.patch(project, None, data=body, content_type="application/json")
    assert list(fields_of(refused)) == [field]
    assert api.get(project).json == before


def test_every_bad_field_is_named_at_once(api, project):
    refused = api.post(
        f"{project}/assets",
        {
            "name": "x" * 201,
            "type": "villain",
            "description": " ",
            "scene_numbers": [1, 0, True, "2", 1.0, 2**70],
            "selected": True,
        },
    )
    wrong = fields_of(refused)
    assert set(wrong) == {"name", "type", "description", "scene_numbers", "selected"}
    assert set(wrong["scene_numbers"]) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=1e2",
        "limit=٣",
        "limit=" + "9" * 5000,
        "limit=",
        "state=gone",
        "type=villain",
        "cursor=x",
        "cursor=WzEsMl0",
        "cursor=" + "A" * 501,
        "owner_id=1",
        "all=1&include_deleted=1",
    ],
)
def test_a_query_that_cannot_be_used_is_422(api, project, query):
    assert api.get(f"{project}/assets?{query}").status_code == 422


@pytest.mark.parametrize(
    "wrong",
    ["1", "x", "null", "{7}", "0" * 32, "%00", "..", "Ⅷ", "a" * 5000, "-1", "'--", "%ff"],
)
def test_an_id_that_is_none_is_answered_as_an_unknown_one(api, nobody, wrong):
    unknown = "7a8a2d9e-0f43-4be2-b8ef-b8a4f2b0a7a5"
    for path in ("/projects/{}", "/projects/{}/assets", "/tokens/{}"):
        method = "DELETE" if "tokens" in path else "GET"
        odd, absent = (api.open(method, path.format(one)) for one in (wrong, unknown))
        assert odd.status_code == absent.status_code == 404
        assert without_id(odd) == without_id(absent)
        assert nobody.open(method, path.format(wrong)).status_code == 401


def test_an_id_may_be_written_in_capitals(api, project):
    assert api.get(project.upper().replace("PROJECTS", "projects")).status_code == 200


def without_id(answer):
    return {name: value for name, value in answer.json.items() if name != "request_id"}


@pytest.mark.parametrize("field", ["email", "password", "name"])
def test_half_a_character_is_no_text_in_any_field(nobody, field):
    sent = {"email": "a@film.example", "password": "correct horse", "name": "Ada", field: "\ud800"}
    refused = nobody.post("/tokens", data=json.dumps(sent), content_type="application/json")
    assert list(fields_of(refused)) == [field]


@pytest.mark.parametrize("value", [1, 0, "true", "yes", None, [], 1.0])
def test_only_true_and_false_are_yes_and_no(api, project, value):
    assert list(fields_of(api.patch(project, {"plain_background": value}))) == ["plain_background"]
    assert api.patch(project, {"plain_background": False}).json["plain_background"] is False


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "", "text/html"])
def test_a_script_of_another_type_of_body_is_415(api, project, content_type):
    refused = api.post(f"{project}/script/preview", data=b"INT. A", content_type=content_type)
    assert (refused.status_code, refused.json["code"]) == (415, "unsupported_type")
