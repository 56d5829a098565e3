"""Every way in which it goes wrong, and what the queue may do after it."""

import gzip
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from asset_service.adapters.providers import openai_images
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    QuotaExhausted,
    RateLimited,
    Refused,
    Unsupported,
)
from providers.openai_server import (
    KEY,
    MODEL,
    REQUEST_ID,
    OpenAIServer,
    draws,
    error,
    good,
    refuses,
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
    capabilities,
    encoded,
    entry,
    failing,
    holds,
    listen,
    local,
    picture,
    references,
    request,
)

pytestmark = pytest.mark.promise("A63")

PICTURE = picture()
WHOLE = json.dumps(good(PICTURE)).encode()
LIMITED = error("Rate limit reached for images per minute.", code="rate_limit_exceeded")
BROKEN_BASE64 = {"b64_json": encoded(PICTURE)[:-3]}
ODD_BASE64 = {"b64_json": f"{encoded(PICTURE)[:40]}!{encoded(PICTURE)[40:]}"}
MODERATED = "Your request was rejected. safety_violations=[violence, self-harm]"
OLD_REFUSAL = "Your request was rejected as a result of our safety system."


def limited(**headers):
    return answers(429, LIMITED, x_request_id=REQUEST_ID, **headers)


def gives(item):
    return takes_and(answers(200, good(PICTURE, data=[item]), x_request_id=REQUEST_ID))


FAULTS = {
    # turned away: nothing was taken
    "busy, in seconds": (limited(retry_after="7"), RateLimited, {"retry_after": 7.0}),
    "busy, in thousandths": (limited(retry_after_ms="250"), RateLimited, {"retry_after": 0.25}),
    "busy, says both": (
        limited(retry_after_ms="250", retry_after="1"),
        RateLimited,
        {"retry_after": 0.25},
    ),
    "busy, no delay": (limited(), RateLimited, {"retry_after": 0.0}),
    "busy, nonsense": (limited(retry_after="soon"), RateLimited, {"retry_after": 0.0}),
    "busy, minus one": (limited(retry_after="-1"), RateLimited, {"retry_after": 0.0}),
    "busy, and no JSON": (answers(429, b"slow down"), RateLimited, {"retry_after": 0.0}),
    "unavailable": (refuses(503, "Overloaded.", kind="server_error"), ProviderDown, {}),
    "unavailable for a while": (
        answers(503, error("Overloaded."), retry_after="3"),
        RateLimited,
        {"retry_after": 3.0},
    ),
    "overloaded": (refuses(529, "Overloaded."), ProviderDown, {}),
    # the account
    "no money": (
        refuses(429, "You exceeded your current quota.", kind="insufficient_quota",
                code="insufficient_quota"),
        QuotaExhausted,
        {},
    ),
    "a limit of its own": (
        refuses(400, "Billing hard limit has been reached.", code="billing_hard_limit_reached"),
        QuotaExhausted,
        {},
    ),
    "pay first": (refuses(402, "Payment required."), QuotaExhausted, {}),
    "key refused": (refuses(401, "Incorrect API key.", code="invalid_api_key"), NotConfigured, {}),
    "not verified": (refuses(403, "Your organization must be verified."), NotConfigured, {}),
    "no such model": (refuses(404, "No such model.", code="model_not_found"), NotConfigured, {}),
    "no such model, 400": (refuses(400, "No such.", code="model_not_found"), NotConfigured, {}),
    "moved": (answers(307, b"", location="https://elsewhere.example/v1"), NotConfigured, {}),
    # the request
    "bad": (refuses(400, "Invalid size.", param="size"), BadRequest, {}),
    "conflict": (refuses(409, "Conflict."), BadRequest, {}),
    "unprocessable": (answers(422, {"detail": "prompt too long"}), BadRequest, {}),
    "too large": (answers(413, b"<html>413</html>", content_type="text/html"), BadRequest, {}),
    # refused
    "moderated": (
        refuses(400, MODERATED, kind="image_generation_user_error", code="moderation_blocked"),
        Refused,
        {"stage": "prompt", "categories": ("violence", "self-harm")},
    ),
    "against the policy": (
        refuses(400, "No.", code="content_policy_violation"),
        Refused,
        {"stage": "prompt", "categories": ()},
    ),
    "refused without a code": (refuses(400, OLD_REFUSAL), Refused, {"stage": "prompt"}),
    "refused in a success": (
        answers(200, error("Filtered.", code="content_filter")),
        Refused,
        {"stage": "output"},
    ),
    # it may have been taken
    "broken": (takes_and(refuses(500, "Server error.", kind="server_error")), OutcomeUnknown, {}),
    "bad gateway": (takes_and(answers(502, b"<html>")), OutcomeUnknown, {}),
    "gateway gave up": (takes_and(answers(504, b"")), OutcomeUnknown, {}),
    "gateway gave up, 408": (takes_and(refuses(408, "Timeout.")), OutcomeUnknown, {}),
    "cloud gave up": (takes_and(answers(524, b"")), OutcomeUnknown, {}),
    "hung up": (takes_and(hangs_up), OutcomeUnknown, {}),
    "half an answer": (takes_and(stops_within(WHOLE)), OutcomeUnknown, {}),
    "half of its JSON": (takes_and(answers(200, WHOLE[: len(WHOLE) // 2])), OutcomeUnknown, {}),
    "a web page": (takes_and(answers(200, b"<html>")), OutcomeUnknown, {}),
    "no JSON object": (takes_and(answers(200, b"[1]")), OutcomeUnknown, {}),
    "compressed": (
        takes_and(answers(200, gzip.compress(WHOLE), content_encoding="gzip")),
        OutcomeUnknown,
        {},
    ),
    # answered, and no picture
    "nothing": (takes_and(answers(200, good(PICTURE, data=[]))), NoImage, {}),
    "no data": (takes_and(answers(200, {"created": 1})), NoImage, {}),
    "null": (gives({"b64_json": None}), NoImage, {}),
    "half a base64": (gives(BROKEN_BASE64), NoImage, {}),
    "base64 with a hole": (gives(ODD_BASE64), NoImage, {}),
    "words for a picture": (gives({"b64_json": encoded(b"I cannot draw")}), NoImage, {}),
    "a GIF": (gives({"b64_json": encoded(picture("GIF"))}), NoImage, {}),
}  # fmt: skip
LATE = {
    "never": takes_and(never_answers),
    "one byte at a time": takes_and(drips(WHOLE)),
    "its head one byte at a time": takes_and(drips_its_head),
}


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def provider(base_url, able=None, **changes):
    return OpenAIProvider(entry(base_url, KEY, MODEL, able=able, **changes))


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_the_error_that_the_queue_can_act_on(server, caplog, name):
    listen(caplog)
    act, kind, facts = FAULTS[name]
    server.script.append(act)
    error = failing(provider(server.base_url), request(MODEL))
    assert (type(error), error.retryable) == (kind, kind.retryable)
    assert {fact: getattr(error, fact) for fact in facts} == facts
    assert len(server.asked) == 1
    assert server.paid <= (not error.retryable)  # a promise: what may be sent again was not paid
    assert holds(KEY, error, caplog, server) == []


@pytest.mark.parametrize("name", LATE)
def test_an_answer_that_does_not_come_in_time_may_have_been_paid_for(server, name):
    server.script.append(LATE[name])
    began = time.monotonic()
    error = failing(provider(server.base_url, answer_seconds=1.0), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert time.monotonic() - began < 15
    assert (len(server.asked), server.paid) == (1, 1)


@pytest.mark.parametrize("name", LATE)
def test_the_deadline_of_the_job_counts_as_well(server, name):
    server.script.append(LATE[name])
    error = failing(provider(server.base_url), request(MODEL), Watcher(deadline=1.0))
    assert type(error) is OutcomeUnknown
    assert "1 s" in error.message


def test_an_answer_without_end_is_given_up_at_its_limit(server):
    server.script.append(takes_and(sends_without_end))
    error = failing(provider(server.base_url), request(MODEL))
    assert type(error) is OutcomeUnknown
    assert "64 MB" in error.message


def test_a_server_that_is_down_took_nothing():
    error = failing(provider(nowhere()), request(MODEL))
    assert (type(error), error.retryable) == (ProviderDown, True)


def test_a_name_that_nobody_knows_took_nothing(server):
    error = failing(provider("http://no-such-host.invalid/v1"), request(MODEL))
    assert type(error) is ProviderDown


def test_a_server_that_speaks_no_tls_took_nothing(server):
    error = failing(provider(f"https://127.0.0.1:{server.port}/v1"), request(MODEL))
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


def test_a_date_is_a_delay_too(server):
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    server.script.append(limited(retry_after=when))
    error = failing(provider(server.base_url), request(MODEL))
    assert 30 < error.retry_after <= 40


@pytest.mark.parametrize("name", ["broken", "hung up", "half an answer", "gateway gave up"])
def test_what_costs_nothing_may_be_asked_of_an_engine_again(server, name):
    server.script.append(FAULTS[name][0])
    error = failing(provider(server.base_url, local()), request(MODEL))
    assert (type(error), error.retryable) == (ProviderDown, True)


def test_an_engine_that_sends_what_nobody_can_read_is_not_asked_again(server):
    server.script.append(FAULTS["a web page"][0])
    error = failing(provider(server.base_url, local()), request(MODEL))
    assert type(error) is NoImage


def test_the_request_is_known_by_its_number_afterwards(server):
    server.script.append(FAULTS["moderated"][0])
    error = failing(provider(server.base_url), request(MODEL))
    assert error.request_id == REQUEST_ID


def test_a_server_that_answers_with_the_key_is_not_quoted(server, caplog):
    listen(caplog)
    server.script.append(refuses(401, f"Incorrect API key provided: {KEY} or sk-pr***yz12."))
    error = failing(provider(server.base_url), request(MODEL))
    assert holds(KEY, error, caplog, server) == []
    assert "yz12" not in error.message
    assert error.__cause__ is None
    assert error.__context__ is None


def test_the_key_is_not_in_what_the_adapter_says_of_itself(server):
    made = provider(server.base_url)
    assert KEY not in f"{made!r} {vars(made)!r}"


def test_long_words_of_a_server_are_cut(server):
    server.script.append(refuses(400, "no " * 10_000))
    assert len(failing(provider(server.base_url), request(MODEL)).message) < 400


def test_without_the_library_the_operator_is_told_what_to_install(server, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    error = failing(provider(server.base_url), request(MODEL))
    assert type(error) is NotConfigured
    assert "asset-service[openai]" in error.message


def test_offering_it_does_not_load_the_library():
    assert "openai" not in vars(openai_images)


def test_a_model_that_is_not_listed_is_not_asked_for(server):
    with pytest.raises(Unsupported):
        provider(server.base_url, capabilities()).capabilities("dall-e-3")


def test_a_good_answer_after_a_bad_one_is_a_picture(server):
    server.script += [FAULTS["unavailable"][0], draws(PICTURE)]
    made = provider(server.base_url)
    failing(made, request(MODEL))
    assert made.submit(request(MODEL), Watcher().context).images[0].data == PICTURE
