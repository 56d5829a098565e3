"""Everybody with an account, for the operator: who there is, and who may not come in any more.

Runs as the maintenance role, which reads no password and no secret.
"""

import builtins
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.domain import user_agents
from asset_service.domain.errors import NotFound
from asset_service.domain.people import fold_email
from asset_service.domain.texts import is_text
from asset_service.store import people, resets
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class PersonView:
    """`sessions` and `tokens` are how many are good now; `last_seen_at` is by a browser."""

    id: UUID
    email: str
    name: str
    created_at: datetime
    disabled_at: datetime | None
    sessions: int
    tokens: int
    last_seen_at: datetime | None


@dataclass(frozen=True)
class OpenSession:
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[PersonView]:
        """Return everybody, in the order in which they came."""
        with self._database.as_nobody() as work:
            return [PersonView(**row._asdict()) for row in people.everybody(work.session)]

    def disable(self, email: str) -> UUID:
        """Let nobody in with this account from now on: its sessions end, its tokens are revoked.

        Its queued jobs end as `access_withdrawn`, and a link for a new password is not good again
        when it is enabled. Again is no error; raises NotFound.
        """
        with self._database.as_nobody() as work:
            user_id = _id(work, email)
            resets.end(work.session, user_id)
            people.disable(work.session, user_id)
            work.commit()
        return user_id

    def enable(self, email: str) -> UUID:
        """Let them sign in again; what was ended stays so. Raises NotFound."""
        with self._database.as_nobody() as work:
            user_id = _id(work, email)
            people.enable(work.session, user_id)
            work.commit()
        return user_id

    def sessions(self, email: str) -> builtins.list[OpenSession]:
        """Return the browsers that are signed in; raises NotFound."""
        with self._database.as_nobody() as work:
            found = people.sessions(work.session, _id(work, email))
        return [
            OpenSession(
                user_agents.in_words(one.user_agent), one.address, one.created_at, one.last_seen_at
            )
            for one in found
        ]

    def end_sessions(self, email: str) -> int:
        """Sign them out everywhere; return how many sessions ended. Raises NotFound."""
        with self._database.as_nobody() as work:
            ended = people.end_sessions(work.session, _id(work, email))
            work.commit()
        return ended


def _id(work: Work, email: str) -> UUID:
    folded = fold_email(email)
    found = people.find(work.session, folded) if is_text(folded) else None
    if found is None:
        raise NotFound("user")
    return found
