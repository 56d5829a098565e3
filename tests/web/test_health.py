from dataclasses import replace

import pytest
from fixtures.app import FakeQueue

from asset_service.app import create_app
from asset_service.container import build_services
from asset_service.ports.objects import StoreUnavailable
from asset_service.services.health import Health
from asset_service.store.engine import make_engine
from asset_service.store.work import Database


def fails(*_):
    raise StoreUnavailable("/srv/objects on db.internal")


def fine(*_):
    pass


@pytest.fixture
def asked(app_settings, services, engine):
    def ask(path="/readyz", *, database=None, store=fine, broker=fine):
        health = Health(Database(database or engine), store=store, broker=broker)
        return create_app(app_settings, replace(services, health=health)).test_client().get(path)

    return ask


def test_all_is_well(asked):
    answer = asked()
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "checks": {"database": "ok", "store": "ok", "broker": "ok"},
    }


def test_without_the_store_it_is_not_ready(asked):
    answer = asked(store=fails)
    assert (answer.status_code, answer.json["status"]) == (503, "away")
    assert answer.json["checks"]["store"] == "away"
    assert "srv" not in answer.text


def test_without_the_database_it_is_not_ready_but_alive(asked, tmp_path):
    nowhere = make_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    answer = asked(database=nowhere)
    assert (answer.status_code, answer.json["checks"]["database"]) == (503, "away")
    assert asked("/healthz", database=nowhere).json == {"status": "ok"}


def test_without_the_broker_it_is_degraded_and_serves_on(asked):
    answer = asked(broker=fails)
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    assert answer.json["checks"]["broker"] == "away"


def test_the_parts_are_asked_themselves(app_settings, engine):
    queue = FakeQueue()
    built = build_services(app_settings, engine, queue=queue)
    assert built.health.look().status == "ready"
    queue.away = True
    assert built.health.look().checks == {"database": "ok", "store": "ok", "broker": "away"}
