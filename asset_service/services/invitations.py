"""Asking somebody into a film by a link, and coming in by it.

Trusts `user_id` as authenticated, and that the caller limits how often `sign_up` is tried. Only
the owner of a film invites. A secret leaves here once, in its link; only its SHA-256 is kept.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from asset_service.domain.errors import Conflict, NotFound
from asset_service.domain.members import INVITATION_LASTS, INVITATIONS_MOST, GivenRole
from asset_service.domain.people import clean_email, fold_email
from asset_service.models.invitation import Invitation
from asset_service.ports.clock import Clock
from asset_service.services.accounts import Accounts
from asset_service.services.secrets_kept import fresh, kept
from asset_service.services.views.people import UserView
from asset_service.store import invitations, members, projects
from asset_service.store.work import Database, Work

PATH = "/invitations/"
"""Where a link leads, before its secret."""


@dataclass(frozen=True)
class InvitationView:
    """`expired` ones are shown until they are revoked, sent anew or forgotten."""

    id: UUID
    email: str
    role: str
    invited_by: UUID
    created_at: datetime
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class NewInvitation:
    invitation: InvitationView
    link: str = field(repr=False)


@dataclass(frozen=True)
class OfferView:
    """What a link says to who holds it; `accepted`: he did, and is a member."""

    project_id: UUID
    project_title: str
    role: str
    inviter: str
    email: str
    expires_at: datetime
    accepted: bool


class Invitations:
    """`public_url` is where people reach the service, without a slash at its end."""

    def __init__(
        self, database: Database, clock: Clock, accounts: Accounts, *, public_url: str
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._links = public_url + PATH

    def list(self, user_id: UUID, project_id: UUID) -> list[InvitationView]:
        """Return what was neither accepted nor revoked, the newest first.

        Raises NotFound, and Forbidden for whoever is not the owner.
        """
        with self._database.as_user(user_id) as work:
            projects.for_owner_reading(work.session, user_id, project_id)
            found = invitations.pending(work.session, project_id)
            return [self._present(one) for one in found]

    def invite(self, user_id: UUID, project_id: UUID, email: str, role: GivenRole) -> NewInvitation:
        """Make an invitation for seven days; an expired one for the address is replaced.

        Raises Invalid; NotFound; Forbidden; Conflict `member_already`, `invited_already` (it can
        be sent anew) and `too_many_invitations`.
        """
        email = clean_email(email)
        folded = fold_email(email)
        with self._database.as_user(user_id) as work:
            projects.for_owner(work.session, user_id, project_id)
            _check_no_member(work, project_id, folded)
            pending = invitations.pending(work.session, project_id)
            for one in pending:
                if one.email_folded == folded and not self._is_over(one):
                    raise Conflict(
                        "This address is invited already: send the invitation anew.",
                        code="invited_already",
                        invitation_id=str(one.id),
                    )
                if one.email_folded == folded:
                    invitations.revoke(work.session, one.id)
            if len(pending) >= INVITATIONS_MOST:
                raise Conflict(
                    f"{len(pending)} invitations are open: revoke some first.",
                    code="too_many_invitations",
                )
            secret = fresh()
            new = Invitation(
                id=uuid4(),
                project_id=project_id,
                email=email,
                email_folded=folded,
                role=role.value,
                secret_hash=kept(secret),
                invited_by=user_id,
                expires_at=self._clock.now() + INVITATION_LASTS,
            )
            invitations.add(work.session, new)
            return self._made(work, project_id, new.id, secret)

    def resend(self, user_id: UUID, project_id: UUID, invitation_id: UUID) -> NewInvitation:
        """Make another link for seven days more; the old one is dead.

        Raises NotFound, also for one that is open no more, and Forbidden.
        """
        with self._database.as_user(user_id) as work:
            projects.for_owner(work.session, user_id, project_id)
            invitations.get(work.session, project_id, invitation_id)
            secret = fresh()
            until = self._clock.now() + INVITATION_LASTS
            if not invitations.renew(work.session, invitation_id, user_id, kept(secret), until):
                raise NotFound("invitation")
            return self._made(work, project_id, invitation_id, secret)

    def revoke(self, user_id: UUID, project_id: UUID, invitation_id: UUID) -> None:
        """End the invitation; again, or after it was accepted, is no error.

        Raises NotFound and Forbidden.
        """
        with self._database.as_user(user_id) as work:
            projects.for_owner(work.session, user_id, project_id)
            invitations.get(work.session, project_id, invitation_id)
            invitations.revoke(work.session, invitation_id)
            work.commit()

    def offer(self, secret: str, user_id: UUID | None = None) -> OfferView:
        """Say what the link offers, to whoever holds it.

        Raises NotFound: for a wrong one as for one that is used, expired or revoked. To whoever
        used it and still is a member it goes on saying what it was.
        """
        found = self._find(secret, user_id)
        if found is None:
            raise NotFound("invitation")
        return OfferView(
            project_id=found.project_id,
            project_title=found.title,
            role=found.role,
            inviter=found.inviter,
            email=found.email,
            expires_at=found.expires_at,
            accepted=found.accepted,
        )

    def accept(self, user_id: UUID, secret: str) -> UUID:
        """Become a member; return of which film. Again is no error.

        Raises NotFound as `offer` does, and Conflict `other_address`: a link that was passed on
        lets nobody in but who it was for (decision 0028).
        """
        with self._database.as_user(user_id) as work:
            project_id = invitations.accept(work.session, kept(secret))
            work.commit()
        return project_id

    def invited(self, secret: str) -> str | None:
        """Return the address that it is for and may make an account, also where that is closed."""
        found = self._find(secret, None)
        return found.email if found is not None and not found.accepted else None

    def sign_up(self, secret: str, email: str, name: str, password: str) -> UserView:
        """Make an account for the address that was invited, also where signing up is closed.

        It is no member yet: that is accepted after signing in. Raises Invalid; Conflict
        `email_taken`; Forbidden `sign_up_closed` for another address or secret.
        """
        found = self._find(secret, None)
        if found is None or found.accepted or fold_email(email) != found.email_folded:
            return self._accounts.sign_up(email, name, password)
        return self._accounts.add_user(email, name, password)

    def _find(self, secret: str, user_id: UUID | None) -> invitations.Offer | None:
        work_for = (
            self._database.as_nobody() if user_id is None else self._database.as_user(user_id)
        )
        with work_for as work:
            return invitations.offer(work.session, kept(secret))

    def _made(
        self, work: Work, project_id: UUID, invitation_id: UUID, secret: str
    ) -> NewInvitation:
        """Commit, and say the link. Whatever sends it to its address does so after this."""
        view = self._present(invitations.get(work.session, project_id, invitation_id))
        work.commit()
        return NewInvitation(view, self._links + secret)

    def _present(self, one: Invitation) -> InvitationView:
        return InvitationView(
            id=one.id,
            email=one.email,
            role=one.role,
            invited_by=one.invited_by,
            created_at=one.created_at,
            expires_at=one.expires_at,
            expired=self._is_over(one),
        )

    def _is_over(self, one: Invitation) -> bool:
        return one.expires_at <= self._clock.now()


def _check_no_member(work: Work, project_id: UUID, folded: str) -> None:
    for one in members.people(work.session, [project_id]):
        if one.email is not None and fold_email(one.email) == folded:
            raise Conflict(f"{one.name} is a member already.", code="member_already")
