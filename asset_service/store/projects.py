"""Projects, always through the membership of the one who asks.

Lock order everywhere: the project's row first, then assets by id, then the job.
"""

from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.orm import Session

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.domain.vocabulary import Role
from asset_service.models.membership import Membership
from asset_service.models.project import Project


def for_reading(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """Return the project; raises NotFound for a stranger's as for an absent one."""
    return _found(session.execute(_mine(user_id, project_id)).one_or_none())[0]


def for_change(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_reading`, held against lock-all, unlock and style changes until the end.

    Raises Forbidden for a viewer.
    """
    return _changeable(session, _mine(user_id, project_id).with_for_update(read=True, of=Project))


def for_stage(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_change`, alone: nobody else changes assets of the project meanwhile.

    Also for whoever writes the project's own row: two that hold it shared and then want to
    write it wait for each other for ever.
    """
    return _changeable(session, _mine(user_id, project_id).with_for_update(of=Project))


def with_role(session: Session, user_id: UUID, project_id: UUID) -> tuple[Project, str]:
    """As `for_reading`, and what the user is in it."""
    project, role = _found(session.execute(_mine(user_id, project_id)).one_or_none())
    return project, role


def of_user(session: Session, user_id: UUID) -> list[tuple[Project, str]]:
    """Return every project of the user and what the user is in it, newest first."""
    found = session.execute(
        select(Project, Membership.role)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.user_id == user_id)
        .order_by(Project.created_at.desc(), Project.id)
    )
    return [(project, role) for project, role in found]


def create(session: Session, project_id: UUID, title: str) -> None:
    """Insert a project and its owner, the user the work is done for.

    One definer function does both: nobody may write `memberships` by themselves.
    """
    session.execute(
        text("select app.create_project(:project_id, :title)"),
        {"project_id": project_id, "title": title},
    )


def _mine(user_id: UUID, project_id: UUID) -> Select[Project, str]:
    return (
        select(Project, Membership.role)
        .join(Membership, Membership.project_id == Project.id)
        .where(Project.id == project_id, Membership.user_id == user_id)
        .execution_options(populate_existing=True)
    )


def _found(row: Row[Project, str] | None) -> Row[Project, str]:
    if row is None:
        raise NotFound("project")
    return row


def _changeable(session: Session, wanted: Select[Project, str]) -> Project:
    row = _found(session.execute(wanted).one_or_none())
    project, role = row
    if role == Role.VIEWER:
        raise Forbidden("A viewer may look at this project but not change it.")
    return project
