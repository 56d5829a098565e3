"""When the loops of this process last went round, by the process's own steady clock."""

import time


class Pulse:
    """For any number of threads: each loop has a name of its own."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._beats: dict[str, float] = {}

    def beat(self, loop: str) -> None:
        self._beats[loop] = time.monotonic()

    def age(self, loop: str) -> float:
        """Return the seconds since its last beat; since the start when there was none."""
        return time.monotonic() - self._beats.get(loop, self._began)

    def ages(self) -> dict[str, float]:
        """Return the age of every loop that has beaten."""
        return {loop: self.age(loop) for loop in sorted(self._beats)}
