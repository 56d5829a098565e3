"""Tokens for programs: named, scoped, kept to a film, ending. Trusts `user_id` as authenticated.

Their secrets leave here once, when they are made; only a hash is kept.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from asset_service.domain import scopes as rules
from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.scopes import USUAL, Rights
from asset_service.domain.texts import clean_name
from asset_service.models.api_token import ApiToken
from asset_service.ports.clock import Clock
from asset_service.services import secrets_kept
from asset_service.services.logins import Logins
from asset_service.store import credentials, projects
from asset_service.store.work import Database, Work

# So that a token in a log or a repository is recognised for what it is.
TOKEN_PREFIX = "ast_"  # noqa: S105 - the public start of every token, not a secret


@dataclass(frozen=True)
class TokenView:
    """`last_used_at` is right to five minutes. `project_title` goes with `project_id`."""

    id: UUID
    name: str
    scopes: list[str]
    project_id: UUID | None
    project_title: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    token: TokenView
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Wanted:
    """A token as somebody asks for it; without scopes the usual ones, as far as they have them."""

    name: str
    expires_at: datetime | None = None
    scopes: Collection[str] | None = None
    project_id: UUID | None = None


class Tokens:
    def __init__(self, database: Database, logins: Logins, clock: Clock) -> None:
        self._database = database
        self._logins = logins
        self._clock = clock

    def create(self, user_id: UUID, wanted: Wanted, by: Rights | None = None) -> NewToken:
        """Make a token for the user, `by` the rights of another token where one asks for it.

        Raises Invalid, also for an end that is not in the future and a film that is not the
        user's; Forbidden `more_than_own`.
        """
        if wanted.expires_at is not None and wanted.expires_at <= self._clock.now():
            raise Invalid(
                "The token would never be valid.", fields={"expires_at": ["Must be in the future."]}
            )
        secret = secrets_kept.fresh(TOKEN_PREFIX)
        asked = USUAL & by.scopes if wanted.scopes is None and by else wanted.scopes
        scopes = rules.check_named(USUAL if asked is None else asked, wanted.project_id)
        rights = Rights(scopes, wanted.project_id, wanted.expires_at)
        if by is not None:
            rules.check_not_more(rights, by)
        token = ApiToken(
            id=uuid4(),
            user_id=user_id,
            name=clean_name(wanted.name),
            secret_hash=secrets_kept.kept(secret),
            expires_at=wanted.expires_at,
            scopes=[scope.value for scope in rules.in_order(scopes)],
            project_id=wanted.project_id,
        )
        with self._database.as_user(user_id) as work:
            title = _film(work, user_id, wanted.project_id)
            work.session.add(token)
            work.session.flush()
            work.session.refresh(token)
            work.commit()
        return NewToken(_present(token, title), secret)

    def create_with_password(self, email: str, password: str, wanted: Wanted) -> NewToken:
        """As `create`, for a program that has no session; raises as `Logins.check` does."""
        return self.create(self._logins.check(email, password), wanted)

    def list(self, user_id: UUID) -> list[TokenView]:
        """Return all, revoked ones too, newest first."""
        with self._database.as_user(user_id) as work:
            found = credentials.tokens(work.session, user_id)
        return [_present(token, title) for token, title in found]

    def revoke(self, user_id: UUID, token_id: UUID) -> None:
        """From the next request on it is nobody's; raises NotFound."""
        with self._database.as_user(user_id) as work:
            credentials.revoke_token(work.session, user_id, token_id)
            work.commit()


def _film(work: Work, user_id: UUID, project_id: UUID | None) -> str | None:
    if project_id is None:
        return None
    try:
        return projects.for_reading(work.session, user_id, project_id).title
    except NotFound:
        message = "Must be a film of yours."
        raise Invalid("No such film.", fields={"project_id": [message]}) from None


def _present(token: ApiToken, title: str | None) -> TokenView:
    return TokenView(
        id=token.id,
        name=token.name,
        scopes=[scope.value for scope in rules.in_order(token.scopes)],
        project_id=token.project_id,
        project_title=title,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )
