"""How far a request went, as the transport tells it."""

import contextlib
import socket
import threading

import pytest

from asset_service.adapters.providers import delays
from asset_service.adapters.providers.exchange import AnswerTooLarge, Exchange
from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.adapters.providers.said import readable
from asset_service.ports.providers import OutcomeUnknown, ProviderDown
from providers.openai_server import KEY, MODEL, OpenAIServer, draws
from providers.scripted_server import DeafServer
from providers.vendor_kit import Watcher, entry, failing, picture, request


class TunnelThatLeadsNowhere:
    """A proxy that opens a tunnel for whoever asks, and then carries nothing."""

    def __init__(self):
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.asked, self._lines = [], []
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._door.accept()
                self._lines.append(line)
                self.asked.append(line.recv(4096).split(b"\r\n")[0])
                line.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")

    def close(self):
        self._door.close()
        for line in self._lines:
            line.close()


@pytest.fixture
def tunnel():
    made = TunnelThatLeadsNowhere()
    yield made
    made.close()


class Stream:
    """A connection as a transport hands it out."""

    def __init__(self, connection):
        self._connection = connection

    def get_extra_info(self, _name):
        return self._connection


def test_a_request_to_a_proxy_for_a_tunnel_is_not_the_request(tunnel, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
    made = OpenAIProvider(entry("https://api.test/v1", KEY, MODEL, answer_seconds=2.0))
    error = failing(made, request(MODEL))
    assert tunnel.asked == [b"CONNECT api.test:443 HTTP/1.1"]
    assert (type(error), error.retryable) == (ProviderDown, True)


def test_the_proxy_of_the_environment_carries_the_request(monkeypatch):
    with OpenAIServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        proxy.script.append(draws(picture()))
        made = OpenAIProvider(entry("http://api.test/v1", KEY, MODEL))
        assert made.submit(request(MODEL), Watcher().context).images
        assert proxy.asked[0].target.startswith("http://api.test/v1")


def test_a_connection_that_is_made_too_late_is_ended_at_once():
    ours, theirs = socket.socketpair()
    with ours, theirs, Exchange(0.0) as exchange:
        exchange._watch.join()
        exchange.trace("connection.connect_tcp.complete", {"return_value": Stream(ours)})
        assert exchange.late
        assert theirs.recv(1) == b""


def test_an_exchange_that_is_over_leaves_no_watch_behind():
    with Exchange(60.0) as exchange:
        pass
    exchange._watch.join(1.0)
    assert not exchange._watch.is_alive()
    assert not exchange.late


def test_a_transport_that_has_no_socket_is_let_be():
    with Exchange(60.0) as exchange:
        exchange.trace("connection.connect_tcp.complete", {"return_value": Stream(None)})
    assert not exchange.sent


def test_what_is_too_much_is_remembered():
    exchange = Exchange(1.0, most_bytes=10)
    exchange.take(10)
    with pytest.raises(AnswerTooLarge):
        exchange.take(1)
    assert exchange.too_large


def test_no_time_at_all_is_time_enough_to_fail():
    with DeafServer() as deaf:
        made = OpenAIProvider(entry(deaf.origin, KEY, MODEL, answer_seconds=-1.0))
        assert type(failing(made, request(MODEL))) in (ProviderDown, OutcomeUnknown)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "-5", "retry-after": "2"}, 2.0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 -0000"}, 0.0),
    ],
)
def test_delays_of_headers(headers, seconds):
    assert delays.of_headers(headers) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"), [("22s", 22.0), ("0.250s", 0.25), ("-1s", None), ("1m", None), ("", None)]
)
def test_delays_of_durations(said, seconds):
    assert delays.of_duration(said) == seconds


def test_a_short_key_does_not_make_holes_in_words():
    assert readable("a bad request", "a") == "a bad request"
    assert readable("bad key word:pass", "word:pass") == "bad key [key]"
