"""Ids in bodies are looked for as ids in addresses are: another's is as one that never was.

Which fields name something is read from the document, so that a new one cannot be forgotten: it
fails here until `NAMES` says what of a film it names.
"""

import copy
from uuid import uuid4

import pytest

from asset_service.app import create_app
from asset_service.web.document import document, operations
from web.films import CANARY
from web.test_tenants import _CODE_ALONE, EVERY, PROJECT, told

# What of a film each field names.
NAMES = {
    "draft_id": "draft_id",
    "asset_id": "asset_id",
    "scene_id": "scene_id",
    "attempt_id": "attempt_id",
    "library_asset_id": "library_asset_id",
    "survivor_id": "other_id",
    "absorbed_ids": "asset_id",
    "attempt_ids": "attempt_id",
    "selected_id": "attempt_id",
    "like": "attempt_id",
    "order": "sha256",
    "user_id": "member_id",
    "project_id": "project_id",
}
# How somebody succeeds with it, in words of `NAMES`; other words are as they are.
BODIES = {
    ("POST", "/api/v1/tokens"): {"name": "Mine", "project_id": "project_id"},
    ("POST", f"{PROJECT}/transfer"): {"user_id": "user_id"},
    ("POST", f"{PROJECT}/script/confirm"): {"draft_id": "draft_id"},
    ("POST", f"{PROJECT}/style/references"): {"asset_id": "asset_id", "attempt_id": "attempt_id"},
    ("PUT", f"{PROJECT}/style/references"): {"order": ["order"]},
    ("POST", f"{PROJECT}/assets/{{asset_id}}/generate"): {"like": ["like"]},
    ("POST", f"{PROJECT}/scenes/{{scene_id}}/assets/{{asset_id}}/generate"): {"like": ["like"]},
    ("POST", f"{PROJECT}/scenes/{{scene_id}}/assets"): {"asset_id": "asset_id"},
    ("POST", f"{PROJECT}/scenes/use-master"): {
        "items": [{"scene_id": "scene_id", "asset_id": "asset_id"}]
    },
    ("POST", f"{PROJECT}/assets/merge"): {
        "survivor_id": "survivor_id",
        "absorbed_ids": ["absorbed_ids"],
        "attempt_ids": ["attempt_ids"],
        "selected_id": "selected_id",
    },
    ("POST", f"{PROJECT}/assets/{{asset_id}}/promote"): {"library_asset_id": "library_asset_id"},
    ("POST", f"{PROJECT}/library-clones"): {
        "items": [{"library_asset_id": "library_asset_id", "asset_id": "asset_id"}]
    },
}


def naming(schemas, schema, at=()):
    """Yield the place of every field of a body that names something."""
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from naming(schemas, one, at)
    for name, one in schema.get("properties", {}).items():
        yield from naming(schemas, one, (*at, name))
    if "items" in schema:
        yield from naming(schemas, schema["items"], (*at, 0))
    is_hash = bool(at) and _named(at) in {"sha256", "order"} and schema.get("type") == "string"
    if schema.get("format") == "uuid" or is_hash:
        yield at


def _named(at):
    """The name of the field at a place, whose last part may be the number in a list."""
    return next(part for part in reversed(at) if isinstance(part, str))


def fields():
    made = document(create_app(_CODE_ALONE))
    for path, method, operation in operations(made):
        bodies = operation.get("requestBody", {}).get("content", {})
        schema = bodies.get("application/json", {}).get("schema")
        for at in naming(made["components"]["schemas"], schema) if schema else ():
            yield method.upper(), path, at


FIELDS = sorted(set(fields()), key=str)


def filled(body, film):
    if isinstance(body, dict):
        return {name: filled(one, film) for name, one in body.items()}
    if isinstance(body, list):
        return [filled(one, film) for one in body]
    return film.ids[NAMES[body]] if body in NAMES else body


def with_one(body, at, value):
    """The body with another value at one place."""
    changed = copy.deepcopy(body)
    inside = changed
    for part in at[:-1]:
        inside = inside[part]
    inside[at[-1]] = value
    return changed


def test_every_field_that_names_something_is_tried():
    assert {(method, path) for method, path, _ in FIELDS} == set(BODIES) <= set(EVERY)
    assert {_named(at) for _, _, at in FIELDS} == set(NAMES)


@pytest.mark.promise("A4")
@pytest.mark.parametrize(("method", "path"), sorted(BODIES))
def test_who_names_their_own_succeeds(walls, method, path):
    """The positive control: the same body with one's own ids is done."""
    mine = walls.others
    answer = mine.ask(walls.other_api, method, path, json=filled(BODIES[method, path], mine))
    assert answer.status_code < 300, answer.text


@pytest.mark.promise("A4")
@pytest.mark.parametrize(("method", "path", "at"), FIELDS)
def test_what_is_anothers_is_as_what_never_was(walls, method, path, at):
    mine, named = walls.others, NAMES[_named(at)]
    own = filled(BODIES[method, path], mine)
    theirs = with_one(own, at, walls.film.ids[named])
    never = with_one(own, at, "f" * 64 if named == "sha256" else str(uuid4()))
    before = walls.rows()
    for stranger in (walls.other_api, walls.code_alone):
        answers = [
            plain(mine.ask(stranger, method, path, json=body), body) for body in (theirs, never)
        ]
        assert answers[0] == answers[1]
        assert CANARY not in answers[0][1]
    assert walls.rows() == before


def plain(answer, body):
    """What it says, but for the ids that were sent: some are said again beside `not_found`."""
    status, said = told(answer)
    said = str(said)
    for part in _values(body):
        said = said.replace(part, "...")
    assert status in {404, 409, 422} or "not_found" in said or "not_in_scene" in said, said
    return status, said


def _values(body):
    if isinstance(body, dict):
        body = list(body.values())
    if isinstance(body, list):
        return [value for one in body for value in _values(one)]
    return [str(body)]


@pytest.mark.promise("A4")
@pytest.mark.parametrize(("method", "path", "at"), FIELDS)
def test_nor_do_the_policies_let_it_be_used(walls, method, path, at):
    mine, named = walls.others, NAMES[_named(at)]
    body = with_one(filled(BODIES[method, path], mine), at, walls.film.ids[named])
    before = walls.rows()
    with walls.policies_alone() as (stranger, refused):
        answer = mine.ask(stranger, method, path, json=body)
    assert CANARY not in answer.text
    assert answer.status_code < 500 or refused
    if answer.status_code >= 400:
        assert walls.rows() == before
