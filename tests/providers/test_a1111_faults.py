"""Everything that may go wrong with AUTOMATIC1111, and what the queue is told then."""

import time

import pytest

from asset_service.adapters.providers import a1111, a1111_watch
from asset_service.adapters.providers.a1111 import A1111Provider
from asset_service.adapters.providers.local_http import NotReached
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    RateLimited,
)
from providers.a1111_server import FakeA1111
from providers.local_kit import draw, entry
from providers.local_server import Fault, refused_port

DRAW = "/sdapi/v1/txt2img"


@pytest.fixture
def server():
    with FakeA1111() as server:
        yield server


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(a1111_watch, "TICK", 0.02)
    monkeypatch.setattr(a1111_watch, "QUICK", 0.3)


def provider(server, **facts):
    return A1111Provider(entry(server, kind="a1111", **facts))


def outcome(name):
    return lambda server: server.outcomes.append(name)


def fault(**facts):
    return lambda server: server.fault(DRAW, Fault(**facts))


TABLE = {
    "out of memory": (outcome("oom"), ProviderDown, "not enough memory"),
    "an unknown sampler": (outcome("sampler"), BadRequest, "Sampler not found"),
    "an unknown script": (outcome("script"), BadRequest, "Script 'x' not found"),
    "pydantic's words": (outcome("pydantic"), BadRequest, "body.steps: not an int"),
    "no API": (fault(status=404, body={"detail": "Not Found"}), NotConfigured, "does not know"),
    "another server": (fault(status=404, body=b"<html>"), NotConfigured, "does not know"),
    "no password": (fault(status=401, body={"detail": "x"}), NotConfigured, "the key"),
    "a forbidden one": (fault(status=403), NotConfigured, "the key"),
    "500": (
        fault(status=500, body={"error": "RuntimeError", "errors": "boom"}),
        ProviderDown,
        "boom",
    ),
    "500 without words": (fault(status=500, body=b"oops"), ProviderDown, "(500)"),
    "503": (fault(status=503), ProviderDown, "(503)"),
    "429": (fault(status=429, headers={"Retry-After": "7"}), RateLimited, "pause"),
    "422 as plain text": (fault(status=422, body=b"no"), BadRequest, "422"),
    "a redirect": (fault(status=307), NotConfigured, "elsewhere"),
    "silence": (fault(kind="silent"), ProviderDown, "within"),
    "the line broke": (fault(kind="mute"), ProviderDown, "broke off"),
    "half an answer": (fault(kind="cut"), ProviderDown, "broke off"),
    "an answer in drips": (fault(kind="drip"), ProviderDown, "within"),
    "headers in drips": (fault(kind="drip head"), ProviderDown, "within"),
    "an answer without end": (fault(kind="endless"), NoImage, "more than"),
    "a page": (fault(body=b"<html>"), ProviderDown, "be read"),
    "deep JSON": (fault(body=b"[" * 100_000), ProviderDown, "be read"),
    "odd parts": (fault(body={"images": [3], "info": "[1]"}), NoImage, "without a picture"),
    "no picture": (outcome("none"), NoImage, "without a picture"),
    "base64 that is cut off": (outcome("cut_off"), NoImage, "cut off"),
    "no picture but a page": (outcome("junk"), NoImage, "no PNG"),
}


@pytest.mark.parametrize("case", TABLE)
def test_what_goes_wrong_is_told_as_what_it_is(server, case, monkeypatch):
    monkeypatch.setattr(a1111, "MOST", 2_000_000)
    arrange, kind, words = TABLE[case]
    arrange(server)
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        draw(provider(server, answer_seconds=1.0))
    assert words in caught.value.message
    assert server.count("POST", DRAW) == 1
    assert time.monotonic() - began < 10


def test_a_pause_that_is_wanted_is_told_in_seconds(server):
    server.fault(DRAW, Fault(status=429, headers={"Retry-After": "7"}), Fault(status=429))
    waits = []
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            draw(provider(server))
        waits.append(caught.value.retry_after)
    assert waits == [7.0, 5.0]


def test_what_is_not_there_is_down():
    engine = provider(f"http://127.0.0.1:{refused_port()}")
    for act in (lambda: draw(engine), engine.check):
        with pytest.raises(ProviderDown, match="cannot be reached"):
            act()


@pytest.mark.parametrize("kind", ["silent", "mute", "cut"])
def test_where_it_costs_money_nobody_knows_what_became_of_it(server, kind):
    server.fault(DRAW, Fault(kind))
    with pytest.raises(OutcomeUnknown):
        draw(provider(server, paid=True, answer_seconds=2.0))


def test_what_was_never_sent_costs_nothing():
    with pytest.raises(NotReached):
        draw(provider(f"http://127.0.0.1:{refused_port()}", paid=True))


@pytest.mark.parametrize("kind", ["silent", "cut", "drip", "endless"])
def test_progress_that_fails_does_not_harm_the_picture(server, kind):
    server.step_seconds = 0.05
    for path in ("/internal/progress", "/sdapi/v1/progress"):
        server.fault(path, *[Fault(kind, body=b" " * 99)] * 4)
    assert draw(provider(server)).images


def test_a_check_says_what_is_wrong(server):
    server.fault("/sdapi/v1/sd-models", Fault(status=401), Fault(status=500), Fault(body=b"<html>"))
    for kind in (NotConfigured, ProviderDown, ProviderDown):
        with pytest.raises(kind):
            provider(server).check()
