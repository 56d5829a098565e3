import pytest

from asset_service.config import Settings
from asset_service.maintenance import build_relay
from asset_service.store.engine import PowerfulRole


def settings(maintenance_url):
    return Settings(
        database_url="unused",
        maintenance_url=maintenance_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="unused",
    )


def test_the_relay_refuses_a_role_that_could_step_around_the_policies(database):
    with pytest.raises(PowerfulRole, match="asset_owner"):
        build_relay(settings(database.owner))


def test_the_relay_waits_for_a_database_that_is_away(tmp_path):
    nowhere = f"postgresql+psycopg://asset_maintenance@/none?host={tmp_path}"

    assert build_relay(settings(nowhere))
