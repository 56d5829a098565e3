"""In whose name a worker writes: of who asked, or of the film's owner once that is over.

Somebody who loses access while a request of theirs is out that costs money can write nothing any
more, and the picture would be paid for and lost. So the owner inherits the job: what it brings
goes to the bin of the film. The database says when that is, and names nobody before. A member
whose account is disabled needs no other name for it: such a job is his own inheritance.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar
from uuid import UUID

import structlog

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.services.drawing import ClaimLost
from asset_service.store import jobs
from asset_service.store.work import Database, Work

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Actor:
    """For one job; used by its worker and by the heartbeat of that."""

    def __init__(self, database: Database, user_id: UUID, job_id: UUID) -> None:
        self._database = database
        self._asked_by = user_id
        self._user_id = user_id
        self._job_id = job_id
        self._lock = threading.Lock()
        self.is_heir = False

    def work(self) -> AbstractContextManager[Work]:
        return self._database.as_user(self._user_id)

    def do(self, act: Callable[[Work], T]) -> T:
        """Do it in one unit of work, which `act` commits; once more where there is an heir.

        Raises what `act` does: ClaimLost, NotFound and Forbidden say that the work may not be
        done in that name.
        """
        try:
            with self.work() as work:
                return act(work)
        except (ClaimLost, NotFound, Forbidden):
            if not self.hand_over():
                raise
        with self.work() as work:
            return act(work)

    def hand_over(self) -> bool:
        """Act as the heir from now on; False where there is none."""
        with self._lock:
            if self.is_heir:
                return True
            with self._database.as_user(self._asked_by) as work:
                heir = jobs.heir(work.session, self._job_id)
            if heir is None:
                return False
            self._user_id, self.is_heir = heir, True
        log.warning("access was withdrawn: what was paid for goes to the bin")
        return True
