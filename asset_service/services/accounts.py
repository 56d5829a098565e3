"""Accounts: signing up and in, browser sessions, and tokens for programs.

Trusts that the caller limits how often `sign_in`, `sign_up` and `change_password` are tried.
Secrets leave here once, when they are made; only their SHA-256 is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from asset_service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from asset_service.domain.people import check_password, clean_email, fold_email
from asset_service.domain.texts import clean_name, is_text
from asset_service.models.api_token import ApiToken
from asset_service.models.user import User
from asset_service.models.user_session import UserSession
from asset_service.ports.clock import Clock
from asset_service.services.passwords import Passwords
from asset_service.services.views import UserView
from asset_service.store import accounts
from asset_service.store.work import Database

SESSION_LASTS = timedelta(days=14)
# So that a token in a log or a repository is recognised for what it is.
TOKEN_PREFIX = "ast_"  # noqa: S105 - the public start of every token, not a secret
SECRET_BYTES = 32


@dataclass(frozen=True)
class SignedIn:
    user: UserView
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Credential:
    """Who sent a secret; `kind` is `session` or `token`."""

    user: UserView
    kind: str


@dataclass(frozen=True)
class TokenView:
    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    token: TokenView
    secret: str = field(repr=False)


class Accounts:
    def __init__(
        self, database: Database, passwords: Passwords, clock: Clock, *, sign_up_open: bool
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock
        self.sign_up_open = sign_up_open

    def sign_up(self, email: str, name: str, password: str) -> UserView:
        """Raises Invalid; Conflict `email_taken`; Forbidden when sign-up is closed."""
        if not self.sign_up_open:
            raise Forbidden("Signing up is closed here.", code="sign_up_closed")
        return self.add_user(email, name, password)

    def add_user(self, email: str, name: str, password: str) -> UserView:
        """As `sign_up`, also when it is closed: for the operator."""
        email = clean_email(email)
        check_password(password)
        user = User(
            id=uuid4(),
            email=email,
            email_folded=fold_email(email),
            name=clean_name(name),
            password_hash=self._passwords.hash(password),
        )
        with self._database.as_nobody() as work:
            if not accounts.add_user(work.session, user):
                raise Conflict("This e-mail address has an account.", code="email_taken")
            work.commit()
        return _present_user(user)

    def sign_in(self, email: str, password: str) -> SignedIn:
        """Start a browser session; raises Unauthenticated `bad_credentials`."""
        user_id = self._check(email, password)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._database.as_user(user_id) as work:
            work.session.add(
                UserSession(
                    user_id=user_id,
                    secret_hash=_hash(secret),
                    expires_at=self._clock.now() + SESSION_LASTS,
                )
            )
            user = _present_user(accounts.user(work.session, user_id))
            work.commit()
        return SignedIn(user, secret)

    def user_of(self, secret: str) -> Credential | None:
        """Return who holds the secret, None when it is unknown, expired or revoked."""
        with self._database.as_nobody() as work:
            holder = accounts.find_holder(work.session, _hash(secret))
        if holder is None:
            return None
        with self._database.as_user(holder.user_id) as work:
            return Credential(
                _present_user(accounts.user(work.session, holder.user_id)), holder.kind
            )

    def sign_out(self, user_id: UUID, secret: str) -> None:
        """End this one session; once is as good as twice."""
        with self._database.as_user(user_id) as work:
            accounts.end_session(work.session, user_id, _hash(secret))
            work.commit()

    def change_password(self, user_id: UUID, current: str, new: str) -> None:
        """End every session of the user; tokens stay until they are revoked.

        Raises Invalid for a wrong current password: the user is known, so it is not a 401.
        """
        check_password(new, "new_password")
        with self._database.as_user(user_id) as work:
            user = accounts.user(work.session, user_id)
            if not self._passwords.matches(user.password_hash, current):
                raise Invalid(
                    "The current password is wrong.",
                    code="wrong_password",
                    fields={"current_password": ["Is not your password."]},
                )
            user.password_hash = self._passwords.hash(new)
            accounts.end_sessions(work.session, user_id)
            work.commit()

    def find(self, email: str) -> UUID:
        """Return whose address it is, for the operator; raises NotFound."""
        login = self._login(email)
        if login is None:
            raise NotFound("user")
        return login.user_id

    def create_token(
        self, user_id: UUID, name: str, expires_at: datetime | None = None
    ) -> NewToken:
        """Raises Invalid for an end that is not in the future."""
        if expires_at is not None and expires_at <= self._clock.now():
            raise Invalid(
                "The token would never be valid.", fields={"expires_at": ["Must be in the future."]}
            )
        secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        token = ApiToken(
            user_id=user_id, name=clean_name(name), secret_hash=_hash(secret), expires_at=expires_at
        )
        with self._database.as_user(user_id) as work:
            work.session.add(token)
            work.session.flush()
            work.session.refresh(token)
            work.commit()
        return NewToken(_present_token(token), secret)

    def create_token_with_password(
        self, email: str, password: str, name: str, expires_at: datetime | None = None
    ) -> NewToken:
        """As `create_token`, for a program that has no session; raises as `sign_in` does."""
        return self.create_token(self._check(email, password), name, expires_at)

    def tokens(self, user_id: UUID) -> list[TokenView]:
        with self._database.as_user(user_id) as work:
            return [_present_token(token) for token in accounts.tokens(work.session, user_id)]

    def revoke_token(self, user_id: UUID, token_id: UUID) -> None:
        """From the next request on it is nobody's; raises NotFound."""
        with self._database.as_user(user_id) as work:
            accounts.revoke_token(work.session, user_id, token_id, self._clock.now())
            work.commit()

    def _check(self, email: str, password: str) -> UUID:
        login = self._login(email)
        matches = self._passwords.matches(login.password_hash if login else None, password)
        if login is None or not matches:
            raise Unauthenticated(
                "The e-mail address or the password is wrong.", code="bad_credentials"
            )
        if self._passwords.is_dated(login.password_hash):
            self._renew_hash(login.user_id, password)
        return login.user_id

    def _login(self, email: str) -> accounts.Login | None:
        folded = fold_email(email)
        if not is_text(folded):  # PostgreSQL refuses even to look for it
            return None
        with self._database.as_nobody() as work:
            return accounts.find_login(work.session, folded)

    def _renew_hash(self, user_id: UUID, password: str) -> None:
        with self._database.as_user(user_id) as work:
            accounts.user(work.session, user_id).password_hash = self._passwords.hash(password)
            work.commit()


def _hash(secret: str) -> bytes:
    # Secrets have 256 random bits: a fast hash is enough, and a table of them impossible.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _present_user(user: User) -> UserView:
    return UserView(id=user.id, email=user.email, name=user.name)


def _present_token(token: ApiToken) -> TokenView:
    return TokenView(
        id=token.id,
        name=token.name,
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )
