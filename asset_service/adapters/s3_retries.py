"""How often a request to an object store is made again, and until when.

What a store is asked is the same asked twice: a key has one content, what is deleted stays so. So
a store that is too busy for a moment (503 SlowDown, often without the XML that should say it) is
asked again, each time a little later, by everybody at another moment. A line that breaks is tried
once more. Whatever it is, no try begins so late that its time-out would end after ten seconds.
"""

import secrets
import time
from typing import Any, Self

import urllib3
from urllib3.exceptions import MaxRetryError

_BUSY = (429, 500, 502, 503, 504)
_AGAIN_WHEN_BUSY = 5
_AGAIN_WHEN_BROKEN = 1
_FIRST_PAUSE_SECONDS = 0.1
_LATEST_SECONDS = 4.75
_PERCENT = 100


def retries() -> urllib3.Retry:
    """Return what a request that begins now is allowed."""
    return _Until(
        begun=time.monotonic(),
        total=_AGAIN_WHEN_BUSY,
        connect=_AGAIN_WHEN_BROKEN,
        read=_AGAIN_WHEN_BROKEN,
        other=_AGAIN_WHEN_BROKEN,
        redirect=_AGAIN_WHEN_BROKEN,
        status_forcelist=_BUSY,
        # A store that wants two minutes is away, as far as people who wait are concerned.
        respect_retry_after_header=False,
    )


class _Until(urllib3.Retry):
    """Counts as its parent does, and looks at the clock as well."""

    def __init__(self, *, begun: float, **options: Any) -> None:
        super().__init__(**options)
        self._begun = begun

    def new(self, **options: Any) -> Self:
        return super().new(begun=self._begun, **options)

    def increment(self, *args: Any, **options: Any) -> Self:
        left = super().increment(*args, **options)
        if time.monotonic() + left.longest_pause() > self._begun + _LATEST_SECONDS:
            last = left.history[-1]
            raise MaxRetryError(
                options["_pool"],
                last.url or "",
                last.error or urllib3.exceptions.ResponseError(f"{last.status} for too long"),
            )
        return left

    def longest_pause(self) -> float:
        """Return the seconds after which the next try begins at the latest."""
        return float(_FIRST_PAUSE_SECONDS * 2 ** (len(self.history) - 1))

    def get_backoff_time(self) -> float:
        return self.longest_pause() * secrets.choice(range(_PERCENT // 2, _PERCENT + 1)) / _PERCENT
