import ssl
import threading
import time

import pytest
from werkzeug.serving import make_ssl_devcert

from asset_service.adapters.providers import local_http
from asset_service.adapters.providers.local_http import Cut, Late, Line, LocalServer, NotReached
from asset_service.ports.providers import NotConfigured
from providers.local_kit import entry, until
from providers.local_server import Engine, Fault


class Plain(Engine):
    def route(self, asked):
        return 200, {"said": "so"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_ssl_devcert(str(tmp_path_factory.mktemp("tls") / "own"), host="127.0.0.1")


@pytest.fixture(params=["http", "https"])
def server(request, certificate, monkeypatch):
    tls = None
    if request.param == "https":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*certificate)
        trusts = ssl.create_default_context(cafile=certificate[0])
        trusts.check_hostname = False
        monkeypatch.setattr(local_http, "_certificates", lambda: trusts)
    with Plain(tls=tls) as server:
        yield server


def ask(server, line=None, seconds=5.0):
    return LocalServer(entry(server, kind="plain")).ask("GET", "/x", seconds=seconds, line=line)


def test_an_answer_comes_whole(server):
    assert ask(server).json() == {"said": "so"}


@pytest.mark.parametrize("kind", ["silent", "drip", "drip head"])
def test_the_time_is_over_for_an_answer_however_it_comes(server, kind):
    server.fault("/x", Fault(kind, body=b" " * 99))
    began = time.monotonic()
    with pytest.raises(Late, match="within"):
        ask(server, seconds=0.4)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("kind", ["silent", "drip"])
def test_another_thread_may_cut_the_line(server, kind):
    server.fault("/x", Fault(kind, body=b" " * 99))
    line = Line()
    threading.Timer(0.2, line.cut).start()
    with pytest.raises(Cut):
        ask(server, line)


def test_a_line_that_was_cut_before_it_was_held_brings_nothing(server):
    line = Line()
    line.cut()
    with pytest.raises((Cut, NotReached)):  # before the handshake of TLS nothing was sent
        ask(server, line)
    assert server.asked == [] or server.url.startswith("http:")


def test_no_time_at_all_sends_nothing(server):
    with pytest.raises(NotReached):
        ask(server, seconds=0)
    assert server.asked == []


def test_no_clock_is_left_running(server):
    before = set(threading.enumerate())
    ask(server)
    until(lambda: not {one for one in set(threading.enumerate()) - before if _is_clock(one)})


def _is_clock(thread):
    return isinstance(thread, threading.Timer)


def test_a_certificate_that_nobody_trusts_is_not_configured(certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    with Plain(tls=tls) as server, pytest.raises(NotConfigured, match="certificate"):
        ask(server)
