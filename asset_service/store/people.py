"""Everybody with an account, as the maintenance role sees them: without passwords and secrets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Row, delete, func, select, text, update
from sqlalchemy.orm import Session

from asset_service.models.api_token import ApiToken
from asset_service.models.user import User
from asset_service.models.user_session import UserSession

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def everybody(session: Session) -> Sequence[Row[Any]]:
    """Return all accounts with what is open for them, in the order in which they came."""
    return session.execute(_EVERYBODY).all()


def find(session: Session, email_folded: str) -> UUID | None:
    return session.scalar(select(User.id).where(User.email_folded == email_folded))


def disable(session: Session, user_id: UUID) -> None:
    """Lock the user out; the first time is kept."""
    session.execute(
        update(User)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .values(disabled_at=func.clock_timestamp()),
        execution_options=_UNSEEN,
    )
    end_sessions(session, user_id)
    session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp()),
        execution_options=_UNSEEN,
    )


def enable(session: Session, user_id: UUID) -> None:
    session.execute(
        update(User).where(User.id == user_id).values(disabled_at=None), execution_options=_UNSEEN
    )


def sessions(session: Session, user_id: UUID) -> Sequence[Row[str, str, datetime, datetime]]:
    return session.execute(
        select(
            UserSession.user_agent,
            UserSession.address,
            UserSession.created_at,
            UserSession.last_seen_at,
        )
        .where(UserSession.user_id == user_id, UserSession.expires_at > func.now())
        .order_by(UserSession.last_seen_at.desc())
    ).all()


def end_sessions(session: Session, user_id: UUID) -> int:
    ended: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
        delete(UserSession).where(UserSession.user_id == user_id), execution_options=_UNSEEN
    )
    return ended.rowcount


_EVERYBODY = text("""
select u.id, u.email, u.name, u.created_at, u.disabled_at,
  (select count(*) from user_sessions s where s.user_id = u.id and s.expires_at > now()
    and s.last_seen_at > now() - interval '14 days') as sessions,
  (select count(*) from api_tokens t where t.user_id = u.id and t.revoked_at is null
    and (t.expires_at is null or t.expires_at > now())) as tokens,
  (select max(s.last_seen_at) from user_sessions s where s.user_id = u.id) as last_seen_at
from users u order by u.created_at, u.id
""")
