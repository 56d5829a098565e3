"""One exchange through the `google-genai` library, with everything that may go wrong in it."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from asset_service.adapters.providers import gemini_errors
from asset_service.adapters.providers.exchange import AnswerTooLarge, Exchange
from asset_service.adapters.providers.http_faults import Faults
from asset_service.ports.providers import NotConfigured, ProviderError

if TYPE_CHECKING:
    from google.genai import Client

T = TypeVar("T")

API_VERSION = "v1beta"
"""Has every field of a picture's request; `v1` gets them later. A provider's settings may say."""


def ask(faults: Faults, exchange: Exchange, send: Callable[[Client], T]) -> T:
    """Return what `send` makes of the library's client; raises ProviderError.

    The library's own errors end here: their chain would carry what the server said, which may
    be the key, into a log.
    """
    entry = faults.entry
    if not entry.key:
        raise NotConfigured(f"{entry.label} needs a key.")
    try:
        import httpx2  # noqa: PLC0415 - 86 MB that only who has a key installs
        from google import genai  # noqa: PLC0415
        from google.genai import errors, types  # noqa: PLC0415

        from asset_service.adapters.providers import wire  # noqa: PLC0415
    except ImportError:
        raise NotConfigured(
            f"{entry.label} needs a library that is not installed: asset-service[gemini]."
        ) from None
    fault: ProviderError
    try:
        with exchange, wire.client(exchange, entry.connect_seconds) as http:
            client = genai.Client(
                vertexai=False,  # whatever the library's own variables say
                api_key=entry.key,
                http_options=types.HttpOptions(
                    base_url=entry.base_url,
                    api_version=str(entry.settings.get("api_version") or API_VERSION),
                    httpx_client=http,
                    httpx_async_client=wire.unused(),
                ),
            )
            return send(client)
    except errors.APIError as error:
        headers = getattr(error.response, "headers", {})
        fault = gemini_errors.of_answer(faults, error.code, headers, error.details)
    except (httpx2.HTTPError, httpx2.StreamError, AnswerTooLarge, ssl.SSLError):
        fault = faults.lost(exchange)
    raise fault
