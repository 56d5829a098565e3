"""Passwords as Argon2id hashes."""

import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# OWASP's least for Argon2id (password storage cheat sheet): 19 MiB, two passes, one lane. More
# memory would let a few dozen sign-ins at once push a small server over.
COSTS: dict[str, Any] = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}


class Passwords:
    """Hashes and compares. An unknown user costs the same time as a wrong password."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(**COSTS)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self._hasher.hash(_prepared(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Return whether it is the password; for None the work is done and the answer False."""
        try:
            self._hasher.verify(password_hash or self._nobody, _prepared(password))
        except (Argon2Error, InvalidHashError):
            return False
        return password_hash is not None

    def is_dated(self, password_hash: str) -> bool:
        """Return whether it was made with other costs than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def _prepared(password: str) -> bytes:
    # Keyboards differ in how they compose an accented letter. A lone surrogate is in nobody's
    # password, and must not be an error here either.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
