"""What the status of an answer says, for every engine on the user's own machines."""

from asset_service.adapters.providers.local_http import Answer, LocalServer
from asset_service.ports.providers import (
    BadRequest,
    NotConfigured,
    ProviderDown,
    ProviderError,
    RateLimited,
)

UNAUTHORISED = frozenset({401, 403})
MISSING, TOO_MANY, BROKEN = 404, 429, 500
PAUSE = 5.0
"""Seconds to wait when a server wants a pause and does not say how long."""


def error_of(server: LocalServer, answer: Answer, words: str = "") -> ProviderError:
    """Return the error for an answer that is none; `words` are the server's, if it has any.

    A 5xx of what costs nothing may be asked again, whatever it was.
    """
    status, label = answer.status, server.label
    told = f": {server.said(words)}" if words else "."
    if status in UNAUTHORISED:
        return NotConfigured(f"{label} does not accept the key ({status}).")
    if status == TOO_MANY:
        return RateLimited(f"{label} wants a pause{told}", retry_after=_seconds(answer.wait))
    if status >= BROKEN:
        return ProviderDown(f"{label} failed ({status}){told}")
    if status == MISSING and not words:
        return NotConfigured(f"What answers at the address of {label} does not know this request.")
    if 300 <= status < 400:  # noqa: PLR2004 - the redirects of HTTP
        return NotConfigured(f"The address of {label} only points elsewhere ({status}).")
    return BadRequest(f"{label} rejects the request ({status}){told}")


def unreadable(server: LocalServer) -> ProviderDown:
    return ProviderDown(f"The answer of {server.label} could not be read.")


def _seconds(wait: str) -> float:
    return float(wait) if wait.isascii() and wait.isdigit() and len(wait) < 10 else PAUSE  # noqa: PLR2004 - digits
