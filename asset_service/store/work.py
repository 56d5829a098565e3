"""The unit of work: one use case, one session, one user, and for some credentials one film."""

from contextvars import ContextVar
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from asset_service.domain import acting

_TELL_USER = text(
    "select set_config('app.user_id', :user_id, true), set_config('app.via', :via, true),"
    " set_config('app.project_id', :film, true)"
)
_TELL_WAY = text("select set_config('app.via', :via, true)")
_only: ContextVar[UUID | None] = ContextVar("only_project", default=None)


def keep_to(project_id: UUID | None) -> None:
    """Let all work that this thread or greenlet begins from now on see one film alone, or all.

    For a credential that is good for one film: the policies know, so no query has to.
    """
    _only.set(project_id)


class _UserSession(Session):
    """A session whose every transaction says for whom it asks, and by what way they came."""


@event.listens_for(_UserSession, "after_begin")
def _tell_user(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    # Local to the transaction: a pooled connection must not remember the last user.
    user_id = session.info.get("user_id")
    if user_id is not None:
        film = session.info["project_id"]
        told = {"user_id": str(user_id), "via": acting.via(), "film": str(film or "")}
        connection.execute(_TELL_USER, told)
    elif acting.via() is acting.Via.OPERATOR:
        connection.execute(_TELL_WAY, {"via": acting.via()})


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
        """Start work that sees what `user_id` may see, of one film where `keep_to` says so."""
        info = {"user_id": user_id, "project_id": _only.get()}
        return Work(self._make(info=info), user_id)

    def as_nobody(self) -> Work:
        """Start work without a user: credential look-ups, or the maintenance role's own."""
        return Work(self._make(), None)
