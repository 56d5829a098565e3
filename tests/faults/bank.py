"""A provider that takes money, on loopback: its books say what was really paid for what.

It runs outside the workers, so that what it counts outlives whatever dies there.
"""

import hashlib
import json
import threading
from collections import Counter, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from fixtures.pictures import a_png

HANDLES = "bank-handles"
"""The provider that gives a handle to ask after; the others answer with the picture itself."""


class Bank:
    """`delay` is seconds between taking an order and drawing it; `script` what becomes of orders.

    A step of the script is `draw`, `down` (503, not taken), `refuse` (422, not taken), `lost`
    (taken, and the line goes dead). Without a step it draws. While `closed` everything that was
    taken waits to be drawn. `cancels`: whether an order with a handle can be called off.
    """

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Clerk)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.bank = self
        self.address = f"127.0.0.1:{self.server.server_port}"
        self._lock = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.reset()

    def reset(self):
        """Everything as at the start; who still waits for a picture goes without."""
        self._over.set()
        with self._lock:
            self._over = threading.Event()
            self._open = threading.Event()
            self._open.set()
            self.delay, self.script, self.cancels = 0.0, deque(), False
            self.taken = Counter()
            self._orders = {}

    def close(self):
        self._over.set()
        self.server.shutdown()
        self.server.server_close()

    def hold(self):
        """Draw nothing until `let_go`."""
        self._open.clear()

    def let_go(self):
        self._open.set()

    def calls(self, provider=None):
        """How many orders were taken, of one provider or of all."""
        with self._lock:
            return sum(n for (who, _), n in self.taken.items() if provider in {None, who})

    def next_step(self):
        with self._lock:
            return self.script.popleft() if self.script else "draw"

    def take(self, provider, order):
        """Write it into the books; from here on it is paid."""
        number = uuid4().hex
        with self._lock:
            self.taken[provider, order] += 1
            self._orders[number] = f"{order} {number}"
        if provider == HANDLES:
            threading.Thread(target=self._draw_later, args=(number,), daemon=True).start()
        return number

    def drawn(self, number):
        """The picture of an order, None while it is not drawn."""
        order = self._orders[number]
        return order if isinstance(order, bytes) else None

    def draw(self, number):
        """Wait as long as a picture takes; False when nobody waits any more."""
        over, order = self._over, self._orders[number]
        self._open.wait()
        if over.wait(self.delay):
            return False
        self._orders[number] = a_png(int(hashlib.sha256(order.encode()).hexdigest()[:6], 16))
        return True

    def _draw_later(self, number):
        self.draw(number)


class _Clerk(BaseHTTPRequestHandler):
    """POST /<provider> orders, GET /<provider>/<number> asks after, DELETE calls off."""

    def do_POST(self):
        bank, provider = self.server.bank, self.path.strip("/")
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["order"]
        step = bank.next_step()
        if step in {"down", "refuse"}:
            self._answer(503 if step == "down" else 422)
            return
        number = bank.take(provider, order)
        if step == "lost":
            self.close_connection = True
        elif provider == HANDLES:
            self._answer(202, number.encode())
        elif bank.draw(number):
            self._answer(200, bank.drawn(number))

    def do_GET(self):
        picture = self.server.bank.drawn(self.path.rpartition("/")[2])
        self._answer(*((200, picture) if picture else (202,)))

    def do_DELETE(self):
        self._answer(200 if self.server.bank.cancels else 409)

    def _answer(self, status, body=b""):
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # who asked is dead

    def log_message(self, *_):
        pass
