"""The first signal interrupts, the next ones hurry."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopSignals:
    """Makes SIGTERM and SIGHUP what Ctrl-C is: a KeyboardInterrupt, so that `finally` runs.

    From `ending` on they call `hurry` instead, and no longer interrupt. Signals that were
    ignored stay so (nohup, background jobs). Outside the main thread it does nothing.
    """

    def __init__(self) -> None:
        self._hurry: Callable[[], None] | None = None
        self._before: dict[signal.Signals, Any] = {}

    def ending(self, hurry: Callable[[], None]) -> None:
        self._hurry = hurry

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _STOPPING:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._received)
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _received(self, _number: int, _frame: FrameType | None) -> None:
        if self._hurry is None:
            raise KeyboardInterrupt
        self._hurry()
