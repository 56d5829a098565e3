import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from job_kit import Scripted, a_film, cancel, generation

from asset_service.domain.errors import Conflict, Forbidden, NotFound
from asset_service.domain.jobs import UNFULFILLED
from asset_service.models.asset import Asset
from asset_service.models.job import Job
from asset_service.services.idempotency import Idempotency
from asset_service.services.retries import Retries


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


def service(film, provider=None):
    provider = provider or Scripted()
    return Retries(film.database, {provider.id: provider}, queue_seconds=3600)


def retry(film, job, **facts):
    return service(film).job(film.user_id, film.project_id, job.id, **facts)


def refused(film, job):
    with pytest.raises(Conflict) as error:
        retry(film, job)
    return error.value.code


def ended(film, asset=None, status="failed", **facts):
    """A job that ended without a picture."""
    job = film.job(asset, **facts)
    if status != "canceled":
        film.set(job, status="'running'", lease_until="now() + interval '1 minute'")
    film.set(job, status=f"'{status}'", lease_until="null", finished_at="now()")
    return job


@pytest.mark.parametrize("status", sorted(UNFULFILLED))
def test_what_ended_without_a_picture_is_asked_for_again_as_a_new_job(film, status):
    old = ended(film, status=status.value, seed=7)
    answer = retry(film, old)
    new = film.read(Job, answer.body.id)
    assert (answer.status, new.status, new.retry_of) == (202, "queued", old.id)
    same = ("batch_id", "asset_id", "provider", "model", "paid")
    assert all(getattr(new, name) == getattr(old, name) for name in same)
    assert film.read(Job, old.id).status == status.value


def test_the_seed_stays_where_the_provider_takes_one(film):
    old = ended(film, seed=7)
    seeded = service(film, Scripted(seed=True)).job(film.user_id, film.project_id, old.id)
    assert seeded.body.seed == 7
    assert retry(film, ended(film, film.asset("Tom"), seed=7)).body.seed is None


def test_a_retry_is_made_with_the_text_and_the_style_of_now(film):
    old = ended(film)
    film.sql("update assets set description = 'Older', type = 'prop', choice_counter = 3")
    film.sql(
        "insert into style_versions (project_id, version, text, created_by, locked_at)"
        " select project_id, 2, 'Oil', created_by, now() from style_versions"
    )
    film.sql("update projects set style_version = 2")
    new = film.read(Job, retry(film, old).body.id)
    assert "Older" in new.prompt
    assert "Oil" in new.prompt
    assert (new.aspect, new.style_version, new.choice_counter) == ("1:1", 2, 3)


def test_a_retry_is_told_to_the_workers_beside_what_people_wait_for(film):
    new = retry(film, ended(film, lane="background")).body
    (message,) = film.messages()
    assert (message.job_id, message.lane, new.lane) == (new.id, "images", "images")
    assert film.read(Job, new.id).expires_at > film.read(Job, new.id).created_at


def test_asking_again_finds_the_job_that_is_there(film):
    old = ended(film)
    first, again = retry(film, old), retry(film, old)
    assert (again.status, again.body.id) == (200, first.body.id)
    assert len(film.all(Job)) == 2


def test_the_job_that_is_there_is_found_whatever_became_of_the_asset(film):
    old = ended(film)
    first = retry(film, old)
    film.sql("update assets set binned_at = now()")
    assert retry(film, old).body.id == first.body.id


def test_two_at_once_make_one_job(film):
    old, answers, start = ended(film), [], threading.Barrier(4)

    def press():
        start.wait()
        answers.append(retry(film, old))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 202]
    assert len({answer.body.id for answer in answers}) == 1


def test_the_retry_of_a_retry_names_the_retry(film):
    old = ended(film)
    second = retry(film, old).body
    cancel(film, second)
    third = retry(film, second).body
    assert third.retry_of == second.id
    assert retry(film, old).body.retry_id == third.id


@pytest.mark.parametrize(
    ("status", "code"), [("queued", "job_not_finished"), ("running", "job_not_finished")]
)
def test_what_waits_is_not_asked_for_again(film, status, code):
    job = film.job()
    if status == "running":
        film.set(job, status="'running'", lease_until="now() + interval '1 minute'")
    assert refused(film, job) == code


def test_what_generating_refuses_is_refused_here_too(film):
    asset = film.asset()
    job = ended(film, asset)
    film.sql("update assets set deferred = true")
    assert refused(film, job) == "asset_deferred"
    film.sql("update assets set deferred = false, locked = true")
    film.sql(
        "update projects set stage = 'locked', stage_locked_at = now(), locked_script_version = 0"
    )
    assert refused(film, job) == "stage_locked"
    film.sql("update assets set locked = false")
    film.sql("update style_versions set locked_at = null")
    assert refused(film, job) == "style_not_locked"
    film.sql("update assets set binned_at = now()")
    with pytest.raises(NotFound):
        retry(film, job)
    assert len(film.all(Job)) == 1


def test_a_provider_that_is_gone_is_a_conflict(film):
    assert refused(film, ended(film, provider="gone")) == "provider_not_configured"


def test_a_stranger_finds_nothing_and_a_viewer_changes_nothing(film):
    old, retries = ended(film), service(film)
    for who, error in ((uuid4(), NotFound), (film.member("viewer"), Forbidden)):
        with pytest.raises(error):
            retries.job(who, film.project_id, old.id)
        with pytest.raises(error):
            retries.batch(who, film.project_id, old.batch_id)
    with pytest.raises(NotFound):
        retries.job(film.user_id, film.project_id, uuid4())
    with pytest.raises(NotFound):
        retries.batch(film.user_id, film.project_id, uuid4())


def test_a_retry_keeps_its_answer(film):
    old, key = ended(film), Idempotency("k", "POST", "/retry", b"", lambda job: str(job.id))
    first, again = retry(film, old, idempotency=key), retry(film, old, idempotency=key)
    assert again == replace(first, replayed=True)


def batch_of(film, count):
    """A batch whose jobs have all failed."""
    for k in range(count):
        film.asset(f"Asset {k}")
    made = generation(film).missing(film.user_id, film.project_id).body
    film.sql("update jobs set status = 'running', lease_until = now()")
    film.sql("update jobs set status = 'failed', lease_until = null, finished_at = now()")
    film.sql("delete from outbox")
    return made


def retry_batch(film, batch):
    return service(film).batch(film.user_id, film.project_id, batch.id)


def test_every_job_of_a_batch_without_a_picture_is_asked_for_again(film):
    batch = batch_of(film, 3)
    film.asset("Not of it")
    answer = retry_batch(film, batch)
    assert answer.status == 202
    assert [job.retry_of for job in answer.body.jobs] == [job.id for job in batch.jobs]
    assert {message.lane for message in film.messages()} == {"background"}
    assert (answer.body.batch.total, answer.body.batch.counts) == (3, {"queued": 3})


def test_a_batch_is_asked_for_again_once(film):
    batch = batch_of(film, 2)
    retry_batch(film, batch)
    again = retry_batch(film, batch)
    assert (again.status, again.body.jobs, again.body.left_out) == (200, [], [])
    assert len(film.all(Job)) == 4


def test_what_is_not_open_is_left_out_and_named(film):
    batch = batch_of(film, 3)
    deferred, binned, _ = (job.asset_id for job in batch.jobs)
    film.sql("update assets set deferred = true where id = :id", id=deferred)
    film.sql("update assets set binned_at = now() where id = :id", id=binned)
    answer = retry_batch(film, batch).body
    assert len(answer.jobs) == 1
    assert [(one.asset_id, one.code) for one in answer.left_out] == [
        (deferred, "asset_deferred"),
        (binned, "asset_binned"),
    ]


def test_two_retries_of_a_batch_at_once_ask_once(film):
    batch, start = batch_of(film, 5), threading.Barrier(3)

    def press():
        start.wait()
        retry_batch(film, batch)

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(film.all(Job)) == 10
    assert len(film.all(Asset)) == 5
