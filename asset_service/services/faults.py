"""What an exception says of a job: its kind for the rules, its words for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from asset_service.domain.errors import Unavailable
from asset_service.domain.jobs import ErrorKind
from asset_service.ports import providers
from asset_service.ports.objects import StoreUnavailable

MESSAGE_MOST = 500
META_MOST = 16_000
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises when the database cannot be reached, or gave up for now."""


@dataclass(frozen=True)
class Fault:
    """`can_ask_again` is False when the provider says that nobody can tell what happened.

    `pauses`: the provider wants nobody to come before `retry_after` seconds are over.
    """

    kind: ErrorKind
    code: str
    message: str
    retry_after: float = 0.0
    can_ask_again: bool = True
    pauses: bool = False
    refusal_stage: str | None = None
    refusal_categories: tuple[str, ...] = ()


def fault_of(error: Exception) -> Fault:
    """Return what to make of `error`; of what nobody foresaw only that it happened."""
    if isinstance(error, providers.ProviderError):
        return _of_provider(error)
    if isinstance(error, StoreUnavailable):
        message = "The picture could not be stored: the file store does not answer."
        return Fault(ErrorKind.TRANSIENT, "store_unavailable", message)
    if isinstance(error, Unavailable):
        return Fault(ErrorKind.TRANSIENT, error.code, shown(error.detail))
    if isinstance(error, DATABASE_AWAY):
        message = "The picture could not be recorded: the database did not answer."
        return Fault(ErrorKind.TRANSIENT, "database_unavailable", message)
    message = "Something went wrong here, not at the provider. The operators' log has the details."
    return Fault(ErrorKind.CRASH, "internal_error", message)


def _of_provider(error: providers.ProviderError) -> Fault:
    if isinstance(error, providers.Refused):
        return Fault(
            ErrorKind.REFUSED,
            error.code,
            shown(error.message),
            refusal_stage=shown(error.stage),
            refusal_categories=tuple(shown(category) for category in error.categories),
        )
    if isinstance(error, providers.OutcomeUnknown):
        return Fault(ErrorKind.TRANSIENT, error.code, shown(error.message), can_ask_again=False)
    kind = ErrorKind.TRANSIENT if error.retryable else ErrorKind.FINAL
    if isinstance(error, providers.RateLimited):
        return Fault(kind, error.code, shown(error.message), error.retry_after, pauses=True)
    return Fault(kind, error.code, shown(error.message))


def shown(said: str) -> str:
    """Return a provider's words as one row may hold them: bounded, and storable."""
    text = said.replace("\0", "").encode("utf-8", "replace").decode()
    return text if len(text) <= MESSAGE_MOST else text[: MESSAGE_MOST - 1] + "…"


def kept_meta(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a provider told of a picture as one row may hold it.

    Of what is too long, or no plain JSON, only that it was left out.
    """
    try:
        kept: dict[str, Any] = _storable(told)
        text = json.dumps(kept, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return {"left_out": "no plain JSON"}
    return kept if len(text) <= META_MOST else {"left_out": f"{len(text)} characters"}


def _storable(value: Any) -> Any:
    """Return JSON values without what PostgreSQL holds in no text."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_storable(str(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(inner) for inner in value]
    return value
