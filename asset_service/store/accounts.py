"""People. Before there is a user, only the definer functions look."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from asset_service.domain.errors import NotFound
from asset_service.models.user import User


@dataclass(frozen=True)
class Login:
    """`password_hash` is None for a person who signs in elsewhere alone."""

    user_id: UUID
    password_hash: str | None
    is_disabled: bool


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
        text("select user_id, password_hash, is_disabled from app.find_login(:wanted)"),
        {"wanted": email_folded},
    ).one_or_none()
    return Login(**row._asdict()) if row else None


def note_refusal(session: Session, email_folded: str) -> None:
    """Tell the log of the account with this address, if there is one, of a wrong password."""
    session.execute(text("select app.sign_in_refused(:folded)"), {"folded": email_folded})


def renew_hash(session: Session, user_id: UUID, kept: str, renewed: str) -> None:
    """Write another hash of the same password, unless `kept` is that of an older one by now."""
    session.execute(text("select set_config('app.same_password', 'yes', true)"))
    session.execute(
        update(User)
        .where(User.id == user_id, User.password_hash == kept)
        .values(password_hash=renewed),
        execution_options={"synchronize_session": False},
    )


def user(session: Session, user_id: UUID) -> User:
    """Return the user that the work is done for; raises NotFound."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound("user")
    return found
