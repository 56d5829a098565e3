"""Fetches the JSON that an identity provider publishes: bounded in time and size, no redirects.

The issuer is the operator's choice and may be anywhere, plain http on loopback included. What its
own document points at may not: that is https on a public address, or the issuer's very host.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import httpx

from asset_service.adapters import outgoing
from asset_service.adapters.outgoing import NotAllowed
from asset_service.adapters.providers.exchange import AnswerTooLarge, Exchange

SECONDS = 5.0
CONNECT_SECONDS = 2.0
MOST_BYTES = 512 * 1024


class NotFetched(Exception):
    """The words say why, and never quote an answer."""


def fetch_json(url: str, own: str) -> Any:
    """Return what is at `url`; raises NotFetched. `own` is an address that may be private."""
    try:
        target = outgoing.checked(url, own)
        with Exchange(SECONDS, MOST_BYTES) as exchange:
            limits = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
            headers = {
                "Host": target.authority,
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            }
            told = {"trace": exchange.trace, "sni_hostname": target.host}
            with (
                httpx.Client(timeout=limits, follow_redirects=False, trust_env=False) as client,
                client.stream("GET", target.pinned, headers=headers, extensions=told) as answer,
            ):
                if answer.status_code != HTTPStatus.OK:
                    raise NotFetched(f"it says HTTP {answer.status_code}")
                data = b"".join(_counted(answer.iter_raw(), exchange))
        return json.loads(data)
    except NotAllowed:
        raise NotFetched("its address is not one that is asked") from None
    except AnswerTooLarge:
        raise NotFetched("its answer is too long") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        raise NotFetched(f"it does not answer ({type(error).__name__})") from None
    except (ValueError, RecursionError):
        raise NotFetched("its answer is no JSON") from None


def _counted(pieces: Iterator[bytes], exchange: Exchange) -> Iterator[bytes]:
    for piece in pieces:
        exchange.take(len(piece))
        yield piece
