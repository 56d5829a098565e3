"""A loopback HTTP server that answers each request as its script says, and counts what it took.

What is wrong with an answer is often below HTTP, so an act writes to the connection itself.
"""

import http.server
import json
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

PIECE = 64 * 1024


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def query(self):
        return parse_qs(urlsplit(self.target).query)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        """The parts of a multipart form, in order: (name, file name or None, type, bytes)."""
        boundary = self.headers["content-type"].partition("boundary=")[2].strip('"').encode()
        parts = (b"\r\n" + self.body).split(b"\r\n--" + boundary)[1:-1]
        return [_part(part.removeprefix(b"\r\n")) for part in parts]


def _part(part):
    head, _, data = part.partition(b"\r\n\r\n")
    told = {}
    for line in head.decode().split("\r\n"):
        name, _, value = line.partition(": ")
        told[name.lower()] = value
    words = dict(
        word.strip().partition("=")[::2] for word in told["content-disposition"].split(";")
    )
    name, file_name = words["name"].strip('"'), words.get("filename")
    return name, file_name and file_name.strip('"'), told.get("content-type"), data


class Line:
    """What an act has: the request, and the connection to answer on."""

    def __init__(self, server, asked, connection):
        self.server, self.asked, self.connection = server, asked, connection

    def take(self):
        """From here on the request is paid for, whatever becomes of the answer."""
        self.server.paid += 1

    def answer(self, status, body, **headers):
        """A whole answer; `body` is bytes, or what becomes JSON. `retry_after` is Retry-After."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.head(status, len(data), **headers)
        self.send(data)

    def head(self, status, length, **headers):
        told = {"content-type": "application/json", "content-length": str(length)}
        told |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status} Word", *(f"{name}: {value}" for name, value in told.items())]
        self.send("\r\n".join([*lines, "connection: close", "", ""]).encode())

    def send(self, data):
        with suppress(OSError):
            self.connection.sendall(data)

    def cut(self):
        """End the connection at once: the other side sees a reset."""
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.connection.close()

    def wait(self, seconds):
        """Return whether the server still runs after `seconds`."""
        return not self.server.stopping.wait(seconds)


class ScriptedServer:
    """`script` holds acts, each for one request to `is_the_call`; `usual` answers all others.

    An act is a function of a Line. `refuse` may be given a function of an Asked that returns an
    act for a request that is not as the protocol wants it, None for a good one.
    """

    def __init__(self):
        self.script, self.asked, self.paid = [], [], 0
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._thread.start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def refuse(self, asked):
        return None

    def usual(self, line):
        raise NotImplementedError

    def is_the_call(self, asked):
        return asked.method == "POST"

    def act_for(self, asked):
        wrong = self.refuse(asked)
        if wrong is not None:
            return wrong
        if self.script and self.is_the_call(asked):
            return self.script.pop(0)
        return self.usual

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that went away is what many tests are about."""


def _handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                return
            told = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, told, body)
            server.asked.append(asked)
            self.close_connection = True
            server.act_for(asked)(Line(server, asked, self.connection))

        do_GET = do_POST  # noqa: N815 - as above

        def log_message(self, *_):
            pass

    return Handler


# --- acts that every vendor's server may play -------------------------------------------------


def answers(status, body, **headers):
    return lambda line: line.answer(status, body, **headers)


def takes_and(act):
    """The same, and the call is paid for."""

    def both(line):
        line.take()
        act(line)

    return both


def never_answers(line):
    while line.wait(60):
        pass


def hangs_up(line):
    line.cut()


def stops_within(data, share=0.5, **headers):
    """Says how long the answer is and sends a part of it."""

    def act(line):
        line.head(200, len(data), **headers)
        line.send(data[: int(len(data) * share)])

    return act


def sends_without_end(line):
    """An answer of which there is always more, in chunks."""
    line.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
    line.send(b"transfer-encoding: chunked\r\n\r\n")
    piece = b"%x\r\n%s\r\n" % (PIECE, b" " * PIECE)
    with suppress(OSError):
        while True:
            line.connection.sendall(piece)


def drips(data, pause=0.05):
    """A whole answer, one byte at a time: each byte comes well within any time-out."""

    def act(line):
        line.head(200, len(data))
        _drip(line, data, pause)

    return act


def drips_its_head(line):
    _drip(line, b"HTTP/1.1 200 OK\r\nx-slow: " + b"y" * 10_000, 0.05)


def _drip(line, data, pause):
    for at in range(len(data)):
        if not line.wait(pause):
            return
        try:
            line.connection.sendall(data[at : at + 1])
        except OSError:
            return


def waits(seconds, act):
    """Does what `act` does, later."""

    def later(line):
        time.sleep(seconds)
        act(line)

    return later


class DeafServer:
    """Accepts connections and never reads from them."""

    def __init__(self):
        self._door = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._door.close()


def nowhere():
    """The origin of a server that is down."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"http://127.0.0.1:{door.getsockname()[1]}"
