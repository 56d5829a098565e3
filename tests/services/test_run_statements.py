from contextlib import contextmanager

import pytest
from job_kit import a_film
from run_kit import during, run
from sqlalchemy import event


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@contextmanager
def counted(film):
    """The statements that the film's own role sends meanwhile."""
    sent = []

    def count(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(film.database.engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(film.database.engine, "before_cursor_execute", count)


def told_of_asset(film):
    ((count,),) = film.sql("select count(*) from events where topic = 'asset'")
    return count


def test_a_first_picture_takes_eight_statements(film):
    job = film.job()
    with counted(film) as sent:
        run(film, job)
    assert len(sent) == 8


def test_a_later_picture_looks_at_the_earlier_ones_too(film):
    asset = film.asset()
    run(film, film.job(asset))
    job = film.job(asset)
    with counted(film) as sent:
        run(film, job)
    assert len(sent) == 11


def test_a_new_picture_is_told_of_once(film):
    job = film.job()
    before = told_of_asset(film)
    run(film, job)
    assert told_of_asset(film) - before == 1


def test_what_is_charged_for_an_earlier_try_stays_when_the_picture_costs_nothing(film):
    job = film.job(cost_amount=2, cost_currency="EUR")
    ended = run(film, job, during(film, "select 1"))
    (attempt,) = film.attempts()
    assert (attempt.cost_amount, ended.cost_amount) == (2, 2)
