"""Links for a new password. Before there is a user, only the definer function looks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from asset_service.models.outbox import OutboxMessage
from asset_service.models.password_reset import PasswordReset
from asset_service.models.reset_request import ResetRequest
from asset_service.models.user import User

RESET = "reset"
LANE = "maintenance"
LOST_AFTER = timedelta(minutes=15)
"""Longer than any pause between two tries: a mail that waits longer has lost its message."""
_NOW = func.clock_timestamp()
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def ask(session: Session, email_folded: str) -> None:
    # without RETURNING: nobody may read who asked
    session.execute(
        text("insert into reset_requests (email_folded) values (:email)"), {"email": email_folded}
    )


def find(session: Session, secret_hash: bytes) -> UUID | None:
    """Return whose link it is, if it is good."""
    return session.scalar(select(func.app.find_reset(secret_hash)))


def put(session: Session, user_id: UUID, secret_hash: bytes, lasts: timedelta) -> None:
    """Let this be the user's one link; a mail that was wanted is not any more."""
    facts = {"secret_hash": secret_hash, "expires_at": _NOW + lasts, "wanted_at": None, "tries": 0}
    new = insert(PasswordReset).values(user_id=user_id, **facts)
    session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=facts))


def take(session: Session, user_id: UUID, secret_hash: bytes, lasts: timedelta) -> int | None:
    """As `put`, if a mail is wanted; return how often it was tried before, None if it is not."""
    return session.scalar(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.wanted_at.is_not(None))
        .values(secret_hash=secret_hash, expires_at=_NOW + lasts, wanted_at=None)
        .returning(PasswordReset.tries),
        execution_options=_UNSEEN,
    )


def want_again(session: Session, user_id: UUID, pause: timedelta) -> None:
    """Have the mail tried once more after a while; the link that nobody got is worth nothing."""
    wanted: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an update counts
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.wanted_at.is_(None))
        .values(wanted_at=_NOW, tries=PasswordReset.tries + 1, secret_hash=None, expires_at=None),
        execution_options=_UNSEEN,
    )
    if wanted.rowcount:
        _tell(session, [user_id], pause)


def use(session: Session, user_id: UUID, secret_hash: bytes) -> bool:
    """Take the link away; return whether it was good. Of two at once one gets it."""
    used: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # a delete counts
        delete(PasswordReset).where(
            PasswordReset.user_id == user_id,
            PasswordReset.secret_hash == secret_hash,
            PasswordReset.expires_at > _NOW,
        ),
        execution_options=_UNSEEN,
    )
    return bool(used.rowcount)


def end(session: Session, user_id: UUID) -> None:
    """Let no link of the user be good, nor one be mailed that was wanted until now.

    Before the user's own row is written, as `use` is: two in other orders would wait for each
    other.
    """
    session.execute(
        delete(PasswordReset).where(PasswordReset.user_id == user_id), execution_options=_UNSEEN
    )


def answer_requests(session: Session, most: int) -> int:
    """Have a mail sent for each address that has an account, and forget what was asked.

    For the maintenance role. Returns how many mails. Somebody who waits for one already gets no
    second one.
    """
    asked = list(
        session.scalars(
            select(ResetRequest)
            .order_by(ResetRequest.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )
    if not asked:
        return 0
    folded = {one.email_folded for one in asked}
    session.execute(
        delete(ResetRequest).where(ResetRequest.id.in_([one.id for one in asked])),
        execution_options=_UNSEEN,
    )
    people = list(
        session.scalars(
            select(User.id).where(User.email_folded.in_(folded), User.disabled_at.is_(None))
        )
    )
    if not people:
        return 0
    wanted = insert(PasswordReset).values(
        [{"user_id": one, "wanted_at": _NOW, "tries": 0} for one in people]
    )
    now_wanted = list(
        session.scalars(
            wanted.on_conflict_do_update(
                index_elements=["user_id"],
                set_={"wanted_at": _NOW, "tries": 0},
                where=or_(
                    PasswordReset.wanted_at.is_(None), PasswordReset.wanted_at < _NOW - LOST_AFTER
                ),
            ).returning(PasswordReset.user_id)
        )
    )
    _tell(session, now_wanted, timedelta())
    return len(now_wanted)


def _tell(session: Session, people: Sequence[UUID], pause: timedelta) -> None:
    if people:
        session.execute(
            insert(OutboxMessage).values(
                [
                    {"kind": RESET, "lane": LANE, "user_id": one, "due_at": _NOW + pause}
                    for one in people
                ]
            )
        )
