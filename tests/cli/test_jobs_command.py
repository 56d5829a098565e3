"""What the operator sees and does across tenants."""

import json
from uuid import uuid4

import pytest
from job_kit import a_film

from asset_service.domain.errors import Conflict, DomainError, NotFound
from asset_service.models.job import Job


def listed(run, *arguments):
    return [one["id"] for one in json.loads(run("jobs", "list", "--json", *arguments).output)]


def test_jobs_of_every_tenant_are_listed_the_newest_first(run, film, database):
    first = film.job()
    with a_film(database) as other:
        second = other.job()
        assert listed(run) == [str(second.id), str(first.id)]
        assert listed(run, "--project", str(film.project_id)) == [str(first.id)]
        assert listed(run, "--user", str(other.user_id)) == [str(second.id)]
        assert listed(run, "--limit", "1") == [str(second.id)]


def test_they_are_found_by_state_and_by_whose_they_are(run, film):
    done = film.job(status="failed", finished_at="now()")
    film.job(film.asset("Tom"))
    (email,) = film.sql("select email from users where id = :id", id=film.user_id)[0]
    assert listed(run, "--status", "failed", "--user", email) == [str(done.id)]


def test_through_a_pipe_a_job_is_a_line(run, film):
    job = film.job()
    (line,) = run("jobs", "list").output.splitlines()
    assert line.split("\t")[:4] == [str(job.id), "queued", "images", "scripted"]


def test_on_a_terminal_a_job_is_a_row_of_a_table(run, film, monkeypatch):
    job = film.job()
    monkeypatch.setattr("asset_service.cli.jobs._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    title, row = run("jobs", "list").output.splitlines()
    assert title.split()[:2] == ["id", "status"]
    assert row.split()[:2] == [str(job.id), "queued"]


def test_one_job_is_shown_without_what_somebody_wrote(run, film):
    job = film.job(prompt="A secret of the film", error_code="provider_down")
    told = run("jobs", "show", str(job.id)).output
    assert "provider_down" in told
    assert "secret" not in told
    assert json.loads(run("jobs", "show", str(job.id), "--json").output)["epoch"] == 0


def test_a_running_job_that_is_asked_to_stop_is_canceling(run, film):
    job = film.job(status="running", lease_until="now()")
    assert "is canceling\n" in run("jobs", "cancel", str(job.id)).output
    assert run("jobs", "cancel", str(job.id)).output.endswith("as it was before\n")


def test_a_waiting_job_is_canceled_as_its_owner_would(run, film):
    job = film.job()
    assert run("jobs", "cancel", str(job.id)).output == f"job {job.id} is canceled\n"
    assert film.read(Job, job.id).status == "canceled"


def test_a_failed_job_is_asked_for_again_as_a_new_one(run, film):
    old = film.job(provider="placeholder", model="cards", status="failed", finished_at="now()")
    assert "is queued" in run("jobs", "retry", str(old.id)).output
    (made,) = film.sql("select requested_by from jobs where retry_of = :id", id=old.id)
    assert made == (film.user_id,)


def test_what_the_owner_could_not_do_the_operator_cannot_either(run, film):
    job = film.job()
    with pytest.raises(Conflict, match="still waits"):
        run("jobs", "retry", str(job.id))
    film.sql("delete from memberships where user_id = :id", id=film.user_id)
    with pytest.raises(DomainError):
        run("jobs", "cancel", str(job.id))


def test_a_job_that_is_not_there_is_an_error(run):
    with pytest.raises(NotFound, match="No such job"):
        run("jobs", "show", str(uuid4()))
    assert run("jobs", "show", "7").exit_code == 2
