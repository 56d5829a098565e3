"""What a WSGI server runs: `gunicorn wsgi:app`."""

import os

from asset_service import observability
from asset_service.app import create_app
from asset_service.config import Settings

_settings = Settings.from_env(os.environ)
observability.configure(as_json=_settings.log_json)

app = create_app(_settings)
