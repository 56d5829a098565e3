"""The embedded PostgreSQL: who may do what, and what a kill leaves behind."""

import os
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from asset_service.embedded import postgres
from asset_service.embedded.binaries import postgres_for
from asset_service.embedded.errors import AlreadyRunning, EmbeddedError
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.locks import locked
from asset_service.embedded.postgres import SETTINGS, THROW_AWAY, Postgres
from asset_service.embedded.program import unprivileged

Run = Callable[[Postgres], AbstractContextManager[subprocess.Popen[bytes]]]


@pytest.fixture
def server(short_folder: Path) -> Postgres:
    account = unprivileged()
    install = postgres_for(account, short_folder)
    return Postgres(install, short_folder / "postgres", short_folder / "p", account, THROW_AWAY)


@pytest.fixture
def run(short_folder: Path) -> Run:
    @contextmanager
    def running(server: Postgres) -> Iterator[subprocess.Popen[bytes]]:
        with (short_folder / "log").open("ab") as log:
            process = spawn(server.program(), log.fileno())
        try:
            server.wait_until_ready(lambda: None)
            server.bootstrap()
            yield process
        finally:
            end(process, signal.SIGINT, grace=10)

    return running


def connect(url: str) -> psycopg.Connection:
    parts = make_url(url)
    return psycopg.connect(
        user=parts.username, dbname=parts.database, **parts.query, autocommit=True
    )


def ask(url: str, question: str) -> object:
    with connect(url) as connection:
        return connection.execute(question).fetchone()


def test_the_roles_are_what_the_product_relies_on(postgres_server):
    found = """select array_agg(rolname || ' ' || rolsuper || rolbypassrls || rolcreaterole
      || rolcreatedb || rolcanlogin order by rolname) from pg_roles where rolname ~ '^asset_'"""
    assert ask(postgres_server.superuser_url, found)[0] == [
        "asset_app falsefalsefalsefalsetrue",
        "asset_maintenance falsefalsefalsefalsetrue",
        "asset_owner falsetruefalsefalsetrue",
    ]


def test_the_owner_owns_a_new_database_and_its_schema(postgres_server):
    urls = postgres_server.create_database()
    owners = """select pg_get_userbyid(datdba), (select pg_get_userbyid(nspowner)
      from pg_namespace where nspname = 'public') from pg_database
      where datname = current_database()"""
    assert ask(urls.owner, owners) == ("asset_owner", "asset_owner")


@pytest.mark.parametrize("role", ["app", "maintenance"])
def test_a_runtime_role_creates_nothing(postgres_server, role):
    urls = postgres_server.create_database()
    for statement in ("create table mine ()", "create schema mine", "create temporary table t ()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(getattr(urls, role), statement)


def test_a_copy_has_what_its_template_had(postgres_server):
    template = postgres_server.create_database()
    with connect(template.owner) as connection:
        connection.execute("create table scenes (label text)")
        connection.execute("insert into scenes values ('2A')")
    copy = postgres_server.create_database(template.name)
    assert ask(copy.owner, "select label from scenes") == ("2A",)


def test_dropping_twice_is_harmless(postgres_server):
    urls = postgres_server.create_database()
    postgres_server.drop_database(urls)
    postgres_server.drop_database(urls)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(urls.app)


def test_addresses_do_not_show_in_a_printed_record(postgres_server):
    assert "host=" not in repr(postgres_server.create_database())


def test_it_listens_on_its_socket_alone(postgres_server, server_folder):
    assert ask(postgres_server.superuser_url, "show listen_addresses") == ("",)
    assert stat.S_IMODE((server_folder / "p").stat().st_mode) == 0o700


def test_variables_of_the_operator_do_not_reach_it(server, run, monkeypatch):
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "xx_XX.nonsense")
    with run(server):
        assert ask(server.urls().app, "select current_user") == ("asset_app",)


def is_free(lock: Path) -> bool:
    try:
        with locked(lock):
            return True
    except AlreadyRunning:
        return False


def test_a_killed_server_starts_again_with_what_it_had(server, run, eventually):
    server = replace(server, settings=SETTINGS)  # those of the product: nothing is thrown away
    with run(server) as process:
        with connect(server.urls().owner) as connection:
            connection.execute("create table scenes ()")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    eventually(lambda: is_free(server.folder / "lock"))  # its own children notice and end
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    with run(server):
        assert ask(server.urls().owner, "select count(*) from scenes") == (0,)


def test_two_servers_never_share_their_files(server, run):
    with run(server), pytest.raises(AlreadyRunning):
        spawn(server.program())


def test_a_killed_initdb_leaves_nothing_that_is_used(server, run):
    (server.folder / "data.part").mkdir(parents=True)
    (server.folder / "data.part" / "PG_VERSION").write_text("1")
    with run(server):
        assert ask(server.urls().app, "show server_encoding") == ("UTF8",)


def test_setting_up_again_mends_a_role(server, run):
    with run(server):
        ask_super = server.url("postgres", "postgres")
        with connect(ask_super) as connection:
            connection.execute("alter role asset_app bypassrls")
        server.bootstrap()
        question = "select rolbypassrls from pg_roles where rolname = 'asset_app'"
        assert ask(ask_super, question) == (False,)


def test_files_of_another_version_are_left_alone(server):
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        server.program().prepare()


def test_a_failing_initdb_says_why(server, monkeypatch):
    monkeypatch.setattr(postgres, "SUPERUSER", "pg_forbidden")
    with pytest.raises(EmbeddedError, match="pg_forbidden"):
        server.program().prepare()


def test_a_user_without_a_name_is_told(monkeypatch, server):
    monkeypatch.setattr(postgres.pwd, "getpwuid", {}.__getitem__)
    with pytest.raises(EmbeddedError, match="has no name on this machine"):
        server.program().prepare()


def test_waiting_ends_when_it_never_becomes_ready(server):
    with pytest.raises(EmbeddedError, match="did not become ready"):
        server.wait_until_ready(lambda: None, patience=0)


def test_waiting_ends_when_the_server_is_known_to_be_dead(server):
    def dead() -> None:
        raise EmbeddedError("it died")

    with pytest.raises(EmbeddedError, match="it died"):
        server.wait_until_ready(dead)


def test_another_process_waits_until_the_database_is_there(server, run):
    with pytest.raises(EmbeddedError):
        server.wait_until_set_up(patience=0)
    with run(server):
        server.wait_until_set_up(patience=0)
