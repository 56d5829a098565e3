import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_kit import a_film, cut
from sqlalchemy import text

from asset_service.domain.errors import NotFound, Unavailable
from asset_service.services import events as module
from asset_service.services.events import Change, Events, Place
from asset_service.store.engine import make_engine
from asset_service.store.work import Database


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def events(film):
    events = Events(film.database)
    yield events
    events.close()


def read(film, events, place=None):
    return events.since(film.user_id, film.project_id, place)


def happen(session, film, name):
    """One event, not committed yet."""
    session.execute(
        text("insert into events (project_id, topic, subject_id) values (:p, :t, :p)"),
        {"p": film.project_id, "t": name},
    )


def topics(changes):
    return [change.topic for change in changes.changes]


def test_a_new_reader_starts_at_what_is_now(film, events):
    film.asset()
    assert read(film, events).changes == []


def test_a_change_is_told_once(film, events):
    start = read(film, events).place
    asset = film.asset()
    told = read(film, events, start)
    assert told.changes == [Change("asset", asset.id)]
    assert read(film, events, told.place).changes == []


def test_what_changed_often_is_told_once_a_read(film, events):
    job = film.job()
    start = read(film, events).place
    for share in ("0.1", "0.2"):
        film.set(job, progress=share)
    assert read(film, events, start).changes == [Change("job", job.id)]


def test_a_lower_id_that_commits_later_is_not_lost(film, events):
    start = read(film, events).place
    with film.owners() as slow, film.owners() as quick:
        happen(slow, film, "slow")
        happen(quick, film, "quick")
        quick.commit()
        first = read(film, events, start)
        slow.commit()
    second = read(film, events, first.place)
    assert sorted(topics(first) + topics(second)) == ["quick", "slow"]


def test_a_lower_id_of_a_younger_transaction_is_not_lost(film, events):
    start = read(film, events).place
    with film.owners() as older, film.owners() as younger:
        older.execute(text("select pg_current_xact_id()"))
        happen(younger, film, "younger")
        happen(older, film, "older")
        older.commit()
        first = read(film, events, start)
        younger.commit()
    second = read(film, events, first.place)
    assert sorted(topics(first) + topics(second)) == ["older", "younger"]


def test_what_is_not_settled_yet_is_announced_as_more(film, events):
    start = read(film, events).place
    with film.owners() as running:
        running.execute(text("select pg_current_xact_id()"))
        film.asset()
        told = read(film, events, start)
    assert (told.changes, told.more) == ([], True)
    assert topics(read(film, events, told.place)) == ["asset"]


def test_a_long_list_is_told_in_parts(film, events, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    start = read(film, events).place
    for name in ("Mara", "Tom", "Ida"):
        film.asset(name)
    first = read(film, events, start)
    second = read(film, events, first.place)
    assert [len(first.changes), first.more] == [2, True]
    assert [len(second.changes), second.more] == [1, False]


def test_a_reader_who_was_away_too_long_reads_everything_again(film, events):
    place = read(film, events).place
    told = read(film, events, replace(place, at=place.at - 25 * 3600))
    assert told.changes == [Change("reset", film.project_id)]
    assert read(film, events, told.place).changes == []


def test_a_place_from_another_database_is_not_waited_for(film, events):
    place = read(film, events).place
    told = read(film, events, replace(place, xid=place.xid + 10**9))
    assert topics(told) == ["reset"]


def test_another_projects_changes_are_not_told(film, events):
    start = read(film, events).place
    film.sql("insert into projects (id, title) values (:id, 'Other')", id=(other := uuid4()))
    film.sql(
        "insert into events (project_id, topic, subject_id) values (:id, 'asset', :id)", id=other
    )
    assert read(film, events, start).changes == []


def test_a_stranger_reads_nothing(film, events):
    with pytest.raises(NotFound):
        events.since(uuid4(), film.project_id, None)


def test_who_loses_access_reads_no_further(film, events):
    place = read(film, events).place
    film.sql("delete from memberships")
    with pytest.raises(NotFound):
        read(film, events, place)


def test_a_database_that_is_away_is_told_as_such():
    nowhere = make_engine("postgresql+psycopg://nobody@/nothing?host=/nonexistent")
    with pytest.raises(Unavailable):
        Events(Database(nowhere)).since(uuid4(), uuid4(), None)


numbers = st.integers(0, module.LARGEST)


@given(st.builds(Place, numbers, numbers, numbers))
def test_a_place_is_read_back_as_it_was_written(place):
    assert Place.parse(str(place)) == place


@given(st.text())
def test_any_text_is_a_place_or_none(said):
    place = Place.parse(said)
    assert place is None or max(place.xid, place.event_id, place.at) <= module.LARGEST


@pytest.mark.parametrize("said", ["", "1-2", "1-2-3-4", "a-b-c", "-1-2", "1-2-٣", f"{2**63}-1-1"])
def test_what_is_no_place_is_none(said):
    assert Place.parse(said) is None


def test_the_bell_rings_when_something_changes(film, events):
    with events.bell(film.project_id, film.user_id) as bell:
        quiet(bell)
        film.asset()
        assert bell.wait(10)


def test_the_bell_of_another_project_stays_silent(film, events):
    with events.bell(uuid4(), uuid4()) as other, events.bell(film.project_id, film.user_id) as bell:
        quiet(bell)
        other.clear()
        film.asset()
        assert bell.wait(10)
        assert not other.is_set()


def test_every_reader_has_a_bell(film, events):
    with (
        events.bell(film.project_id, film.user_id) as one,
        events.bell(film.project_id, uuid4()) as two,
    ):
        quiet(one)
        two.clear()
        film.asset()
        assert one.wait(10)
        assert two.wait(10)


def test_a_bell_rings_when_its_reader_may_something_else(film, events):
    somebody = uuid4()
    with events.bell(uuid4(), somebody) as bell:
        quiet(bell)
        with film.database.as_nobody() as work:
            work.session.execute(
                text("select pg_notify('project_events', :id)"), {"id": str(somebody)}
            )
            work.commit()
        assert bell.wait(10)


def test_the_bells_ring_after_a_connection_was_lost(film, events):
    with events.bell(film.project_id, film.user_id) as bell:
        quiet(bell)
        cut(film.database, "listen%")
        assert bell.wait(10)


def test_a_bell_that_is_put_down_is_forgotten(film, events):
    with events.bell(film.project_id, film.user_id):
        pass
    assert events._bells == {}


def test_nothing_listens_before_the_first_bell(film):
    before = threading.active_count()
    Events(film.database).close()
    assert threading.active_count() == before


def quiet(bell):
    """Wait for the ring of the new connection, after which only changes ring."""
    assert bell.wait(10)
    bell.clear()
