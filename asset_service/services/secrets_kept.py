"""Secrets that leave this product once: how they are made, and what is kept of them."""

import hashlib
import secrets

BYTES = 32


def fresh(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(BYTES)


def kept(secret: str) -> bytes:
    """Return what is kept: secrets have 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
