"""Who may have a place next, where there are few and many come: each in turn, nobody all of them.

Whoever names nobody is counted with nobody, and waits as long as it takes.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from asset_service.domain.errors import TooMany, Unavailable

NOBODY = ""


@dataclass(eq=False)
class _Waiting:
    whose: str
    given: bool = field(default=False)


class Places:
    """`places` may be held at once, by one person all but one of them if there are several.

    A person may hold and wait for `most_of_one` together. A place that is free goes to whoever
    holds fewest, then to whoever was given one longest ago, and in order to the same.
    """

    def __init__(self, places: int, *, most_of_one: int) -> None:
        self._places = places
        self._most_of_one = max(1, places - 1)
        self._most_of_all = most_of_one
        self._changed = threading.Condition()
        self._held: Counter[str] = Counter()
        self._line: list[_Waiting] = []
        self._turn = 0
        self._turns: dict[str, int] = {}

    @contextmanager
    def hold(self, whose: str, seconds: float) -> Iterator[None]:
        """Wait for a place up to so many seconds, and hold it.

        Raises TooMany `too_many_pictures` at once for a person with too many here, and
        Unavailable when none came free in that time.
        """
        self._wait(whose, seconds)
        try:
            yield
        finally:
            with self._changed:
                self._held[whose] -= 1
                self._give()

    def _wait(self, whose: str, seconds: float) -> None:
        one = _Waiting(whose)
        with self._changed:
            here = self._held[whose] + sum(other.whose == whose for other in self._line)
            if whose != NOBODY and here >= self._most_of_all:
                raise TooMany(
                    "Too many of your pictures are being read: send the next ones a little later.",
                    code="too_many_pictures",
                    retry_after=RETRY_AFTER,
                )
            self._line.append(one)
            self._give()
            if self._changed.wait_for(lambda: one.given, seconds):
                return
            self._line.remove(one)
        raise Unavailable("Too many pictures are being read at this moment.")

    def _give(self) -> None:
        """Give free places to those whose turn it is; the lock is held."""
        while sum(self._held.values()) < self._places:
            able = [one for one in self._line if self._may(one.whose)]
            if not able:
                break
            chosen = min(able, key=lambda one: self._rank(one.whose))
            self._line.remove(chosen)
            chosen.given = True
            self._held[chosen.whose] += 1
            self._turn += 1
            self._turns[chosen.whose] = self._turn
        self._forget()
        self._changed.notify_all()

    def _may(self, whose: str) -> bool:
        return whose == NOBODY or self._held[whose] < self._most_of_one

    def _rank(self, whose: str) -> tuple[int, int]:
        return self._held[whose], self._turns.get(whose, 0)

    def _forget(self) -> None:
        """Keep nothing of those who hold nothing and wait for nothing."""
        here = {one.whose for one in self._line} | {who for who, n in self._held.items() if n}
        self._held = Counter({who: n for who, n in self._held.items() if n})
        self._turns = {who: turn for who, turn in self._turns.items() if who in here}


RETRY_AFTER = 2
"""Seconds: a picture or two are read by then."""
