"""What Flask and its extensions are told, from the settings."""

from typing import Any
from urllib.parse import urlsplit

from asset_service.config import Settings
from asset_service.services.sessions import SESSION_LASTS
from asset_service.web.bodies import largest_body


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the web process; the caller adds the addresses of servers."""
    unsafe = settings.is_local_http
    return {
        "SECRET_KEY": settings.secret_key,
        # `__Host-` binds the cookie to this host and to TLS: no subdomain can set it (RFC 6265bis)
        "SESSION_COOKIE_NAME": "session" if unsafe else "__Host-session",
        "SESSION_COOKIE_SECURE": not unsafe,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": SESSION_LASTS,
        "TRUSTED_HOSTS": None if unsafe else [urlsplit(settings.public_url).hostname],
        # Each request gets the limit of its route before anything reads it; these are the net.
        "MAX_CONTENT_LENGTH": largest_body(settings),
        "MAX_FORM_MEMORY_SIZE": largest_body(settings),
        "MAX_FORM_PARTS": 1000,
        # web/csrf.py decides when a token is asked for
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        "API_TITLE": "Asset service",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "JSON_SORT_KEYS": False,
    }
