"""The unit of work: one use case, one session, one user."""

from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker


class _UserSession(Session):
    """A session whose every transaction says for whom it asks."""


@event.listens_for(_UserSession, "after_begin")
def _tell_user(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    # Local to the transaction: a pooled connection must not remember the last user.
    user_id = session.info.get("user_id")
    if user_id is not None:
        connection.execute(
            text("select set_config('app.user_id', :user_id, true)"), {"user_id": str(user_id)}
        )


class Work:
    """Leaving it without `commit` rolls back, by an error or by forgetting."""

    def __init__(self, session: Session, user_id: UUID | None) -> None:
        self.session = session
        self._user_id = user_id

    @property
    def user_id(self) -> UUID:
        """The user this work is done for; raises RuntimeError where there is none."""
        if self._user_id is None:
            raise RuntimeError("this work is nobody's")
        return self._user_id

    def commit(self) -> None:
        self.session.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.session.close()


class Database:
    """Hands out units of work on one engine. Never the same session to two users."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._make = sessionmaker(engine, class_=_UserSession, expire_on_commit=False)

    def as_user(self, user_id: UUID) -> Work:
        """Start work that sees what `user_id` may see."""
        return Work(self._make(info={"user_id": user_id}), user_id)

    def as_nobody(self) -> Work:
        """Start work without a user: credential look-ups, or the maintenance role's own."""
        return Work(self._make(), None)
