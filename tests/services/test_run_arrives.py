import threading

import pytest
from job_kit import (
    Scripted,
    a_film,
    cancel,
    drawn,
)
from run_kit import asked, during, run

from asset_service.ports import providers


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def test_an_asset_deleted_meanwhile_keeps_its_picture_for_its_return(film):
    job = run(film, film.job(), during(film, "update assets set binned_at = now()"))
    assert (job.status, len(film.attempts())) == ("succeeded", 1)


def test_an_asset_deferred_meanwhile_gets_its_picture(film):
    job = run(film, film.job(), during(film, "update assets set deferred = true"))
    assert (job.status, film.attempts()[0].is_selected) == ("succeeded", True)


def with_one_attempt(film):
    asset = film.asset()
    run(film, film.job(asset))
    return asset


def test_a_later_picture_takes_the_place_of_an_earlier_one(film):
    run(film, film.job(with_one_attempt(film)))
    assert [attempt.is_selected for attempt in film.attempts()] == [False, True]


def test_a_picture_arrives_as_a_candidate_when_somebody_chose_meanwhile(film):
    asset = with_one_attempt(film)
    chooses = during(film, "update assets set choice_counter = choice_counter + 1")
    run(film, film.job(asset), chooses)
    assert [attempt.is_selected for attempt in film.attempts()] == [True, False]


def test_a_picture_arrives_as_a_candidate_for_a_deferred_asset_of_a_locked_stage(film):
    asset = with_one_attempt(film)
    locks_and_defers = (
        "with stage as (update projects set stage = 'locked', stage_locked_at = now(),"
        " locked_script_version = script_version returning id)"
        " update assets set deferred = true where project_id in (select id from stage)"
    )
    run(film, film.job(asset), during(film, locks_and_defers))
    assert [attempt.is_selected for attempt in film.attempts()] == [True, False]


def test_a_picture_arrives_as_a_candidate_when_the_asset_was_locked_meanwhile(film):
    asset = with_one_attempt(film)
    run(film, film.job(asset), during(film, "update assets set locked = true"))
    assert [attempt.is_selected for attempt in film.attempts()] == [True, False]


def test_of_a_batch_the_first_to_arrive_is_selected(film):
    asset = with_one_attempt(film)
    first, second = asked(film, asset, candidates=2)
    run(film, second)
    run(film, first)
    assert [(a.job_id, a.is_selected) for a in film.attempts()[1:]] == [
        (second.id, True),
        (first.id, False),
    ]


def test_the_fifth_picture_evicts_the_oldest_that_is_not_selected(film):
    asset = film.asset()
    for _ in range(5):
        run(film, film.job(asset))
    evicted = [attempt.number for attempt in film.attempts() if attempt.slot is None]
    assert evicted == [1]


def test_a_picture_for_a_cancelled_job_goes_to_the_bin(film):
    job = film.job()
    job = run(film, job, Scripted([lambda *_: cancel(film, job) or drawn()]))
    (attempt,) = film.attempts()
    assert job.status == "canceled"
    assert (attempt.job_id, attempt.slot, attempt.binned_because) == (job.id, None, "canceled")


def test_a_provider_that_stops_when_asked_leaves_a_cancelled_job(film):
    job = film.job()

    def obeys(request, context):
        cancel(film, job)
        while not context.cancelled():
            threading.Event().wait(0.01)
        raise providers.Cancelled("stopped")

    job = run(film, job, Scripted([obeys]), lease_seconds=0.4)
    assert (job.status, film.attempts()) == ("canceled", [])
