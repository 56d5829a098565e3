"""Flower's configuration file: nothing answers without the password.

Flower reads this file as Python (`--conf`) and takes its options from FLOWER_* variables, so that
no password is on a command line. Its own `basic_auth` leaves /metrics, /healthcheck and the
"not found" page open, and with an empty password every page.
"""

import os

from flower.api import BaseApiHandler
from flower.views import BaseHandler
from tornado.web import HTTPError

if ":" not in os.environ.get("FLOWER_BASIC_AUTH", ""):
    raise SystemExit("FLOWER_BASIC_AUTH must be user:password; Flower does not start without it")


def _require_password(handler: BaseHandler) -> None:
    """Run before every page and every call of the API, whatever its method."""
    if not handler.current_user:  # a wrong password raises by itself
        raise HTTPError(401)


# the API's own `prepare` refuses only where no password is configured at all
BaseHandler.prepare = BaseApiHandler.prepare = _require_password
