"""Who is asking: a browser by its session cookie, a program by a bearer token.

Every route needs credentials unless it is listed in PUBLIC, and `access` says what they must be
good for: a new route is closed until somebody opens it in one of the two.
"""

from contextlib import suppress
from uuid import UUID

from flask import Flask, g, redirect, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from structlog.contextvars import bind_contextvars
from werkzeug.wrappers import Response as AnyResponse

from asset_service.domain import acting
from asset_service.domain.errors import NotFound, Unauthenticated
from asset_service.services.credentials import Credential, keep_to
from asset_service.services.sessions import SignedIn
from asset_service.web import access, limits
from asset_service.web.context import services
from asset_service.web.errors import wants_page
from asset_service.web.static_files import ENDPOINT as STATIC
from asset_service.web.targets import sign_in_address

PUBLIC = frozenset(
    {
        STATIC,
        "health.healthz",
        "health.readyz",
        "openapi.openapi_json",
        "openapi.docs",
        "accounts.sign_up",
        "tokens.create_token",  # takes credentials, or an e-mail address and a password
        "entrance.sign_in",
        "entrance.sign_up",
        "pages.invitation.show",  # takes the secret of a link
        "accounts.ask_for_password",
        "accounts.set_password",
        "entrance.forgot_password",
        "entrance.reset_password",
    }
)

_WAYS = {
    "session": acting.Via.SESSION,
    "token": acting.Via.TOKEN,
    "identity": acting.Via.JWT,
}


class BrowserUser(UserMixin):  # type: ignore[misc] # flask_login has no types
    """What Flask-Login keeps: its id in the cookie is the session's secret, not the user's id.

    So that signing out, or a changed password, ends a copied cookie too.
    """

    def __init__(self, secret: str, credential: Credential | None = None) -> None:
        self.credential = credential
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
    app.teardown_request(_forget)


def authenticate() -> AnyResponse | None:
    """Set `g.user` and `g.credential`.

    Refuses a request without good credentials unless its route is public, and one whose
    credential is not good for the route.
    """
    g.user = g.credential = None
    g.by_cookie = False
    keep_to(None)
    if request.endpoint is None or request.endpoint == STATIC:
        return None  # nothing is at this address, or the same for everybody: whoever asks
    if "Authorization" in request.headers:
        g.credential = _bearer(request.headers["Authorization"])
    elif "_user_id" in session and current_user.is_authenticated:
        g.credential = current_user.credential
        g.by_cookie = True
    acting.through(_WAYS[g.credential.kind] if g.credential else acting.Via.SESSION)
    if g.credential is not None:
        g.user = g.credential.user
        bind_contextvars(user_id=str(g.user.id), credential=_name(g.credential))
        if request.endpoint in access.NEEDS or request.endpoint not in PUBLIC:
            access.check(g.credential, request)
        keep_to(g.credential.rights.project_id)
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
    login_user(BrowserUser(signed_in.secret))
    for unused in ("_fresh", "_id"):
        session.pop(unused, None)


def sign_in_browser(user_id: UUID) -> None:
    """Start a session of somebody who is known, in the browser that asks."""
    start_browser_session(services().sessions.begin(user_id, *who_asks()))


def who_asks() -> tuple[str, str]:
    """Return what the browser says of itself, and the address it asks from."""
    return request.headers.get("User-Agent", ""), request.remote_addr or ""


def end_browser_session() -> None:
    """Sign out: the row goes, so that a copy of the cookie is worth nothing either."""
    if g.by_cookie:
        with suppress(NotFound):  # it ended a moment ago
            services().sessions.end(g.user.id, g.credential.id)
    session.clear()


def _browser_user(secret: str) -> BrowserUser | None:
    held = services().credentials.of_session(secret)
    return BrowserUser(secret, held) if held is not None else None


def _bearer(header: str) -> Credential | None:
    """Return what a token is good for; raises RateLimitExceeded for who guesses."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    held = services().credentials.of_bearer(secret.strip())
    if held is None:
        limits.count_bad_token()
    return held


def _forget(_error: BaseException | None) -> None:
    keep_to(None)


def _name(credential: Credential) -> str:
    return f"{credential.kind} {credential.id}" if credential.id else credential.kind
