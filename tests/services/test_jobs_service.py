from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from job_kit import Scripted, a_film, cancel, drawn, generation, runner

from asset_service.domain.errors import Forbidden, Invalid, NotFound
from asset_service.domain.vocabulary import JobStatus
from asset_service.models.job import Job
from asset_service.services.jobs import Jobs


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def jobs(film):
    return Jobs(film.database)


def ids(page):
    return [job.id for job in page.items]


def test_the_newest_job_comes_first(film, jobs):
    asset = film.asset()
    made = [film.job(asset).id for _ in range(3)]
    assert ids(jobs.list(film.user_id, film.project_id)) == made[::-1]


def test_pages_follow_each_other_without_a_gap(film, jobs):
    asset = film.asset()
    made = [film.job(asset).id for _ in range(5)][::-1]
    first = jobs.list(film.user_id, film.project_id, limit=3)
    rest = jobs.list(film.user_id, film.project_id, limit=3, cursor=first.next_cursor)
    assert (ids(first) + ids(rest), rest.next_cursor) == (made, None)


def test_a_full_last_page_has_no_next_one(film, jobs):
    film.job()
    assert jobs.list(film.user_id, film.project_id, limit=1).next_cursor is None


def test_a_cursor_of_somebody_else_is_refused(film, jobs):
    with pytest.raises(Invalid):
        jobs.list(film.user_id, film.project_id, cursor="nonsense")


def test_the_list_can_be_narrowed(film, jobs):
    mara, tom = film.job(film.asset("Mara")), film.job(film.asset("Tom"))
    cancel(film, tom)
    look = [{"status": "queued"}, {"asset_id": mara.asset_id}, {"batch_id": mara.batch_id}]
    found = [ids(jobs.list(film.user_id, film.project_id, **narrow)) for narrow in look]
    assert found == [[mara.id]] * 3


def test_a_job_names_the_attempt_it_made(film, jobs):
    job = film.job()
    runner(film, Scripted()).run(job.id, film.user_id)
    view = jobs.get(film.user_id, film.project_id, job.id)
    assert (view.attempt_id, view.attempt_binned) == (film.attempts()[0].id, False)


def test_a_cancelled_job_says_that_its_picture_is_in_the_bin(film, jobs):
    job = film.job()
    late = Scripted([lambda *_: cancel(film, job) or drawn()])
    runner(film, late).run(job.id, film.user_id)
    view = jobs.get(film.user_id, film.project_id, job.id)
    assert (view.status, view.attempt_binned) == ("canceled", True)
    assert view.attempt_id == film.attempts()[0].id


def test_what_was_asked_for_is_what_is_shown(film, jobs):
    asked = generation(film).request(film.user_id, film.project_id, film.asset().id).body.jobs[0]
    assert jobs.get(film.user_id, film.project_id, asked.id) == asked


@pytest.mark.parametrize("look", ["get", "cancel"])
def test_a_job_that_is_not_there_is_not_found(film, jobs, look):
    with pytest.raises(NotFound):
        getattr(jobs, look)(film.user_id, film.project_id, uuid4())


@pytest.mark.parametrize("look", ["list", "get", "cancel"])
def test_a_stranger_finds_nothing(film, jobs, look):
    job = film.job()
    named = () if look == "list" else (job.id,)
    with pytest.raises(NotFound):
        getattr(jobs, look)(uuid4(), film.project_id, *named)


def test_a_queued_job_is_cancelled_at_once(film, jobs):
    told = jobs.cancel(film.user_id, film.project_id, film.job().id)
    assert (told.changed, told.job.status) == (True, "canceled")
    assert told.job.finished_at is not None


def test_a_running_job_is_asked_to_stop(film, jobs):
    job = film.job()
    film.set(job, status="'running'", lease_until="now() + interval '1 minute'")
    told = jobs.cancel(film.user_id, film.project_id, job.id)
    assert (told.changed, told.job.status, told.job.cancel_requested) == (True, "running", True)


def test_cancelling_twice_changes_nothing_more(film, jobs):
    job = film.job()
    film.set(job, status="'running'", lease_until="now() + interval '1 minute'")
    jobs.cancel(film.user_id, film.project_id, job.id)
    first = film.read(Job, job.id).cancel_requested_at
    assert not jobs.cancel(film.user_id, film.project_id, job.id).changed
    assert film.read(Job, job.id).cancel_requested_at == first


def test_cancelling_what_is_over_changes_nothing(film, jobs):
    job = film.job()
    runner(film, Scripted()).run(job.id, film.user_id)
    told = jobs.cancel(film.user_id, film.project_id, job.id)
    assert (told.changed, told.job.status, told.job.cancel_requested) == (False, "succeeded", False)


def test_a_viewer_may_look_but_not_cancel(film, jobs):
    job, viewer = film.job(), film.member("viewer")
    assert jobs.get(viewer, film.project_id, job.id).id == job.id
    with pytest.raises(Forbidden):
        jobs.cancel(viewer, film.project_id, job.id)


def test_a_cancelled_job_is_not_begun(film):
    job, provider = film.job(), Scripted()
    cancel(film, job)
    runner(film, provider).run(job.id, film.user_id)
    assert (provider.submits, film.read(Job, job.id).status) == (0, JobStatus.CANCELED)


def test_the_line_goes_by_what_was_sent_then_by_what_is_due_and_bulk_work_last(film, jobs):
    asset, now = film.asset(), datetime.now(UTC)
    bulk = film.job(asset, lane="background", due_at=now)
    later = film.job(asset, due_at=now + timedelta(seconds=1))
    first = film.job(asset, due_at=now)
    sent = film.job(asset, due_at=now + timedelta(seconds=2), published_at=now)
    assert jobs.places(film.user_id, film.project_id) == {
        sent.id: 1,
        first.id: 2,
        later.id: 3,
        bulk.id: 4,
    }


def test_only_what_waits_is_in_the_line_and_only_members_see_it(film, jobs):
    over, waits = film.job(), film.job(film.asset("Tom"))
    cancel(film, over)
    assert jobs.places(film.user_id, film.project_id) == {waits.id: 1}
    with pytest.raises(NotFound):
        jobs.places(uuid4(), film.project_id)
