"""Who changed what, for those who may know it. The database writes it; nothing here can.

Trusts `user_id` as authenticated. A film's log is its members'; what happened to an account, and
in its library, its holder's alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asset_service.domain import paging
from asset_service.models.audit_entry import AuditEntry
from asset_service.services.views.paging import Page
from asset_service.store import audit, projects
from asset_service.store.audit import Wanted
from asset_service.store.work import Database

AT_ONCE = 1000


@dataclass(frozen=True)
class Filters:
    """Every one that is given must hold; `asset_id` may be any subject. `until` is left out."""

    user_id: UUID | None = None
    kind: str | None = None
    asset_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def wanted(self) -> Wanted:
        return Wanted(self.user_id, self.kind, self.asset_id, self.since, self.until)


EVERYTHING = Filters()


@dataclass(frozen=True)
class AuditView:
    """One act. `user_id` is None for what the service did by itself; names are those of then.

    `count` rows were touched, of the subjects of `subject_ids`, of which five at most are named.
    `detail` has what changed, as `[before, after]`, and short facts.
    """

    id: int
    at: datetime
    user_id: UUID | None
    user_name: str
    via: str
    kind: str
    action: str
    subject_ids: list[UUID]
    subject_names: list[str]
    count: int
    detail: dict[str, Any]


@dataclass(frozen=True)
class OperatorEntry(AuditView):
    """As an operator reads it: in whose log it is."""

    project_id: UUID | None
    account_id: UUID | None


class Audit:
    """The number of statements depends on no number of entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_project(
        self,
        user_id: UUID,
        project_id: UUID,
        filters: Filters = EVERYTHING,
        *,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[AuditView]:
        """Return what was done, the newest first. Raises NotFound, and Invalid for the cursor."""
        before = paging.decode_number(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = audit.of_project(work.session, project_id, filters.wanted(), limit + 1, before)
            return _page(found, limit)

    def people(self, user_id: UUID, project_id: UUID) -> list[tuple[UUID, str]]:
        """Return who is in the log, those who left too, by name; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            return audit.people(work.session, project_id)

    def of_account(
        self,
        user_id: UUID,
        filters: Filters = EVERYTHING,
        *,
        limit: int = 100,
        cursor: str | None = None,
    ) -> Page[AuditView]:
        """Return what happened to the user's own account and library, the newest first."""
        before = paging.decode_number(cursor) if cursor else None
        with self._database.as_user(user_id) as work:
            found = audit.of_account(work.session, user_id, filters.wanted(), limit + 1, before)
            return _page(found, limit)


class AllAudit:
    """Every log, for whoever runs the service: as the maintenance role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(
        self, project_id: UUID | None, account_id: UUID | None, filters: Filters, limit: int
    ) -> list[OperatorEntry]:
        """Return the newest entries that fit, the oldest of them first."""
        with self._database.as_nobody() as work:
            found = audit.newest(work.session, project_id, account_id, filters.wanted(), limit)
            return [
                OperatorEntry(
                    **vars(present(one)), project_id=one.project_id, account_id=one.account_id
                )
                for one in reversed(found)
            ]


class Ageing:
    """Lets go of entries older than `keep`, as the maintenance role; younger ones it cannot."""

    def __init__(self, database: Database, keep: timedelta) -> None:
        self._database = database
        self._keep = keep

    def age(self) -> dict[str, int]:
        """Delete what is old; return how many entries that were."""
        found = 0
        while True:
            with self._database.as_nobody() as work:
                some = audit.forget(work.session, self._keep, AT_ONCE)
                work.commit()
            found += some
            if some < AT_ONCE:
                return {"log entries forgotten": found}


def present(entry: AuditEntry) -> AuditView:
    return AuditView(
        id=entry.id,
        at=entry.at,
        user_id=entry.user_id,
        user_name=entry.user_name,
        via=entry.via,
        kind=entry.kind,
        action=entry.action,
        subject_ids=list(entry.subject_ids),
        subject_names=list(entry.subject_names),
        count=entry.count,
        detail=dict(entry.detail),
    )


def _page(found: Sequence[AuditEntry], limit: int) -> Page[AuditView]:
    shown = [present(one) for one in found[:limit]]
    return Page(shown, str(shown[-1].id) if len(found) > limit else None)
