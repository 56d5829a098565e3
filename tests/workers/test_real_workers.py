"""The whole way of a job: outbox, relay, broker, worker process, provider, file, row."""

import os
import signal

import pytest
import redis
from job_kit import a_film, cancel
from worker_kit import PREFORK, Worker, ask, relaying, status, stored

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.models.job import Job
from asset_service.models.stored_object import StoredObject
from asset_service.ports.queue import Generate

SLOW = {"PLACEHOLDER_DELAY": "600", "LEASE_SECONDS": "1"}


@pytest.fixture
def broker_url(valkey_server):
    """An empty broker."""
    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
    return valkey_server.url


@pytest.fixture
def film(database):
    with a_film(database) as film:
        yield film


@pytest.fixture
def start(database, broker_url, tmp_path):
    """Start worker processes; all of them have ended when the test has."""
    started = []

    def one(*pool, **facts):
        started.append(Worker(database, broker_url, tmp_path, *pool, **facts))
        return started[-1]

    yield one
    for worker in started:
        worker.kill()


@pytest.fixture
def relay(film, broker_url):
    with relaying(film, broker_url):
        yield


@pytest.mark.usefixtures("relay")
def test_jobs_become_pictures_with_all_their_sizes(film, start, tmp_path):
    worker, jobs = start(), ask(film, candidates=4)
    worker.until(lambda: {status(film, job) for job in jobs} == {"succeeded"})
    worker.until(
        lambda: all(set(file.renditions) == {256, 768, 1600} for file in film.all(StoredObject))
    )
    attempts = film.attempts()
    assert [attempt.is_selected for attempt in attempts].count(True) == 1
    assert len({attempt.sha256 for attempt in attempts}) == 4
    assert stored(film, tmp_path)


@pytest.mark.usefixtures("relay")
def test_a_refused_job_is_told_as_refused(film, start):
    worker = start(PLACEHOLDER_REFUSE_WORDS="forbidden")
    (job,) = ask(film, film.asset("Mara", image_prompt="A forbidden thing"))
    worker.until(lambda: status(film, job) == "refused")
    assert film.read(Job, job.id).refusal_stage == "prompt"


def test_messages_that_come_twice_make_one_attempt(film, start, broker_url):
    jobs, queue = ask(film, candidates=2), CeleryQueue(broker_url)
    for job in jobs * 3:
        queue.put(Generate(job.id, film.user_id))
    worker = start()
    worker.until(lambda: queue.depth(Generate) == 0)
    worker.until(lambda: {status(film, job) for job in jobs} == {"succeeded"})
    queue.close()
    assert worker.stop() == 0
    assert len(film.attempts()) == 2


@pytest.mark.usefixtures("relay")
def test_a_job_outlives_the_worker_that_was_killed_over_it(film, start, tmp_path):
    first, (job,) = start(**SLOW), ask(film)
    first.until(lambda: status(film, job) == "running")
    first.kill()
    second = start(LEASE_SECONDS="1")
    second.until(lambda: status(film, job) == "succeeded")
    ended = film.read(Job, job.id)
    assert (ended.deliveries, ended.epoch, len(film.attempts())) == (2, 2, 1)
    assert stored(film, tmp_path)


@pytest.mark.usefixtures("relay")
def test_a_job_that_kills_every_worker_is_given_up(film, start):
    (job,) = ask(film)
    for delivery in (1, 2, 3):
        worker = start(**SLOW)
        worker.until(lambda number=delivery: film.read(Job, job.id).epoch == number)
        worker.kill()
    until_swept = start(**SLOW)
    until_swept.until(lambda: status(film, job) == "failed")
    assert film.read(Job, job.id).error_code == "poison"


@pytest.mark.usefixtures("relay")
def test_a_frozen_worker_that_thaws_writes_nothing(film, start):
    frozen, (job,) = start(PLACEHOLDER_DELAY="3", LEASE_SECONDS="1"), ask(film)
    frozen.until(lambda: status(film, job) == "running")
    os.killpg(frozen.process.pid, signal.SIGSTOP)
    second = start(LEASE_SECONDS="1")
    second.until(lambda: status(film, job) == "succeeded")
    before = film.read(Job, job.id)
    os.killpg(frozen.process.pid, signal.SIGCONT)
    assert frozen.stop() == 0
    assert film.read(Job, job.id).updated_at == before.updated_at
    assert len(film.attempts()) == 1


@pytest.mark.usefixtures("relay")
def test_a_child_that_dies_gives_its_job_back_before_the_lease_ends(film, start):
    worker = start(PREFORK, PLACEHOLDER_DELAY="600", LEASE_SECONDS="3600")
    (job,) = ask(film)
    worker.until(lambda: status(film, job) == "running")
    os.kill(worker.children()[0], signal.SIGKILL)
    worker.until(lambda: film.read(Job, job.id).epoch == 2)


@pytest.mark.usefixtures("relay")
def test_a_worker_that_is_asked_to_end_ends_its_job_first(film, start):
    worker, (job,) = start(PLACEHOLDER_DELAY="1"), ask(film)
    worker.until(lambda: status(film, job) == "running")
    assert worker.stop() == 0
    assert status(film, job) == "succeeded"


@pytest.mark.usefixtures("relay")
def test_a_running_job_stops_when_it_is_cancelled(film, start):
    worker, (job,) = start(**SLOW), ask(film)
    worker.until(lambda: status(film, job) == "running")
    cancel(film, job)
    worker.until(lambda: status(film, job) == "canceled")
    assert film.attempts() == []


@pytest.mark.usefixtures("relay")
def test_a_broker_that_forgets_everything_loses_no_job(film, start, broker_url):
    jobs = ask(film, candidates=4)
    with redis.Redis.from_url(broker_url) as client:
        while client.llen("images") < 4:
            pass
        client.flushall()
    worker = start()
    worker.until(lambda: {status(film, job) for job in jobs} == {"succeeded"})


def test_a_worker_does_not_serve_with_a_role_that_steps_around_policies(
    film, database, broker_url, tmp_path
):
    (job,) = ask(film)
    queue = CeleryQueue(broker_url)
    queue.put(Generate(job.id, film.user_id))
    powerful = type(database)(database.name, database.owner, database.maintenance, database.owner)
    with Worker(powerful, broker_url, tmp_path) as worker:
        worker.until(lambda: "PowerfulRole" in worker.log.read_text())
    queue.close()
    assert status(film, job) == "queued"
