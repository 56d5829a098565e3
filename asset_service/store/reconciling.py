"""Rows to be compared with what the object store has, as the maintenance role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from asset_service.models.membership import Membership
from asset_service.models.outbox import OutboxMessage
from asset_service.models.project import Project
from asset_service.models.stored_object import StoredObject
from asset_service.ports.queue import Lane
from asset_service.store.collecting import FileId
from asset_service.store.naming import namers
from asset_service.store.outbox import RENDER


@dataclass(frozen=True)
class Named:
    """A row as the comparison needs it; `renditions` are the widths it says exist."""

    sha256: str
    renditions: frozenset[int]
    removed: bool
    gone: bool


def now(session: Session) -> datetime:
    """Return the database's time."""
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def next_project(session: Session, after: UUID | None) -> UUID | None:
    """Return the project that follows `after` in the order of ids, None after the last."""
    wanted = select(Project.id).order_by(Project.id).limit(1)
    return session.scalar(wanted if after is None else wanted.where(Project.id > after))


def is_project(session: Session, project_id: UUID) -> bool:
    return session.scalar(select(Project.id).where(Project.id == project_id)) is not None


def named(session: Session, project_id: UUID, beginning: str) -> dict[str, Named]:
    """Return the project's rows whose hash begins so, by hash."""
    found = session.execute(
        select(
            StoredObject.sha256,
            StoredObject.renditions,
            StoredObject.removed_at.is_not(None),
            StoredObject.files_gone_at.is_not(None),
        ).where(
            StoredObject.project_id == project_id,
            StoredObject.sha256 >= beginning,
            # "g" comes after every hexadecimal digit
            StoredObject.sha256 < beginning + "g",
        )
    )
    return {row[0]: Named(row[0], frozenset(row[1]), row[2], row[3]) for row in found}


def ask_again(session: Session, file: FileId, missing: Collection[int]) -> bool:
    """Let the missing widths be made again, as somebody who brought what names the file.

    Returns False when nobody is there who may, or somebody else is at the row.
    """
    who = namers(file.project_id, file.sha256)
    user_id = session.scalar(
        select(who.c.user_id)
        .join(
            Membership,
            (Membership.user_id == who.c.user_id) & (Membership.project_id == file.project_id),
        )
        .order_by(who.c.at.desc())
        .limit(1)
    )
    row = session.scalar(
        select(StoredObject)
        .where(
            StoredObject.project_id == file.project_id,
            StoredObject.sha256 == file.sha256,
            StoredObject.removed_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    )
    if row is None or user_id is None:
        return False
    row.renditions = sorted(set(row.renditions) - set(missing))
    session.add(
        OutboxMessage(
            project_id=file.project_id,
            kind=RENDER,
            lane=Lane.PIXELS.value,
            sha256=file.sha256,
            user_id=user_id,
        )
    )
    return True
