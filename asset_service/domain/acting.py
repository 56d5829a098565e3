"""By what way somebody acts, for the log: of this request, task or command."""

from contextvars import ContextVar
from enum import StrEnum


class Via(StrEnum):
    """`SYSTEM` is what the service does by itself."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word for a way in
    JWT = "jwt"
    WORKER = "worker"
    OPERATOR = "operator"
    SYSTEM = "system"


_via: ContextVar[Via] = ContextVar("via", default=Via.SYSTEM)


def through(via: Via) -> None:
    """Say by what way the rest of this request, task or command is done."""
    _via.set(via)


def via() -> Via:
    return _via.get()
