"""Whether there is room for what somebody brings, and how much is used.

A picture that was drawn is stored in any case: it may have been paid for. Asking for one is
refused where there is no room left.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from asset_service.domain import quotas
from asset_service.domain.errors import Conflict
from asset_service.domain.quotas import Space
from asset_service.store import projects, space
from asset_service.store.space import Stored
from asset_service.store.work import Database, Work


@dataclass(frozen=True)
class Quotas:
    """What every project, and every owner's projects together, may store: bytes, 0 no limit.

    For a person an operator may have set another limit.
    """

    project: int = 0
    user: int = 0

    def hold(self, work: Work, project_id: UUID) -> list[Space]:
        """Have whoever stores for the same owner wait for the end of this transaction.

        Return the spaces; none where nothing is limited. Who locks several rows after it must
        have asked before: assets first, then this, then files.
        """
        return self._limited(work, project_id, hold=True)

    def check_file(self, work: Work, project_id: UUID, sha256: str, size: int) -> None:
        """Raise Conflict `quota_exceeded` where a file has no room. Held as by `hold`."""
        spaces = self.hold(work, project_id)
        if spaces and not space.is_kept(work.session, project_id, sha256):
            quotas.check(spaces, size)

    def check_bytes(self, work: Work, project_id: UUID, data: bytes) -> None:
        """As `check_file`, as it looks now, holding nothing: before any work is done on them."""
        try:
            quotas.check(self._limited(work, project_id, hold=False), len(data))
        except Conflict:
            if not space.is_kept(work.session, project_id, hashlib.sha256(data).hexdigest()):
                raise

    def check_room(self, work: Work, project_id: UUID) -> None:
        """Raise Conflict `quota_exceeded` where there is no room at all, as it looks now."""
        quotas.check(self._limited(work, project_id, hold=False), 0)

    def spaces(self, work: Work, project_id: UUID) -> list[Space]:
        """Return the space of the project, then of its owner."""
        return self._spaces(space.stored(work.session, project_id))

    def of_user(self, work: Work, user_id: UUID) -> Space:
        used, own = space.of_user(work.session, user_id)
        return Space("user", used, self.user if own is None else own)

    def _limited(self, work: Work, project_id: UUID, *, hold: bool) -> list[Space]:
        by_settings = bool(self.project or self.user)
        found = space.limited(work.session, project_id, by_settings=by_settings, hold=hold)
        return self._spaces(found) if found is not None else []

    def _spaces(self, found: Stored) -> list[Space]:
        most = self.user if found.owner_most is None else found.owner_most
        return [
            Space("project", found.project_bytes, self.project),
            Space("user", found.owner_bytes, most),
        ]


NO_QUOTAS = Quotas()


@dataclass(frozen=True)
class SpaceView:
    """In bytes; `most` and `left` are None without a limit. `is_full`: nothing more fits.

    `owner_is_full` says of a film that its owner has no room left in all films together.
    """

    used: int
    most: int | None
    left: int | None
    is_full: bool
    owner_is_full: bool


class Storage:
    """How much is used. The owner's other films are nobody's business but the owner's."""

    def __init__(self, database: Database, limits: Quotas) -> None:
        self._database = database
        self._limits = limits

    def of_project(self, user_id: UUID, project_id: UUID) -> SpaceView:
        """Return the space of a film; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            mine, owners = self._limits.spaces(work, project_id)
            return _view(mine, owner_is_full=owners.is_full)

    def of_user(self, user_id: UUID) -> SpaceView:
        """Return the space of all that the user owns."""
        with self._database.as_user(user_id) as work:
            found = self._limits.of_user(work, user_id)
            return _view(found, owner_is_full=found.is_full)


class SetQuotas:
    """What single people may store, set by operators: as the maintenance role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, user_id: UUID, most: int | None) -> None:
        """Limit a person to so many bytes, 0 to none; None lets what holds for everybody hold."""
        with self._database.as_nobody() as work:
            space.set_quota(work.session, user_id, most)
            work.commit()

    def get(self, user_id: UUID) -> int | None:
        with self._database.as_nobody() as work:
            return space.quota(work.session, user_id)


def _view(one: Space, *, owner_is_full: bool) -> SpaceView:
    return SpaceView(one.used, one.most or None, one.left, one.is_full, owner_is_full)
