"""What the processes are told, and what they are not."""

import os
import sys
from pathlib import Path

import pytest

from asset_service.config import Settings
from asset_service.embedded import variables
from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.postgres import Urls
from asset_service.embedded.variables import for_children, wants_postgres

OURS = Urls(name="db", app="postgresql://app", maintenance="postgresql://m", owner="postgresql://o")
KEPT = Kept(
    name="a",
    secret_key="s" * 64,
    flower_password="pw",
    ports={"PORT": 8000, "EVENTS_PORT": 8001, "FLOWER_PORT": 5555, "METRICS_PORT": 9464},
)


def told(**env):
    return for_children(
        env, data_dir=Path("/data"), kept=KEPT, database=OURS, redis_url="unix:///v.sock?db=0"
    )


def test_they_are_settings_of_the_product():
    settings = Settings.from_env(told())
    assert settings.database_url == OURS.app
    assert settings.maintenance_url == OURS.maintenance
    assert settings.redis_url == "unix:///v.sock?db=0"
    assert (settings.public_url, settings.events_url) == (
        "http://127.0.0.1:8000",
        "http://127.0.0.1:8001",
    )


def test_no_process_hears_of_the_owner():
    found = told(DATABASE_OWNER_URL="postgresql://o")
    assert "DATABASE_OWNER_URL" not in found
    assert "postgresql://o" not in found.values()


def test_what_the_operator_set_stays():
    found = told(SECRET_KEY="mine", REDIS_URL="redis://r", WEB_BIND="unix:/w.sock", OTHER="x")
    assert (found["SECRET_KEY"], found["REDIS_URL"]) == ("mine", "redis://r")
    assert (found["WEB_BIND"], found["OTHER"]) == ("unix:/w.sock", "x")


def test_a_blank_variable_counts_as_unset():
    assert told(SECRET_KEY="  ")["SECRET_KEY"] == KEPT.secret_key


def test_behind_a_proxy_events_come_from_the_same_origin():
    found = told(PUBLIC_URL="https://assets.example")
    assert (found["PUBLIC_URL"], found["EVENTS_URL"]) == ("https://assets.example", "")


def test_commands_of_this_environment_are_found_first():
    assert told(PATH="/bin")["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/bin"]
    assert told()["PATH"].endswith(os.defpath)


def test_the_relay_gets_a_port_for_its_metrics():
    assert Settings.from_env(told()).metrics_port == 9464


def test_flower_gets_a_password():
    assert told()["FLOWER_BASIC_AUTH"] == "operator:pw"


@pytest.mark.parametrize("writable", [True, False])
def test_workers_show_that_they_live_in_memory_when_they_can(monkeypatch, writable):
    monkeypatch.setattr(variables.os, "access", lambda *_: writable)
    assert told()["WORKER_TMP_DIR"].startswith("/dev/") is writable


def test_the_database_is_ours_unless_it_is_given_whole():
    assert wants_postgres({})
    assert not wants_postgres({"DATABASE_URL": "a", "DATABASE_MAINTENANCE_URL": "b"})


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({"DATABASE_URL": "a"}, "DATABASE_MAINTENANCE_URL"),
        ({"DATABASE_MAINTENANCE_URL": "a", "DATABASE_URL": " "}, "DATABASE_URL"),
        ({"DATABASE_OWNER_URL": "a"}, "DATABASE_URL and DATABASE_MAINTENANCE_URL"),
    ],
)
def test_half_a_database_is_refused(env, missing):
    with pytest.raises(EmbeddedError, match=f"set {missing} too"):
        wants_postgres(env)


def test_ports_are_those_of_the_last_run_or_the_usual_ones():
    asked = []

    def choose(*wished):
        asked.append(wished)
        return wished[0]

    assert variables.ports({"EVENTS_PORT": "9001"}, {"PORT": 8123}, choose) == {
        "PORT": 8123,
        "EVENTS_PORT": 9001,
        "FLOWER_PORT": 5555,
        "METRICS_PORT": 9464,
    }
    assert asked == [(8123, 8000), (5555,), (9464,)]


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8e3", "٣"])
def test_a_port_must_be_one(port):
    with pytest.raises(EmbeddedError, match="PORT must be a port"):
        variables.ports({"PORT": port}, {}, lambda *_: 1)
