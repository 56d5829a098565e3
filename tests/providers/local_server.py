"""An engine on loopback: real HTTP, a log of what was asked, and mishaps where they are wanted."""

import contextlib
import email
import email.policy
import json
import socket
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Fault:
    """What becomes of one request.

    `kind` is `answer` (`status` and `body` instead of what it should be), `silent` (taken, and
    nothing ever comes), `cut` (half the body that was announced), `drip` (a byte of `body`, or of
    what it should be, now and then), `drip head` (the same with the headers), `endless` (a body
    without end), `mute` (the engine does what is asked and the answer is lost).
    """

    kind: str = "answer"
    status: int = 200
    body: object = b""
    mime: str = "application/json"
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    def parts(self):
        """The parts of a form by name: (file name, bytes)."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + self.body, policy=email.policy.HTTP)
        return {
            part.get_param("name", header="content-disposition"): (
                part.get_filename(),
                part.get_payload(decode=True),
            )
            for part in form.iter_parts()
        }


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 32

    def handle_error(self, *_):
        """A client that leaves is what half of the tests are about."""


class Engine:
    """`route(asked)` of a subclass answers (status, body); a body that is no bytes goes as JSON.

    `faults` maps the beginning of a path to what becomes of the next requests there.
    """

    def __init__(self, *, key="", tls=None):
        self.key = key
        self.asked = []
        self.over = threading.Event()
        self.lock = threading.RLock()
        self._faults = {}
        self._server = Server(("127.0.0.1", 0), _Handler)
        self._server.engine = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def fault(self, path, *faults):
        self._faults.setdefault(path, deque()).extend(faults)

    def next_fault(self, path):
        with self.lock:
            for start, faults in self._faults.items():
                if path.startswith(start) and faults:
                    return faults.popleft()
        return None

    def paths(self, method=None):
        with self.lock:
            return [one.path for one in self.asked if method in {None, one.method}]

    def count(self, method, path):
        return self.paths(method).count(path)

    def last(self, path):
        with self.lock:
            return [one for one in self.asked if one.path == path][-1]

    def route(self, asked):
        raise NotImplementedError

    def websocket(self, handler, asked):
        """Take over the connection; without one the answer is 404."""
        handler.answer(404, b"")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._take("GET")

    def do_POST(self):
        self._take("POST")

    def _take(self, method):
        engine, parts = self.server.engine, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        asked = Asked(method, parts.path, query, dict(self.headers), body)
        with engine.lock:
            engine.asked.append(asked)
        with contextlib.suppress(OSError, ValueError):
            if engine.key and self.headers.get("Authorization") != engine.key:
                told = f"Not authenticated: {self.headers.get('Authorization')}"
                self.answer(401, {"detail": told})
            elif self.headers.get("Upgrade", "").casefold() == "websocket":
                engine.websocket(self, asked)
            else:
                self._respond(engine, asked)

    def _respond(self, engine, asked):
        fault = engine.next_fault(asked.path)
        if fault is None:
            self.answer(*engine.route(asked))
        elif fault.kind == "answer":
            self.answer(fault.status, fault.body, fault.mime, fault.headers)
        elif fault.kind == "silent":
            engine.over.wait()
        elif fault.kind == "mute":
            engine.route(asked)
            self._hang_up()
        else:
            self._misbehave(engine, asked, fault)

    def _misbehave(self, engine, asked, fault):
        body = fault.body or engine.route(asked)[1]
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if fault.kind == "cut":
            self._head(200, len(data), fault.mime)
            self.wfile.write(data[: len(data) // 2])
            self._hang_up()
        elif fault.kind == "drip":
            self._head(200, len(data), fault.mime)
            self._drip(engine, data)
        elif fault.kind == "drip head":
            self._drip(engine, b"HTTP/1.1 200 OK\r\nX-Patience: " + b"x" * 99)
        elif fault.kind == "endless":
            self._head(200, None, fault.mime)
            while not engine.over.is_set():
                self.wfile.write(b" " * 1_000_000)

    def _drip(self, engine, data):
        for at in range(len(data)):
            if engine.over.wait(0.05):
                return
            self.wfile.write(data[at : at + 1])

    def answer(self, status, body=b"", mime="application/json", headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._head(status, len(data), mime, headers or {})
        self.wfile.write(data)

    def _head(self, status, length, mime, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", mime)
        if length is None:
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def _hang_up(self):
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


def refused_port():
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]
