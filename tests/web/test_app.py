from dataclasses import replace

import pytest
from flask_sqlalchemy import SQLAlchemy

from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.s3_store import S3Store
from asset_service.app import create_app
from asset_service.config import S3Settings
from asset_service.container import make_store
from asset_service.extensions import db
from asset_service.store.engine import PowerfulRole


@pytest.fixture
def made():
    """Build applications with an engine of their own, and let go of it afterwards."""
    apps = []

    def make(settings):
        app = create_app(settings)
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.extensions["asset_service"].services.close()


def test_the_web_process_owns_one_engine_and_its_services_use_it(made, app_settings):
    app = made(app_settings)
    with app.app_context():
        assert app.extensions["asset_service"].services.engine is db.engine
    assert isinstance(db, SQLAlchemy)
    assert app.test_client().get("/api/v1/me").status_code == 401


def test_a_role_that_could_step_around_the_policies_is_refused_at_the_start(app_settings):
    with pytest.raises(PowerfulRole):
        create_app(replace(app_settings, database_url=app_settings.owner_url))


def test_a_database_that_is_away_at_the_start_is_asked_with_the_first_request(
    made, app_settings, tmp_path
):
    nowhere = f"postgresql+psycopg://asset_app@/none?host={tmp_path}"
    client = made(replace(app_settings, database_url=nowhere)).test_client()
    answer = client.get("/sign-in")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert client.get("/healthz").status_code == 200


def test_files_are_on_disk_unless_a_store_is_named(app_settings):
    s3 = S3Settings(endpoint="127.0.0.1:1", access_key="a", secret_key="b", bucket="c")
    assert isinstance(make_store(app_settings), DiskStore)
    assert isinstance(make_store(replace(app_settings, s3=s3)), S3Store)
