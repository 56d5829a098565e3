"""Fetches a picture that a provider made and only told the address of.

Nothing that belongs to us goes along: no key, no cookie, no address before this one. No proxy of
the environment is used either: it would look the name up once more, and connect to what it likes.
"""

import socket
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urljoin

import httpx

from asset_service.adapters import outgoing
from asset_service.adapters.outgoing import NotAllowed, Resolve, Target
from asset_service.adapters.providers.exchange import MEGABYTE, AnswerTooLarge, Exchange
from asset_service.adapters.providers.picture_bytes import mime_of

MOST_BYTES = 48 * MEGABYTE
MOST_REDIRECTS = 3


class NotFetched(Exception):
    """It may be there, and did not come; the words name the host."""


class NotTaken(Exception):
    """What the address leads to is not taken: the words say why."""


class Downloader:
    """`own` is the provider's base URL: what is there may be fetched from a private network too."""

    def __init__(
        self, own: str, connect_seconds: float, resolve: Resolve = socket.getaddrinfo
    ) -> None:
        self._own = own
        self._connect_seconds = connect_seconds
        self._resolve = resolve

    def fetch(self, url: str, seconds: float) -> bytes:
        """Return the picture's bytes, in `seconds` at most; raises NotFetched, NotTaken."""
        with Exchange(seconds, MOST_BYTES) as exchange:
            for _ in range(MOST_REDIRECTS + 1):
                answer = self._get(url, exchange)
                if isinstance(answer, bytes):
                    return answer
                url = answer.next
        raise NotTaken("led us from one address to the next for its picture")

    def _get(self, url: str, exchange: Exchange) -> "bytes | _Elsewhere":
        try:
            target = outgoing.checked(url, self._own, self._resolve)
        except NotAllowed as error:
            raise NotTaken(f"told where its picture is, but {error}") from None
        except OSError:
            raise NotFetched("the host that has it is not known") from None
        try:
            return self._read(url, target, exchange)
        except (httpx.HTTPError, httpx.StreamError, OSError):
            why = "took too long" if exchange.late else "broke off"
            raise NotFetched(f"{target.host}, which has it, {why}") from None
        except (httpx.InvalidURL, ValueError):
            raise NotTaken("told an address of its picture that no request can name") from None
        except AnswerTooLarge:
            most = exchange.most_bytes // MEGABYTE
            raise NotTaken(f"sent a picture of more than {most} MB") from None

    def _read(self, url: str, target: Target, exchange: Exchange) -> "bytes | _Elsewhere":
        seconds = exchange.remaining()
        limits = httpx.Timeout(seconds, connect=min(self._connect_seconds, seconds))
        headers = {"Host": target.authority, "Accept": "image/*", "Accept-Encoding": "identity"}
        told = {"trace": exchange.trace, "sni_hostname": target.host}
        with (
            httpx.Client(
                timeout=limits,
                follow_redirects=False,
                trust_env=False,
                # the operator's own list of certificates counts all the same
                verify=httpx.create_ssl_context(),
            ) as client,
            client.stream("GET", target.pinned, headers=headers, extensions=told) as answer,
        ):
            if answer.has_redirect_location:
                return _Elsewhere(urljoin(url, answer.headers["Location"]))
            if answer.status_code != HTTPStatus.OK:
                raise NotFetched(f"{target.host}, which has it, says HTTP {answer.status_code}")
            data = b"".join(_counted(answer.iter_raw(), exchange))
        if mime_of(data) is None:
            raise NotTaken("has something at its picture's address that is no picture")
        return data


def _counted(pieces: Iterator[bytes], exchange: Exchange) -> Iterator[bytes]:
    for piece in pieces:
        exchange.take(len(piece))
        yield piece


class _Elsewhere:
    """A redirect."""

    def __init__(self, url: str) -> None:
        self.next = url
