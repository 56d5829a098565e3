import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest
from job_kit import (
    CENTS,
    MemoryStore,
    Scripted,
    a_film,
    drawn,
    runner,
)
from run_kit import paid_run, run
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from asset_service.domain.errors import Unavailable
from asset_service.models.job import Job
from asset_service.ports import providers

pytestmark = pytest.mark.promise("A42")


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def test_a_paid_call_is_marked_before_it_is_sent(film):
    job, marks = film.job(paid=True), []

    def looks(request, context):
        marks.append(film.read(Job, job.id).submitted_at)
        return drawn()

    run(film, job, Scripted([looks], paid=True))
    assert marks[0] is not None


def test_a_paid_call_whose_outcome_nobody_knows_is_never_repeated(film):
    job = paid_run(film, providers.OutcomeUnknown("timed out"))
    assert (job.status, film.messages()) == ("unknown_outcome", [])


def test_a_surprise_after_a_paid_call_leaves_its_outcome_unknown(film):
    assert paid_run(film, ZeroDivisionError()).status == "unknown_outcome"


def test_a_paid_call_that_was_not_taken_is_sent_again(film):
    job = paid_run(film, providers.ProviderDown("no answer"))
    assert (job.status, job.submitted_at) == ("queued", None)


def test_a_paid_picture_that_cannot_be_stored_is_not_bought_twice(film):
    store = MemoryStore()
    store.away = 99
    job = paid_run(film, drawn(cost=CENTS), store=store)
    assert (job.status, job.error_code) == ("unknown_outcome", "store_unavailable")
    assert job.cost_amount == Decimal("0.04")


def test_a_store_that_comes_back_soon_is_waited_for(film):
    store = MemoryStore()
    store.away = 2
    job = paid_run(film, drawn(), store=store, patience=(0.0, 0.0))
    assert job.status == "succeeded"


def test_a_free_picture_that_cannot_be_stored_is_drawn_again_later(film):
    store = MemoryStore()
    store.away = 99
    job = run(film, film.job(), store=store)
    assert (job.status, job.error_code) == ("queued", "store_unavailable")


def test_a_decoder_that_is_away_is_no_fault_of_the_picture(film, monkeypatch):
    service = runner(film, Scripted())

    def away(data):
        raise Unavailable("The decoder is busy.")

    monkeypatch.setattr(service._pictures, "read", away)
    job = film.job()
    service.run(job.id, film.user_id)
    assert film.read(Job, job.id).status == "queued"


@contextmanager
def refusing(film, failures):
    """The database takes no attempt while there are failures left."""

    def refuse(_connection, _cursor, statement, *_):
        if "INSERT INTO attempts" in statement and failures:
            raise failures.pop()

    event.listen(film.database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(film.database.engine, "before_cursor_execute", refuse)


GONE = OperationalError("insert", {}, Exception("gone"))


def test_a_database_that_fails_once_is_asked_again_before_the_picture_is_given_up(film):
    failures = [GONE]
    with refusing(film, failures):
        assert paid_run(film, drawn()).status == "succeeded"
    assert not failures


def test_a_picture_that_the_database_never_takes_is_drawn_again_later(film):
    with refusing(film, [GONE] * 9):
        job = run(film, film.job())
    assert (job.status, job.error_code) == ("queued", "database_unavailable")


def test_a_worker_stops_trying_when_its_claim_is_lost(film):
    job, store = film.job(), MemoryStore()
    store.away = 99

    def loses(request, context):
        film.set(job, epoch="epoch + 1")
        while not context.cancelled():
            threading.Event().wait(0.01)
        return drawn()

    parts = {"store": store, "lease_seconds": 0.4, "patience": (3600.0,)}
    assert run(film, job, Scripted([loses]), **parts).status == "running"
