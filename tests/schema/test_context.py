"""Whom a transaction asks for must never outlive it in the pool."""

from contextlib import suppress

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.pool import NullPool

from asset_service.store.engine import make_engine
from asset_service.store.work import Database
from schema.tenant import Tenant

pytestmark = pytest.mark.promise("A7")


@pytest.fixture
def database(empty_database):
    """Units of work that all share one connection."""
    engine = make_engine(empty_database.app, pool_size=1, max_overflow=0)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def one(owner):
    return Tenant(owner)


@pytest.fixture
def other(owner):
    return Tenant(owner)


def backend(work):
    return work.session.execute(text("select pg_backend_pid()")).scalar_one()


def seen(work):
    """The projects whose assets this work sees."""
    return set(work.session.execute(text("select project_id from assets")).scalars())


def assert_clean(database, pid, other):
    """The next on the very same connection sees only what is theirs; nobody sees nothing."""
    with database.as_user(other.user.id) as work:
        assert (backend(work), seen(work)) == (pid, {other.project.id})
    with database.as_nobody() as work:
        assert (backend(work), seen(work)) == (pid, set())


def test_the_next_user_of_the_connection_is_the_next_user(database, one, other):
    with database.as_user(one.user.id) as work:
        pid = backend(work)
        assert seen(work) == {one.project.id}
        work.commit()
    assert_clean(database, pid, other)


def test_after_an_exception(database, one, other):
    with suppress(ZeroDivisionError), database.as_user(one.user.id) as work:
        pid = backend(work)
        raise ZeroDivisionError
    assert_clean(database, pid, other)


def test_after_an_error_of_the_database(database, one, other):
    with database.as_user(one.user.id) as work:
        pid = backend(work)
        with pytest.raises(DataError):
            work.session.execute(text("select 1 / 0"))
    assert_clean(database, pid, other)


def test_after_a_rollback(database, one, other):
    with database.as_user(one.user.id) as work:
        pid = backend(work)
        work.session.rollback()
        assert seen(work) == {one.project.id}
    assert_clean(database, pid, other)


def test_after_a_commit_in_mid_work_which_goes_on_as_the_same_user(database, one, other):
    with database.as_user(one.user.id) as work:
        pid = backend(work)
        work.commit()
        assert seen(work) == {one.project.id}
    assert_clean(database, pid, other)


def test_inside_a_savepoint_too(database, one, other):
    with database.as_user(one.user.id) as work:
        pid = backend(work)
        with work.session.begin_nested():
            assert seen(work) == {one.project.id}
    assert_clean(database, pid, other)


def test_after_the_connection_was_cut_in_the_pool(database, empty_database, one, other):
    with database.as_user(one.user.id) as work:
        killed = backend(work)
    with create_engine(empty_database.app, poolclass=NullPool).connect() as beside:
        beside.execute(text("select pg_terminate_backend(:pid)"), {"pid": killed})
    with database.as_user(other.user.id) as work:
        assert seen(work) == {other.project.id}
        assert backend(work) != killed


def test_after_the_connection_was_cut_in_mid_work(database, empty_database, one, other):
    with suppress(OperationalError), database.as_user(one.user.id) as work:
        killed = backend(work)
        with create_engine(empty_database.app, poolclass=NullPool).connect() as beside:
            beside.execute(text("select pg_terminate_backend(:pid)"), {"pid": killed})
        seen(work)
    with database.as_nobody() as work:
        assert (seen(work), backend(work) != killed) == (set(), True)
    with database.as_user(other.user.id) as work:
        assert seen(work) == {other.project.id}


def test_work_that_is_not_committed_leaves_nothing(database, one):
    with database.as_user(one.user.id) as work:
        work.session.execute(text("update assets set name = 'Other'"))
    with database.as_user(one.user.id) as work:
        names = work.session.execute(text("select name from assets")).scalars()
        assert set(names) == {one.asset.name}


def test_work_knows_whose_it_is(database, one):
    with database.as_user(one.user.id) as work:
        assert work.user_id == one.user.id
    with database.as_nobody() as work, pytest.raises(RuntimeError, match="nobody"):
        _ = work.user_id
