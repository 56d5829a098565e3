"""HTTP to an engine on the user's own machines: no answer is endless in bytes or in time."""

import base64
import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from asset_service.adapters.providers.entry import Entry
from asset_service.ports.providers import NoImage, NotConfigured, ProviderDown

WORDS_MOST = 64 * 1024
ANSWER_MOST = 16 * 1024 * 1024
PICTURE_MOST = 32 * 1024 * 1024
"""The most bytes of an answer that is looked at for its words alone, of any other, of a picture."""


class NotReached(ProviderDown):
    """Nothing was sent: no connection came about."""


class Late(ProviderDown):
    """The time for the answer was over; whether the request was taken is not known."""


class Cut(ProviderDown):
    """The exchange was ended from here, or broke off."""


class Line:
    """The connection of one exchange, which the clock and other threads may cut.

    A read time-out of its own would not do: it starts anew with every byte that drips in.
    """

    def __init__(self) -> None:
        self.late = self.cut_here = False
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []

    def cut(self) -> None:
        """End the exchange; whoever waits for its answer gets `Cut`."""
        with self._lock:
            self.cut_here = True
            self._shut()

    def expire(self) -> None:
        """End the exchange; whoever waits for its answer gets `Late`."""
        with self._lock:
            self.late = True
            self._shut()

    def hold(self, event: str, facts: Mapping[str, Any]) -> None:
        """Take note of the connection, as a trace function of httpx."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._lock:
                end: socket.socket = facts["return_value"].get_extra_info("socket")
                self._ends.append(end)
                if self.late or self.cut_here:
                    end.close()  # nobody waits at it yet

    def _shut(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):  # closed already
                end.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Answer:
    """`mime` is what its sender calls it; `wait` what is in `Retry-After`."""

    status: int
    body: bytes
    mime: str = ""
    wait: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 - the success class of HTTP

    def json(self) -> Any:
        """Return what the body says; None when it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class LocalServer:
    """`entry.key` goes with each request: `user:password` as Basic, else as a bearer token.

    Nothing is sent twice, redirects are not followed and proxies of the environment not used.
    """

    def __init__(self, entry: Entry) -> None:
        self.label = entry.label
        self.base_url = entry.base_url.rstrip("/")
        self._key = entry.key
        self._connect_seconds = entry.connect_seconds

    def headers(self) -> dict[str, str]:
        """Return what says who asks; raises NotConfigured for a key no header can carry."""
        if not self._key:
            return {}
        if not self._key.isprintable() or (":" not in self._key and not self._key.isascii()):
            raise NotConfigured(f"The key for {self.label} has characters no request can carry.")
        if ":" in self._key:
            return {"Authorization": f"Basic {base64.b64encode(self._key.encode()).decode()}"}
        return {"Authorization": f"Bearer {self._key}"}

    def ask(
        self,
        method: str,
        path: str,
        *,
        seconds: float,
        most: int = ANSWER_MOST,
        line: Line | None = None,
        **content: Any,
    ) -> Answer:
        """Return the answer, whatever its status; `content` is what httpx takes for a request.

        Raises NotConfigured (no such address can be), NotReached, Late after `seconds`, Cut, and
        NoImage for more than `most` bytes.
        """
        self._check_address()
        line = line or Line()
        if seconds <= 0:
            raise NotReached(f"No time was left to ask {self.label}.")
        clock = threading.Timer(seconds, line.expire)
        clock.daemon = True
        clock.start()
        try:
            with self._told(line, seconds), self._client(seconds) as client:
                answer = self._exchange(client, line, method, path, most, content)
        finally:
            clock.cancel()
        if line.late or line.cut_here:
            # It may look whole: without a length the end of the line is the end of the body.
            raise self._late(seconds) if line.late else self._cut()
        return answer

    def said(self, words: object, most: int = 300) -> str:
        """Return words of the server for people: bounded, on one line, without the key."""
        text = " ".join(str(words).split())
        secrets = {self._key, self._key.partition(":")[2]}
        secrets |= {header.partition(" ")[2] for header in self._known_headers().values()}
        for secret in sorted(secrets - {""}, key=len, reverse=True):
            text = text.replace(secret, "[key]")
        text = "".join(character for character in text if character.isprintable())
        return text if len(text) <= most else text[: most - 1] + "…"

    def _known_headers(self) -> dict[str, str]:
        try:
            return self.headers()
        except NotConfigured:
            return {}

    def _check_address(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            fits = False
        if not fits:
            raise NotConfigured(f"The address of {self.label} is no http:// or https:// address.")
        if "@" in parts.netloc:
            # addresses come into logs
            raise NotConfigured(f"User and password of {self.label} belong into its key.")

    def _client(self, seconds: float) -> httpx.Client:
        # A connection for each exchange: one that is kept could not be cut, nor survive a fork.
        return httpx.Client(
            headers={
                **self.headers(),
                "Accept-Encoding": "identity",
                "User-Agent": "asset-service",
            },
            timeout=httpx.Timeout(seconds, connect=min(self._connect_seconds, seconds)),
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=_certificates(),
            trust_env=False,
            follow_redirects=False,
        )

    def _exchange(  # noqa: PLR0913, PLR0917 - as above
        self,
        client: httpx.Client,
        line: Line,
        method: str,
        path: str,
        most: int,
        content: dict[str, Any],
    ) -> Answer:
        held = bytearray()
        asked = {**content, "extensions": {"trace": line.hold}}
        with client.stream(method, self.base_url + path, **asked) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ProviderDown(f"{self.label} packs its answers, which nobody asked for.")
            for piece in response.iter_raw():
                held += piece
                if len(held) > most:
                    raise NoImage(f"{self.label} sent more than {most:,} bytes.")
            mime = response.headers.get("Content-Type", "").partition(";")[0].strip()
            wait = response.headers.get("Retry-After", "")
        return Answer(response.status_code, bytes(held), mime, wait)

    @contextlib.contextmanager
    def _told(self, line: Line, seconds: float) -> Iterator[None]:
        """What httpx raises, in our words alone: its own may quote a header or an address."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if _untrusted(error):
                raise NotConfigured(f"The certificate of {self.label} is not trusted.") from None
            raise NotReached(f"{self.label} cannot be reached.") from None
        except (httpx.TransportError, OSError) as error:
            if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
                raise NotConfigured(f"The address or key of {self.label} cannot be used.") from None
            late = line.late or isinstance(error, httpx.TimeoutException)
            raise (self._late(seconds) if late else self._cut()) from None
        except (httpx.InvalidURL, UnicodeError):
            raise NotConfigured(f"The address of {self.label} cannot be used.") from None

    def _late(self, seconds: float) -> Late:
        return Late(f"{self.label} did not answer in full within {seconds:.0f} seconds.")

    def _cut(self) -> Cut:
        return Cut(f"The connection to {self.label} broke off.")


class Clock:
    """Counts down the seconds that a whole call may take."""

    def __init__(self, seconds: float) -> None:
        self._over_at = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Return the seconds that are left, or `most` if that is less."""
        left = self._over_at - time.monotonic()
        return left if most is None else min(left, most)


def _untrusted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Made once: reading the certificates takes longer than many a request."""
    return ssl.create_default_context()
