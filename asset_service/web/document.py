"""The API and its OpenAPI 3.1 document, which is made from the routes and their schemas."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api

from asset_service.domain.vocabulary import AssetType
from asset_service.web.api import (
    accounts,
    assets,
    attempts,
    audit,
    batches,
    costs,
    exports,
    extraction,
    idempotency,
    images,
    invitations,
    jobs,
    library,
    library_links,
    makers,
    members,
    origins,
    projects,
    reshapes,
    scene_attempts,
    scenes,
    scripts,
    sessions,
    stage,
    styles,
    tokens,
)
from asset_service.web.api.blueprint import PROBLEMS
from asset_service.web.converters import IdConverter, TypeConverter
from asset_service.web.errors import PROBLEM
from asset_service.web.schemas.fields import Amount
from asset_service.web.schemas.problem import ProblemSchema

_KEY = "openapi_document"
_UNSAFE = frozenset({"post", "put", "patch", "delete"})
_WHY: Mapping[int, str] = {
    400: "Not JSON, or not to be read",
    401: "No credentials, or bad ones",
    403: "Your role or your token's scope does not allow it, or the CSRF check failed",
    404: "Absent, or not yours: nobody can tell which",
    409: "The state does not allow it",
    412: "It was changed since you read it",
    413: "Longer than this takes",
    415: "Not a type that this takes",
    416: "The range begins after the end",
    422: "Well-formed but wrong",
    428: "If-Match is missing",
    429: "Too many at once",
    503: "A server that this needs is away",
}
_DESCRIPTION = (
    "Errors are problem documents (RFC 9457) with a stable `code`. "
    "Unknown fields are refused. Times are RFC 3339, ids are UUIDs. "
    "Live changes come as server-sent events from `/api/v1/projects/{project_id}/events`, "
    "which a process of its own serves; each says what to read again."
)
_BLUEPRINTS = (
    accounts,
    tokens,
    sessions,
    projects,
    members,
    invitations,
    scripts,
    extraction,
    assets,
    attempts,
    origins,
    images,
    styles,
    makers,
    jobs,
    batches,
    costs,
    stage,
    scene_attempts,
    scenes,
    reshapes,
    library,
    library_links,
    exports,
    audit,
)


class _Api(Api):  # type: ignore[misc] # flask_smorest has no types
    """Errors and the document's pages are ours."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        pass


def register(app: Flask) -> None:
    """Add the API's routes, and keep its document."""
    api = _Api()
    api.register_converter(IdConverter, lambda _: {"type": "string", "format": "uuid"})
    types = [kind.value for kind in AssetType]
    api.register_converter(TypeConverter, lambda _: {"type": "string", "enum": types})
    api.register_field(Amount, "string", None)
    api.init_app(app)
    for module in _BLUEPRINTS:
        api.register_blueprint(module.blueprint)
    schemas = api.spec.components
    schemas.schema("Problem", schema=ProblemSchema)
    schemas.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemas.security_scheme(
        "session",
        {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]},
    )
    app.extensions[_KEY] = _completed(api.spec.to_dict())


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of `create_app`'s application."""
    made: dict[str, Any] = app.extensions[_KEY]
    return made


def operations(made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method (lower case) and operation of a document."""
    for path, item in made["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def parameters(made: Mapping[str, Any], operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return an operation's own parameters, those that are written once for all in full."""
    shared = made["components"]["parameters"]
    return [
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in operation.get("parameters", [])
    ]


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    made["info"]["description"] = _DESCRIPTION
    made["security"] = [{"token": []}, {"session": []}]
    made["components"].setdefault("parameters", {})["IdempotencyKey"] = idempotency.PARAMETER
    for path, method, operation in operations(made):
        said = {int(status): codes for status, codes in operation.pop(PROBLEMS, {}).items()}
        if operation.pop(idempotency.MARK, False):
            _take_key(operation, said)
        for status in sorted({*said, *_usual(path, method, operation)}):
            operation["responses"][str(status)] = _problem(status, said.get(status, []))
        operation["responses"] = dict(sorted(operation["responses"].items()))
    first = ("openapi", "info", "security", "tags", "paths")
    return {name: made[name] for name in first} | made


def _take_key(operation: dict[str, Any], said: dict[int, list[str]]) -> None:
    """Say that the operation takes an idempotency key, and how it answers then."""
    key = {"$ref": "#/components/parameters/IdempotencyKey"}
    operation["parameters"] = [*operation.get("parameters", []), key]
    for status, response in operation["responses"].items():
        if str(status).startswith("2"):
            headers = response.setdefault("headers", {})
            headers[idempotency.REPLAYED] = idempotency.REPLAYED_HEADER
    for refused, code in idempotency.PROBLEMS.items():
        said[refused] = [*said.get(refused, []), code]


def _usual(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[int]:
    """Yield the errors that every operation of this kind may answer with."""
    yield HTTPStatus.SERVICE_UNAVAILABLE
    if operation.get("security") != []:
        yield HTTPStatus.UNAUTHORIZED
        yield HTTPStatus.FORBIDDEN
        yield HTTPStatus.TOO_MANY_REQUESTS
    if method in _UNSAFE:
        yield HTTPStatus.FORBIDDEN
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    if "requestBody" in operation:
        yield HTTPStatus.BAD_REQUEST
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if operation.get("parameters"):
        yield HTTPStatus.UNPROCESSABLE_ENTITY


def _problem(status: int, codes: list[str]) -> dict[str, Any]:
    named = ", ".join(f"`{code}`" for code in codes)
    return {
        "description": f"{_WHY[status]}: {named}" if named else _WHY[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
