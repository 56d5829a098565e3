"""What a WSGI server runs: `gunicorn wsgi:app`, and `gunicorn wsgi:events_app` for live changes."""

import os

from flask import Flask

from asset_service import observability
from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.web.events import create_events_app

_settings = Settings.from_env(os.environ)
observability.configure(as_json=_settings.log_json)
_makers = {"app": create_app, "events_app": create_events_app}


def __getattr__(name: str) -> Flask:
    """Build the application that the server asks for, and not the other one beside it."""
    if name not in _makers:
        raise AttributeError(name)
    return _makers[name](_settings)
