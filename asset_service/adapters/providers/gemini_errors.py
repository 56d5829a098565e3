"""What Gemini says when there is no picture, as one of the closed set of errors.

Errors are `{"error": {"code", "message", "status", "details": [...]}}`, where each detail has an
`@type`: how long to wait is in the body, in a `RetryInfo`. Refusals are HTTP 200 (ai.google.dev/
api/generate-content, BlockReason and FinishReason).
"""

import re
from collections.abc import Iterator, Mapping
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

_OUTPUT_REFUSED = frozenset(
    {
        "SAFETY",
        "PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
        "RECITATION",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    }
)
_FOR_THE_OPERATOR = frozenset({"API_KEY_INVALID", "BILLING_DISABLED", "SERVICE_DISABLED"})
_BY_THE_DAY = "PerDay"
_NO_ALLOWANCE = re.compile(r"\blimit: 0\b")
"""In the words of an answer that gives no `quotaValue`."""


def of_answer(faults: Faults, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
    """Return the error for an answer with an error status; `body` is its JSON, if it has any."""
    error = loose_json.fields(loose_json.fields(body).get("error"))
    waits = delays.of_duration(loose_json.text(_detail(error, "RetryInfo").get("retryDelay")))
    answer = Answer(
        status=status,
        words=loose_json.text(error.get("message")),
        retry_after=delays.of_headers(headers) if waits is None else waits,
    )
    words = faults.told(answer)
    if status == HTTPStatus.TOO_MANY_REQUESTS and _used_up(error, answer.words):
        return QuotaExhausted(words)
    for_the_operator = (
        _detail(error, "ErrorInfo").get("reason") in _FOR_THE_OPERATOR
        # no billing account, or a country that is not served
        or error.get("status") == "FAILED_PRECONDITION"
    )
    if for_the_operator and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return NotConfigured(words)
    return faults.by_status(answer)


def of_success(faults: Faults, body: Mapping[str, Any], request_id: str) -> ProviderError:
    """Return the error for an answer with status 200 that has no picture."""
    feedback = loose_json.fields(body.get("promptFeedback"))
    blocked = loose_json.text(feedback.get("blockReason"))
    candidates = loose_json.items(body.get("candidates"))
    if blocked and not candidates:
        return _refused(faults, feedback, blocked, "prompt", request_id)
    for candidate in candidates:
        finished = loose_json.text(candidate.get("finishReason"))
        if finished in _OUTPUT_REFUSED:
            return _refused(faults, candidate, finished, "output", request_id)
    said = faults.told(Answer(HTTPStatus.OK, " ".join(_words(candidates)), request_id))
    label = faults.entry.label
    return NoImage(
        said if any(_words(candidates)) else f"{label} answered without a picture.",
        request_id=request_id,
    )


def _refused(
    faults: Faults, told: Mapping[str, Any], reason: str, stage: str, request_id: str
) -> Refused:
    """Return the refusal; what it is about is in the ratings, and if not, in the reason."""
    ratings = loose_json.items(told.get("safetyRatings"))
    blocked = [loose_json.text(rating.get("category")) for rating in ratings if _blocks(rating)]
    why = loose_json.text(told.get("finishMessage") or told.get("blockReasonMessage"))
    of = "The prompt" if stage == "prompt" else "The picture"
    words = why or f"{of} was refused ({reason})."
    return Refused(
        faults.told(Answer(HTTPStatus.OK, words)),
        stage=stage,
        categories=tuple(category for category in blocked if category) or (reason,),
        request_id=request_id,
    )


def _blocks(rating: Mapping[str, Any]) -> bool:
    return rating.get("blocked") is True


def _words(candidates: list[Mapping[str, Any]]) -> Iterator[str]:
    """Say why there is no picture: what the candidates say instead, or how they ended."""
    for candidate in candidates:
        content = loose_json.fields(candidate.get("content"))
        parts = loose_json.items(content.get("parts"))
        texts = [loose_json.text(part.get("text")) for part in parts if not part.get("thought")]
        ended = loose_json.text(candidate.get("finishMessage"))
        reason = loose_json.text(candidate.get("finishReason"))
        yield ended or " ".join(texts) or (f"no picture ({reason})" if reason else "")


def _used_up(error: Mapping[str, Any], words: str) -> bool:
    violations = loose_json.items(_detail(error, "QuotaFailure").get("violations"))
    by_the_day = any(
        _BY_THE_DAY in loose_json.text(violation.get("quotaId")) for violation in violations
    )
    nothing = any(str(violation.get("quotaValue")) == "0" for violation in violations)
    return by_the_day or nothing or bool(_NO_ALLOWANCE.search(words))


def _detail(error: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    for detail in loose_json.items(error.get("details")):
        if loose_json.text(detail.get("@type")).endswith(f".{kind}"):
            return detail
    return loose_json.NOTHING
