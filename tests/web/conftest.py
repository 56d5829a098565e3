import pytest
from flask import jsonify, request

from asset_service.app import create_app
from asset_service.domain.scopes import Scope
from asset_service.web import access


@pytest.fixture(scope="module")
def probing_app(app_settings, services):
    """The application with pages of its own, to see what every page gets."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("probe", "token"):
            patch.setitem(access.NEEDS, name, Scope.READ)
        yield _probing(app_settings, services)


def _probing(app_settings, services):
    app = create_app(app_settings, services)

    @app.route("/probe", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def probe():
        return jsonify(form=request.form.to_dict())

    @app.get("/probe/token")
    def token():
        return app.jinja_env.globals["csrf_token"]()

    return app
