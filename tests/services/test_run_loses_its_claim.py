import threading
from uuid import uuid4

import pytest
from job_kit import (
    Scripted,
    a_film,
    drawn,
    runner,
    sweeper,
)
from run_kit import during, run
from sqlalchemy.exc import OperationalError

from asset_service.models.job import Job
from asset_service.ports import providers
from asset_service.ports.providers import Running, Submitted
from asset_service.services import drawing


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(drawing, "FIRST_POLL", 0.001)


def taken_over(film, job):
    """A step in which the worker freezes past its lease and another one does the job."""

    def step(request, context):
        film.set(job, lease_until="now() - interval '1 second'")
        sweeper(film).sweep()
        run(film, job, Scripted([drawn("theirs")]))
        return drawn("mine")

    return step


def test_a_worker_that_thaws_too_late_writes_nothing(film):
    job = film.job()
    ended = run(film, job, Scripted([taken_over(film, job)]))
    assert (ended.status, ended.epoch, len(film.attempts())) == ("succeeded", 2, 1)


def test_a_worker_that_thaws_too_late_cannot_fail_the_job_either(film):
    job = film.job()

    def step(request, context):
        taken_over(film, job)(request, context)
        return providers.BadRequest("too late")

    assert run(film, job, Scripted([step])).status == "succeeded"


@pytest.mark.parametrize("brings", [drawn(), providers.BadRequest("too late")])
def test_a_worker_that_thaws_while_another_has_the_job_writes_nothing(film, brings):
    job = film.job()

    def step(request, context):
        film.set(job, epoch="epoch + 1")
        return brings

    ended = run(film, job, Scripted([step]))
    assert (ended.status, ended.stage, film.attempts()) == ("running", "generating", [])


def test_a_paid_call_is_not_sent_for_a_claim_that_was_lost(film):
    job, provider = film.job(paid=True), Scripted(paid=True)

    def loses(model):
        film.set(job, epoch="epoch + 1")
        return Scripted().capabilities(model)

    provider.capabilities = loses
    run(film, job, provider)
    assert provider.submits == 0


def test_a_lost_claim_is_noticed_while_the_provider_is_asked_after(film):
    job = film.job()

    def loses(handle, context):
        film.set(job, epoch="epoch + 1")
        while not context.cancelled():
            threading.Event().wait(0.01)
        return Running()

    provider = Scripted([Submitted("h1"), loses, drawn()])
    assert run(film, job, provider, lease_seconds=0.4).status == "running"
    assert provider.polls == 1


def test_a_provider_that_stops_because_the_claim_was_lost_cancels_nothing(film):
    job = film.job()

    def obeys(request, context):
        film.set(job, epoch="epoch + 1")
        while not context.cancelled():
            threading.Event().wait(0.01)
        raise providers.Cancelled("stopped")

    assert run(film, job, Scripted([obeys]), lease_seconds=0.4).status == "running"


def test_a_worker_that_was_cut_off_for_a_lease_stops_and_cancels_nothing(film, monkeypatch):
    def cut_off(*_, **__):
        raise OperationalError("update", {}, Exception("gone"))

    def obeys(request, context):
        while not context.cancelled():
            threading.Event().wait(0.01)
        raise providers.Cancelled("stopped")

    monkeypatch.setattr("asset_service.services.runner.claims.beat", cut_off)
    assert run(film, film.job(), Scripted([obeys]), lease_seconds=0.2).status == "running"


def test_a_picture_of_somebody_who_lost_access_is_left_to_the_sweeper(film):
    job = film.job()
    job = run(film, job, during(film, "delete from memberships"))
    assert (job.status, film.attempts()) == ("running", [])
    film.set(job, lease_until="now() - interval '1 second'")
    sweeper(film).sweep()
    ended = film.read(Job, job.id)
    assert (ended.status, ended.error_code) == ("failed", "access_withdrawn")


def test_a_dead_child_gives_its_job_back_at_once(film):
    job = film.job()
    film.set(
        job,
        status="'running'",
        epoch=1,
        claimed_by="'first'",
        lease_until="now() + interval '1 hour'",
    )
    service = runner(film, Scripted())
    service.lost(job.id, film.user_id, "first")
    service.lost(uuid4(), film.user_id, "first")
    assert sweeper(film).end_leases() == 1
    assert film.read(Job, job.id).status == "queued"


def test_word_of_a_death_that_comes_late_ends_no_claim_that_came_since(film):
    job = film.job()
    late = []

    def step(request, context):
        late.append(film.read(Job, job.id).claimed_by)
        runner(film, Scripted()).lost(job.id, film.user_id, "first")
        late.append(sweeper(film).end_leases())
        return drawn()

    runner(film, Scripted([step])).run(job.id, film.user_id, "second")
    assert late == ["second", 0]
    assert film.read(Job, job.id).status == "succeeded"
