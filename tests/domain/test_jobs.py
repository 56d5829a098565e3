import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain import jobs
from asset_service.domain.errors import Conflict
from asset_service.domain.jobs import (
    Abandoned,
    AccessWithdrawn,
    Canceled,
    ErrorKind,
    Failed,
    Poison,
    Refused,
    Retry,
    Unknown,
)
from asset_service.domain.vocabulary import JobStatus

KILLED = Abandoned(
    deliveries=1,
    paid=False,
    submitted=False,
    resumable=False,
    cancel_requested=False,
    has_access=True,
)
BOOL = (False, True)


def half() -> float:
    return 0.5


def after(kind, tries=1, *, paid=False, submitted=False, **facts):
    return jobs.after_error(kind, tries, paid=paid, submitted=submitted, random=half, **facts)


def test_terminal_states_never_change():
    moves = itertools.product(jobs.TERMINAL, JobStatus)
    assert not any(jobs.may_move(before, after) for before, after in moves)


def test_a_job_succeeds_only_from_running():
    before = [status for status in JobStatus if jobs.may_move(status, JobStatus.SUCCEEDED)]
    assert before == [JobStatus.RUNNING]


def test_a_running_job_may_go_back_to_the_queue():
    assert jobs.may_move(JobStatus.RUNNING, JobStatus.QUEUED)


@pytest.mark.parametrize("status", JobStatus)
@pytest.mark.parametrize("due", BOOL)
@pytest.mark.parametrize("cancel", BOOL)
def test_only_a_queued_due_job_that_nobody_cancelled_is_claimed(status, due, cancel):
    wanted = (status, due, cancel) == (JobStatus.QUEUED, True, False)
    assert jobs.may_claim(status, due=due, cancel_requested=cancel) is wanted


@pytest.mark.parametrize("status", JobStatus)
def test_cancelling_ends_what_no_provider_has(status):
    ends = jobs.ends_when_cancelled(status, resumable=False)
    assert ends is (status == JobStatus.QUEUED)
    assert not jobs.ends_when_cancelled(status, resumable=True)


def test_a_cancelled_job_that_a_provider_has_is_claimed_to_ask_after_it():
    assert jobs.may_claim("queued", due=True, cancel_requested=True, resumable=True)
    assert not jobs.may_claim("running", due=True, cancel_requested=True, resumable=True)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("queued", "job_not_finished"),
        ("running", "job_not_finished"),
        ("succeeded", "job_succeeded"),
    ],
)
def test_what_waits_or_succeeded_is_not_asked_for_again(status, code):
    with pytest.raises(Conflict) as refused:
        jobs.check_may_be_asked_again(status)
    assert refused.value.code == code


@pytest.mark.parametrize("status", sorted(jobs.UNFULFILLED))
def test_whatever_ended_without_a_picture_may_be_asked_for_again(status):
    jobs.check_may_be_asked_again(status)


def test_a_refusal_is_its_own_outcome_and_never_tried_again():
    assert after(ErrorKind.REFUSED, paid=True, submitted=True) == Refused()


def test_a_final_error_fails_at_once():
    assert after(ErrorKind.FINAL) == Failed()


def test_a_passing_error_is_tried_again_after_a_jittered_wait():
    assert after(ErrorKind.TRANSIENT, tries=3) == Retry(0.5 * 8)


def test_the_provider_is_waited_for_as_long_as_it_asks_and_a_little_more():
    assert after(ErrorKind.TRANSIENT, retry_after=30.0) == Retry(30.0 + 1.0)


@pytest.mark.parametrize("wait", [jobs.RETRY_AFTER_MOST + 1, float("inf"), float("nan"), -1.0])
def test_a_wait_that_is_absurd_fails_the_job(wait):
    assert after(ErrorKind.TRANSIENT, retry_after=wait) == Failed()


def test_the_last_try_fails():
    assert after(ErrorKind.TRANSIENT, tries=jobs.TRIES) == Failed()


def test_a_crash_fails_without_another_try():
    assert after(ErrorKind.CRASH) == Failed()


@pytest.mark.parametrize("kind", [ErrorKind.TRANSIENT, ErrorKind.CRASH])
def test_a_paid_call_that_may_have_gone_out_is_never_repeated_silently(kind):
    assert after(kind, paid=True, submitted=True) == Unknown()


def test_a_paid_call_that_was_not_taken_is_tried_again():
    assert after(ErrorKind.TRANSIENT, paid=True) == Retry(1.0)


def test_a_free_call_is_tried_again_even_when_it_went_out():
    assert after(ErrorKind.TRANSIENT, submitted=True) == Retry(1.0)


def test_a_paid_call_that_can_be_asked_after_is_asked_again():
    again = after(ErrorKind.TRANSIENT, paid=True, submitted=True, resumable=True)
    assert again == Retry(1.0)


def test_asking_after_a_paid_call_has_an_end():
    last = after(ErrorKind.TRANSIENT, tries=jobs.TRIES, paid=True, submitted=True, resumable=True)
    assert last == Unknown()


@given(tries=st.integers(1, 50), share=st.floats(0, 1))
def test_a_wait_is_never_longer_than_the_cap(tries, share):
    assert 0 <= jobs.backoff(tries, lambda: share) <= jobs.BACKOFF_CAP


def test_a_job_whose_worker_died_is_queued_again():
    assert jobs.after_lease(KILLED) == Retry(0.0)


def test_the_third_worker_it_takes_down_is_the_last():
    assert jobs.after_lease(replace(KILLED, deliveries=jobs.DELIVERIES)) == Poison()


def test_a_cancelled_job_whose_worker_died_is_canceled():
    assert jobs.after_lease(replace(KILLED, cancel_requested=True)) == Canceled()


def test_a_job_of_somebody_who_lost_access_ends():
    assert jobs.after_lease(replace(KILLED, has_access=False)) == AccessWithdrawn()


def test_a_paid_call_that_went_out_before_the_worker_died_is_unknown():
    assert jobs.after_lease(replace(KILLED, paid=True, submitted=True)) == Unknown()


def test_a_paid_call_with_a_handle_is_resumed():
    submitted = replace(KILLED, paid=True, submitted=True, resumable=True)
    assert jobs.after_lease(submitted) == Retry(0.0)


def test_a_paid_call_with_a_handle_is_asked_after_although_it_is_cancelled():
    submitted = replace(KILLED, paid=True, submitted=True, resumable=True, cancel_requested=True)
    assert jobs.after_lease(submitted) == Retry(0.0)


def test_a_paid_call_with_a_handle_is_asked_after_although_who_asked_is_gone():
    submitted = replace(KILLED, paid=True, submitted=True, resumable=True, has_access=False)
    assert jobs.after_lease(submitted) == Retry(0.0)
    assert jobs.after_lease(replace(submitted, paid=False)) == AccessWithdrawn()


@pytest.mark.parametrize(
    "facts", [{"resumable": False, "has_access": False}, {"resumable": False}, {"deliveries": 3}]
)
def test_a_paid_call_that_cannot_be_resumed_is_unknown_whatever_else_holds(facts):
    submitted = replace(KILLED, paid=True, submitted=True, resumable=True)
    assert jobs.after_lease(replace(submitted, **facts)) == Unknown()


@pytest.mark.parametrize("status", ["queued", "running"])
def test_a_picture_is_out_once_it_is_paid_for_and_can_still_come(status):
    out = {"paid": True, "submitted": True, "resumable": True}
    assert jobs.is_out(status, **out)
    assert jobs.is_out(status, **out | {"resumable": False}) is (status == "running")
    assert not jobs.is_out(status, **out | {"paid": False})
    assert not jobs.is_out(status, **out | {"submitted": False})


@given(
    st.builds(
        Abandoned,
        deliveries=st.integers(1, 5),
        paid=st.booleans(),
        submitted=st.booleans(),
        resumable=st.booleans(),
        cancel_requested=st.booleans(),
        has_access=st.booleans(),
    )
)
def test_money_is_never_spent_twice_after_a_lost_worker(job):
    if job.paid and job.submitted and not job.resumable:
        assert jobs.after_lease(job) == Unknown()
