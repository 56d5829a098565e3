"""No statement of any route reads a whole table of tenants: the planner is asked, at size.

The statements are those of the sweeps, the tables those of ten thousand tenants with one row in
each, which is enough for an index to be cheaper by a hundred times where there is one.
"""

import json
from dataclasses import dataclass

import pytest
from fixtures.world import owner_session
from schema.holes import LISTS
from schema.tenant import Tenant
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from asset_service.models.registry import TABLES
from asset_service.store.engine import make_engine
from web.films import CANARY
from web.test_tenants import EVERY, call_of
from web.test_tenants_of_pages import RULES, Reader, prepared

TENANTS = 10_000
SHARED = {*LISTS["shared"], *LISTS["not_tenant"]}
NAMES = [table.__tablename__ for table in TABLES if table.__tablename__ not in SHARED]
READ = ("select", "with", "insert", "update", "delete")


@dataclass(frozen=True)
class Seen:
    statement: str
    values: object


@pytest.fixture(scope="module")
def crowd(new_database):
    """A database with many tenants, asked as the application's role, for one of them."""
    with new_database() as urls:
        with owner_session(urls) as owner:
            user = str(Tenant(owner).user.id)
        url = make_url(urls.owner).set(username="postgres")
        superuser = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with superuser.connect() as connection:
            connection.execute(text("set session_replication_role = replica"))
            for name in NAMES:
                connection.execute(text(multiplied(connection, name)), {"most": TENANTS})
            connection.execute(text("analyze"))
        engine = make_engine(urls.app, pool_size=1)
        with engine.connect() as asking:
            asking.execute(text("select set_config('app.user_id', :id, false)"), {"id": user})
            yield asking
        engine.dispose()


def multiplied(connection, name):
    """Copy the row of a table for every tenant, with ids that are the tenant's own."""
    columns = connection.execute(
        text(
            "select column_name, data_type,"
            " column_name like 'email%' or column_name in ('secret_hash', 'subject')"
            " from information_schema.columns where table_schema = 'public'"
            " and table_name = :name and is_identity = 'NO' and is_generated = 'NEVER'"
        ),
        {"name": name},
    ).all()
    taken = {
        "uuid": "md5(t.{0}::text || n)::uuid",
        "text": "t.{0} || n",
        "bytea": "decode(md5(t.{0}::text || n), 'hex')",
    }
    values = [
        (taken[kind] if kind == "uuid" or unique else "t.{0}").format(column)
        for column, kind, unique in columns
    ]
    named = ", ".join(column for column, _, _ in columns)
    return (
        f"insert into {name} ({named}) select {', '.join(values)}"  # noqa: S608 - our own names
        f" from (select * from {name} limit 1) t, generate_series(1, :most) n"
    )


@pytest.fixture
def said(walls):
    """Every statement that the application sends, each once."""
    found = {}

    def see(_connection, _cursor, statement, values, _context, many):
        if statement.lstrip().lower().startswith(READ) and "set_config" not in statement:
            found.setdefault(statement, Seen(statement, values[0] if many else values))

    event.listen(walls.house.engine, "before_cursor_execute", see)
    yield found
    event.remove(walls.house.engine, "before_cursor_execute", see)


def whole_tables(plan):
    """Yield the tables that a plan reads from one end to the other."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from whole_tables(inner)


def read_whole(crowd, seen):
    with crowd.begin_nested() as point:
        raw = crowd.exec_driver_sql(f"explain (format json) {seen.statement}", seen.values).scalar()
        point.rollback()
    (plan,) = raw if isinstance(raw, list) else json.loads(raw)
    return sorted(set(whole_tables(plan["Plan"])) & set(NAMES))


def test_no_route_reads_a_whole_table_of_tenants(walls, said, crowd):
    for method, path in EVERY:
        walls.put_back()
        call = call_of(method, path)
        film = walls.film_of(style_locked=call.style_locked)
        if call.before:
            film.ask(walls.api, *call.before)
        film.ask(walls.api, method, path, **call.options(film))
    for endpoint, method, path in RULES:
        walls.put_back()
        Reader(walls.house.app, walls.owner).ask(prepared(walls, endpoint), endpoint, method, path)
    assert len(said) > 200
    found = {one.statement: read_whole(crowd, one) for one in said.values()}
    assert {statement: tables for statement, tables in found.items() if tables} == {}


def test_one_that_does_would_be_seen(crowd):
    """By a planner that is told to use no index."""
    asked = Seen("select * from attempts where original_name = %(name)s", {"name": CANARY})
    assert read_whole(crowd, asked) == []
    kinds = ("indexscan", "indexonlyscan", "bitmapscan")
    for onoff in ("off", "on"):
        for kind in kinds:
            crowd.execute(text(f"set enable_{kind} = {onoff}"))
        if onoff == "off":
            assert read_whole(crowd, asked) == ["attempts", "memberships"]


def test_the_tables_are_large(crowd):
    counted = {
        name: crowd.execute(
            text("select reltuples from pg_class where oid = cast(:name as regclass)"),
            {"name": name},
        ).scalar_one()
        for name in NAMES
    }
    assert {name for name, rows in counted.items() if rows < TENANTS} == set()
