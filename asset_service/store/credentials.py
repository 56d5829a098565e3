"""Sessions, tokens and identities. Before there is a user, only the definer functions look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.api_token import ApiToken
from asset_service.models.project import Project
from asset_service.models.user import User
from asset_service.models.user_identity import UserIdentity
from asset_service.models.user_session import UserSession


@dataclass(frozen=True)
class Holder:
    """Whose secret it is; `kind` is `session` or `token`.

    `is_stale`: its last use was written down some minutes ago, or never.
    """

    user_id: UUID
    email: str
    name: str
    kind: str
    id: UUID
    scopes: Sequence[str]
    project_id: UUID | None
    expires_at: datetime | None
    is_stale: bool


@dataclass(frozen=True)
class Named:
    """Whom an identity provider means."""

    user_id: UUID
    email: str
    name: str
    is_disabled: bool


def find_holder(session: Session, secret_hash: bytes) -> Holder | None:
    """Return who holds a secret that is good."""
    row = session.execute(
        text(
            "select user_id, email, name, kind, id, scopes, project_id, expires_at, is_stale"
            " from app.find_credential(:hash)"
        ),
        {"hash": secret_hash},
    ).one_or_none()
    return Holder(**row._asdict()) if row else None


def note_use(session: Session, secret_hash: bytes) -> None:
    """Write down that it was used now. Waits for nobody, and not for the disk either."""
    session.execute(text("set local synchronous_commit = off"))
    session.execute(text("select app.note_use(:hash)"), {"hash": secret_hash})


def sessions(session: Session, user_id: UUID) -> list[UserSession]:
    """Return the user's sessions that are good, the one seen last first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user_id,
                UserSession.expires_at > func.clock_timestamp(),
                UserSession.last_seen_at > func.clock_timestamp() - text("interval '14 days'"),
            )
            .order_by(UserSession.last_seen_at.desc(), UserSession.id)
        )
    )


def end_session(session: Session, user_id: UUID, session_id: UUID) -> bool:
    """End one; return whether there was one."""
    ended: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.id == session_id)
    )
    return bool(ended.rowcount)


def end_sessions(session: Session, user_id: UUID, but: UUID | None = None) -> int:
    """End all of the user's, but one if it is named; return how many."""
    ended: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.id.is_distinct_from(but)
        )
    )
    return ended.rowcount


def tokens(session: Session, user_id: UUID) -> list[tuple[ApiToken, str | None]]:
    """Return every token of the user, revoked ones too, newest first, with its film's title."""
    rows = session.execute(
        select(ApiToken, Project.title)
        .outerjoin(Project, Project.id == ApiToken.project_id)
        .where(ApiToken.user_id == user_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return [(row[0], row[1]) for row in rows]


def revoke_token(session: Session, user_id: UUID, token_id: UUID) -> None:
    """Revoke it once: the first time is kept. Raises NotFound."""
    token = session.scalar(
        select(ApiToken.id).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    )
    if token is None:
        raise NotFound("token")
    session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp())
    )


def revoke_tokens(session: Session, user_id: UUID) -> int:
    """Revoke all of the user's; return how many were good until now."""
    revoked: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an update counts
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp()),
        execution_options={"synchronize_session": False},
    )
    return revoked.rowcount


def find_identity(session: Session, issuer: str, subject: str) -> Named | None:
    row = session.execute(
        text("select user_id, email, name, is_disabled from app.find_identity(:issuer, :subject)"),
        {"issuer": issuer, "subject": subject},
    ).one_or_none()
    return Named(**row._asdict()) if row else None


def provision(session: Session, user: User, issuer: str, subject: str) -> bool:
    """Make a person without a password and the identity; False when either is taken."""
    made: bool = session.execute(
        text("select app.provision(:id, :email, :email_folded, :name, :issuer, :subject)"),
        {
            "id": user.id,
            "email": user.email,
            "email_folded": user.email_folded,
            "name": user.name,
            "issuer": issuer,
            "subject": subject,
        },
    ).scalar_one()
    return made


def add_identity(session: Session, user_id: UUID, issuer: str, subject: str) -> None:
    """Let the subject be this user; one that is somebody already stays who it is."""
    named = insert(UserIdentity).values(user_id=user_id, issuer=issuer, subject=subject)
    session.execute(named.on_conflict_do_nothing())
