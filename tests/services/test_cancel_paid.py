"""Cancelling a job that a provider works on already: what it cost is not thrown away."""

import pytest
from job_kit import CENTS, Scripted, a_film, cancel, drawn, runner, sweeper

from asset_service.models.job import Job
from asset_service.ports.providers import ProviderDown, Submitted


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def waiting(film):
    """A paid job that was sent, whose provider was away when it was asked after."""
    job = film.job(paid=True)
    away = Scripted([Submitted("h1"), ProviderDown("away")], paid=True)
    runner(film, away).run(job.id, film.user_id)
    film.set(job, due_at="now()")
    assert film.read(Job, job.id).provider_handle == "h1"
    return job


def asked_after(film, job, *script):
    provider = Scripted(list(script), paid=True)
    runner(film, provider).run(job.id, film.user_id)
    assert provider.submits == 0
    return film.read(Job, job.id)


def test_it_stays_queued_until_somebody_asked_after_it(film, waiting):
    cancel(film, waiting)
    row = film.read(Job, waiting.id)
    assert (row.status, row.cancel_requested_at is not None) == ("queued", True)


def test_its_picture_goes_to_the_bin_and_its_cost_is_known(film, waiting):
    cancel(film, waiting)
    row = asked_after(film, waiting, drawn(cost=CENTS))
    (attempt,) = film.attempts()
    assert (row.status, row.cost_amount) == ("canceled", CENTS.amount)
    assert (attempt.slot, attempt.binned_because, attempt.job_id) == (None, "canceled", row.id)


def test_a_provider_that_is_away_again_is_asked_again(film, waiting):
    cancel(film, waiting)
    assert asked_after(film, waiting, ProviderDown("away")).status == "queued"
    film.set(waiting, due_at="now()")
    assert asked_after(film, waiting, drawn()).status == "canceled"
    assert len(film.attempts()) == 1


def test_a_worker_that_dies_over_it_leaves_it_to_the_next_one(film, waiting):
    cancel(film, waiting)
    film.set(waiting, status="'running'", lease_until="now() - interval '1 s'", deliveries="1")
    sweeper(film).sweep()
    assert film.read(Job, waiting.id).status == "queued"
    assert asked_after(film, waiting, drawn()).status == "canceled"


def test_it_may_wait_past_its_deadline(film, waiting):
    cancel(film, waiting)
    film.set(waiting, expires_at="now() - interval '1 s'")
    sweeper(film).sweep()
    assert asked_after(film, waiting, drawn()).status == "canceled"
    assert len(film.attempts()) == 1


def test_cancelling_it_twice_changes_nothing_more(film, waiting):
    cancel(film, waiting)
    first = film.read(Job, waiting.id).cancel_requested_at
    cancel(film, waiting)
    assert film.read(Job, waiting.id).cancel_requested_at == first


def test_a_deleted_asset_gets_the_picture_that_was_sent_for_too(film, waiting):
    film.sql("update assets set binned_at = now() where id = :id", id=waiting.asset_id)
    assert asked_after(film, waiting, drawn(cost=CENTS)).status == "succeeded"
    assert [attempt.asset_id for attempt in film.attempts()] == [waiting.asset_id]
