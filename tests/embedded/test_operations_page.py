"""docs/operations.md repeats facts of the code: the two must not part."""

import re
import signal
from pathlib import Path

import psycopg
import pytest

from asset_service.embedded.binaries import postgres_for
from asset_service.embedded.launch import end, spawn
from asset_service.embedded.postgres import THROW_AWAY, Postgres
from asset_service.embedded.program import unprivileged
from asset_service.embedded.variables import DEFAULT_PORTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
SQL = re.search(r"```sql\n(.*?)```", PAGE, re.DOTALL)[1]
SETTINGS = (ROOT / "asset_service" / "config.py").read_text()
PROCFILE = (ROOT / "Procfile").read_text()

ROLES = """select rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
  rolcanlogin from pg_roles where rolname ~ '^asset_' order by rolname"""
RIGHTS = """select pg_get_userbyid(datdba), datacl, pg_get_userbyid(nspowner), nspacl,
  pg_encoding_to_char(encoding) from pg_database, pg_namespace
  where datname = current_database() and nspname = 'public'"""


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"', SETTINGS)))
)
def test_every_setting_is_on_the_page(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize(
    "name", sorted({*re.findall(r"\$\{?([A-Z_]+)", PROCFILE), *DEFAULT_PORTS, "FLOWER_BASIC_AUTH"})
)
def test_every_variable_of_a_process_is_on_the_page(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", re.findall(r"^(\w+):", PROCFILE, re.MULTILINE))
def test_every_process_is_on_the_page(name):
    assert f"| `{name}` |" in PAGE


@pytest.fixture
def bare_server(short_folder):
    """A server on which nothing has been set up."""
    account = unprivileged()
    install = postgres_for(account, short_folder)
    server = Postgres(install, short_folder / "pg", short_folder / "p", account, THROW_AWAY)
    with (short_folder / "log").open("wb") as log:
        process = spawn(server.program(), log.fileno())
    server.wait_until_ready(lambda: None)
    yield server
    end(process, signal.SIGINT, grace=10)


def superuser(server, database):
    return psycopg.connect(
        host=str(server.sockets), user="postgres", dbname=database, autocommit=True
    )


def test_the_sql_for_real_servers_makes_what_the_embedded_one_has(bare_server, postgres_server):
    before, after = SQL.split("\\connect asset_service\n")
    for database, statements in (("postgres", before), ("asset_service", after)):
        with superuser(bare_server, database) as connection:
            for statement in statements.split(";\n")[:-1]:
                connection.execute(statement)
    ours = postgres_server.superuser_url.partition("host=")[2].partition("&")[0]
    with (
        superuser(bare_server, "asset_service") as real,
        psycopg.connect(host=ours, user="postgres", dbname="asset_service") as embedded,
    ):
        for question in (ROLES, RIGHTS):
            assert real.execute(question).fetchall() == embedded.execute(question).fetchall()
