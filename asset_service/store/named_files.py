"""The files that rows name, across all projects, for whoever compares them with the store."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from asset_service.models.stored_object import StoredObject
from asset_service.store.naming import named, names_file

AT_ONCE = 1000


class FileName(NamedTuple):
    project_id: UUID
    sha256: str


def used(session: Session, after: FileName | None) -> list[FileName]:
    """Return the next files that rows name, in order and each once."""
    rows = named()
    names = select(rows.c.project_id, rows.c.sha256).distinct()
    if after is not None:
        names = names.where(tuple_(rows.c.project_id, rows.c.sha256) > tuple_(*after))
    page = names.order_by(rows.c.project_id, rows.c.sha256).limit(AT_ONCE)
    return [FileName(*row) for row in session.execute(page)]


def is_used(session: Session, name: FileName) -> bool:
    """Whether some row still names the file."""
    return bool(session.scalar(select(names_file(name.project_id, name.sha256))))


def of_project(session: Session, project_id: UUID) -> set[str]:
    """Return the hash of every file of the project that has a row."""
    return set(
        session.scalars(select(StoredObject.sha256).where(StoredObject.project_id == project_id))
    )
