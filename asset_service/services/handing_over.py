"""Films of somebody who is gone, given to somebody else by the operator.

Nothing here can do more than the owner could: it acts as they would, by the same verbs.
"""

from collections.abc import Iterator
from uuid import UUID

from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.members import GivenRole
from asset_service.domain.people import fold_email
from asset_service.domain.vocabulary import Role
from asset_service.services.invitations import Invitations
from asset_service.services.members import Members
from asset_service.services.projects import Projects


class HandingOver:
    def __init__(self, projects: Projects, members: Members, invitations: Invitations) -> None:
        self._projects = projects
        self._members = members
        self._invitations = invitations

    def films(
        self, owner_id: UUID, receiver_id: UUID, email: str, *, only: UUID | None = None
    ) -> Iterator[tuple[UUID, str]]:
        """Give the owner's films, or one, and yield id and title of each once it is given.

        `email` is the receiver's, who becomes a member first where they are none; who owned it
        is an editor then. One film comes after the other: after an error the same call gives the
        rest. Raises Conflict `owner_stays` when both are one person, and NotFound for a film that
        is not the owner's.
        """
        if receiver_id == owner_id:
            raise Conflict("They are the same person.", code="owner_stays")
        owned = [one for one in self._projects.list(owner_id) if one.role == Role.OWNER]
        if only is not None and only not in {one.id for one in owned}:
            raise NotFound("project")
        for film in owned:
            if only in {None, film.id}:
                self._let_in(owner_id, film.id, receiver_id, email)
                self._members.transfer(owner_id, film.id, receiver_id)
                yield film.id, film.title

    def _let_in(self, owner_id: UUID, project_id: UUID, receiver_id: UUID, email: str) -> None:
        who = (owner_id, project_id)
        if any(one.user_id == receiver_id for one in self._members.list(*who)):
            return
        folded = fold_email(email)
        waiting = [one for one in self._invitations.list(*who) if fold_email(one.email) == folded]
        made = (
            self._invitations.resend(*who, waiting[0].id)
            if waiting
            else self._invitations.invite(*who, email, GivenRole.EDITOR)
        )
        self._invitations.accept(receiver_id, made.link.rpartition("/")[2])
