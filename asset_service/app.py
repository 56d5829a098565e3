"""The web process: settings in, a Flask application out."""

from collections.abc import Callable

from flask import Flask, request
from sqlalchemy.exc import OperationalError

from asset_service.adapters.broker_url import limits_url
from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.extensions import db, limiter
from asset_service.store.engine import OPTIONS, PowerfulRole
from asset_service.web import (
    auth,
    bodies,
    converters,
    csrf,
    document,
    errors,
    headers,
    health,
    proxies,
    reference,
    revalidation,
    static_files,
    tracing,
)
from asset_service.web.context import Parts, install
from asset_service.web.flask_config import flask_config
from asset_service.web.pages import registry as pages


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application. Raises PowerfulRole for a database role that is too powerful.

    The database may be away while it starts. With `services` they are used as they are, and
    the caller answers for their engine.
    """
    app = Flask("asset_service.web", static_folder=None)
    app.request_class = bodies.BoundedRequest
    app.config.update(
        flask_config(settings),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=OPTIONS,
        RATELIMIT_STORAGE_URI=limits_url(settings.redis_url),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    # In this order for every request: an id, who asks, how much is read, from where it comes.
    tracing.register(app)
    if services is None:
        services = _own_services(app, settings)
    install(app, Parts(settings, services))
    limiter.init_app(app)
    auth.register(app)
    bodies.register(app)
    csrf.register(app)
    revalidation.register(app)
    headers.register(app, settings)
    errors.register(app)
    proxies.register(app, settings)
    converters.register(app)
    static_files.register(app)
    pages.register(app)
    app.register_blueprint(health.blueprint)
    document.register(app)
    app.register_blueprint(reference.blueprint)
    return app


def _own_services(app: Flask, settings: Settings) -> Services:
    db.init_app(app)
    with app.app_context():
        services = build_services(settings, db.engine)
    guard = _RoleGuard(services.check_role)
    try:
        guard.check()
    except OperationalError:
        pass  # away just now: the first request asks again
    except PowerfulRole:
        services.close()
        raise
    app.before_request(guard.before_request)
    return services


class _RoleGuard:
    """Lets nothing through before the database gave us a role that can do no harm."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._is_harmless = False

    def check(self) -> None:
        if not self._is_harmless:
            self._ask()
            self._is_harmless = True

    def before_request(self) -> None:
        if request.blueprint != health.blueprint.name:  # that one says itself what is away
            self.check()
