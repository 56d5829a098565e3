import socket
import threading
import time
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
    def ask(path="/readyz", *, database=None, store=fine, broker=fine, patience=4.0):
        engine_asked = Database(database or engine)
        health = Health(engine_asked, store=store, broker=broker, patience=patience)
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


def test_one_that_hangs_holds_the_answer_only_for_a_while(asked):
    hangs, began = threading.Event(), time.monotonic()
    answer = asked(store=hangs.wait, broker=hangs.wait, patience=2.0)
    assert time.monotonic() - began < 15
    assert answer.json["checks"] == {"database": "ok", "store": "away", "broker": "away"}
    hangs.set()


def test_questions_do_not_pile_up_behind_one_that_hangs(engine):
    hangs, asked = threading.Event(), []

    def store():
        asked.append(1)
        hangs.wait()

    health = Health(Database(engine), store=store, broker=fine, patience=1.0)
    assert [health.look().checks["store"] for _ in range(3)] == ["away"] * 3
    assert asked == [1]
    hangs.set()
    while health.look().checks["store"] != "ok":
        pass


def test_a_database_that_accepts_and_never_answers_is_away(asked):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        engine = make_engine(f"postgresql+psycopg://nobody@127.0.0.1:{port}/none")
        began = time.monotonic()
        assert asked(database=engine).json["checks"]["database"] == "away"
        assert time.monotonic() - began < 30
