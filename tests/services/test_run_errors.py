from dataclasses import replace
from decimal import Decimal

import pytest
from job_kit import (
    CENTS,
    Scripted,
    a_film,
    cancel,
    drawn,
)
from run_kit import run

from asset_service.models.job import Job
from asset_service.ports import providers
from asset_service.ports.providers import Done


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def test_progress_reaches_the_row_while_the_provider_draws(film):
    job, seen = film.job(), []

    def tells(request, context):
        context.on_progress(0.25)
        context.on_progress(float("nan"))
        while not seen or seen[-1] < 0.25:
            seen.append(film.read(Job, job.id).progress)
        return drawn()

    run(film, job, Scripted([tells]))
    assert seen[-1] == pytest.approx(0.25)


def test_a_refusal_is_told_with_its_stage_and_categories(film):
    refusal = providers.Refused("No.", stage="prompt", categories=("violence",))
    job = run(film, film.job(), Scripted([refusal]))
    assert (job.status, job.error_code, job.error_message) == ("refused", "refused", "No.")
    assert (job.refusal_stage, job.refusal_categories) == ("prompt", ["violence"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (providers.NotConfigured("no key"), "provider_not_configured"),
        (providers.BadRequest("too long"), "provider_bad_request"),
        (providers.QuotaExhausted("empty"), "quota_exhausted"),
        (providers.NoImage("text only"), "no_image"),
    ],
)
def test_a_final_error_fails_the_job_in_the_providers_words(film, error, code):
    job = run(film, film.job(), Scripted([error]))
    assert (job.status, job.error_code, job.error_message) == ("failed", code, error.message)


def test_what_is_no_picture_fails_as_no_image(film):
    job = run(film, film.job(), Scripted([drawn("broken")]))
    assert (job.status, job.error_code) == ("failed", "no_image")


def test_an_answer_without_a_picture_fails_as_no_image(film):
    job = run(film, film.job(), Scripted([Done(images=())]))
    assert (job.status, job.error_code) == ("failed", "no_image")


def test_money_spent_on_no_picture_is_still_recorded(film):
    provider = Scripted([replace(drawn("broken"), cost=CENTS)], paid=True)
    assert run(film, film.job(paid=True), provider).cost_amount == Decimal("0.04")


def test_a_provider_that_is_not_set_up_fails_the_job(film):
    job = run(film, film.job(provider="gone"))
    assert (job.status, job.error_code) == ("failed", "provider_not_configured")


def test_a_shape_the_model_cannot_draw_fails_the_job(film):
    job = run(film, film.job(aspect="9:16"))
    assert (job.status, job.error_code) == ("failed", "provider_unsupported")


def test_a_passing_error_queues_the_job_for_later_with_its_message(film):
    job = run(film, film.job(), Scripted([providers.ProviderDown("busy")]))
    (message,) = film.messages()
    assert (job.status, job.error_code, job.lease_until) == ("queued", "provider_down", None)
    assert (message.job_id, message.due_at) == (job.id, job.due_at)


def test_a_rate_limit_is_waited_for(film):
    limited = providers.RateLimited("slow down", retry_after=120)
    job = run(film, film.job(), Scripted([limited]))
    assert 120 <= (job.due_at - job.started_at).total_seconds() < 125


def test_a_job_that_was_tried_again_forgets_its_error_when_it_succeeds(film):
    job, provider = film.job(), Scripted([providers.ProviderDown("busy")])
    run(film, job, provider)
    film.set(job, due_at="now()")
    ended = run(film, job, provider)
    assert (ended.status, ended.error_code, ended.tries) == ("succeeded", None, 2)


def test_the_fourth_passing_error_is_the_last(film):
    job, provider = film.job(), Scripted([providers.ProviderDown("busy")] * 4)
    for _ in range(4):
        film.set(job, due_at="now()")
        ended = run(film, job, provider)
    assert (ended.status, ended.tries, len(film.messages())) == ("failed", 4, 3)


def test_tries_of_a_living_worker_do_not_make_a_job_poison(film):
    job = run(film, film.job(), Scripted([providers.ProviderDown("busy")]))
    assert job.deliveries == 0


def test_a_retry_after_a_cancel_ends_as_cancelled(film):
    job = film.job()
    busy = Scripted([lambda *_: cancel(film, job) or providers.ProviderDown("busy")])
    assert (run(film, job, busy).status, film.messages()) == ("canceled", [])


def test_a_surprise_fails_the_job_without_its_details(film):
    job = run(film, film.job(), Scripted([ZeroDivisionError("secret path")]))
    assert (job.status, job.error_code) == ("failed", "internal_error")
    assert "secret" not in job.error_message


def test_words_of_a_provider_are_bounded_and_storable(film):
    job = run(film, film.job(), Scripted([providers.BadRequest("\0\ud800" + "x" * 9000)]))
    assert len(job.error_message) == 500
    assert job.error_message.endswith("…")
