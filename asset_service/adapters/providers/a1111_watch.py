"""Watches over one blocking call: tells progress, and stops the server when a stop is wanted.

The server's progress and its interrupt are about whatever runs, anyone's. A run is known to be
ours by its task (`/internal/progress`), or, where that is missing, by its time stamp: when the
server was idle just before, the first new stamp is of our run.
"""

import contextlib
import threading
from enum import Enum
from typing import Any, Self

from asset_service.adapters.providers.local_http import WORDS_MOST, Line, LocalServer
from asset_service.adapters.providers.local_json import at, number, table, text
from asset_service.ports.providers import CallContext, ProviderError

TICK = 0.5
QUICK = 3.0
"""Seconds between two looks, and for the answer to one."""
MOST_TOLD = 0.99
NO_ROUTE = frozenset({404, 405, 501})
_TASK = "/internal/progress"
_STATE = "/sdapi/v1/progress?skip_current_image=true"


class Whose(Enum):
    OURS = "ours"
    NOT_OURS = "not ours"
    UNKNOWN = "unknown"


class Watch:
    """`with Watch(...)` around the call; `line` is the call's own and is cut for a stop."""

    def __init__(self, server: LocalServer, task: str, line: Line, ctx: CallContext) -> None:
        self._server = server
        self._task = task
        self._line = line
        self._ctx = ctx
        self._over = threading.Event()
        self._missing: set[str] = set()
        self._named = False
        self._was_idle = False
        self._old_stamp = self._stamp = ""
        self.stopped = False
        self._thread = threading.Thread(target=self._run, name="a1111-watch", daemon=True)

    def __enter__(self) -> Self:
        state = self._state()
        self._old_stamp = text(at(state, "state", "job_timestamp"))
        self._was_idle = _idle(state)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def interrupt(self) -> None:
        """Stop the server's work if it is ours; nobody else's is touched."""
        with contextlib.suppress(ProviderError):
            if self._look()[0] is Whose.OURS:
                self._server.ask("POST", "/sdapi/v1/interrupt", seconds=QUICK, most=WORDS_MOST)

    def half_made(self, stamp: str) -> bool:
        """Return whether the run with this stamp was interrupted, by whomever.

        The server keeps that in its state until the next run begins.
        """
        state = table(at(self._state(), "state"))
        known = stamp or self._stamp
        same = bool(known) and text(state.get("job_timestamp")) == known
        return same and any(state.get(how) is True for how in ("interrupted", "skipped"))

    def _run(self) -> None:
        while not self._over.wait(TICK):
            if self._ctx.cancelled():
                self.stopped = True
                self.interrupt()
                self._line.cut()
                return
            with contextlib.suppress(ProviderError):
                whose, share = self._look()
                if whose is Whose.OURS and share is not None and not self._over.is_set():
                    self._ctx.on_progress(min(max(share, 0.0), MOST_TOLD))

    def _look(self) -> tuple[Whose, float | None]:
        """Return whose run it is that the server is at, and how far that is."""
        asked = {"id_task": self._task, "id_live_preview": -1, "live_preview": False}
        said = self._ask("POST", _TASK, json=asked)
        if said.get("active") is True:
            self._named = True
            return Whose.OURS, number(said.get("progress"))
        if said.get("queued") is True or said.get("completed") is True or self._named:
            self._named = True
            return Whose.NOT_OURS, None
        return self._by_stamp()

    def _by_stamp(self) -> tuple[Whose, float | None]:
        state = self._state()
        stamp = text(at(state, "state", "job_timestamp"))
        if not self._was_idle or not stamp or stamp == self._old_stamp or _idle(state):
            return Whose.UNKNOWN, None
        self._stamp = self._stamp or stamp
        if stamp != self._stamp:
            return Whose.NOT_OURS, None
        return Whose.OURS, number(at(state, "progress"))

    def _state(self) -> dict[str, Any]:
        """Return what the server says it is at; nothing where it does not tell (sd-server)."""
        with contextlib.suppress(ProviderError):
            return self._ask("GET", _STATE)
        return {}

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Return what the server tells; a route that it has not is not asked for again."""
        if path in self._missing:
            return {}
        answer = self._server.ask(method, path, seconds=QUICK, most=WORDS_MOST, **content)
        if answer.status in NO_ROUTE:
            self._missing.add(path)
        return table(answer.json()) if answer.good else {}


def _idle(state: dict[str, Any]) -> bool:
    known = isinstance(state.get("state"), dict)
    return known and not at(state, "state", "job") and at(state, "state", "job_count") == 0
