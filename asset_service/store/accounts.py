"""People and their credentials. Before there is a user, only the definer functions look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.api_token import ApiToken
from asset_service.models.user import User
from asset_service.models.user_session import UserSession


@dataclass(frozen=True)
class Login:
    user_id: UUID
    password_hash: str


@dataclass(frozen=True)
class Holder:
    """Whose secret it is; `kind` is `session` or `token`."""

    user_id: UUID
    kind: str


def add_user(session: Session, user: User) -> bool:
    """Insert the user; return False when the folded address is taken."""
    added: bool = session.execute(
        text("select app.sign_up(:id, :email, :email_folded, :name, :password_hash)"),
        {
            "id": user.id,
            "email": user.email,
            "email_folded": user.email_folded,
            "name": user.name,
            "password_hash": user.password_hash,
        },
    ).scalar_one()
    return added


def find_login(session: Session, email_folded: str) -> Login | None:
    row = session.execute(
        text("select user_id, password_hash from app.find_login(:wanted)"),
        {"wanted": email_folded},
    ).one_or_none()
    return Login(row.user_id, row.password_hash) if row else None


def find_holder(session: Session, secret_hash: bytes) -> Holder | None:
    """Return who holds a secret that is neither expired nor revoked."""
    row = session.execute(
        text("select user_id, kind from app.find_credential(:hash)"), {"hash": secret_hash}
    ).one_or_none()
    return Holder(row.user_id, row.kind) if row else None


def user(session: Session, user_id: UUID) -> User:
    """Return the user that the work is done for; raises NotFound."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound("user")
    return found


def end_session(session: Session, user_id: UUID, secret_hash: bytes) -> None:
    """One that has ended already is no error."""
    session.execute(
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.secret_hash == secret_hash
        )
    )


def end_sessions(session: Session, user_id: UUID) -> None:
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def tokens(session: Session, user_id: UUID) -> list[ApiToken]:
    """Return every token of the user, revoked ones too, newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(ApiToken.user_id == user_id)
            .order_by(ApiToken.created_at.desc(), ApiToken.id)
        )
    )


def revoke_token(session: Session, user_id: UUID, token_id: UUID, at: datetime) -> None:
    """Revoke it once: the first time is kept. Raises NotFound."""
    token = session.scalar(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    )
    if token is None:
        raise NotFound("token")
    session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=at)
    )
