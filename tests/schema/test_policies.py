"""What the application's role can reach by SQL alone, without any filter of the services."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from asset_service.models.registry import TABLES
from schema.holes import LISTS
from schema.tenant import Tenant

ALL = sorted(table.__tablename__ for table in TABLES)
NAMES = [name for name in ALL if name not in LISTS["shared"]]
OWNED_BY = dict.fromkeys(NAMES, "project_id") | {
    "users": "id",
    "projects": "id",
    "user_sessions": "user_id",
    "api_tokens": "user_id",
    "user_identities": "user_id",
    "password_resets": "user_id",
    "idempotency_keys": "user_id",
    "user_budgets": "user_id",
    "user_quotas": "user_id",
}
LIBRARY = {"library_assets", "library_versions"}
DENIED = "42501"  # no right, or a row that breaks a policy


class Sql:
    """One transaction of a role, as a user or as nobody."""

    def __init__(self, connection):
        self._connection = connection

    def run(self, statement, **values):
        return self._connection.execute(text(statement), values)

    def count(self, table):
        return self.run(f"select count(*) from {table}").scalar_one()  # noqa: S608 - our names

    def denied(self, statement, **values):
        """Tell whether PostgreSQL refuses it; the transaction goes on either way."""
        with self._connection.begin_nested() as point:
            try:
                self.run(statement, **values)
            except ProgrammingError as error:
                point.rollback()
                return error.orig.sqlstate == DENIED
        return False

    def changed(self, statement, **values):
        """Return how many rows it changed, 0 where it is refused."""
        return 0 if self.denied(statement, **values) else self.run(statement, **values).rowcount


@contextmanager
def sql(url, user=None) -> Iterator[Sql]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        if user is not None:
            told = {"id": str(user.id)}
            connection.execute(text("select set_config('app.user_id', :id, true)"), told)
        yield Sql(connection)


@pytest.fixture
def mine(owner):
    return Tenant(owner)


@pytest.fixture
def theirs(owner):
    return Tenant(owner)


def owner_of(tenant, table):
    if table.startswith("library_"):
        return tenant.library_asset.project_id
    return tenant.user.id if OWNED_BY[table] == "user_id" or table == "users" else tenant.project.id


def test_every_table_of_the_database_is_looked_at(owner):
    found = owner.execute(
        text(
            "select relname from pg_class c where relkind in ('r', 'p')"
            " and relnamespace = 'public'::regnamespace"
        )
    )
    assert sorted(set(found.scalars()) - set(LISTS["not_tenant"])) == ALL


def test_a_user_sees_a_row_of_their_own_in_every_table(empty_database, mine):
    with sql(empty_database.app, mine.user) as me:
        assert [table for table in NAMES if me.count(table) == 0] == []


@pytest.mark.promise("A6")
def test_without_a_user_no_table_has_a_row(empty_database, mine):
    with sql(empty_database.app) as nobody:
        assert {table: nobody.count(table) for table in NAMES} == dict.fromkeys(NAMES, 0)


def test_an_empty_user_is_nobody_and_no_error(empty_database, mine):
    with sql(empty_database.app) as nobody:
        nobody.run("select set_config('app.user_id', '', true)")
        assert nobody.count("assets") == 0


COPY = """insert into {table} overriding system value
          select (jsonb_populate_record(null::{table}, cast(:row as jsonb))).*"""


def row_of(owner, table, tenant):
    where = f"{OWNED_BY[table]} = :id"
    found = owner.execute(
        text(f"select to_jsonb(t)::text from {table} t where {where} limit 1"),  # noqa: S608 - our names
        {"id": owner_of(tenant, table)},
    )
    return found.scalar_one()


@pytest.mark.promise("A6")
@pytest.mark.parametrize("table", NAMES)
def test_without_a_user_nothing_can_be_written(empty_database, owner, mine, table):
    column = OWNED_BY[table]
    with sql(empty_database.app) as nobody:
        assert nobody.denied(COPY.format(table=table), row=row_of(owner, table, mine))
        assert nobody.changed(f"update {table} set {column} = {column}") == 0  # noqa: S608 - our names
        assert nobody.changed(f"delete from {table}") == 0  # noqa: S608 - our names


@pytest.mark.promise("A1")
@pytest.mark.parametrize("table", NAMES)
def test_another_users_rows_are_out_of_reach(empty_database, owner, mine, theirs, table):
    column, them = OWNED_BY[table], {"them": owner_of(theirs, table)}
    where = f"where {column} = :them"
    with sql(empty_database.app, mine.user) as me:
        assert me.run(f"select from {table} {where}", **them).all() == []
        assert me.changed(f"update {table} set {column} = {column} {where}", **them) == 0  # noqa: S608 - our names
        assert me.changed(f"delete from {table} {where}", **them) == 0  # noqa: S608 - our names
        assert me.denied(COPY.format(table=table), row=row_of(owner, table, theirs))


@pytest.mark.promise("A1")
@pytest.mark.parametrize("table", NAMES)
def test_a_row_cannot_be_given_to_another_user(empty_database, mine, theirs, table):
    giving = f"update {table} set {OWNED_BY[table]} = :them"  # noqa: S608 - our names
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(giving, them=owner_of(theirs, table))


@pytest.mark.parametrize("table", LISTS["shared"])
def test_what_is_the_installations_no_user_can_reach(empty_database, mine, table):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(f"select from {table}")
        assert me.denied(f"delete from {table}")  # noqa: S608 - our names


def test_the_ledger_cannot_be_rewritten(empty_database, mine):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied("update charges set held = 0")
        assert me.denied("delete from charges")


def test_nobody_raises_their_own_budget(empty_database, mine):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied("update user_budgets set monthly = 1000")
        assert me.denied("delete from user_budgets")


def test_a_draft_is_its_users_alone(empty_database, owner, mine, theirs):
    owner.execute(
        text("insert into memberships values (:project, :user, 'editor')"),
        {"project": mine.project.id, "user": theirs.user.id},
    )
    owner.commit()
    with sql(empty_database.app, theirs.user) as them:
        assert them.count("assets") == 2
        assert them.count("script_drafts") == 1


def test_a_removed_member_sees_nothing_any_more(empty_database, owner, mine, theirs):
    pair = {"project": mine.project.id, "user": theirs.user.id}
    ours = [name for name in NAMES if OWNED_BY[name] == "project_id" and name != "script_drafts"]
    with sql(empty_database.app, theirs.user) as them:
        before = {name: them.count(name) for name in ours}
    owner.execute(text("insert into memberships values (:project, :user, 'editor')"), pair)
    owner.commit()
    with sql(empty_database.app, theirs.user) as them:
        # who is invited is the owner's to know
        unseen = {name for name in ours if them.count(name) == before[name]}
        assert unseen <= {*LIBRARY, "invitations"}
    owner.execute(
        text("delete from memberships where project_id = :project and user_id = :user"), pair
    )
    owner.commit()
    with sql(empty_database.app, theirs.user) as them:
        assert {name: them.count(name) for name in ours} == before


ENROL = "insert into memberships (project_id, user_id, role) values (:project, :user, 'viewer')"


def test_users_cannot_enrol_themselves(empty_database, mine, theirs):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(ENROL, project=theirs.project.id, user=mine.user.id)


def test_owners_cannot_enrol_others_by_sql(empty_database, mine, theirs):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(ENROL, project=mine.project.id, user=theirs.user.id)


@pytest.mark.parametrize(
    "statement", ["update memberships set role = 'viewer'", "delete from memberships"]
)
def test_nobody_changes_memberships_by_sql(empty_database, mine, statement):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(statement)


def test_a_project_is_made_with_its_owner_and_only_by_somebody(empty_database):
    create = "select app.create_project(gen_random_uuid(), 'Mine')"
    with sql(empty_database.app) as nobody:
        assert nobody.denied(create)


def test_a_user_cannot_change_their_address(empty_database, mine):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied("update users set email_folded = 'other@example.org'")
        assert me.changed("update users set name = 'Grace'") == 1


@pytest.mark.promise("A8")
@pytest.mark.parametrize(
    "statement",
    [
        "set role asset_owner",
        "truncate assets",
        "create table mine (id integer)",
        "alter table assets disable row level security",
        "drop policy tenant on assets",
        "create trigger mine before update on assets for each row execute function app.touch()",
        "select * from alembic_version",
        "select pg_read_file('/etc/hostname')",
    ],
)
def test_the_applications_role_has_no_power_over_the_rules(empty_database, mine, statement):
    with sql(empty_database.app, mine.user) as me:
        assert me.denied(statement)


def test_maintenance_sees_its_listed_tables_whole_and_no_other(empty_database, mine, theirs):
    with sql(empty_database.maintenance) as sweeper:
        open_to_it = [name for name in ALL if not sweeper.denied(f"select from {name}")]
        assert open_to_it == LISTS["swept"]
        assert sweeper.count("jobs") == 2
