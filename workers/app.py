"""The Celery application: `celery -A workers.app:celery_app worker -Q images`.

Settings are read when this is imported, so that a missing variable stops the worker at once.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from asset_service import observability
from asset_service.config import Settings
from workers.config import celery_config

settings = Settings.from_env(os.environ)
celery_app = Celery(
    "asset_service",
    include=["workers.generate", "workers.render", "workers.export", "workers.mail"],
)
celery_app.conf.update(celery_config(settings))


@setup_logging.connect
def _configure_logging(**_: Any) -> None:
    """Having a receiver at all is what keeps Celery's own set-up away."""
    observability.configure(as_json=settings.log_json)
