"""How often credentials may be tried: per account and per address, right or wrong.

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


def count_try(account: str) -> None:
    """Count a try to use the account's password; raises RateLimitExceeded (429)."""
    # hashed: what somebody typed, at any length, is no key
    folded = fold_email(account).encode("utf-8", "surrogatepass")
    g.tried_account = hashlib.sha256(folded).hexdigest()
    _count_try()


@limiter.shared_limit(SIGN_UPS, scope="sign-up")
def count_sign_up() -> None:
    """Count a sign-up from this address; raises RateLimitExceeded (429)."""


@limiter.shared_limit(PER_ACCOUNT, scope="account", key_func=lambda: g.tried_account)
@limiter.shared_limit(PER_ADDRESS, scope="address")
def _count_try() -> None:
    pass
