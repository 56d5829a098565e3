"""Invitations as rows: the owner's to make and to end; accepted by a function of the database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import Conflict, NotFound
from asset_service.models.invitation import Invitation

_OPEN = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))


@dataclass(frozen=True)
class Offer:
    """What the holder of a secret may know; `accepted`: by himself, and he is still a member."""

    project_id: UUID
    title: str
    role: str
    email: str
    email_folded: str
    inviter: str
    expires_at: datetime
    accepted: bool


def pending(session: Session, project_id: UUID) -> list[Invitation]:
    """Return what was neither accepted nor revoked, the newest first; expired ones too."""
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.project_id == project_id, *_OPEN)
            .order_by(Invitation.created_at.desc(), Invitation.id)
        )
    )


def add(session: Session, new: Invitation) -> None:
    """Insert an open invitation, without what is accepted or revoked later."""
    facts = {
        name: getattr(new, name)
        for name in (
            "id",
            "project_id",
            "email",
            "email_folded",
            "role",
            "secret_hash",
            "invited_by",
            "expires_at",
        )
    }
    session.execute(insert(Invitation).values(facts))


def get(session: Session, project_id: UUID, invitation_id: UUID) -> Invitation:
    """Return one of the project; raises NotFound."""
    found = session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.project_id == project_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("invitation")
    return found


def revoke(session: Session, invitation_id: UUID) -> bool:
    """End an open invitation; False when it is open no more."""
    ended = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, *_OPEN)
        .values(revoked_at=func.clock_timestamp())
        .returning(Invitation.id),
        execution_options={"synchronize_session": False},
    )
    return ended.one_or_none() is not None


def renew(
    session: Session, invitation_id: UUID, user_id: UUID, secret_hash: bytes, until: datetime
) -> bool:
    """Give an open invitation another secret; False when it is open no more."""
    renewed = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, *_OPEN)
        .values(secret_hash=secret_hash, expires_at=until, invited_by=user_id)
        .returning(Invitation.id),
        execution_options={"synchronize_session": False},
    )
    return renewed.one_or_none() is not None


def offer(session: Session, secret_hash: bytes) -> Offer | None:
    """Return what the secret stands for, None for one that is wrong, used up or too old."""
    row = session.execute(
        text(
            "select project_id, title, role, email, email_folded, inviter, expires_at, accepted"
            " from app.find_invitation(:hash)"
        ),
        {"hash": secret_hash},
    ).one_or_none()
    return Offer(**row._asdict()) if row else None


def accept(session: Session, secret_hash: bytes) -> UUID:
    """Make the user of the work a member and return of which project; twice is as once.

    Raises NotFound, and Conflict `other_address` for somebody else's invitation.
    """
    row = session.execute(
        text("select project_id, outcome from app.accept_invitation(:hash)"),
        {"hash": secret_hash},
    ).one()
    if row.outcome == "other_address":
        raise Conflict(
            "The invitation is for another e-mail address than your account's.",
            code="other_address",
        )
    if row.outcome != "done":
        raise NotFound("invitation")
    accepted: UUID = row.project_id
    return accepted
