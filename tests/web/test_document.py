import re

import pytest
import schemathesis

from asset_service.web.document import document, operations, parameters
from web.test_tenants import EVERY


@pytest.fixture
def made(app):
    return document(app)


def test_the_document_is_given_to_everybody(nobody, made):
    answer = nobody.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json == made


def test_it_is_openapi_3_1(made):
    assert made["openapi"] == "3.1.0"
    assert schemathesis.openapi.from_dict(made).validate() is None


def test_every_reference_leads_somewhere(made):
    names = set(re.findall(r"#/components/schemas/(\w+)", str(made)))
    assert names <= set(made["components"]["schemas"])


def test_every_operation_says_what_it_does_and_how_it_fails(made):
    for path, method, operation in operations(made):
        assert operation["summary"].endswith("."), path
        assert "503" in operation["responses"]
        assert ("401" in operation["responses"]) or operation["security"] == []
        # a secret in the body names something as an address does
        names = "{" in path or "/invitations/" in path
        assert ("404" in operation["responses"]) is names
        assert any(status.startswith("2") for status in operation["responses"]), (method, path)
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == ["application/problem+json"]


def test_ids_in_addresses_are_uuids(made):
    for path, method, operation in operations(made):
        shared = made["paths"][path].get("parameters", [])
        taken = [*shared, *parameters(made, operation)]
        given = {one["name"]: one["schema"] for one in taken}
        for name in re.findall(r"{(\w+_id)}", path):
            assert given[name] == {"type": "string", "format": "uuid"}, (method, path)


def test_what_clients_send_takes_no_other_fields(made):
    for name, schema in made["components"]["schemas"].items():
        bodies = [
            operation["requestBody"]["content"]["application/json"]["schema"]
            for _, _, operation in operations(made)
            if "application/json" in operation.get("requestBody", {}).get("content", {})
        ]
        if {"$ref": f"#/components/schemas/{name}"} in bodies:
            assert schema["additionalProperties"] is False, name


def test_there_is_a_page_that_lists_every_operation_and_runs_no_script(nobody):
    page = nobody.get("/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "http://" not in page.text
    for method, path in EVERY:
        assert f"<b>{method}</b> {path}</code>" in page.text
