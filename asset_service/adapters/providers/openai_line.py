"""One exchange through the `openai` library, with everything that may go wrong in it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from asset_service.adapters.providers import openai_errors
from asset_service.adapters.providers.entry import Entry
from asset_service.adapters.providers.exchange import AnswerTooLarge, Exchange
from asset_service.adapters.providers.http_faults import Faults
from asset_service.ports.providers import NotConfigured, ProviderError

if TYPE_CHECKING:
    from openai import Omit, OpenAI

T = TypeVar("T")

NO_KEY = "none"
"""For the library, which else takes the key from its own variable; nobody is sent it."""


def ask(faults: Faults, exchange: Exchange, send: Callable[[OpenAI], T]) -> T:
    """Return what `send` makes of the library's client; raises ProviderError.

    The library's own errors end here: their chain would carry what the server said, which may
    be the key, into a log.
    """
    try:
        import httpx2  # noqa: PLC0415 - 70 MB that only who has a key installs
        import openai  # noqa: PLC0415

        from asset_service.adapters.providers import wire  # noqa: PLC0415
    except ImportError:
        raise NotConfigured(
            f"{faults.entry.label} needs a library that is not installed: asset-service[openai]."
        ) from None
    entry = faults.entry
    fault: ProviderError
    try:
        with (
            exchange,
            wire.client(exchange, entry.connect_seconds, anonymous=not entry.key) as http,
        ):
            client = openai.OpenAI(
                api_key=entry.key or NO_KEY,
                base_url=entry.base_url,
                max_retries=0,
                http_client=http,
                default_headers=_headers(entry, openai.Omit()),
            )
            return send(client)
    except openai.APIStatusError as error:
        answer = error.response
        fault = openai_errors.of_answer(faults, answer.status_code, answer.headers, answer.content)
    except (openai.APIError, httpx2.HTTPError, httpx2.StreamError, AnswerTooLarge, ssl.SSLError):
        fault = faults.lost(exchange)
    raise fault


def _headers(entry: Entry, omitted: Omit) -> Mapping[str, str]:
    """Return what goes beside the key; the library's own variables are for another account."""
    told: dict[str, Any] = {
        "OpenAI-Organization": entry.settings.get("organization") or omitted,
        "OpenAI-Project": entry.settings.get("project") or omitted,
    }
    return told
