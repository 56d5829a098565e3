"""Who sent a secret, and what may be done with it: the one way in for every request."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from asset_service.domain.scopes import Rights, Scope
from asset_service.services import secrets_kept
from asset_service.services.identities import Identities
from asset_service.services.tokens import TOKEN_PREFIX
from asset_service.services.views.people import UserView
from asset_service.store import credentials
from asset_service.store.credentials import Holder
from asset_service.store.work import Database, keep_to

__all__ = ["Credential", "Credentials", "keep_to"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Credential:
    """What a request was sent with; `kind` is `session`, `token` or `identity`.

    `id` is the row's, None for a token of an identity provider.
    """

    user: UserView
    kind: str
    id: UUID | None
    rights: Rights


class Credentials:
    def __init__(self, database: Database, identities: Identities) -> None:
        self._database = database
        self._identities = identities

    def of_session(self, secret: str) -> Credential | None:
        """Return what the session's secret is good for; None when it is unknown or ended."""
        return self._of_secret(secret, "session")

    def of_bearer(self, secret: str) -> Credential | None:
        """As `of_session`, of an API token or one that an identity provider signed.

        Raises Unavailable when that one's keys cannot be had, and Forbidden as
        `Identities.user_of` does.
        """
        if secret.startswith(TOKEN_PREFIX):
            return self._of_secret(secret, "token")
        named = self._identities.user_of(secret)
        if named is None:
            return None
        rights = Rights(self._identities.scopes, None, named.expires_at)
        return Credential(named.user, "identity", None, rights)

    def _of_secret(self, secret: str, kind: str) -> Credential | None:
        kept = secrets_kept.kept(secret)
        with self._database.as_nobody() as work:
            holder = credentials.find_holder(work.session, kept)
        if holder is None or holder.kind != kind:
            return None
        if holder.is_stale:
            self._note_use(kept)
        return _present(holder)

    def _note_use(self, kept: bytes) -> None:
        """Write down the use; that it cannot be written is no reason to refuse anybody."""
        try:
            with self._database.as_nobody() as work:
                credentials.note_use(work.session, kept)
                work.commit()
        except SQLAlchemyError as error:
            log.warning("the use of a credential was not written down", exc_info=error)


def _present(holder: Holder) -> Credential:
    return Credential(
        UserView(holder.user_id, holder.email, holder.name),
        holder.kind,
        holder.id,
        Rights(
            frozenset(Scope(name) for name in holder.scopes), holder.project_id, holder.expires_at
        ),
    )
