"""No other site acts in our user's name.

Cookies are sent by the browser, whoever asked it to; bearer tokens are not, so requests that
carry one are exempt. For the others two walls: where the request comes from, and a token that
only our own pages can read.
"""

from urllib.parse import urlsplit

from flask import Flask, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from asset_service.domain.errors import Forbidden
from asset_service.web.context import is_browser, parts

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})

_protect = CSRFProtect()


def register(app: Flask) -> None:
    _protect.init_app(app)
    app.before_request(check)


def check() -> None:
    """Raise Forbidden `csrf_failed` for a change that may come from another site."""
    if request.endpoint is None or request.method in _SAFE or _is_bearer():
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITES:
        raise _refused("The request comes from another site.")
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins():
        raise _refused("The request comes from another site.")
    # Signing in and up by a page needs the token too, or somebody is signed in as another.
    if is_browser() or not request.path.startswith("/api/"):
        try:
            _protect.protect()
        except CSRFError:
            raise _refused("Send the page's token as X-CSRFToken or csrf_token.") from None


def _is_bearer() -> bool:
    return g.user is not None and not is_browser()


def _own_origins() -> frozenset[str]:
    public = urlsplit(parts().settings.public_url)
    return frozenset({f"{public.scheme}://{public.netloc}", f"{request.scheme}://{request.host}"})


def _refused(detail: str) -> Forbidden:
    return Forbidden(detail, code="csrf_failed")
