"""For whoever runs this: is the process up, and can it do its work? No credentials needed."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from asset_service.services.health import Readiness
from asset_service.web.context import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """503 when pages cannot be served; a broker that is away only delays pictures."""
    found = services().health.look()
    body = jsonify(status=found.status.value, checks=dict(found.checks))
    return body, 503 if found.status is Readiness.AWAY else 200
