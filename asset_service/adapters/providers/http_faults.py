"""What an HTTP status, or an answer that never came whole, means for a job.

The one question is whether the same request may be sent again. A retryable error promises that
the provider did not take the request; where a paid one may have been taken and nobody can tell,
it is OutcomeUnknown, and only a person asks again.
"""

from dataclasses import dataclass
from http import HTTPStatus

from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.exchange import MEGABYTE, Exchange
from asset_service.adapters.providers.said import readable
from asset_service.ports.providers import (
    BadRequest,
    NoImage,
    NotConfigured,
    OutcomeUnknown,
    ProviderDown,
    ProviderError,
    QuotaExhausted,
    RateLimited,
)

OVERLOADED = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, 529})
"""Turned away at the door; 529 is what several vendors say for "overloaded"."""
_FOR_THE_OPERATOR = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.GONE,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    }
)


@dataclass(frozen=True)
class Answer:
    """An answer that is no picture; `words` as the provider wrote them, `retry_after` seconds."""

    status: int
    words: str = ""
    request_id: str = ""
    retry_after: float | None = None


@dataclass(frozen=True)
class Faults:
    """Of one call: `paid` says whether it costs money."""

    entry: Entry
    paid: bool

    def by_status(self, answer: Answer) -> ProviderError:
        """Return the error for a status alone, after the vendor's own codes were looked at."""
        status, words, request_id = answer.status, self.told(answer), answer.request_id
        kind: type[ProviderError] = BadRequest
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            kind = NotConfigured
            words = f"{self.entry.label} sends us elsewhere: set the base URL to that address."
        elif status in _FOR_THE_OPERATOR:
            kind = NotConfigured
        elif status == HTTPStatus.PAYMENT_REQUIRED:
            kind = QuotaExhausted
        elif status == HTTPStatus.TOO_MANY_REQUESTS or (
            status in OVERLOADED and answer.retry_after is not None
        ):
            retry_after = answer.retry_after or 0.0
            return RateLimited(words, retry_after=retry_after, request_id=request_id)
        elif status in OVERLOADED:
            kind = ProviderDown
        elif not _refused_as_sent(status):
            return self.unsure(words, request_id)
        return kind(words, request_id=request_id)

    def lost(self, exchange: Exchange, request_id: str = "") -> ProviderError:
        """Return the error for an exchange that ended before the answer was whole."""
        label = self.entry.label
        if not exchange.sent:
            why = "did not take the request in time" if exchange.late else "cannot be reached"
            return ProviderDown(f"{label} {why}.", request_id=request_id)
        if exchange.too_large:
            most = exchange.most_bytes // MEGABYTE
            return self.unreadable(f"{label} sent more than {most} MB.", request_id)
        why = f"did not answer within {exchange.seconds:.0f} s"
        return self.unsure(
            f"{label} {why if exchange.late else 'broke off its answer'}.", request_id
        )

    def unreadable(self, words: str, request_id: str = "") -> ProviderError:
        """Return the error for an answer that came and says nothing."""
        kind = OutcomeUnknown if self.paid else NoImage
        return kind(words, request_id=request_id)

    def told(self, answer: Answer) -> str:
        """Return who said what, for people."""
        words = readable(answer.words, self.entry.key)
        return f"{self.entry.label}: {words}" if words else self._bare(answer.status)

    def _bare(self, status: int) -> str:
        return f"{self.entry.label} answered with HTTP {status} and no explanation."

    def unsure(self, words: str, request_id: str = "") -> ProviderError:
        """Return the error for a request that may have been taken, and brought nothing."""
        kind = OutcomeUnknown if self.paid else ProviderDown
        return kind(words, request_id=request_id)


def _refused_as_sent(status: int) -> bool:
    # A gateway says 408 when what is behind it took too long: litellm does.
    client_error = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return client_error and status != HTTPStatus.REQUEST_TIMEOUT
