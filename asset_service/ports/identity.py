"""Who answers for people that have no password here: an identity provider and its signed tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class TokenRefused(Exception):
    """It is not signed by the provider, not for us, or not valid now. Says no more on purpose."""


class ProviderAway(Exception):
    """Whether the token is good cannot be told: the provider's keys cannot be had."""


@dataclass(frozen=True)
class Claims:
    """What a token says that was checked. `email` is empty where it names none.

    `email_verified` only where the provider itself says so.
    """

    issuer: str
    subject: str
    expires_at: datetime
    email: str = ""
    email_verified: bool = False
    name: str = ""


class IdentityProvider(Protocol):
    def check(self, token: str) -> Claims:
        """Return what a token says; raises TokenRefused, and ProviderAway."""
        ...
