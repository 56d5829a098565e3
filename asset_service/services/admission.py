"""Whether more pictures may be asked for: somebody's line is bounded, and so is a film's space."""

from dataclasses import dataclass
from uuid import UUID

from asset_service.domain.errors import TooMany
from asset_service.services.quotas import NO_QUOTAS, Quotas
from asset_service.store import jobs
from asset_service.store.work import Work

RETRY_AFTER = 30
"""Seconds: some pictures are made by then."""


@dataclass(frozen=True)
class Admission:
    """`waiting` jobs of one person at most, over all films; 0 is no limit."""

    waiting: int = 0
    quotas: Quotas = NO_QUOTAS

    def check(self, work: Work, project_id: UUID, asked: int) -> None:
        """Raise unless that many more jobs may wait; the caller records them in this transaction.

        Whoever has none waiting may ask for any number at once: a film with more missing pictures
        than that is no abuse. Raises Conflict `quota_exceeded` where a picture would find no room,
        and TooMany `too_many_jobs`.
        """
        if not asked:
            return
        self.quotas.check_room(work, project_id)
        if not self.waiting:
            return
        there = jobs.hold_waiting(work.session, work.user_id)
        if there and there + asked > self.waiting:
            raise TooMany(
                f"{there:,} of your pictures wait already, and {self.waiting:,} may: "
                "ask again when some of them are made, or cancel some.",
                code="too_many_jobs",
                retry_after=RETRY_AFTER,
            )


ANY_NUMBER = Admission()
