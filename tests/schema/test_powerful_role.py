"""No process serves with a role that could step around the policies."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from asset_service.store.engine import PowerfulRole, make_engine, refuse_powerful_role

pytestmark = pytest.mark.promise("A8")


@pytest.fixture
def superuser(empty_database) -> Iterator:
    url = make_url(empty_database.owner).set(username="postgres")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def candidate(superuser, empty_database):
    """A role that may only connect, for a test to make stronger."""
    superuser.execute(text("create role candidate login"))
    superuser.execute(text(f"grant connect on database {empty_database.name} to candidate"))
    yield "candidate"
    superuser.execute(text("drop owned by candidate"))
    superuser.execute(text("drop role candidate"))


def check(urls, role, **overrides):
    engine = make_engine(make_url(urls.app).set(username=role), pool_size=1, **overrides)
    try:
        refuse_powerful_role(engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize("role", ["asset_app", "asset_maintenance"])
def test_the_runtime_roles_serve(empty_database, role):
    check(empty_database, role)


@pytest.mark.parametrize("role", ["asset_owner", "postgres"])
def test_owner_and_superuser_do_not(empty_database, role):
    with pytest.raises(PowerfulRole, match=role):
        check(empty_database, role)


@pytest.mark.parametrize(
    "made_stronger",
    [
        "alter role candidate bypassrls",
        "alter role candidate superuser",
        "grant asset_owner to candidate",
        "grant postgres to candidate",
        "create table theirs (); alter table theirs owner to candidate",
    ],
)
def test_a_role_with_power_or_a_way_to_it_does_not(
    empty_database, superuser, candidate, made_stronger
):
    check(empty_database, candidate)
    superuser.exec_driver_sql(made_stronger)
    with pytest.raises(PowerfulRole, match=candidate):
        check(empty_database, candidate)


def test_a_superuser_that_only_plays_the_runtime_role_does_not(empty_database):
    playing = {"options": "-c role=asset_app"}
    with pytest.raises(PowerfulRole, match="asset_app"):
        check(empty_database, "postgres", connect_args=playing)
