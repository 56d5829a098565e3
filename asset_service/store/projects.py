"""Films, always through the membership of the one who asks; and the library of each user.

A library is a project of another kind, which no route of films knows: `for_reading` and the rest
find it absent. Only pictures are read in it as in a film, with `for_pictures`.

Lock order everywhere: the project's row first, then scenes, assets by id, scene assets, the job.
"""

from uuid import UUID, uuid4

from sqlalchemy import Row, Select, bindparam, select, text
from sqlalchemy.orm import Session

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.domain.members import OWNER_ALONE
from asset_service.domain.vocabulary import ProjectKind, Role
from asset_service.models.membership import Membership
from asset_service.models.project import Project

# Built once: nearly every use case begins with one of these.
_ANY = (
    select(Project, Membership.role)
    .join(Membership, Membership.project_id == Project.id)
    .where(Project.id == bindparam("project"), Membership.user_id == bindparam("user"))
    .execution_options(populate_existing=True)
)
_MINE = _ANY.where(Project.kind == ProjectKind.FILM.value)
_MINE_HELD = _MINE.with_for_update(read=True, of=Project)
# Alone among those that hold it, and no stronger: whoever only refers to the project, as the bin's
# emptying does by its events while it holds assets, must not wait for one who waits for those.
_MINE_ALONE = _MINE.with_for_update(of=Project, key_share=True)

_ROLE = select(Membership.role).where(
    Membership.project_id == bindparam("project"), Membership.user_id == bindparam("user")
)


def for_reading(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """Return the project; raises NotFound for a stranger's as for an absent one."""
    return _found(session, _MINE, user_id, project_id)[0]


def for_pictures(session: Session, user_id: UUID, project_id: UUID) -> None:
    """As `for_reading`, of a library too: whoever may see it may see its pictures."""
    _found(session, _ANY, user_id, project_id)


def library(session: Session, user_id: UUID) -> UUID | None:
    """Return the user's library; None while there is none."""
    return session.scalar(select(Project.id).where(Project.library_of == user_id))


def open_library(session: Session) -> UUID:
    """Return the library of the user the work is done for, made now if there was none."""
    found: UUID = session.execute(
        text("select app.open_library(:new)"), {"new": uuid4()}
    ).scalar_one()
    return found


def for_change(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_reading`, held against lock-all, unlock and style changes until the end.

    Raises Forbidden for a viewer.
    """
    return _changeable(*_held(session, _MINE_HELD, user_id, project_id))


def for_stage(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_change`, alone: nobody else changes assets of the project meanwhile.

    Also for whoever writes the project's own row: two that hold it shared and then want to
    write it wait for each other for ever.
    """
    return _changeable(*_held(session, _MINE_ALONE, user_id, project_id))


def for_owner(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_stage`, for what the owner alone may change. Raises Forbidden for anybody else."""
    return _owned(*_held(session, _MINE_ALONE, user_id, project_id))


def for_owner_reading(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_reading`, for what is the owner's to see. Raises Forbidden for anybody else."""
    return _owned(*_found(session, _MINE, user_id, project_id))


def for_member(session: Session, user_id: UUID, project_id: UUID) -> Project:
    """As `for_stage`, for what any member may do, a viewer too."""
    return _held(session, _MINE_ALONE, user_id, project_id)[0]


def with_role(session: Session, user_id: UUID, project_id: UUID) -> tuple[Project, str]:
    """As `for_reading`, and what the user is in it."""
    project, role = _found(session, _MINE, user_id, project_id)
    return project, role


def of_user(session: Session, user_id: UUID) -> list[tuple[Project, str]]:
    """Return every film of the user and what the user is in it, newest first."""
    found = session.execute(
        select(Project, Membership.role)
        .join(Membership, Membership.project_id == Project.id)
        .where(Membership.user_id == user_id, Project.kind == ProjectKind.FILM.value)
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


def _found(
    session: Session, wanted: Select[Project, str], user_id: UUID, project_id: UUID
) -> Row[Project, str]:
    row = session.execute(wanted, {"user": user_id, "project": project_id}).one_or_none()
    if row is None:
        raise NotFound("project")
    return row


def _held(
    session: Session, wanted: Select[Project, str], user_id: UUID, project_id: UUID
) -> tuple[Project, str]:
    """Lock the project, and ask for the role afterwards.

    The lock may have been waited for behind whoever took the role away, and the statement that
    waited knows only what was before.
    """
    project, _ = _found(session, wanted, user_id, project_id)
    role = session.scalar(_ROLE, {"user": user_id, "project": project_id})
    if role is None:
        raise NotFound("project")
    return project, role


def _changeable(project: Project, role: str) -> Project:
    if role == Role.VIEWER:
        raise Forbidden("A viewer may look at this project but not change it.")
    return project


def _owned(project: Project, role: str) -> Project:
    if role != Role.OWNER:
        raise Forbidden(OWNER_ALONE)
    return project
