import pytest
from job_kit import a_film, cut
from sqlalchemy import create_engine

from asset_service.store.engine import make_engine
from asset_service.store.listener import Listener


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def listener(film):
    with Listener(film.database.engine, "project_events") as listener:
        listener.wait(0)
        yield listener


def test_a_new_ear_may_have_missed_something(film):
    with Listener(film.database.engine, "outbox") as listener:
        assert listener.wait(0) is None
        assert listener.wait(0) == []


def test_what_is_said_is_heard_with_its_words(film, listener):
    film.sql("notify project_events, 'hello'")
    assert listener.wait(10) == ["hello"]


def test_a_change_of_an_asset_is_said_with_its_project(film, listener):
    film.asset()
    assert listener.wait(10) == [str(film.project_id)]


def test_what_others_say_elsewhere_is_not_heard(film, listener):
    film.sql("notify outbox")
    assert listener.wait(0.01) == []


def test_a_connection_that_was_cut_is_made_again(film, listener):
    cut(film.database, "listen%")
    assert [listener.wait(0.01), listener.wait(0.01)] == [None, None]
    film.sql("notify project_events, 'again'")
    assert listener.wait(10) == ["again"]


def test_a_database_that_is_away_is_waited_for():
    nowhere = make_engine("postgresql+psycopg://nobody@/nothing?host=/nonexistent")
    with Listener(nowhere, "outbox") as listener:
        assert listener.wait(0.01) is None


def test_the_ear_is_not_one_of_the_pools_connections(film, listener):
    assert film.database.engine.pool.checkedout() == 0


def test_only_our_own_driver_can_hear():
    with pytest.raises(TypeError, match="psycopg"):
        Listener(create_engine("sqlite://"), "outbox").wait(0)
