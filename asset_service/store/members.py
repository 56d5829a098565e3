"""Who is in a film: read and changed through the functions of the database alone.

They ask again what the user of the work may do, under the lock of the project's row: what is
refused here was refused there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from asset_service.domain.errors import Conflict, DomainError, Forbidden, NotFound
from asset_service.domain.members import OWNER_ALONE, GivenRole

_PEOPLE = (
    text("select project_id, user_id, name, email, role, since from app.people_of(:wanted)")
    .bindparams(bindparam("wanted", type_=ARRAY(Uuid)))
    .columns(column("project_id", Uuid), column("user_id", Uuid), column("name", Text))
)


@dataclass(frozen=True)
class Person:
    """A member since `since`; a former one has neither address nor role, and left then."""

    project_id: UUID
    user_id: UUID
    name: str
    email: str | None
    role: str | None
    since: datetime


def people(session: Session, project_ids: Sequence[UUID]) -> list[Person]:
    """Return members and former members of those of the projects that the user is in."""
    return [Person(*row) for row in session.execute(_PEOPLE, {"wanted": list(project_ids)})]


def change_role(session: Session, project_id: UUID, member_id: UUID, role: GivenRole) -> None:
    """Raises NotFound, Forbidden, and Conflict `owner_stays`."""
    _change(
        session,
        "select app.change_role(:project, :member, :role)",
        project=project_id,
        member=member_id,
        role=role.value,
    )


def remove(session: Session, project_id: UUID, member_id: UUID) -> None:
    """Raises NotFound, Forbidden, and Conflict `owner_stays`."""
    _change(
        session,
        "select app.remove_member(:project, :member)",
        project=project_id,
        member=member_id,
    )


def transfer(session: Session, project_id: UUID, member_id: UUID) -> None:
    """Raises NotFound, Forbidden, and Conflict `owner_stays`: it is the owner's already."""
    _change(
        session,
        "select app.transfer_project(:project, :member)",
        project=project_id,
        member=member_id,
    )


def _change(session: Session, statement: str, **values: object) -> None:
    outcome: str = session.execute(text(statement), values).scalar_one()
    if outcome != "done":
        raise _error(outcome)


def _error(outcome: str) -> DomainError:
    if outcome == "no_project":
        return NotFound("project")
    if outcome == "no_member":
        return NotFound("member")
    if outcome == "forbidden":
        return Forbidden(OWNER_ALONE)
    return Conflict(
        "The owner stays until the film is transferred to somebody else.", code="owner_stays"
    )
