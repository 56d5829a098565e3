"""Who is asking: a browser by its session cookie, a program by a bearer token.

Every route needs credentials unless it is listed in PUBLIC: a new route is closed until
somebody opens it here.
"""

from flask import Flask, g, redirect, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from structlog.contextvars import bind_contextvars
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain.errors import Unauthenticated
from asset_service.services.accounts import SignedIn
from asset_service.services.views import UserView
from asset_service.web.context import services
from asset_service.web.errors import wants_page
from asset_service.web.targets import sign_in_address

PUBLIC = frozenset(
    {
        "static",
        "health.healthz",
        "health.readyz",
        "openapi.openapi_json",
        "openapi.docs",
        "accounts.sign_up",
        "accounts.create_token",  # takes credentials, or an e-mail address and a password
        "entrance.sign_in",
        "entrance.sign_up",
    }
)


class BrowserUser(UserMixin):  # type: ignore[misc] # flask_login has no types
    """What Flask-Login keeps: its id in the cookie is the session's secret, not the user's id.

    So that signing out, or a changed password, ends a copied cookie too.
    """

    def __init__(self, user: UserView, secret: str) -> None:
        self.view = user
        self.name = user.name
        self.email = user.email
        self._secret = secret

    def get_id(self) -> str:
        return self._secret


def register(app: Flask) -> None:
    manager = LoginManager()
    # Its check compares addresses and user agents, and believes X-Forwarded-For. Ours is the
    # row of the session.
    manager.session_protection = None
    manager.user_loader(_browser_user)
    manager.init_app(app, add_context_processor=False)  # it would ask for the user on every page
    app.before_request(authenticate)


def authenticate() -> AnyResponse | None:
    """Set `g.user`; refuse a request without good credentials unless its route is public."""
    g.user = None
    g.by_cookie = False
    if request.endpoint is None:
        return None  # there is nothing at this address, whoever asks
    if "Authorization" in request.headers:
        g.user = _bearer(request.headers["Authorization"])
    elif "_user_id" in session and current_user.is_authenticated:
        g.user = current_user.view
        g.by_cookie = True
    if g.user is not None:
        bind_contextvars(user_id=str(g.user.id))
        return None
    if request.endpoint in PUBLIC:
        return None
    if wants_page():
        return redirect(sign_in_address(request), code=303)
    raise Unauthenticated("Sign in, or send a token as `Authorization: Bearer`.")


def start_browser_session(signed_in: SignedIn) -> None:
    """Put the session in the cookie; whatever was in it before is gone (fixation)."""
    session.clear()
    session.permanent = True
    login_user(BrowserUser(signed_in.user, signed_in.secret))
    for unused in ("_fresh", "_id"):
        session.pop(unused, None)


def end_browser_session() -> None:
    """Sign out: the row goes, so that a copy of the cookie is worth nothing either."""
    secret = session.get("_user_id")
    if g.user is not None and isinstance(secret, str):
        services().accounts.sign_out(g.user.id, secret)
    session.clear()


def _browser_user(secret: str) -> BrowserUser | None:
    held = services().accounts.user_of(secret)
    if held is None or held.kind != "session":
        return None
    return BrowserUser(held.user, secret)


def _bearer(header: str) -> UserView | None:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    held = services().accounts.user_of(secret.strip())
    return held.user if held is not None and held.kind == "token" else None
