from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from fixtures.statements import counted
from job_kit import a_film, generation

from asset_service.domain.errors import Forbidden, Invalid, NotFound
from asset_service.services.activity import Activity, Filters
from asset_service.services.jobs import Jobs


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def activity(film):
    return Activity(film.database)


@pytest.fixture
def ids(film):
    return film.user_id, film.project_id


def names(page):
    return [entry.asset_name for entry in page.entries]


def test_jobs_come_with_their_asset_the_newest_first(film, activity, ids):
    for name in ("Mara", "Tom"):
        film.job(film.asset(name))
    page = activity.jobs(*ids, Filters())
    assert names(page) == ["Tom", "Mara"]
    assert (page.count, page.providers) == (2, ["scripted"])
    assert page.entries[0].requested_by == film.user_id


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(status="failed"), ["Tom"]),
        (Filters(name="MAR"), ["Mara"]),
        (Filters(name="%"), []),
        (Filters(provider="other"), ["Tom"]),
        (Filters(since=datetime.now(UTC) + timedelta(days=1)), []),
        (Filters(since=datetime.now(UTC) - timedelta(days=1)), ["Tom", "Mara"]),
        (Filters(batch_id=uuid4()), []),
        (Filters(status="failed", name="mara"), []),
    ],
)
def test_every_filter_that_is_given_must_hold(film, activity, ids, filters, found):
    film.job(film.asset("Mara"))
    tom = film.job(film.asset("Tom"), provider="other")
    film.set(tom, status="'failed'", finished_at="now()")
    assert names(activity.jobs(*ids, filters)) == found


def test_the_costs_are_of_all_pages_by_currency(film, activity, ids):
    for currency, amount in (("USD", "0.04"), ("USD", "0.06"), ("EUR", "1")):
        job = film.job(film.asset(f"{currency} {amount}"))
        film.set(job, cost_amount=amount, cost_currency=f"'{currency}'")
    page = activity.jobs(*ids, Filters(), limit=1)
    assert page.count == 3
    assert page.costs == [(Decimal("1.0000"), "EUR"), (Decimal("0.1000"), "USD")]


def test_pages_show_every_job_once(film, activity, ids):
    for number in range(5):
        film.job(film.asset(f"Extra {number}"))
    shown, cursor = [], None
    while True:
        page = activity.jobs(*ids, Filters(), limit=2, cursor=cursor)
        shown += names(page)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert shown == [f"Extra {number}" for number in reversed(range(5))]


def test_a_cursor_that_is_none_of_ours_is_refused(activity, ids):
    with pytest.raises(Invalid):
        activity.jobs(*ids, Filters(), cursor="nonsense")


def test_a_batch_for_one_asset_names_it_and_one_for_many_does_not(film, activity, ids):
    mara, *_ = film.asset("Mara"), film.asset("Tom"), film.asset("Lamp")
    one = generation(film).request(*ids, mara.id, candidates=2).body
    many = generation(film).missing(*ids).body
    assert activity.batch(*ids, one.id).asset_name == "Mara"
    assert activity.batch(*ids, many.id).asset_id is None
    assert [entry.asset_name for entry in activity.batches(*ids, limit=5)] == ["", "Mara"]
    with pytest.raises(NotFound):
        activity.batch(*ids, uuid4())


def test_what_waits_is_cancelled_and_what_runs_goes_on(film, activity, ids):
    waiting = [film.job(film.asset(name)) for name in ("Mara", "Tom")]
    running = film.job(film.asset("Lamp"))
    film.set(running, status="'running'", lease_until="now() + interval '1 minute'")
    jobs = Jobs(film.database)
    assert jobs.cancel_queued(*ids) == 2
    assert jobs.cancel_queued(*ids) == 0
    assert {jobs.get(*ids, job.id).status for job in waiting} == {"canceled"}
    assert not jobs.get(*ids, running.id).cancel_requested


def test_the_list_takes_as_many_statements_for_many_as_for_few(film, activity, ids):
    film.job()
    few = counted(film.database.engine, lambda: activity.jobs(*ids, Filters()))
    for number in range(6):
        film.job(film.asset(f"Extra {number}"))
    assert counted(film.database.engine, lambda: activity.jobs(*ids, Filters())) == few


def test_strangers_find_nothing(film, activity):
    with pytest.raises((NotFound, Forbidden)):
        activity.jobs(uuid4(), film.project_id, Filters())
