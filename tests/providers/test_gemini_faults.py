"""Every way in which it goes wrong, and what the queue may do after it."""

import gzip
import json
import time

import pytest

from asset_service.adapters.providers.gemini_images import GeminiProvider
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    QuotaExhausted,
    RateLimited,
    Refused,
)
from providers.gemini_server import (
    KEY,
    MODEL,
    RESPONSE_ID,
    GeminiServer,
    blocked,
    draws,
    ended,
    error,
    gives,
    good,
    picture_part,
    quota,
    reason,
    refuses,
    retry_info,
)
from providers.scripted_server import (
    DeafServer,
    answers,
    drips,
    drips_its_head,
    hangs_up,
    never_answers,
    nowhere,
    sends_without_end,
    stops_within,
    takes_and,
)
from providers.vendor_kit import (
    Watcher,
    entry,
    failing,
    holds,
    listen,
    local,
    picture,
    references,
    request,
)

PICTURE = picture()
WHOLE = json.dumps(good(picture_part(PICTURE))).encode()
MINUTE = quota("GenerateRequestsPerMinutePerProjectPerModel", quotaValue="10")
DAY = quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", quotaValue="100")
NONE_FREE = "You exceeded your current quota. * Quota exceeded for metric: x, limit: 0"


def exhausted(*details, said="You exceeded your current quota.", **headers):
    return refuses(429, "RESOURCE_EXHAUSTED", said, *details, **headers)


def invalid(*details, said="Request contains an invalid argument."):
    return refuses(400, "INVALID_ARGUMENT", said, *details)


def part(data, **told):
    held = picture_part(PICTURE)
    held["inlineData"]["data"] = data
    return gives(good(held | told))


RATINGS = [
    {"category": "HARM_CATEGORY_VIOLENCE", "probability": "HIGH", "blocked": True},
    {"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"},
]
BLOCKED = ("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY")
ENDED = (
    "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
)  # fmt: skip
SOFT = ("NO_IMAGE", "IMAGE_OTHER", "MALFORMED_RESPONSE", "STOP", "A_NEW_WORD_OF_THEIRS")
FAULTS = {
    # turned away: nothing was taken
    "busy": (exhausted(MINUTE, retry_info("22s")), RateLimited, {"retry_after": 22.0}),
    "busy, a part of a second": (exhausted(retry_info("0.5s")), RateLimited, {"retry_after": 0.5}),
    "busy, no delay": (exhausted(MINUTE), RateLimited, {"retry_after": 0.0}),
    "busy, nonsense": (exhausted(retry_info("soon")), RateLimited, {"retry_after": 0.0}),
    "busy, in a header": (exhausted(retry_after="4"), RateLimited, {"retry_after": 4.0}),
    "busy, and no JSON": (answers(429, b"slow down"), RateLimited, {"retry_after": 0.0}),
    "busy, and words": (answers(429, {"error": "slow"}), RateLimited, {"retry_after": 0.0}),
    "unavailable": (refuses(503, "UNAVAILABLE", "Overloaded."), ProviderDown, {}),
    "unavailable for a while": (
        refuses(503, "UNAVAILABLE", "Overloaded.", retry_info("9s")),
        RateLimited,
        {"retry_after": 9.0},
    ),
    # the account
    "the day is used up": (exhausted(DAY, retry_info("40s")), QuotaExhausted, {}),
    "no allowance": (exhausted(quota("PerMinute", quotaValue="0")), QuotaExhausted, {}),
    "no allowance, in words": (exhausted(said=NONE_FREE), QuotaExhausted, {}),
    "key refused": (invalid(reason("API_KEY_INVALID")), NotConfigured, {}),
    "not signed in": (refuses(401, "UNAUTHENTICATED", "No."), NotConfigured, {}),
    "not allowed": (
        refuses(403, "PERMISSION_DENIED", "No.", reason("SERVICE_DISABLED")),
        NotConfigured,
        {},
    ),
    "no billing": (refuses(400, "FAILED_PRECONDITION", "Enable billing."), NotConfigured, {}),
    "no such model": (refuses(404, "NOT_FOUND", "Not found."), NotConfigured, {}),
    "moved": (answers(302, b"", location="https://elsewhere.example/"), NotConfigured, {}),
    # the request
    "bad": (invalid(), BadRequest, {}),
    "too large": (answers(413, b"<html>413</html>", content_type="text/html"), BadRequest, {}),
    # it may have been taken
    "broken": (takes_and(refuses(500, "INTERNAL", "An error.")), OutcomeUnknown, {}),
    "bad gateway": (takes_and(answers(502, b"<html>")), OutcomeUnknown, {}),
    "gave up": (takes_and(refuses(504, "DEADLINE_EXCEEDED", "Late.")), OutcomeUnknown, {}),
    "accepted for later": (takes_and(answers(202, b"{}")), OutcomeUnknown, {}),
    "hung up": (takes_and(hangs_up), OutcomeUnknown, {}),
    "half an answer": (takes_and(stops_within(WHOLE)), OutcomeUnknown, {}),
    "half of its JSON": (takes_and(answers(200, WHOLE[: len(WHOLE) // 2])), OutcomeUnknown, {}),
    "an empty body": (takes_and(answers(200, b"")), OutcomeUnknown, {}),
    "a web page": (takes_and(answers(200, b"<html>")), OutcomeUnknown, {}),
    "compressed": (
        takes_and(answers(200, gzip.compress(WHOLE), content_encoding="gzip")),
        OutcomeUnknown,
        {},
    ),
    # answered, and no picture
    "words alone": (gives(good({"text": "I would rather not."})), NoImage, {}),
    "a draft alone": (gives(good(picture_part(PICTURE, thought=True))), NoImage, {}),
    "nothing": (gives({"candidates": [], "responseId": RESPONSE_ID}), NoImage, {}),
    "half a base64": (part(picture_part(PICTURE)["inlineData"]["data"][:-3]), NoImage, {}),
    "base64 with a hole": (part("!" + picture_part(PICTURE)["inlineData"]["data"]), NoImage, {}),
    "words for a picture": (part("SSBjYW5ub3QgZHJhdw=="), NoImage, {}),
    # refused, within a success
    "with ratings": (
        gives(blocked("SAFETY", safetyRatings=RATINGS)),
        Refused,
        {"stage": "prompt", "categories": ("HARM_CATEGORY_VIOLENCE",)},
    ),
    "with a message": (
        gives(ended("IMAGE_SAFETY", finishMessage="Unable to show it.")),
        Refused,
        {"stage": "output", "message": "Vendor: Unable to show it."},
    ),
}
FAULTS |= {
    f"prompt blocked, {word}": (
        gives(blocked(word)),
        Refused,
        {"stage": "prompt", "categories": (word,), "request_id": RESPONSE_ID},
    )
    for word in BLOCKED
}
FAULTS |= {
    f"ended, {word}": (gives(ended(word)), Refused, {"stage": "output", "categories": (word,)})
    for word in ENDED
}
FAULTS |= {f"ended, {word}": (gives(ended(word)), NoImage, {}) for word in SOFT}
LATE = {
    "never": takes_and(never_answers),
    "one byte at a time": takes_and(drips(WHOLE)),
    "its head one byte at a time": takes_and(drips_its_head),
}


@pytest.fixture
def server():
    with GeminiServer() as server:
        yield server


def provider(origin, able=None, key=KEY, **changes):
    return GeminiProvider(entry(origin, key, MODEL, able=able, **changes))


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_the_error_that_the_queue_can_act_on(server, caplog, name):
    listen(caplog)
    act, kind, facts = FAULTS[name]
    server.script.append(act)
    error = failing(provider(server.origin), request(MODEL))
    assert (type(error), error.retryable) == (kind, kind.retryable)
    assert {fact: getattr(error, fact) for fact in facts} == facts
    assert len(server.asked) == 1
    assert server.paid <= (not error.retryable)  # a promise: what may be sent again was not paid
    assert holds(KEY, error, caplog, server) == []


@pytest.mark.parametrize("name", LATE)
def test_an_answer_that_does_not_come_in_time_may_have_been_paid_for(server, name):
    server.script.append(LATE[name])
    began = time.monotonic()
    error = failing(provider(server.origin, answer_seconds=1.0), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert time.monotonic() - began < 15
    assert (len(server.asked), server.paid) == (1, 1)


def test_an_answer_without_end_is_given_up_at_its_limit(server):
    server.script.append(takes_and(sends_without_end))
    error = failing(provider(server.origin), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert "64 MB" in error.message


def test_a_server_that_is_down_took_nothing():
    error = failing(provider(nowhere()), request(MODEL))
    assert (type(error), error.retryable) == (ProviderDown, True)


def test_a_server_that_speaks_no_tls_took_nothing(server):
    error = failing(provider(f"https://127.0.0.1:{server.port}"), request(MODEL))
    assert type(error) is ProviderDown
    assert server.asked == []


def test_a_request_that_was_never_read_may_have_been_taken():
    with DeafServer() as deaf:
        error = failing(provider(deaf.origin, answer_seconds=2.0), request(MODEL))
    assert type(error) is OutcomeUnknown


def test_a_request_that_could_not_leave_whole_was_not_taken():
    large = references("PNG")[0]
    large = type(large)(large.data + bytes(16_000_000), large.mime, large.role)
    with DeafServer() as deaf:
        asked = request(MODEL, refs=(large,))
        error = failing(provider(deaf.origin, answer_seconds=1.0), asked)
    assert (type(error), error.retryable) == (ProviderDown, True)


@pytest.mark.parametrize("name", ["broken", "hung up", "half an answer", "gave up"])
def test_what_costs_nothing_may_be_asked_of_an_engine_again(server, name):
    server.script.append(FAULTS[name][0])
    error = failing(provider(server.origin, local()), request(MODEL))
    assert (type(error), error.retryable) == (ProviderDown, True)


def test_the_words_that_came_instead_of_a_picture_are_shown(server):
    server.script.append(FAULTS["words alone"][0])
    error = failing(provider(server.origin), request(MODEL))
    assert "I would rather not." in error.message
    assert error.request_id == RESPONSE_ID


def test_a_server_that_answers_with_the_key_is_not_quoted(server, caplog):
    listen(caplog)
    said = f"API key {KEY} not valid, nor is AIzaSyD-something."
    server.script.append(invalid(reason("API_KEY_INVALID"), said=said))
    error = failing(provider(server.origin), request(MODEL))
    assert holds(KEY, error, caplog, server) == []
    assert "SyD-something" not in error.message
    assert error.__cause__ is None
    assert error.__context__ is None


def test_the_key_goes_in_a_header_and_never_in_the_address(server):
    server.script.append(draws(PICTURE))
    provider(server.origin).submit(request(MODEL), Watcher().context)
    assert server.asked[0].headers["x-goog-api-key"] == KEY
    assert server.asked[0].query == {}


def test_the_key_is_not_in_what_the_adapter_says_of_itself(server):
    made = provider(server.origin)
    assert KEY not in f"{made!r} {vars(made)!r}"


def test_without_a_key_nothing_is_sent(server):
    error = failing(provider(server.origin, key=""), request(MODEL))
    assert type(error) is NotConfigured
    assert server.asked == []


def test_without_the_library_the_operator_is_told_what_to_install(server, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "google.genai", None)
    error = failing(provider(server.origin), request(MODEL))
    assert type(error) is NotConfigured
    assert "asset-service[gemini]" in error.message


def test_an_error_of_the_server_is_what_the_protocol_says():
    told = error(429, "RESOURCE_EXHAUSTED", "Slow down.", retry_info("1s"))
    assert told["error"]["details"][0]["retryDelay"] == "1s"
