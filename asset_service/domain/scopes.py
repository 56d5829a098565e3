"""What a credential may be used for; what is asked of a role comes on top of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from asset_service.domain.errors import Forbidden, Invalid


class Scope(StrEnum):
    """`SPEND` is whatever may cost money at a provider, `ACCOUNT` tokens, password and sessions."""

    READ = "read"
    WRITE = "write"
    SPEND = "spend"
    ACCOUNT = "account"


EVERY = frozenset(Scope)
USUAL = frozenset({Scope.READ, Scope.WRITE, Scope.SPEND})
"""What a new token may do unless its maker says otherwise.

All that an identity provider's token ever may: whoever takes one cannot make himself another."""


def in_order(scopes: Collection[str]) -> list[Scope]:
    """Return them in the order in which they are told to people."""
    return [scope for scope in Scope if scope in scopes]


@dataclass(frozen=True)
class Rights:
    """What a token may do, where, and until when; None of the last two is no limit."""

    scopes: frozenset[Scope]
    project_id: UUID | None = None
    expires_at: datetime | None = None


def check_named(names: Iterable[str], project_id: UUID | None) -> frozenset[Scope]:
    """Return the scopes of these names.

    Raises Invalid, also for rights over the person that are kept to one film.
    """
    names = set(names)
    if not names or not names <= {scope.value for scope in Scope}:
        known = ", ".join(Scope)
        raise Invalid(
            "The token would have no right that there is.",
            fields={"scopes": [f"Must be one or more of {known}."]},
        )
    if project_id is not None and Scope.ACCOUNT in names:
        message = "A token for one film has no say about the account."
        raise Invalid(message, fields={"scopes": [message]})
    return frozenset(Scope(name) for name in names)


def check_not_more(wanted: Rights, maker: Rights) -> None:
    """Raise Forbidden `more_than_own` for a token that could do what its maker cannot, or longer.

    A key that could make a better one is as good as the best (Immich, CVE-2026-23896).
    """
    lacking = in_order(wanted.scopes - maker.scopes)
    if lacking:
        raise Forbidden(
            f"The token it is made with has no {lacking[0]} itself.",
            code="more_than_own",
            scope=lacking[0].value,
        )
    if maker.project_id not in {None, wanted.project_id}:
        raise Forbidden("The token it is made with is for one film alone.", code="more_than_own")
    if maker.expires_at is not None and (
        wanted.expires_at is None or wanted.expires_at > maker.expires_at
    ):
        raise Forbidden("The token it is made with ends before.", code="more_than_own")
