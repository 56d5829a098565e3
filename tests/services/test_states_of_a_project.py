"""Two looks at a project that are alike saw the same data, whatever commits in which order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from job_kit import a_film
from sqlalchemy import text

from asset_service.services.events import PERIOD, Events
from asset_service.store import sweeping

WRITERS = 3
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "commit", "roll back"]), st.integers(0, WRITERS - 1)),
    max_size=12,
)


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def events(film):
    return Events(film.database)


def state(film, events):
    return events.state(film.user_id, film.project_id)


def write(session, film, age="0"):
    session.execute(
        text(
            "insert into events (project_id, topic, subject_id, created_at)"
            " values (:p, 'asset', :p, clock_timestamp() - cast(:age as interval))"
        ),
        {"p": film.project_id, "age": age},
    )


def visible(film):
    """Every event that can be read now."""
    with film.owners() as session:
        found = session.scalars(
            text("select id from events where project_id = :p"), {"p": film.project_id}
        )
        return frozenset(found)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_what_became_visible_makes_another_state(film, events, steps):
    writers = [film.owners() for _ in range(WRITERS)]
    found = {}
    try:
        for act, number in [("look", 0), *steps]:
            if act == "write":
                write(writers[number], film)
            elif act == "commit":
                writers[number].commit()
            elif act == "roll back":
                writers[number].rollback()
            # nothing commits between the two: this test is the only one who writes
            seen = visible(film)
            assert found.setdefault(state(film, events), seen) == seen
    finally:
        for writer in writers:
            writer.close()


def test_a_lower_id_that_commits_later_is_another_state(film, events):
    with film.owners() as slow, film.owners() as quick:
        write(slow, film)
        write(quick, film)
        quick.commit()
        before = state(film, events)
        slow.commit()
    assert state(film, events) != before


def test_as_many_forgotten_as_new_is_another_state(film, events):
    with film.owners() as old, film.owners() as slow, film.owners() as quick:
        write(old, film, "25 hours")
        old.commit()
        write(slow, film)
        write(quick, film)
        quick.commit()
        before = state(film, events)
        with film.maintenance.as_nobody() as work:
            sweeping.forget_old(work.session)
            work.commit()
        slow.commit()
    assert state(film, events) != before


def test_a_quiet_project_stays_the_same(film, events):
    with film.owners() as session:
        write(session, film)
        session.commit()
    assert state(film, events) == state(film, events)


def test_no_state_lasts_until_events_are_forgotten():
    assert sweeping.KEPT.total_seconds() >= PERIOD * 2


def test_another_half_day_is_another_state(film, events, monkeypatch):
    before = state(film, events)
    monkeypatch.setattr("asset_service.services.events.PERIOD", 1)
    assert state(film, events) != before


def test_another_role_sees_another_state(film, events):
    before = state(film, events)
    with film.owners() as session:
        session.execute(text("update memberships set role = 'viewer'"))
        session.commit()
    assert state(film, events) != before


def test_a_stranger_sees_none(film, events):
    assert events.state(film.project_id, film.project_id) is None
