"""The bytes that are stored: of a project, and of whoever owns it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.membership import Membership
from asset_service.models.stored_object import StoredObject
from asset_service.models.user_quota import UserQuota

_LOOK = text("select * from app.stored_space(:project, :hold, :limited)")


@dataclass(frozen=True)
class Stored:
    """`owner_most` is what an operator set for the owner; None where nobody did."""

    owner_id: UUID
    project_bytes: int
    owner_bytes: int
    owner_most: int | None


def stored(session: Session, project_id: UUID) -> Stored:
    """Return what is stored now; raises NotFound for whoever is no member, or no more."""
    known = {"project": project_id, "hold": False, "limited": True}
    row = session.execute(_LOOK, known).one_or_none()
    if row is None:
        raise NotFound("project")
    return Stored(*row)


def limited(session: Session, project_id: UUID, *, by_settings: bool, hold: bool) -> Stored | None:
    """As `stored`, None where nothing limits it: neither settings nor an operator's word.

    With `hold` nobody else stores for the same owner until this transaction ends.
    """
    known = {"project": project_id, "hold": hold, "limited": by_settings}
    row = session.execute(_LOOK, known).one_or_none()
    return Stored(*row) if row is not None else None


def is_kept(session: Session, project_id: UUID, sha256: str) -> bool:
    """Return whether this file counts already: naming it once more adds nothing."""
    return bool(
        session.scalar(
            select(func.count()).where(
                StoredObject.project_id == project_id,
                StoredObject.sha256 == sha256,
                StoredObject.files_gone_at.is_(None),
            )
        )
    )


def of_user(session: Session, user_id: UUID) -> tuple[int, int | None]:
    """Return the bytes of all that the user of this work owns, and the limit set for them."""
    used = session.scalar(
        select(func.coalesce(func.sum(StoredObject.size), 0))
        .join(Membership, Membership.project_id == StoredObject.project_id)
        .where(
            Membership.user_id == user_id,
            Membership.role == "owner",
            StoredObject.files_gone_at.is_(None),
        )
    )
    return int(used or 0), quota(session, user_id)


def quota(session: Session, user_id: UUID) -> int | None:
    return session.scalar(select(UserQuota.bytes).where(UserQuota.user_id == user_id))


def set_quota(session: Session, user_id: UUID, most: int | None) -> None:
    """Write what a person may store, or take it away: as the maintenance role."""
    if most is None:
        session.execute(delete(UserQuota).where(UserQuota.user_id == user_id))
        return
    row = insert(UserQuota).values(user_id=user_id, bytes=most)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_={"bytes": most}))
