import threading
from decimal import Decimal

import pytest
from job_kit import (
    CENTS,
    Scripted,
    a_film,
    drawn,
    runner,
)
from run_kit import asked, run

from asset_service.models.job import Job
from asset_service.store.work import Database


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def test_a_job_ends_with_its_picture_selected(film):
    job = run(film, film.job())
    (attempt,) = film.attempts()
    assert (job.status, job.progress, job.stage) == ("succeeded", 1.0, "")
    assert (attempt.job_id, attempt.is_selected, attempt.slot) == (job.id, True, 1)


def test_a_run_is_counted_and_timed(film):
    job = run(film, film.job())
    assert (job.epoch, job.deliveries, job.tries) == (1, 1, 1)
    assert job.created_at <= job.started_at <= job.finished_at


def test_the_provider_is_told_what_the_job_says(film):
    provider = Scripted()
    run(film, film.job(film.asset(scene_numbers=[2, 4]), seed=9), provider)
    (request,) = provider.requests
    assert (request.prompt, request.aspect, request.size, request.seed) == (
        "Mara",
        "2:3",
        (64, 96),
        9,
    )
    assert (request.subject.name, request.subject.scene_numbers) == ("Mara", (2, 4))


def test_each_job_of_an_asset_has_its_own_label(film):
    provider = Scripted()
    for job in asked(film, candidates=3):
        run(film, job, provider)
    assert [request.subject.attempt_label for request in provider.requests] == ["1", "2", "3"]


def test_what_the_picture_cost_is_kept_with_it(film):
    provider = Scripted([drawn(cost=CENTS, seed=5)], paid=True)
    job = run(film, film.job(paid=True), provider)
    (attempt,) = film.attempts()
    assert (attempt.cost_amount, attempt.cost_currency, attempt.seed) == (Decimal("0.04"), "EUR", 5)
    assert job.cost_amount == Decimal("0.04")


def test_a_message_that_comes_twice_makes_one_attempt(film):
    job, provider = film.job(), Scripted()
    run(film, job, provider)
    run(film, job, provider)
    assert (len(film.attempts()), provider.submits) == (1, 1)


def test_many_messages_at_once_make_one_attempt(film):
    job, provider = film.job(), Scripted()
    service = runner(film, provider)
    threads = [threading.Thread(target=service.run, args=(job.id, film.user_id)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(film.attempts()), provider.submits) == (1, 1)


@pytest.mark.parametrize(
    "facts",
    [
        {"due_at": "now() + interval '1 hour'"},
        {"cancel_requested_at": "now()"},
        {"status": "'canceled'", "finished_at": "now()"},
    ],
)
def test_a_job_that_is_not_to_be_run_is_left_alone(film, facts):
    job, provider = film.job(), Scripted()
    film.set(job, **facts)
    assert run(film, job, provider).epoch == 0
    assert provider.submits == 0


def test_a_message_in_the_name_of_somebody_else_does_nothing(film):
    job, provider = film.job(), Scripted()
    other = film.member()
    runner(film, provider).run(job.id, other)
    assert (provider.submits, film.read(Job, job.id).status) == (0, "queued")


def test_the_claim_itself_asks_whose_job_it_is(film):
    """Not the policies alone: with a role that steps around them it is the same."""
    job, provider, other = film.job(), Scripted(), film.member()
    service = runner(film, provider)
    service._database = Database(film.owners.kw["bind"])
    service.run(job.id, other)
    assert provider.submits == 0
    service.run(job.id, film.user_id)
    assert provider.submits == 1


def test_a_job_of_somebody_who_became_a_viewer_is_not_begun(film):
    job, provider = film.job(), Scripted()
    film.sql("update memberships set role = 'viewer'")
    assert run(film, job, provider).status == "queued"
    assert provider.submits == 0


def test_a_job_for_a_deleted_asset_is_cancelled_before_it_costs_anything(film):
    job, provider = film.job(), Scripted()
    film.sql("update assets set binned_at = now()")
    ended = run(film, job, provider)
    assert (ended.status, ended.error_code) == ("canceled", "asset_binned")
    assert provider.submits == 0
