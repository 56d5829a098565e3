"""Tokens that an identity provider signed (JWT, RFC 7519), checked as RFC 8725 wants.

Shapes differ: Supabase signs with ES256 for the audience `authenticated`; Keycloak's audience is
`account` or a list; Auth0's issuer ends in a slash, its audience is a list, and its access tokens
name no address. What a user may write himself, as Supabase's `user_metadata`, is not looked at.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from asset_service.adapters.identity.fetching import NotFetched, fetch_json
from asset_service.adapters.identity.keys import ALGORITHMS, Keys
from asset_service.config import JwtSettings
from asset_service.ports.identity import Claims, TokenRefused

LEEWAY = 30
"""Seconds by which clocks may differ."""
MOST_LENGTH = 8192
SUBJECT_MOST = 255
_NAMES = ("name", "preferred_username", "nickname", "email")


class JwtProvider:
    """Connects when a token is first checked."""

    def __init__(
        self, settings: JwtSettings, fetch: Callable[[str, str], Any] = fetch_json
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._keys = Keys(self._jwks)

    def check(self, token: str) -> Claims:
        """Return what a token says; raises TokenRefused, and ProviderAway."""
        if len(token) > MOST_LENGTH or token.count(".") != 2:  # noqa: PLR2004 - header.claims.signature
            raise TokenRefused
        try:
            header = jwt.get_unverified_header(token)
            algorithm, kid = header.get("alg"), header.get("kid", "")
            if algorithm not in ALGORITHMS or not isinstance(kid, str) or "crit" in header:
                raise TokenRefused
            self._check_meant(token)
            return _claims(self._verified(token, self._keys.key(kid, algorithm), algorithm))
        except (PyJWTError, OverflowError, ValueError, TypeError, RecursionError) as error:
            raise TokenRefused from error

    def _check_meant(self, token: str) -> None:
        """Raise TokenRefused for what another issuer signed: nobody is asked for that.

        Proves nothing yet, as the signature was not looked at.
        """
        said = jwt.decode(token, options={"verify_signature": False})
        if said.get("iss") != self._settings.issuer:
            raise TokenRefused

    def _verified(self, token: str, key: jwt.PyJWK, algorithm: str) -> dict[str, Any]:
        verified: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=list(self._settings.audiences),
            issuer=self._settings.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        return verified

    def _jwks(self) -> Any:
        """Fetch the keys from where the settings say, else from where the issuer says."""
        own = self._settings.jwks_url
        if own:
            return self._fetch(own, own)
        issuer = self._settings.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._fetch(address, address)
        where = told.get("jwks_uri") if isinstance(told, Mapping) else None
        if not isinstance(where, str) or told.get("issuer") != issuer:
            raise NotFetched("its configuration is not that of the issuer")
        return self._fetch(where, address)


def _claims(said: Mapping[str, Any]) -> Claims:
    subject = said["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= SUBJECT_MOST:
        raise TokenRefused
    email = said.get("email")
    named = next((said[key] for key in _NAMES if isinstance(said.get(key), str)), "")
    return Claims(
        issuer=said["iss"],
        subject=subject,
        expires_at=datetime.fromtimestamp(int(said["exp"]), UTC),
        email=email if isinstance(email, str) else "",
        # the word alone: "true" or 1 may be what somebody typed into a field
        email_verified=said.get("email_verified") is True,
        name=named,
    )
