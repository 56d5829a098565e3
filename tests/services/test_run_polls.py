import threading

import pytest
from job_kit import (
    Scripted,
    a_film,
    cancel,
    drawn,
)
from run_kit import run

from asset_service.models.job import Job
from asset_service.ports import providers
from asset_service.ports.providers import NotConfigured, Running, Submitted, Unsupported
from asset_service.services import drawing


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(drawing, "FIRST_POLL", 0.001)


def test_a_provider_that_works_apart_is_asked_until_it_is_done(film):
    job, provider = film.job(paid=True), Scripted(paid=True)
    handles = []

    def looks(handle, context):
        handles.append((handle, film.read(Job, job.id).provider_handle))
        return Running(progress=0.5)

    provider.script = [Submitted("h1"), looks, Running(), drawn()]
    assert run(film, job, provider).status == "succeeded"
    assert handles == [("h1", "h1")]
    assert provider.polls == 3


def test_a_second_run_asks_after_the_first_ones_call(film):
    job = film.job(paid=True)
    provider = Scripted([Submitted("h1"), providers.ProviderDown("no answer")], paid=True)
    assert run(film, job, provider).status == "queued"
    film.set(job, due_at="now()")
    assert run(film, job, provider).status == "succeeded"
    assert provider.submits == 1


def test_a_handle_may_be_recorded_before_the_call_returns(film):
    def records(request, context):
        context.record_handle("early")
        return Submitted("early")

    job = run(film, film.job(), Scripted([records]))
    assert (job.status, job.provider_handle) == ("succeeded", "early")


def test_a_free_request_that_its_server_forgot_is_sent_anew(film):
    job = film.job()
    provider = Scripted([Submitted("h1"), providers.StartOver("restarted"), Submitted("h2")])
    waits = run(film, job, provider)
    assert (waits.status, waits.provider_handle) == ("queued", None)
    film.set(job, due_at="now()")
    ended = run(film, job, provider)
    assert (ended.status, ended.provider_handle, provider.submits) == ("succeeded", "h2", 2)


def test_a_paid_request_that_its_server_forgot_is_never_sent_anew(film):
    job = film.job(paid=True)
    provider = Scripted([Submitted("h1"), *[providers.StartOver("forgotten")] * 4], paid=True)
    for _ in range(4):
        film.set(job, due_at="now()")
        ended = run(film, job, provider)
    assert (ended.status, ended.provider_handle) == ("unknown_outcome", "h1")
    assert provider.submits == 1


@pytest.mark.parametrize("paid", [True, False])
def test_a_recorded_request_that_was_not_taken_is_sent_anew(film, paid):
    def records(request, context):
        context.record_handle("early")
        raise providers.StartOver("refused")

    job, provider = film.job(paid=paid), Scripted([records], paid=paid)
    waits = run(film, job, provider)
    assert (waits.status, waits.provider_handle) == ("queued", None)
    film.set(job, due_at="now()")
    assert run(film, job, provider).status == "succeeded"


def test_a_cancelled_request_that_its_server_forgot_ends_as_cancelled(film):
    job = film.job()
    forgets = lambda *_: cancel(film, job) or providers.StartOver("restarted")  # noqa: E731
    assert run(film, job, Scripted([Submitted("h1"), forgets])).status == "canceled"


def test_a_provider_that_never_ends_is_given_up_for_now(film):
    provider = Scripted([Submitted("h1"), Running()], paid=True)
    job = run(film, film.job(paid=True), provider, deadline=0.0)
    assert (job.status, job.error_code) == ("queued", "provider_down")


def cancelled_while_polled(film, *, paid, confirms):
    job = film.job(paid=paid)
    provider = Scripted(paid=paid, cancels=confirms)

    def waits(handle, context):
        cancel(film, job)
        while not context.cancelled():
            threading.Event().wait(0.01)
        return Running()

    provider.script = [Submitted("h1"), waits, drawn()]
    return run(film, job, provider, lease_seconds=0.4), provider


def test_a_cancel_is_passed_on_to_the_provider(film):
    job, provider = cancelled_while_polled(film, paid=True, confirms=True)
    assert (job.status, provider.cancelled, film.attempts()) == ("canceled", ["h1"], [])


def test_a_paid_picture_that_cannot_be_called_off_goes_to_the_bin(film):
    job, _ = cancelled_while_polled(film, paid=True, confirms=False)
    assert job.status == "canceled"
    assert [attempt.binned_because for attempt in film.attempts()] == ["canceled"]


def test_a_free_picture_that_cannot_be_called_off_is_not_waited_for(film):
    job, _ = cancelled_while_polled(film, paid=False, confirms=False)
    assert (job.status, film.attempts()) == ("canceled", [])


def test_a_provider_that_cannot_even_be_told_to_stop_is_waited_for(film, monkeypatch):
    def away(self, handle):
        raise providers.ProviderDown("no answer")

    monkeypatch.setattr(Scripted, "cancel", away)
    job, _ = cancelled_while_polled(film, paid=True, confirms=True)
    assert (job.status, len(film.attempts())) == ("canceled", 1)


NOT_TO_BE_ASKED = [NotConfigured("The key is refused."), Unsupported("There is no such model.")]


@pytest.mark.parametrize("error", NOT_TO_BE_ASKED, ids=["key", "model"])
@pytest.mark.parametrize(("paid", "status"), [(True, "unknown_outcome"), (False, "failed")])
def test_nobody_knows_what_came_of_a_paid_request_that_cannot_be_asked_after(
    film, error, paid, status
):
    provider = Scripted([Submitted("h1"), error], paid=paid)
    job = run(film, film.job(paid=paid), provider)
    assert (job.status, job.error_message.startswith(error.message)) == (status, True)
    assert (provider.submits, provider.polls) == (1, 1)


@pytest.mark.parametrize(("paid", "status"), [(True, "unknown_outcome"), (False, "failed")])
def test_nor_of_one_whose_provider_is_not_set_up_any_more(film, paid, status):
    job = film.job(paid=paid, provider_handle="h1")
    film.set(job, submitted_at="now()")
    assert run(film, job, Scripted(id="another", paid=paid)).status == status


def test_one_whose_model_is_not_offered_any_more_is_asked_after_all_the_same(film, monkeypatch):
    job = film.job(paid=True, provider_handle="h1", width=64, height=96)
    film.set(job, submitted_at="now()")
    provider = Scripted(paid=True)

    def gone(model):
        raise Unsupported(f"There is no model {model} here.")

    monkeypatch.setattr(provider, "capabilities", gone)
    assert run(film, job, provider).status == "succeeded"
    assert (provider.submits, provider.polls) == (0, 1)
