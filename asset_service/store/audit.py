"""The log of who changed what, which triggers write: read, and let go of what is old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from asset_service.models.audit_entry import AuditEntry


@dataclass(frozen=True)
class Wanted:
    """What the entries are narrowed to: every part that is given must hold."""

    user_id: UUID | None = None
    kind: str | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def of_project(
    session: Session, project_id: UUID, wanted: Wanted, limit: int, before: int | None
) -> Sequence[AuditEntry]:
    """Return up to `limit` entries of a film, the newest first, older than number `before`."""
    return _page(session, AuditEntry.project_id == project_id, wanted, limit, before)


def of_account(
    session: Session, user_id: UUID, wanted: Wanted, limit: int, before: int | None
) -> Sequence[AuditEntry]:
    """As `of_project`, of what happened to somebody's own account and library."""
    return _page(session, AuditEntry.account_id == user_id, wanted, limit, before)


def newest(
    session: Session, project_id: UUID | None, account_id: UUID | None, wanted: Wanted, limit: int
) -> Sequence[AuditEntry]:
    """Return entries of every log, or of one, the newest first: as the maintenance role."""
    whose: list[ColumnElement[bool]] = []
    if project_id is not None:
        whose.append(AuditEntry.project_id == project_id)
    if account_id is not None:
        whose.append(AuditEntry.account_id == account_id)
    return session.scalars(
        select(AuditEntry)
        .where(*whose, *_conditions(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def people(session: Session, project_id: UUID) -> list[tuple[UUID, str]]:
    """Return everybody who is in the log of a film, as they were called last, by name."""
    found = session.execute(
        select(AuditEntry.user_id, AuditEntry.user_name)
        .where(AuditEntry.project_id == project_id, AuditEntry.user_id.is_not(None))
        .ext(distinct_on(AuditEntry.user_id))
        .order_by(AuditEntry.user_id, AuditEntry.id.desc())
    )
    those = [(user_id, name) for user_id, name in found if user_id is not None]
    return sorted(those, key=lambda one: (one[1].casefold(), one[0]))


def forget(session: Session, age: timedelta, limit: int) -> int:
    """Delete entries that are older than `age`; return how many."""
    old = select(AuditEntry.id).where(AuditEntry.at < func.now() - age).limit(limit)
    done = session.execute(
        delete(AuditEntry).where(AuditEntry.id.in_(old)),
        execution_options={"synchronize_session": False},
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


def _page(
    session: Session, whose: Any, wanted: Wanted, limit: int, before: int | None
) -> Sequence[AuditEntry]:
    conditions = [whose, *_conditions(wanted)]
    if before is not None:
        conditions.append(AuditEntry.id < before)
    return session.scalars(
        select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc()).limit(limit)
    ).all()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.user_id is not None:
        conditions.append(AuditEntry.user_id == wanted.user_id)
    if wanted.kind is not None:
        conditions.append(AuditEntry.kind == wanted.kind)
    if wanted.subject_id is not None:
        conditions.append(AuditEntry.subject_ids.contains([wanted.subject_id]))
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.at < wanted.until)
    return conditions
