"""How long to wait before a process that ended is started again."""

from dataclasses import dataclass


@dataclass
class Backoff:
    """Seconds: `first`, doubled up to `most`; from the start again after `steady` seconds up."""

    first: float = 0.5
    most: float = 30.0
    steady: float = 60.0
    _next: float = 0.0

    def delay(self, stayed_up: float) -> float:
        """Return the wait after a process that ran for `stayed_up` seconds."""
        if stayed_up >= self.steady or not self._next:
            self._next = self.first
        now = self._next
        self._next = min(now * 2, self.most)
        return now
