"""Who is in a film, and as what: seen by every member, changed by the owner.

Trusts `user_id` as authenticated. Refuses strangers (as absent) and, for changes, whoever is not
the owner; but anybody may leave. What somebody asked for ends with the right to it, in the same
transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asset_service.domain.errors import NotFound
from asset_service.domain.members import GivenRole
from asset_service.domain.vocabulary import Role
from asset_service.services.presenting import present_project
from asset_service.services.views.stages import ProjectView
from asset_service.store import members, projects, withdrawing
from asset_service.store.work import Database

_ORDER = {role.value: place for place, role in enumerate(Role)}


@dataclass(frozen=True)
class MemberView:
    user_id: UUID
    name: str
    email: str
    role: str
    since: datetime


class Members:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, user_id: UUID, project_id: UUID) -> list[MemberView]:
        """Return every member, the owner first, then editors, then viewers; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            found = [
                MemberView(one.user_id, one.name, one.email, one.role, one.since)
                for one in members.people(work.session, [project_id])
                if one.email is not None and one.role is not None
            ]
        return sorted(found, key=lambda one: (_ORDER[one.role], one.since, one.user_id))

    def names(self, user_id: UUID, project_id: UUID) -> dict[UUID, str]:
        """Return what members and former members are called, by user; raises NotFound."""
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            people = members.people(work.session, [project_id])
        return {one.user_id: one.name for one in people}

    def change_role(
        self, user_id: UUID, project_id: UUID, member_id: UUID, role: GivenRole
    ) -> MemberView:
        """Make an editor of a viewer, or the other way round; the same again is no error.

        Jobs that a viewer may not ask for end. Raises NotFound, Forbidden, and Conflict
        `owner_stays`.
        """
        with self._database.as_user(user_id) as work:
            projects.for_owner(work.session, user_id, project_id)
            members.change_role(work.session, project_id, member_id, role)
            if role is GivenRole.VIEWER:
                withdrawing.jobs(work.session, project_id, member_id)
            work.commit()
        return self._one(user_id, project_id, member_id)

    def remove(self, user_id: UUID, project_id: UUID, member_id: UUID) -> None:
        """Take a member out of the film, or leave it oneself.

        What they asked for ends. Raises NotFound, Forbidden, and Conflict `owner_stays`.
        """
        with self._database.as_user(user_id) as work:
            if member_id == user_id:
                projects.for_member(work.session, user_id, project_id)
            else:
                projects.for_owner(work.session, user_id, project_id)
            # Before: whoever has left sees no rows of the film any more, nor may end them.
            withdrawing.jobs(work.session, project_id, member_id)
            withdrawing.exports(work.session, project_id, member_id)
            members.remove(work.session, project_id, member_id)
            work.commit()

    def transfer(self, user_id: UUID, project_id: UUID, member_id: UUID) -> ProjectView:
        """Give the film to another member; who gave it is an editor from then on.

        Raises NotFound, Forbidden, and Conflict `owner_stays` for who owns it already.
        """
        with self._database.as_user(user_id) as work:
            projects.for_owner(work.session, user_id, project_id)
            members.transfer(work.session, project_id, member_id)
            view = present_project(*projects.with_role(work.session, user_id, project_id))
            work.commit()
        return view

    def _one(self, user_id: UUID, project_id: UUID, member_id: UUID) -> MemberView:
        for one in self.list(user_id, project_id):
            if one.user_id == member_id:
                return one
        raise NotFound("member")  # removed by the new owner in the same moment
