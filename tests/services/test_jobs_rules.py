"""What the schema and the SQL say of a job's states, beside what the domain says."""

import itertools

import pytest
from job_kit import Scripted, a_film, runner
from sqlalchemy.exc import IntegrityError

from asset_service.domain import jobs as rules
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.job import Job


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def put(film, job, status):
    """Bring the job's row into a state by hand, as no code could."""
    film.sql("alter table jobs disable trigger check_job_move")
    move(film, job, status)
    film.sql("alter table jobs enable trigger check_job_move")


def move(film, job, status):
    running = status == JobStatus.RUNNING
    waiting = running or status == JobStatus.QUEUED
    film.set(
        job,
        status=f"'{status}'",
        lease_until="now() + interval '1 minute'" if running else "null",
        finished_at="null" if waiting else "now()",
    )


def is_allowed(film, job, before, after):
    put(film, job, before)
    try:
        move(film, job, after)
    except IntegrityError as refused:
        return refused.orig.diag.constraint_name != "ck_jobs_move"
    return True


def test_the_database_allows_the_moves_that_the_rules_allow(film):
    job, moves = film.job(), list(itertools.permutations(JobStatus, 2))
    allowed = {pair for pair in moves if is_allowed(film, job, *pair)}
    assert allowed == {pair for pair in moves if rules.may_move(*pair)}
    put(film, job, JobStatus.QUEUED)  # a success by hand has no attempt


@pytest.mark.parametrize("column", ["epoch", "progress"])
def test_the_fence_and_the_progress_never_fall(film, column):
    job = film.job()
    film.set(job, **{column: "1"})
    with pytest.raises(IntegrityError, match="cannot lose"):
        film.set(job, **{column: "0"})


def test_a_claim_takes_what_the_rules_let_it_take(film):
    for status, due, cancel in itertools.product(JobStatus, (False, True), (False, True)):
        job, provider = film.job(film.asset(f"{status} {due} {cancel}")), Scripted()
        put(film, job, status)
        due_at = "now()" if due else "now() + interval '1 hour'"
        film.set(job, due_at=due_at, cancel_requested_at="now()" if cancel else "null")
        runner(film, provider).run(job.id, film.user_id)
        claimed = film.read(Job, job.id).epoch == 1
        assert claimed == rules.may_claim(status, due=due, cancel_requested=cancel)
        film.sql("delete from attempts")
        film.sql("delete from outbox")
        film.sql("delete from jobs")
