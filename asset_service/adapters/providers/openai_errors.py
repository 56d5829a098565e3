"""What OpenAI and its like say when there is no picture, as one of the closed set of errors.

`{"error": {"message", "type", "param", "code"}}`, in an answer of its own or in the midst of a
stream. The code decides; words do only where an older refusal has nothing else.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asset_service.adapters.providers import delays, loose_json
from asset_service.adapters.providers.http_faults import Answer, Faults
from asset_service.ports.providers import (
    NoImage,
    NotConfigured,
    ProviderError,
    QuotaExhausted,
    Refused,
)

REQUEST_ID = "x-request-id"

_REFUSALS = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
_EMPTY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_FOR_THE_OPERATOR = frozenset({"invalid_api_key", "model_not_found"})
_OLD_REFUSAL = "safety system"
_VIOLATIONS = re.compile(r"safety_violations=\[([^\]]*)\]")


def of_answer(
    faults: Faults, status: int, headers: Mapping[str, str], body: bytes
) -> ProviderError:
    """Return the error for an answer with an error status."""
    error = _error_in(loose_json.parsed(body) or {})
    answer = Answer(
        status=status,
        words=loose_json.text(error.get("message")),
        request_id=headers.get(REQUEST_ID, ""),
        retry_after=delays.of_headers(headers),
    )
    found = _by_code(faults, error, answer, stage="prompt")
    return found or faults.by_status(answer)


def in_midst(
    faults: Faults, error: Mapping[str, Any], *, stage: str, request_id: str = ""
) -> ProviderError:
    """Return the error for one that came after the request was taken, with no status of its own.

    `stage` is what a refusal would be of.
    """
    words = loose_json.text(error.get("message"))
    answer = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, words, request_id)
    found = _by_code(faults, error, answer, stage=stage)
    return found or faults.by_status(answer)


def in_success(faults: Faults, body: Mapping[str, Any], request_id: str = "") -> ProviderError:
    """Return the error for an answer with status 200 that has no picture."""
    error = _error_in(body)
    words = loose_json.text(error.get("message"))
    answer = Answer(HTTPStatus.OK, words, request_id)
    found = _by_code(faults, error, answer, stage="output")
    said = faults.told(answer) if words else f"{faults.entry.label} answered without a picture."
    return found or NoImage(said, request_id=request_id)


def _by_code(
    faults: Faults, error: Mapping[str, Any], answer: Answer, *, stage: str
) -> ProviderError | None:
    codes = {loose_json.text(error.get("code")), loose_json.text(error.get("type"))}
    words = faults.told(answer)
    if codes & _REFUSALS or _is_old_refusal(error, answer):
        return Refused(
            words,
            stage=stage,
            categories=_categories(answer.words),
            request_id=answer.request_id,
        )
    if codes & _EMPTY:
        return QuotaExhausted(words, request_id=answer.request_id)
    if codes & _FOR_THE_OPERATOR:
        return NotConfigured(words, request_id=answer.request_id)
    return None


def _is_old_refusal(error: Mapping[str, Any], answer: Answer) -> bool:
    """It has no code, and these words are all there is to know it by."""
    return (
        answer.status == HTTPStatus.BAD_REQUEST
        and error.get("code") is None
        and _OLD_REFUSAL in answer.words
    )


def _categories(words: str) -> tuple[str, ...]:
    found = _VIOLATIONS.search(words)
    named = found.group(1).split(",") if found else []
    return tuple(name.strip(" '\"") for name in named if name.strip(" '\""))


def _error_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the error of a body; compatible servers have plain words, or FastAPI's `detail`."""
    error = body.get("error")
    if isinstance(error, dict):
        return error
    words = (error, body.get("message"), body.get("detail"))
    return {"message": next((word for word in words if isinstance(word, str)), "")}
