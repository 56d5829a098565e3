"""Requests that may be sent twice: the `Idempotency-Key` header, and answers that are kept.

What is kept, for how long, and what else a key may be answered with: `services/idempotency.py`.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
from flask import Response, jsonify, request

from asset_service.services.idempotency import KEY_MOST, Answer, Idempotency, Replayed
from asset_service.web.api.blueprint import Blueprint

View = TypeVar("View", bound=Callable[..., Any])

MARK = "x-idempotent"
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": (
        "Any text of yours. The same request under the same key gets the same answer for 24"
        f" hours, marked by `{REPLAYED}`, and does nothing again"
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MOST},
}
REPLAYED_HEADER = {
    "description": "`true` when the answer was given before",
    "schema": {"type": "string"},
}
PROBLEMS = {409: "idempotency_in_progress", 422: "idempotency_key_reused"}


def takes_key(view: View) -> View:
    """Document that the operation takes the header; `document.py` says the rest once for all."""
    marked: View = Blueprint.doc(**{MARK: True})(view)
    return marked


def sent_key(schema: type[ma.Schema], body: bytes | None = None) -> Idempotency:
    """Return what came with the request; `body` is what to compare instead of the raw body."""
    return Idempotency(
        key=request.headers.get(HEADER),
        method=request.method,
        path=request.path,
        body_hash=hashlib.sha256(request.get_data() if body is None else body).digest(),
        present=schema().dump,
    )


def once(status: int, key: Idempotency, act: Callable[[Idempotency], Any]) -> Answer:
    """Return the answer of `act`, which is to keep it under `status`, or the one kept before."""
    try:
        return Answer(status, key.present(act(key)))
    except Replayed as again:
        return again.answer


def answered(answer: Answer, **headers: str) -> Response:
    """Answer with a body that was presented already; headers are the same each time."""
    response = jsonify(answer.body)
    response.status_code = answer.status
    response.headers.update(headers)
    if answer.replayed:
        response.headers[REPLAYED] = "true"
    return response
