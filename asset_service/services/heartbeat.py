"""Keeps one claim alive while its job is worked on, from a thread of its own."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from types import TracebackType
from typing import Self

import structlog

from asset_service.store.claims import Beat

log = structlog.get_logger(__name__)

BEATS_A_LEASE = 4
STEP = 0.05
"""Progress (a share) that is worth telling before the next beat is due."""
LEAST_GAP = 1.0


class Heartbeat:
    """Renews the lease every quarter of it, and hears whether to go on.

    `send(progress, stage)` renews it and returns None when the claim is lost. A claim is lost
    too when no beat got through for a whole lease: another worker may have the job by then.
    """

    def __init__(self, send: Callable[[float, str], Beat | None], lease_seconds: float) -> None:
        self._send = send
        self._lease = lease_seconds
        self._interval = lease_seconds / BEATS_A_LEASE
        self._told = self._progress = 0.0
        self._stage = "generating"
        self._wake = threading.Event()
        self._leaving = threading.Event()
        self._attention = threading.Event()
        self._alive_at = time.monotonic()
        self.lost = False
        self.cancelled = False
        # in the caller's context, so that its lines name the job as well
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run,), name="heartbeat", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._leaving.set()
        self._wake.set()
        self._thread.join()

    def progress(self, share: float) -> None:
        """Tell how far it is, a share in 0..1; what is no such share is ignored."""
        if 0.0 <= share <= 1.0:
            self._progress = max(self._progress, share)
            if self._progress - self._told >= STEP:
                self._wake.set()

    def storing(self) -> None:
        self._stage = "storing"

    def stop_wanted(self) -> bool:
        return self.lost or self.cancelled

    def wait(self, seconds: float) -> None:
        """Wait, but not past the moment when a stop is first wanted."""
        if self._attention.is_set():
            time.sleep(seconds)
        else:
            self._attention.wait(seconds)

    def _run(self) -> None:
        while not self._leaving.is_set():
            self._wake.wait(self._interval)
            self._wake.clear()
            if self._leaving.is_set():
                return
            self._beat()
            if self.lost:
                return
            self._leaving.wait(min(LEAST_GAP, self._interval))

    def _beat(self) -> None:
        began, progress = time.monotonic(), self._progress
        try:
            answer = self._send(progress, self._stage)
        except Exception:  # a thread that dies of anything would give the job away
            log.warning("a heartbeat did not get through", exc_info=True)
            self.lost = time.monotonic() - self._alive_at > self._lease
        else:
            self._alive_at, self._told = began, progress
            self.lost = answer is None
            self.cancelled = self.cancelled or (answer is not None and answer.cancel_requested)
        if self.stop_wanted():
            self._attention.set()
