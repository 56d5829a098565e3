"""Stores, databases and clocks in which whoever works can be left standing at any call."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from fixtures.stores import MemoryStore
from fixtures.turns import Doing, stand, who

from asset_service.domain.files import DELETE_WITHIN, TAKE_OVER_AFTER
from asset_service.services import collector as collector_module
from asset_service.services.files import Files, StoredFile
from asset_service.store.collecting import Removed
from asset_service.store.work import Database

DELETING_SECONDS = DELETE_WITHIN.total_seconds()
LONGEST_CALL = (TAKE_OVER_AFTER - DELETE_WITHIN).total_seconds() - 20
"""Seconds; a deletion that hangs for longer than the limits allow is not covered."""


class StandingStore(MemoryStore):
    """Whoever calls it may be left standing: before any call, in a deletion, and after one.

    `before_deletion` is told every key that is deleted.
    """

    def __init__(self, before_deletion: Callable[[str], None]) -> None:
        super().__init__()
        self._before_deletion = before_deletion

    def put(self, key: str, data: bytes, content_type: str) -> None:
        stand()
        super().put(key, data, content_type)

    def list(self, prefix: str = "") -> Iterator[Any]:
        stand()
        return iter(list(super().list(prefix)))

    def delete(self, key: str) -> None:
        stand(hanging=LONGEST_CALL)
        self._before_deletion(key)
        super().delete(key)
        stand()

    def age(self, span: timedelta) -> None:
        self._times = {key: moment - span for key, moment in self._times.items()}


class StandingDatabase(Database):
    def as_user(self, user_id):
        stand()
        return super().as_user(user_id)

    def as_nobody(self):
        stand()
        return super().as_nobody()


class WatchedFiles(Files):
    """`put_by` has what each doing put last."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.put_by: dict[Doing | None, StoredFile] = {}

    def put(self, *what: Any) -> StoredFile:
        stored = self.put_by[who()] = super().put(*what)
        return stored


class ElapsedClock:
    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.passed


class Remembered(Removed):
    """What a collector holds grows older with the row that it is compared with."""

    everyone: list["Remembered"] = []  # noqa: RUF012 - of all of them

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        # the clock is the elapsed one, also of this test
        object.__setattr__(self, "until", collector_module.elapsed_clock() + DELETING_SECONDS)
        object.__setattr__(self, "by", who())
        self.everyone.append(self)

    @classmethod
    def age(cls, span: timedelta) -> None:
        for one in cls.everyone:
            moment: datetime = one.removed_at - span
            object.__setattr__(one, "removed_at", moment)
