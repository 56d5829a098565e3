"""What a view may ask for: the settings, the services, and who is asking."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, g

from asset_service.config import Settings
from asset_service.container import Services
from asset_service.domain.errors import Unauthenticated
from asset_service.services.credentials import Credential
from asset_service.services.views.people import UserView

_KEY = "asset_service"


@dataclass(frozen=True)
class Parts:
    settings: Settings
    services: Services


def install(app: Flask, parts: Parts) -> None:
    """Give the application its parts, once."""
    app.extensions[_KEY] = parts


def parts() -> Parts:
    """The parts of the running application."""
    found: Parts = current_app.extensions[_KEY]
    return found


def services() -> Services:
    return parts().services


def user() -> UserView:
    """Who is asking; raises Unauthenticated on a public route without credentials."""
    found: UserView | None = g.get("user")
    if found is None:
        raise Unauthenticated("Sign in, or send a token as `Authorization: Bearer`.")
    return found


def user_id() -> UUID:
    return user().id


def credential() -> Credential:
    """What the request came with; raises Unauthenticated as `user` does."""
    user()
    found: Credential = g.credential
    return found


def is_browser() -> bool:
    """Return True when the session cookie says who is asking."""
    return bool(g.get("by_cookie", False))
