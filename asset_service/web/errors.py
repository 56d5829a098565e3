"""Errors as problem documents (RFC 9457), or as a page for whoever reads pages.

An answer says what the reader can do about it and the id to ask about; never a stack, SQL, a
path or a host.
"""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from time import time
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from asset_service.domain import errors
from asset_service.extensions import limiter
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.faults import DATABASE_AWAY

PROBLEM = "application/problem+json"

STATUS: Mapping[type[errors.DomainError], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    errors.PreconditionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
# What HTTP itself refuses, in our words: werkzeug's may name the host or a file.
_PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    408: ("timeout", "The request took too long."),
    413: (errors.TooLarge.code, "The body is longer than this address takes."),
    415: (errors.UnsupportedType.code, "This address does not take that type of body."),
    416: ("range_not_satisfiable", "There are no such bytes: it is shorter."),
    429: (errors.TooMany.code, "Too many tries. Wait, then try again."),
}
_KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    app.register_error_handler(errors.DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RateLimitExceeded, _limited)
    for away in DATABASE_AWAY:
        app.register_error_handler(away, _database_away)
    app.register_error_handler(StoreUnavailable, _store_away)
    app.register_error_handler(Exception, _unexpected)


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with an error: JSON for programs, a page for browsers."""
    members = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        "request_id": g.get("request_id", ""),
    }
    if wants_page():
        body, mimetype = render_template("error.html", problem=members), "text/html"
    else:
        body, mimetype = current_app.json.dumps({**(extra or {}), **members}), PROBLEM
    return Response(body, status.value, headers=dict(headers or {}), mimetype=mimetype)


def wants_page() -> bool:
    """Return True for a browser that reads a page, and never below /api/."""
    if request.path.startswith("/api/"):
        return False
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"] and accepted["text/html"] > 0


def _domain(error: errors.DomainError) -> Response:
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
    headers = {}
    if isinstance(error, errors.TooMany | errors.Unavailable):
        headers["Retry-After"] = str(max(1, error.retry_after))
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return problem(STATUS[kind], error.code, error.detail, extra=error.extra, headers=headers)


def _http(error: HTTPException) -> Response:
    # Flask keeps redirects and ready responses, which have no code, to itself.
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    code, detail = _PLAIN.get(status, (status.name.lower(), f"{status.phrase}."))
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    return problem(status, code, detail, headers=headers)


def _limited(_error: RateLimitExceeded) -> Response:
    current = limiter.current_limit
    wait = max(1, ceil(current.reset_at - time())) if current else 60
    return _domain(errors.TooMany("Too many tries. Wait, then try again.", retry_after=wait))


def _database_away(error: Exception) -> Response:
    log.warning("the database is away", exc_info=error)
    return _domain(errors.Unavailable("The database is away. Try again."))


def _store_away(error: Exception) -> Response:
    log.warning("the object store is away", exc_info=error)
    return _domain(errors.Unavailable("The store of pictures is away. Try again."))


def _unexpected(error: Exception) -> Response:
    log.error("the request failed", exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong on our side. The id of this request finds it in our logs.",
    )
