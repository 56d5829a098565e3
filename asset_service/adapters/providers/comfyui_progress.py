"""How far one request is, by ComfyUI's websocket: a thread listens, so that nobody waits.

It reads all the time, as a listener that is slow holds up the server's messages to others. It
ends when the request does, and when nobody has asked for a while.
"""

import contextlib
import json
import logging
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from asset_service.adapters.providers.comfyui_handle import Handle
from asset_service.adapters.providers.local_http import LocalServer
from asset_service.adapters.providers.local_json import at, number, table, text

MESSAGE_MOST = 8 * 1024 * 1024
"""Bytes; previews come this way too, which nobody looks at."""
NODES_MOST = 2000
NOBODY_ASKS = 30.0
LISTENERS_MOST = 8
AGAIN_AFTER = 5.0
"""Seconds between two tries to listen."""
MOST_TOLD = 0.99
"""What comes after the last step, and saving, takes time as well."""
_TICK = 0.5

# At DEBUG the library writes the request's headers into the log, the key among them.
_SILENT = logging.getLogger(f"{__name__}.line")
_SILENT.setLevel(logging.CRITICAL)


class Steps:
    """What the messages about one request add up to; `steps` is how many it says it makes."""

    def __init__(self, prompt_id: str, steps: int) -> None:
        self.prompt_id = prompt_id
        self._steps = steps
        self._nodes: dict[str, tuple[float, float]] = {}
        self.share: float | None = None
        self.over = False

    def heed(self, message: str | bytes) -> None:
        """Take note of one message; those about other requests, and all else, are nothing."""
        try:
            said = json.loads(message) if isinstance(message, str) else None
        except (ValueError, RecursionError):
            return
        kind, data = text(at(said, "type")), table(at(said, "data"))
        if data.get("prompt_id") != self.prompt_id:
            return
        if kind == "progress":
            self._note(data.get("node"), data)
        elif kind == "progress_state":
            for node, facts in table(data.get("nodes")).items():
                self._note(node, facts)
        elif kind in {"execution_success", "execution_error", "execution_interrupted"}:
            self.over = True

    def _note(self, node: object, facts: object) -> None:
        done, of = number(at(facts, "value")), number(at(facts, "max"))
        # A node of one step is quick: only those that count tell how far it is.
        if done is None or of is None or of <= 1 or len(self._nodes) >= NODES_MOST:
            return
        self._nodes[str(node)] = (min(max(done, 0.0), of), of)
        known = sum(of for _, of in self._nodes.values())
        share = sum(done for done, _ in self._nodes.values()) / max(known, self._steps)
        self.share = max(self.share or 0.0, min(share, MOST_TOLD))


class Listener:
    """Listens for one request from the moment it is made, until `close`."""

    def __init__(self, url: str, headers: Mapping[str, str], steps: Steps, seconds: float) -> None:
        self._url = url
        self._headers = headers
        self._steps = steps
        self._connect_seconds = seconds
        self._closed = threading.Event()
        self._began = self._asked = time.monotonic()
        name = f"listens for {steps.prompt_id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def share(self) -> float | None:
        """Return the last that was heard, a share in 0..1; never waits."""
        self._asked = time.monotonic()
        return self._steps.share

    @property
    def lost(self) -> bool:
        """Whether it hears nothing any more and may try again."""
        since = time.monotonic() - self._began
        return not self._thread.is_alive() and not self._steps.over and since > AGAIN_AFTER

    def again(self) -> "Listener":
        """Return one that goes on where this one stopped."""
        return Listener(self._url, self._headers, self._steps, self._connect_seconds)

    def close(self) -> None:
        self._closed.set()

    def _wanted(self) -> bool:
        quiet = time.monotonic() - self._asked > NOBODY_ASKS
        return not (self._closed.is_set() or self._steps.over or quiet)

    def _reached(self) -> socket.socket:
        parts = urlsplit(self._url)
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        return socket.create_connection((parts.hostname or "", port), self._connect_seconds)

    def _run(self) -> None:
        # imported here: the web tier asks for capabilities alone
        from websockets.exceptions import WebSocketException  # noqa: PLC0415
        from websockets.sync.client import connect  # noqa: PLC0415

        # A server without it, or whose line breaks, tells no progress: no more is lost.
        with (
            contextlib.suppress(WebSocketException, OSError, ValueError, EOFError),
            connect(
                self._url,
                sock=self._reached(),  # one that is given follows no redirect with our key
                additional_headers=dict(self._headers),
                open_timeout=self._connect_seconds,
                close_timeout=1,
                compression=None,
                max_size=MESSAGE_MOST,
                proxy=None,
                logger=_SILENT,
            ) as line,
        ):
            while self._wanted():
                with contextlib.suppress(TimeoutError):
                    self._steps.heed(line.recv(timeout=_TICK))


class Listeners:
    """Those of one server, one for each request; the oldest goes when there are too many."""

    def __init__(self, server: LocalServer, connect_seconds: float) -> None:
        self._server = server
        self._connect_seconds = connect_seconds
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Listener] = OrderedDict()

    def share(self, handle: Handle) -> float | None:
        """Return how far the request is, None while that is not known; never waits."""
        with self._lock:
            listener = self._known.get(handle.prompt_id)
            if listener is None:
                listener = self._new(handle)
            elif listener.lost:
                listener = listener.again()
            self._known[handle.prompt_id] = listener
            while len(self._known) > LISTENERS_MOST:
                self._known.popitem(last=False)[1].close()
        return listener.share()

    def forget(self, handle: Handle) -> None:
        with self._lock:
            listener = self._known.pop(handle.prompt_id, None)
        if listener is not None:
            listener.close()

    def _new(self, handle: Handle) -> Listener:
        return Listener(
            address(self._server.base_url, handle.prompt_id),
            self._server.headers(),
            Steps(handle.prompt_id, handle.steps),
            self._connect_seconds,
        )


def address(base_url: str, client_id: str) -> str:
    parts = urlsplit(base_url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    path = f"{parts.path.rstrip('/')}/ws"
    return urlunsplit((scheme, parts.netloc, path, f"clientId={quote(client_id)}", ""))
