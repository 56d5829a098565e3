"""The web process: settings in, a Flask application out."""

from flask import Flask

from asset_service.adapters.broker_url import limits_url
from asset_service.config import Settings
from asset_service.container import Services, build_services
from asset_service.extensions import db, limiter
from asset_service.store.engine import OPTIONS, refuse_powerful_role
from asset_service.web import (
    auth,
    bodies,
    converters,
    csrf,
    document,
    errors,
    headers,
    health,
    reference,
    tracing,
)
from asset_service.web.context import Parts, install
from asset_service.web.flask_config import flask_config
from asset_service.web.pages import registry as pages


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the application; connects to nothing yet.

    With `services` they are used as they are, and the caller answers for their engine.
    """
    app = Flask("asset_service.web")
    app.request_class = bodies.BoundedRequest
    app.config.update(
        flask_config(settings),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=OPTIONS,
        RATELIMIT_STORAGE_URI=limits_url(settings.redis_url),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    if services is None:
        services = _own_services(app, settings)
    install(app, Parts(settings, services))
    limiter.init_app(app)
    # In this order for every request: an id, who asks, how much is read, from where it comes.
    tracing.register(app)
    auth.register(app)
    bodies.register(app)
    csrf.register(app)
    headers.register(app, settings)
    errors.register(app)
    converters.register(app)
    pages.register(app)
    app.register_blueprint(health.blueprint)
    document.register(app)
    app.register_blueprint(reference.blueprint)
    return app


def _own_services(app: Flask, settings: Settings) -> Services:
    db.init_app(app)
    with app.app_context():
        services = build_services(settings, db.engine)
    checked = False

    def check_role() -> None:
        # Once, when the database is first needed: it may be away while this process starts.
        nonlocal checked
        if not checked:
            refuse_powerful_role(services.engine)
            checked = True

    app.before_request(check_role)
    return services
