"""What a WSGI server runs: `gunicorn wsgi:app`, and `gunicorn wsgi:events_app` for live changes."""

import gc
import os

from flask import Flask

from asset_service import observability
from asset_service.app import create_app
from asset_service.config import Settings
from asset_service.web.events import create_events_app

_settings = Settings.from_env(os.environ)
observability.configure(as_json=_settings.log_json)
_OBJECTS_BETWEEN_LOOKS = 10_000
_makers = {"app": create_app, "events_app": create_events_app}


def __getattr__(name: str) -> Flask:
    """Build the application that the server asks for, and not the other one beside it."""
    if name not in _makers:
        raise AttributeError(name)
    made = _makers[name](_settings)
    _settle()
    return made


def _settle() -> None:
    """Keep the collector of cycles away from what stays, and from most requests.

    It looked through the whole program several times for each board: 40 % of the answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
