"""Is every table closed, and would the question notice one that is not?"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from asset_service.embedded.postgres import Urls
from schema.holes import LISTS, QUESTIONS, holes

pytestmark = pytest.mark.promise("A5", "A8")


@pytest.fixture
def superuser(empty_database: Urls) -> Iterator[Connection]:
    url = make_url(empty_database.owner).set(username="postgres")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection


def test_no_table_role_or_function_is_open(superuser):
    assert list(holes(superuser)) == []


def test_maintenance_has_a_policy_on_its_listed_tables_alone(superuser):
    found = superuser.execute(
        text("select distinct tablename from pg_policies where roles = array[cast(:role as name)]"),
        {"role": "asset_maintenance"},
    )
    assert sorted(found.scalars()) == LISTS["swept"]


PLANTED = [
    ("row-level security is off or not forced", "naked", "create table naked (id uuid)"),
    (
        "row-level security is off or not forced",
        "assets",
        "alter table assets no force row level security",
    ),
    (
        "row-level security is off or not forced",
        "part",
        """create table whole (project_id uuid) partition by list (project_id);
           alter table whole enable row level security;
           alter table whole force row level security;
           create table part partition of whole default""",
    ),
    ("no policy", "assets", "drop policy tenant on assets"),
    ("a policy for everybody", "assets", "create policy more on assets using (false)"),
    (
        "a policy that is always true",
        "assets",
        "create policy more on assets to asset_app using (true)",
    ),
    (
        "a policy that is always true",
        "assets",
        "create policy more on assets for insert to asset_app with check (true)",
    ),
    (
        "a policy that is always true",
        "scenes",
        "create policy more on scenes to asset_maintenance using (true)",
    ),
    (
        "a policy that is always true",
        "jobs",
        "create policy more on jobs to asset_app using (true)",
    ),
    ("a view that runs as its owner", "peek", "create view peek as select * from assets"),
    (
        "a materialized view",
        "peek",
        "create materialized view peek as select * from assets",
    ),
    (
        "a definer function that is not listed",
        "peek",
        """create function app.peek() returns bigint security definer set search_path = ''
           language sql as 'select count(*) from public.assets'""",
    ),
    (
        "a definer function without a search path",
        "find_login",
        "alter function app.find_login(text) reset search_path",
    ),
    (
        "a function that everybody may run",
        "sign_up",
        "grant execute on function app.sign_up(uuid, text, text, text, text) to public",
    ),
    (
        "a function that everybody may run",
        "fresh",
        "create function app.fresh() returns integer language sql as 'select 1'",
    ),
    ("a runtime role with power", "asset_app", "alter role asset_app bypassrls"),
    ("a runtime role with power", "asset_maintenance", "alter role asset_maintenance superuser"),
    (
        "a runtime role that owns something",
        "asset_app",
        "alter table alembic_version owner to asset_app",
    ),
    ("a runtime role that may become another", "asset_app", "grant asset_owner to asset_app"),
    (
        "a right that steps around policies",
        "assets",
        "grant truncate on assets to asset_app",
    ),
    ("a right that steps around policies", "users", "grant trigger on users to asset_app"),
    ("a right of everybody", "assets", "grant select on assets to public"),
    (
        "a right on a table of no tenant",
        "alembic_version",
        "grant select on alembic_version to asset_app",
    ),
    (
        "a right of users on a table of the installation",
        "provider_gates",
        "grant select on provider_gates to asset_app",
    ),
    (
        "a schema that others may add to",
        "app",
        "grant create on schema app to asset_maintenance",
    ),
    (
        "an owner column that leads no index",
        "events",
        "drop index ix_events_project_id_xid_id",
    ),
]


@pytest.mark.parametrize(("wrong", "name", "plant"), PLANTED)
def test_a_planted_hole_is_found(superuser, wrong, name, plant):
    superuser.execute(text(plant))
    assert (wrong, name) in list(holes(superuser))
    superuser.rollback()


def test_every_question_has_been_seen_to_find_something():
    assert set(QUESTIONS) == {wrong for wrong, _, _ in PLANTED}


def test_a_view_that_asks_as_its_reader_is_no_hole(superuser):
    superuser.execute(
        text("create view peek with (security_invoker = true) as select * from assets")
    )
    assert list(holes(superuser)) == []
    superuser.rollback()
