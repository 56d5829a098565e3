"""Each request gets an id: on its log lines, in its answer, in its problem document."""

from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

_IDS = ("project_id", "asset_id", "job_id")
_QUIET = frozenset({"health.healthz", "health.readyz", "static"})

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    # Never the client's own: two requests must not share one, nor a log line be forged.
    g.request_id = uuid4().hex
    g.began = perf_counter()
    ids = {name: str(value) for name, value in (request.view_args or {}).items() if name in _IDS}
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id, **ids)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    if request.endpoint not in _QUIET:
        log.info(
            "request",
            method=request.method,
            # the rule, not the address: queries may hold what somebody typed
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((perf_counter() - g.began) * 1000, 1),
            **_made(response),
        )
    return response


def _made(response: Response) -> dict[str, str]:
    """Say what a request made: its address, which holds ids alone."""
    if response.status_code not in {HTTPStatus.CREATED, HTTPStatus.ACCEPTED}:
        return {}
    return {"made": response.location} if response.location else {}


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.clear_contextvars()
