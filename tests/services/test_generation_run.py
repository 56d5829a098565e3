import threading
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from job_kit import (
    CENTS,
    MemoryStore,
    Scripted,
    a_film,
    cancel,
    drawn,
    generation,
    runner,
    sweeper,
)
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from asset_service.domain.errors import Unavailable
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.ports import providers
from asset_service.ports.providers import Done, Running, Submitted
from asset_service.services import drawing
from asset_service.store.work import Database


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(drawing, "FIRST_POLL", 0.001)


def run(film, job, provider=None, **parts) -> Job:
    """Run the job once and return its row afterwards."""
    runner(film, provider or Scripted(), **parts).run(job.id, film.user_id)
    return film.read(Job, job.id)


def asked(film, asset=None, provider=None, **wanted):
    asset = asset or film.asset()
    service = generation(film, provider)
    return service.request(film.user_id, film.project_id, asset.id, **wanted).body.jobs


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


def during(film, statement):
    """A step in which something happens while the provider draws."""

    def step(request, context):
        film.sql(statement)
        return drawn()

    return Scripted([step])


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


def paid_run(film, step, **parts):
    return run(film, film.job(paid=True), Scripted([step], paid=True), **parts)


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


def test_a_database_that_fails_once_is_asked_again_before_the_picture_is_given_up(film):
    failures = [OperationalError("insert", {}, Exception("gone"))]

    @event.listens_for(Attempt, "before_insert")
    def fail_once(*_):
        if failures:
            raise failures.pop()

    try:
        assert paid_run(film, drawn()).status == "succeeded"
    finally:
        event.remove(Attempt, "before_insert", fail_once)


def test_a_picture_that_the_database_never_takes_is_drawn_again_later(film):
    @event.listens_for(Attempt, "before_insert")
    def fail(*_):
        raise OperationalError("insert", {}, Exception("gone"))

    try:
        job = run(film, film.job())
    finally:
        event.remove(Attempt, "before_insert", fail)
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
    film.set(job, status="'running'", epoch=1, lease_until="now() + interval '1 minute'")
    service = runner(film, Scripted())
    service.lost(job.id, film.user_id)
    service.lost(uuid4(), film.user_id)
    assert sweeper(film).end_leases() == 1
    assert film.read(Job, job.id).status == "queued"
