"""How often credentials may be tried: per account and per address, right or wrong.

An address is the peer's, or what the proxies say that the operator trusts (`web/proxies.py`).

Both are needed: one address tries many accounts, or many addresses try one. Shared by the
pages and the API.
"""

import hashlib

from flask import g

from asset_service.domain.people import fold_email
from asset_service.extensions import limiter

PER_ACCOUNT = "10 per minute; 60 per hour"
PER_ADDRESS = "30 per minute; 300 per hour"
SIGN_UPS = "20 per minute; 100 per hour"
RESETS_PER_ACCOUNT = "3 per hour; 10 per day"
RESETS_PER_ADDRESS = "10 per minute; 60 per hour"
LINKS = "20 per minute; 100 per hour"
BAD_TOKENS = "60 per minute"


def count_try(account: str) -> None:
    """Count a try to use the account's password; raises RateLimitExceeded (429)."""
    g.tried_account = _key(account)
    _count_try()


def count_reset(account: str) -> None:
    """Count somebody who asks for a new password; raises RateLimitExceeded (429)."""
    g.tried_account = _key(account)
    _count_reset()


@limiter.shared_limit(LINKS, scope="link")
def count_link() -> None:
    """Count a try to use a secret that came as a link; raises RateLimitExceeded (429).

    For new passwords, and whatever else is opened by a link alone.
    """


@limiter.shared_limit(BAD_TOKENS, scope="bad-token")
def count_bad_token() -> None:
    """Count a bearer token that is none; raises RateLimitExceeded (429)."""


@limiter.shared_limit(SIGN_UPS, scope="sign-up")
def count_sign_up() -> None:
    """Count a sign-up from this address; raises RateLimitExceeded (429)."""


@limiter.shared_limit(PER_ACCOUNT, scope="account", key_func=lambda: g.tried_account)
@limiter.shared_limit(PER_ADDRESS, scope="address")
def _count_try() -> None:
    pass


@limiter.shared_limit(RESETS_PER_ACCOUNT, scope="reset-account", key_func=lambda: g.tried_account)
@limiter.shared_limit(RESETS_PER_ADDRESS, scope="reset-address")
def _count_reset() -> None:
    pass


def _key(account: str) -> str:
    # hashed: what somebody typed, at any length, is no key
    folded = fold_email(account).encode("utf-8", "surrogatepass")
    return hashlib.sha256(folded).hexdigest()
