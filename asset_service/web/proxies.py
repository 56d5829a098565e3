"""Who a request comes from when it came through proxies: as many as the operator says, no more.

Each proxy adds the address it was asked from to the end of `X-Forwarded-For`; what stands before
those is whatever the client wrote. The other `X-Forwarded-*` headers are never believed: the
address that people use is in the settings, and a proxy that forgets to strip one would let
clients choose it.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from asset_service.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Count the proxies off; without any every such header is ignored."""
    if settings.trusted_proxies:
        fixed = ProxyFix(
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
        app.wsgi_app = fixed  # type: ignore[method-assign] # as Flask's own manual has it
