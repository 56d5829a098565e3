"""The public keys of an identity provider: fetched when first needed, kept, renewed.

It rotates its keys, and it may be away. So a key that is not known is asked for once, and then not
again for a while, whoever sends what; keys that are known go on while it is away, for a day.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from asset_service.adapters.identity.fetching import NotFetched
from asset_service.ports.identity import ProviderAway, TokenRefused

FRESH = 600.0
"""Seconds after which the keys are asked for again, though none is missing: one that was taken
back is trusted for so long."""
KEPT = 24 * 3600.0
"""Seconds for which they go on while the provider is away."""
COOL_DOWN = 30.0
"""Seconds between two fetches, whatever came of the first."""
MOST_KEYS = 100
LEAST_RSA_BITS = 2048

KINDS: Mapping[str, frozenset[str]] = {
    "RSA": frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    "EC": frozenset({"ES256", "ES384", "ES512"}),
    "OKP": frozenset({"EdDSA"}),
}
"""The algorithms that a kind of key may be used with. No key that signs is among them: `HS256` with
a public key as its secret, and `none`, are the oldest tricks there are (RFC 8725)."""
ALGORITHMS = sorted(frozenset().union(*KINDS.values()))

log = structlog.get_logger(__name__)


class Keys:
    """`fetch` returns the provider's JWKS; raises NotFetched. For several threads."""

    def __init__(
        self, fetch: Callable[[], Any], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, PyJWK] = {}
        self._fetched_at = self._tried_at = -KEPT
        self._is_away = False

    def key(self, kid: str, algorithm: str) -> PyJWK:
        """Return the key of that name, good for the algorithm; raises TokenRefused, ProviderAway.

        Without a name it is the only key there is.
        """
        now = self._clock()
        age = now - self._fetched_at
        if self._named(kid) is None or age >= FRESH:
            self._renew(now)
        if self._clock() - self._fetched_at >= KEPT:
            raise ProviderAway
        found = self._named(kid)
        if found is None:
            # It may be a new one: only the provider knows, and it is away.
            raise ProviderAway if self._is_away else TokenRefused
        if algorithm not in KINDS.get(found.key_type or "", frozenset()):
            raise TokenRefused
        told = found._jwk_data.get("alg")  # noqa: SLF001 - PyJWK guesses one where none is told
        if told is not None and told != algorithm:
            raise TokenRefused
        return found

    def _named(self, kid: str) -> PyJWK | None:
        if kid:
            return self._keys.get(kid)
        return next(iter(self._keys.values())) if len(self._keys) == 1 else None

    def _renew(self, now: float) -> None:
        """Fetch them, unless that was tried just now, or somebody else is at it."""
        if now - self._tried_at < COOL_DOWN:
            return
        # Who knows no key at all has nothing better to do than to wait for the one who asks.
        if not self._lock.acquire(blocking=not self._keys):
            return
        try:
            if self._clock() - self._tried_at < COOL_DOWN:
                return
            try:
                self._keys = _usable(self._fetch())
                self._fetched_at, self._is_away = self._clock(), False
            except NotFetched as error:
                self._is_away = True
                log.warning("the identity provider's keys cannot be had", why=str(error))
            self._tried_at = self._clock()
        finally:
            self._lock.release()


def _usable(told: Any) -> Mapping[str, PyJWK]:
    """Return the keys that signatures may be checked with, by name; raises NotFetched."""
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise NotFetched("its answer lists no keys")
    found = {}
    for data in listed[:MOST_KEYS]:
        if not isinstance(data, dict) or data.get("kty") not in KINDS:
            continue
        if data.get("use", "sig") != "sig" or "d" in data:
            continue
        try:
            key = PyJWK(data)
        except (PyJWTError, ValueError, TypeError, AttributeError):
            continue  # of a kind that is not known here: others may be
        if data["kty"] == "RSA" and key.key.key_size < LEAST_RSA_BITS:
            continue
        found[str(data.get("kid", ""))] = key
    if not found:
        raise NotFetched("its answer lists no key that can be used")
    return found
