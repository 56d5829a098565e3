"""The whole: servers for a data folder, the Procfile's lines, and their end."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from sqlalchemy.engine import make_url

from asset_service.embedded import environment
from asset_service.embedded.births import birth
from asset_service.embedded.environment import reachable, running, running_once
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.kept import Kept
from asset_service.embedded.postgres import THROW_AWAY, Postgres

OTHERS = {
    "DATABASE_URL": "postgresql+psycopg://app@db/x",
    "DATABASE_MAINTENANCE_URL": "postgresql+psycopg://m@db/x",
    "REDIS_URL": "redis://broker",
}


@pytest.fixture
def data(short_folder):
    return short_folder / "data"


@pytest.fixture
def up(data, short_folder):
    """Enter `running` without touching folders outside of this test's, and without fsync."""
    options = {"show": False, "shelf": short_folder / "shelf", "settings": THROW_AWAY}
    return lambda env=OTHERS: running(data, env, **options)


def login(url):
    parts = make_url(url)
    return {"user": parts.username, "dbname": parts.database, **parts.query}


def who(url):
    with psycopg.connect(**login(url)) as connection:
        return connection.execute("select current_user").fetchone()[0]


def test_everything_is_there_and_gone_afterwards(up, data):
    with up({}) as stack:
        assert who(stack.env["DATABASE_URL"]) == "asset_app"
        assert who(stack.env["DATABASE_MAINTENANCE_URL"]) == "asset_maintenance"
        assert who(stack.owner_url) == "asset_owner"
        with Redis.from_url(stack.env["REDIS_URL"]) as client:
            assert client.ping()
        pids = [entry["pid"] for entry in json.loads((data / "processes.json").read_text())]
    assert [birth(pid) for pid in pids] == [None, None]
    assert not Path(Kept.load(data).sockets).exists()


def test_a_second_command_uses_what_runs(up, data, short_folder):
    with up({}) as stack, reachable(data, {}, shelf=short_folder / "shelf") as other:
        assert who(other.owner_url) == "asset_owner"
        assert other.env["DATABASE_URL"] == stack.env["DATABASE_URL"]
        with pytest.raises(EmbeddedError, match="the command that runs already"):
            other.start(Path("Procfile"))
        other.wait()


def test_a_run_of_its_own_leaves_nothing():
    with running_once({}) as stack:
        folder = Path(stack.env["DATA_DIR"]).parent
        assert who(stack.env["DATABASE_URL"]) == "asset_app"
    assert not folder.exists()


def test_a_second_up_is_refused(up):
    with up(), pytest.raises(AlreadyRunning, match="in use"):
        up().__enter__()


def test_given_servers_are_not_started(up, data):
    with up() as stack:
        assert stack.env["DATABASE_URL"] == OTHERS["DATABASE_URL"]
        assert stack.owner_url == ""
        assert not (data / "processes.json").exists()


def test_the_owner_of_a_given_server_is_passed_to_migrations_alone(up):
    with up(OTHERS | {"DATABASE_OWNER_URL": "postgresql://o"}) as stack:
        assert stack.owner_url == "postgresql://o"
        assert "DATABASE_OWNER_URL" not in stack.env


def test_a_command_alone_brings_its_own(data):
    with reachable(data, OTHERS) as stack:
        assert stack.supervisor is not None


def test_a_command_beside_given_servers_needs_none(up, data):
    with up(), reachable(data, OTHERS) as other:
        assert other.env["REDIS_URL"] == OTHERS["REDIS_URL"]


def test_a_command_that_expects_other_servers_is_told(up, data):
    with up(), pytest.raises(EmbeddedError, match="other servers"):
        reachable(data, {}).__enter__()


def test_a_command_beside_one_that_never_gets_ready_gives_up(up, data, monkeypatch):
    monkeypatch.setattr(environment, "_PATIENCE", 0.1)
    with up():
        (data / "embedded.json").unlink()
        with pytest.raises(EmbeddedError, match="does not get ready"):
            reachable(data, OTHERS).__enter__()


def test_data_secrets_and_addresses_stay_from_run_to_run(up):
    with up({}) as first, psycopg.connect(**login(first.owner_url)) as connection:
        connection.execute("create table scenes ()")
    with up({}) as second, psycopg.connect(**login(second.owner_url)) as connection:
        assert connection.execute("select count(*) from scenes").fetchone() == (0,)
        assert second.env == first.env


def test_the_data_folder_is_closed_to_others(up, data):
    with up():
        assert data.stat().st_mode & 0o077 == 0


def test_a_server_that_does_not_stay_up_is_told_with_its_words(up, monkeypatch):
    program = Postgres.program

    def broken(self):
        return replace(program(self), argv=("sh", "-c", "echo no memory; exit 1"))

    monkeypatch.setattr(Postgres, "program", broken)
    with pytest.raises(EmbeddedError, match=r"postgres does not stay up:\nno memory"):
        up({}).__enter__()


def test_a_database_that_cannot_be_set_up_is_told(up, monkeypatch):
    def refuse(_):
        raise psycopg.OperationalError("disk full")

    monkeypatch.setattr(Postgres, "bootstrap", refuse)
    with pytest.raises(EmbeddedError, match="disk full"):
        up({}).__enter__()


def test_lines_of_the_procfile_run_and_a_signal_ends_the_wait(up, data, short_folder, eventually):
    (short_folder / "Procfile").write_text("web: sh -c 'echo $PORT; sleep 600'")

    def stop():
        eventually((data / "logs" / "web.log").exists)
        os.kill(os.getpid(), signal.SIGTERM)

    with up() as stack:
        stack.start(short_folder / "Procfile")
        threading.Thread(target=stop).start()
        stack.wait()
        port = stack.env["PORT"]
    assert (data / "logs" / "web.log").read_text().startswith(f"{port}\n")


SCRIPT = """
import os, sys
from pathlib import Path
from asset_service.embedded.environment import running
from asset_service.embedded.postgres import THROW_AWAY
folder = Path(sys.argv[1])
options = {"shelf": folder / "shelf", "settings": THROW_AWAY}
with running(folder / "data", dict(os.environ), **options) as stack:
    stack.start(folder / "Procfile")
    print("started", flush=True)
    stack.wait()
"""


@pytest.fixture
def another_up(short_folder):
    """A process of its own that runs everything until it gets a signal."""
    (short_folder / "Procfile").write_text(
        f"web: {sys.executable} -c 'import time; time.sleep(600)'"
    )
    env = {name: value for name, value in os.environ.items() if name not in OTHERS}
    with subprocess.Popen(  # noqa: S603 - the lines above
        [sys.executable, "-c", SCRIPT, str(short_folder)], env=env, stdout=subprocess.PIPE
    ) as process:
        while b"started" not in process.stdout.readline():
            pass
        yield process
        process.kill()


def names_on_file(data):
    try:
        return {
            entry["name"]: entry["pid"]
            for entry in json.loads((data / "processes.json").read_bytes())
        }
    except (OSError, ValueError):
        return {}


def test_a_signal_stops_everything(another_up, data, eventually):
    eventually(lambda: len(names_on_file(data)) == 3)
    pids = names_on_file(data).values()
    another_up.terminate()
    another_up.communicate()
    assert another_up.returncode == 0
    assert {birth(pid) for pid in pids} == {None}


def test_after_a_kill_of_everything_it_starts_again(another_up, data, up, eventually):
    eventually(lambda: len(names_on_file(data)) == 3)
    another_up.kill()
    for pid in names_on_file(data).values():
        if birth(pid):
            os.kill(pid, signal.SIGKILL)
    another_up.communicate()
    with up({}) as stack:
        assert who(stack.env["DATABASE_URL"]) == "asset_app"


def test_a_killed_server_comes_back_by_itself(another_up, data, eventually):
    eventually(lambda: len(names_on_file(data)) == 3)
    before = names_on_file(data)
    for name in ("postgres", "valkey"):
        os.kill(before[name], signal.SIGKILL)
    eventually(
        lambda: all(
            names_on_file(data).get(name, before[name]) != before[name]
            for name in ("postgres", "valkey")
        )
    )
    assert names_on_file(data)["web"] == before["web"]
    another_up.terminate()
    another_up.communicate()
