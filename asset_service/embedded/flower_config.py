"""Flower's configuration file: nothing answers without the password.

Flower reads this file as Python (`--conf`) and takes its options from FLOWER_* variables, so that
no password is on a command line. Its own `basic_auth` leaves /metrics, /healthcheck and the
"not found" page open, and with an empty password every page.
"""

import os

from flower.views import BaseHandler
from tornado.web import HTTPError

if ":" not in os.environ.get("FLOWER_BASIC_AUTH", ""):
    raise SystemExit("FLOWER_BASIC_AUTH must be user:password; Flower does not start without it")


def _require_password(handler: BaseHandler) -> None:
    """Run before every page; the API's own handlers check by themselves."""
    if not handler.current_user:  # a wrong password raises by itself
        raise HTTPError(401)


BaseHandler.prepare = _require_password
