"""Browser sessions: begun with a password, listed, ended. Trusts `user_id` as authenticated."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from asset_service.domain import user_agents
from asset_service.domain.errors import NotFound
from asset_service.models.user_session import UserSession
from asset_service.ports.clock import Clock
from asset_service.services import secrets_kept
from asset_service.services.logins import Logins
from asset_service.services.views.people import UserView
from asset_service.store import accounts, credentials
from asset_service.store.work import Database

SESSION_LASTS = timedelta(days=60)
"""However much it is used. One that is not ends after 14 days: see `app.find_credential`."""
ADDRESS_MOST = 64


@dataclass(frozen=True)
class SignedIn:
    user: UserView
    secret: str = field(repr=False)


@dataclass(frozen=True)
class SessionView:
    """`browser` is what it says of itself, in words; `is_this_one` is the reader's own.

    `last_seen_at` is right to five minutes.
    """

    id: UUID
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_this_one: bool


class Sessions:
    def __init__(self, database: Database, logins: Logins, clock: Clock) -> None:
        self._database = database
        self._logins = logins
        self._clock = clock

    def sign_in(
        self, email: str, password: str, *, user_agent: str = "", address: str = ""
    ) -> SignedIn:
        """Start a browser session; raises as `Logins.check`."""
        return self.begin(self._logins.check(email, password), user_agent, address)

    def begin(self, user_id: UUID, user_agent: str = "", address: str = "") -> SignedIn:
        """As `sign_in`, for somebody who proved otherwise who they are."""
        secret = secrets_kept.fresh()
        with self._database.as_user(user_id) as work:
            work.session.add(
                UserSession(
                    id=uuid4(),
                    user_id=user_id,
                    secret_hash=secrets_kept.kept(secret),
                    user_agent=user_agents.kept(user_agent),
                    address=address[:ADDRESS_MOST],
                    expires_at=self._clock.now() + SESSION_LASTS,
                )
            )
            user = accounts.user(work.session, user_id)
            work.commit()
        return SignedIn(UserView(user.id, user.email, user.name), secret)

    def list(self, user_id: UUID, own: UUID | None = None) -> list[SessionView]:
        """Return those that are good, the one seen last first; `own` is the reader's."""
        with self._database.as_user(user_id) as work:
            found = credentials.sessions(work.session, user_id)
        return [_present(one, own) for one in found]

    def end(self, user_id: UUID, session_id: UUID) -> None:
        """From the next request on it is nobody's; raises NotFound."""
        with self._database.as_user(user_id) as work:
            if not credentials.end_session(work.session, user_id, session_id):
                raise NotFound("session")
            work.commit()

    def end_all(self, user_id: UUID, but: UUID | None = None) -> int:
        """Sign out everywhere, but for one session if it is named; return how many ended."""
        with self._database.as_user(user_id) as work:
            ended = credentials.end_sessions(work.session, user_id, but)
            work.commit()
        return ended


def _present(session: UserSession, own: UUID | None) -> SessionView:
    return SessionView(
        id=session.id,
        browser=user_agents.in_words(session.user_agent),
        address=session.address,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        is_this_one=session.id == own,
    )
