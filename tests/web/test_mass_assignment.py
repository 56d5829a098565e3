"""What a schema does not take is refused, whatever a model calls it: nobody sets their own role.

Every column of every model is sent with every body that the document has, and each is named.
"""

from decimal import Decimal

import pytest

from asset_service.app import create_app
from asset_service.models.registry import TABLES
from asset_service.web.document import document, operations
from web.films import ADDRESSED
from web.test_tenants import _CODE_ALONE, OWN, call_of

COLUMNS = sorted({column.name for table in TABLES for column in table.__table__.columns})
UNKNOWN = "Unknown field."
MADE = document(create_app(_CODE_ALONE))
# Of an account itself; what a good body for each is.
OWN_BODIES = {
    "/api/v1/sign-up": {"email": "new@film.example", "name": "New", "password": "correct horse"},
    "/api/v1/tokens": {"name": "Mine"},
    "/api/v1/me/password": {"current_password": "x" * 12, "new_password": "y" * 12},
    "/api/v1/projects": {"title": "Mine"},
    "/api/v1/invitations/accept": {"secret": "x" * 43},
    "/api/v1/invitations/preview": {"secret": "x" * 43},
    "/api/v1/password-reset": {"email": "new@film.example"},
    "/api/v1/password-reset/use": {"token": "x" * 43, "new_password": "y" * 12},
}


def bodies():
    schemas = MADE["components"]["schemas"]
    for path, method, operation in operations(MADE):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            schema = content["schema"]
            if "$ref" in schema:
                schema = schemas[schema["$ref"].rpartition("/")[2]]
            yield method.upper(), path, frozenset(schema.get("properties", {}))


BODIES = sorted(bodies(), key=lambda one: one[:2])


def test_every_body_is_tried():
    assert len(BODIES) > 20
    assert {path for _, path, _ in BODIES if path in OWN} == set(OWN_BODIES)


@pytest.mark.promise("A12")
@pytest.mark.parametrize(("method", "path", "taken"), BODIES)
def test_no_column_is_written_that_the_schema_does_not_take(walls, method, path, taken):
    film, call = walls.film_of(style_locked=True), call_of(method, path)
    good = OWN_BODIES.get(path) or call.options(film).get("json") or {}
    before = walls.rows()
    others = {column: value_of(walls, column) for column in COLUMNS if column not in taken}
    headers = call.options(film).get("headers", {})
    answer = film.ask(walls.api, method, path, json={**good, **others}, headers=headers)
    assert answer.status_code == 422
    assert {name for name, why in answer.json["errors"].items() if why == [UNKNOWN]} == set(others)
    assert walls.rows() == before


def value_of(walls, column):
    """What somebody would like it to be: themselves, the owner, with everything paid."""
    if column in {"user_id", "owner_id", "created_by", "requested_by"}:
        return str(walls.other.id)
    return {"role": "owner", "kind": "film", "monthly": str(Decimal(1000))}.get(
        column, ADDRESSED.get(column, 1)
    )
