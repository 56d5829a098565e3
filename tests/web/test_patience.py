"""Bodies that come too slowly, on a real connection."""

import io
import socket
import threading

import pytest
from werkzeug.exceptions import RequestTimeout

from asset_service.web import patience
from asset_service.web.patience import PatientInput

pytestmark = pytest.mark.promise("A26")


@pytest.fixture
def line():
    ends = socket.socketpair()
    yield ends
    for end in ends:
        end.close()


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(patience, "FIRST_SECONDS", 0.3)


def reading(end, size):
    """As a server reads: it waits for all that it was asked for."""
    held = b""
    while len(held) < size and (piece := end.recv(size - len(held))):
        held += piece
    return held


class Server:
    def __init__(self, end):
        self.end = end

    def read(self, size):
        return reading(self.end, size)


def test_what_comes_in_time_comes_whole(line):
    ours, theirs = line
    body = PatientInput(Server(theirs), theirs)
    ours.sendall(b"x" * 100_000)
    ours.shutdown(socket.SHUT_WR)
    assert b"".join(iter(lambda: body.read(1 << 20), b"")) == b"x" * 100_000
    body.close()


@pytest.mark.usefixtures("hurried")
def test_who_sends_nothing_is_not_waited_for(line):
    body = PatientInput(Server(line[1]), line[1])
    with pytest.raises(RequestTimeout):
        body.read(10)


@pytest.mark.usefixtures("hurried")
def test_who_drips_is_not_waited_for_either(line):
    ours, theirs = line
    over = threading.Event()

    def drip():
        while not over.wait(0.05):
            try:
                ours.sendall(b"x")
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(RequestTimeout):
            PatientInput(Server(theirs), theirs).read(1 << 20)
    finally:
        over.set()
        thread.join()


def test_the_more_has_come_the_longer_it_may_take(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(patience.time, "monotonic", lambda: now[0])
    body = PatientInput(io.BytesIO(b"x" * 500_000), None)
    now[0] = 11.0
    with pytest.raises(RequestTimeout):
        body.read(1)
    now[0] = 0.0
    for _ in range(5):
        body.read(1 << 20)
    now[0] = 19.0
    assert len(body.read(1 << 20)) == patience.PIECE
    now[0] = 23.0
    with pytest.raises(RequestTimeout):
        body.read(1)


@pytest.mark.usefixtures("hurried")
def test_the_watch_ends_with_the_request(line):
    ours, theirs = line
    body = PatientInput(Server(theirs), theirs)
    ours.sendall(b"xyz")
    assert body.read(3) == b"xyz"
    body.close()
    body._watch.join(10)
    ours.sendall(b"next")
    assert theirs.recv(10) == b"next"


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("content_type", ["image/png", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("length", ["1000", ""])
def test_a_slow_upload_is_408_and_nothing_is_stored(api, asset, line, content_type, length):
    """Through the application, with the connection as gunicorn tells it."""
    _, theirs = line
    told = {
        "wsgi.input": Server(theirs),
        "gunicorn.socket": theirs,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": length,
    }
    if not length:
        told |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = api.post(f"{asset}/attempts", environ_overrides=told)
    assert (answer.status_code, answer.json["code"]) == (408, "timeout")
    assert api.get(f"{asset}/attempts?state=all").json["items"] == []
