"""The HTTP client under the vendors' libraries: bounded by an Exchange, which theirs are not.

Both `openai` and `google-genai` bring httpx2, which the service itself does not need: this module
is imported only where one of them is.
"""

from collections.abc import Iterator
from functools import cache
from ssl import SSLContext
from typing import cast

import httpx2

from asset_service.adapters.providers.exchange import Exchange


class _Counted(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._exchange.take(len(piece))
            yield piece

    def close(self) -> None:
        self._stream.close()


def client(exchange: Exchange, connect_seconds: float, *, anonymous: bool = False) -> httpx2.Client:
    """Return a client for this one exchange: no redirects, no connection that was used before.

    `anonymous` takes off the `Authorization` that a library insists on.

    A kept connection may be dead, and then nobody knows whether the request arrived. A redirected
    POST would be sent twice. Close it with `with`.
    """
    seconds = exchange.seconds
    limits = httpx2.Timeout(seconds, connect=min(connect_seconds, seconds))

    def arm(request: httpx2.Request) -> None:
        request.extensions = {
            **request.extensions,
            "trace": exchange.trace,
            "timeout": limits.as_dict(),  # google-genai would lift the one for connecting
        }
        if anonymous:
            request.headers.pop("Authorization", None)
        # What is counted must be what ends up in memory, and that is not so for compressed bytes.
        request.headers["Accept-Encoding"] = "identity"

    def bound(response: httpx2.Response) -> None:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise httpx2.DecodingError("the answer is compressed, which was not asked for")
        # this client is synchronous, and so are its answers
        response.stream = _Counted(cast("httpx2.SyncByteStream", response.stream), exchange)

    return httpx2.Client(
        timeout=limits,
        verify=_tls(),
        follow_redirects=False,
        event_hooks={"request": [arm], "response": [bound]},
    )


@cache
def unused() -> httpx2.AsyncClient:
    """Return an asynchronous client, which nobody asks anything.

    google-genai makes one of its own otherwise, and reads the system's trust twice for it: a
    tenth of a second for each picture.
    """
    return httpx2.AsyncClient(verify=_tls())


@cache
def _tls() -> SSLContext:
    """The system's trust; reading it takes longer than connecting does."""
    return httpx2.create_ssl_context()
