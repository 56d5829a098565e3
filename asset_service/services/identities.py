"""People whom an identity provider vouches for: found, or made when they first come.

A token's subject is one person for ever; an address is not. So an address alone never leads into an
account that exists already, unless it is verified and the operator says that this provider's word
for it is enough: whoever may write any address into his profile there would be anybody here.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import structlog

from asset_service.domain.errors import Forbidden, Invalid, Unavailable
from asset_service.domain.people import NOWHERE, clean_email, fold_email
from asset_service.domain.scopes import USUAL, Scope
from asset_service.domain.texts import NAME_MOST, is_text
from asset_service.models.user import User
from asset_service.ports.identity import Claims, IdentityProvider, ProviderAway, TokenRefused
from asset_service.services.views.people import UserView
from asset_service.store import accounts, credentials
from asset_service.store.work import Database

log = structlog.get_logger(__name__)


class Provision(StrEnum):
    """What becomes of a person who is not known: refused, made, or joined by a verified address."""

    NO = "no"
    YES = "yes"
    LINK = "link"


@dataclass(frozen=True)
class NamedUser:
    user: UserView
    expires_at: datetime


class Identities:
    """Without a `provider` nobody comes this way."""

    scopes: frozenset[Scope] = USUAL

    def __init__(
        self, database: Database, provider: IdentityProvider | None, provision: Provision
    ) -> None:
        self._database = database
        self._provider = provider
        self._provision = provision

    def user_of(self, token: str) -> NamedUser | None:
        """Return whom the token means; None for one that is not good.

        Raises Unavailable when the provider's keys cannot be had; Forbidden `not_provisioned` for
        somebody who has no account here and gets none.
        """
        if self._provider is None:
            return None
        try:
            claims = self._provider.check(token)
        except TokenRefused:
            return None
        except ProviderAway:
            raise Unavailable("The identity provider is away. Try again.") from None
        if not is_text(claims.subject):
            return None
        found = self._find(claims) or self._come(claims)
        if found.is_disabled:
            return None
        return NamedUser(UserView(found.user_id, found.email, found.name), claims.expires_at)

    def link(self, user_id: UUID, issuer: str, subject: str) -> None:
        """Let the subject be this user from now on: for the operator. Again is no error.

        Raises Invalid when it is somebody else.
        """
        with self._database.as_nobody() as work:
            found = credentials.find_identity(work.session, issuer, subject)
        if found is None:
            with self._database.as_user(user_id) as work:
                credentials.add_identity(work.session, user_id, issuer, subject)
                work.commit()
        elif found.user_id != user_id:
            raise Invalid("This subject is another person here.", code="identity_taken")

    def _find(self, claims: Claims) -> credentials.Named | None:
        with self._database.as_nobody() as work:
            return credentials.find_identity(work.session, claims.issuer, claims.subject)

    def _come(self, claims: Claims) -> credentials.Named:
        """Return a person who comes for the first time; two requests at once make one."""
        if self._provision is Provision.NO:
            raise _refused("You have no account here. Ask whoever runs this service for one.")
        email = _verified_email(claims)
        if not email or not self._has_account(email):
            self._make(claims, email)
        elif self._find(claims) is None:  # else another request made it in this very moment
            self._join(claims, email)
        found = self._find(claims)
        if found is None:  # the address was taken in this very moment
            raise Unavailable("Try again.", retry_after=1)
        return found

    def _has_account(self, email: str) -> bool:
        with self._database.as_nobody() as work:
            return accounts.find_login(work.session, fold_email(email)) is not None

    def _join(self, claims: Claims, email: str) -> None:
        if self._provision is not Provision.LINK:
            raise _refused("This address has an account here, which is not joined to yours.")
        with self._database.as_nobody() as work:
            login = accounts.find_login(work.session, fold_email(email))
        if login is not None:
            self.link(login.user_id, claims.issuer, claims.subject)
            log.info("an identity was joined to an account", user_id=str(login.user_id))

    def _make(self, claims: Claims, email: str) -> None:
        address = email or _own_address(claims)
        user = User(id=uuid4(), email=address, email_folded=fold_email(address), name=_name(claims))
        with self._database.as_nobody() as work:
            made = credentials.provision(work.session, user, claims.issuer, claims.subject)
            work.commit()
        if made:
            log.info("an account was made for an identity", user_id=str(user.id))


def _verified_email(claims: Claims) -> str:
    if not claims.email_verified:
        return ""
    try:
        return clean_email(claims.email)
    except Invalid:
        return ""


def _own_address(claims: Claims) -> str:
    named = f"{claims.issuer}\n{claims.subject}".encode("utf-8", "surrogatepass")
    return f"{hashlib.sha256(named).hexdigest()[:32]}@{NOWHERE}"


def _name(claims: Claims) -> str:
    """Return what the person is called: the provider's word, as far as it can be one here."""
    for said in (claims.name, claims.subject):
        name = " ".join(said.split())[:NAME_MOST].strip() if is_text(said) else ""
        if name:
            return name
    return "Somebody"


def _refused(detail: str) -> Forbidden:
    return Forbidden(detail, code="not_provisioned")
