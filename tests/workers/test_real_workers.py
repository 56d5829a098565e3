"""The whole way of a job: outbox, relay, broker, worker process, provider, file, row."""

import hashlib
import os
import re
import signal
from uuid import uuid4

import pytest
import redis
from fixtures.smtp_server import an_smtp_server
from job_kit import a_film, cancel
from worker_kit import PREFORK, Worker, ask, ask_for_all, relaying, status, stored

from asset_service.adapters.celery_queue import CeleryQueue
from asset_service.models.job import Job
from asset_service.models.stored_object import StoredObject
from asset_service.ports.queue import Generate, Lane
from asset_service.services.members import Members
from asset_service.services.relay import Shares

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


@pytest.mark.promise("B43")
@pytest.mark.usefixtures("relay")
def test_a_link_for_a_new_password_goes_out_by_mail_and_lies_nowhere(film, start, broker_url):
    with an_smtp_server() as server:
        mail = {
            "SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            "MAIL_FROM": "Assets <assets@film.example>",
        }
        worker = start(("-P", "prefork", "-c", "1", "-Q", "maintenance"), **mail)
        film.sql(
            "insert into reset_requests (email_folded) select email_folded from users where id=:u",
            u=film.user_id,
        )
        worker.until(lambda: server.mails)
    secret = re.search(r"token=([\w-]+)", server.mails[0].get_content())[1]
    ((kept,),) = film.sql("select secret_hash from password_resets")
    assert kept == hashlib.sha256(secret.encode()).digest()
    assert secret not in worker.log.read_text()
    with redis.Redis.from_url(broker_url) as client:
        left = b"".join(client.dump(key) or b"" for key in client.scan_iter())
    assert secret.encode() not in left


@pytest.mark.usefixtures("relay")
def test_a_refused_job_is_told_as_refused(film, start):
    worker = start(PLACEHOLDER_REFUSE_WORDS="forbidden")
    (job,) = ask(film, film.asset("Mara", image_prompt="A forbidden thing"))
    worker.until(lambda: status(film, job) == "refused")
    assert film.read(Job, job.id).refusal_stage == "prompt"


def test_messages_that_come_twice_make_one_attempt(film, start, broker_url):
    jobs, queue = ask(film, candidates=2), CeleryQueue(broker_url)
    for job in jobs * 3:
        queue.put(Generate(job.id, film.user_id), Lane.IMAGES)
    worker = start()
    worker.until(lambda: queue.depth(Lane.IMAGES) == 0)
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


@pytest.mark.promise("A13")
@pytest.mark.usefixtures("relay")
def test_who_is_removed_has_no_job_any_more_and_his_worker_is_free(film, start):
    editor = film.member()
    worker, theirs = start(**SLOW), ask(film, by=editor, candidates=2)
    worker.until(lambda: {status(film, job) for job in theirs} == {"running"})
    (mine,) = ask(film, film.asset("Tom"))
    Members(film.database).remove(film.user_id, film.project_id, editor)
    ended = [film.read(Job, job.id) for job in theirs]
    assert {(job.status, job.error_code) for job in ended} == {("failed", "access_withdrawn")}
    worker.until(lambda: status(film, mine) == "running")  # both threads were his
    assert film.attempts() == []


def test_one_picture_overtakes_two_hundred_of_the_same_user(film, start, broker_url):
    ask_for_all(film, 200)
    with relaying(film, broker_url, Shares(slots=2, per_user=12)):
        worker = start(PLACEHOLDER_DELAY="0.2")
        worker.until(lambda: film.sql("select from jobs where status = 'succeeded'"))
        (clicked,) = ask(film, film.asset("Mara"))
        worker.until(lambda: status(film, clicked) == "succeeded")
    before = "select from jobs where started_at > :asked and started_at < :begun"
    begun = film.read(Job, clicked.id).started_at
    assert len(film.sql(before, asked=clicked.created_at, begun=begun)) <= 3


def test_neither_lane_of_a_worker_starves_the_other(film, start, broker_url):
    queue = CeleryQueue(broker_url)
    for lane in (Lane.IMAGES, Lane.BACKGROUND):
        for _ in range(300):
            queue.put(Generate(uuid4(), film.user_id), lane)
    worker = start()
    lanes = [Lane.IMAGES, Lane.BACKGROUND]
    worker.until(lambda: min(map(queue.depth, lanes)) < 200)
    left = [queue.depth(lane) for lane in lanes]
    queue.close()
    assert max(left) - min(left) < 20


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
    queue.put(Generate(job.id, film.user_id), Lane.IMAGES)
    powerful = type(database)(database.name, database.owner, database.maintenance, database.owner)
    with Worker(powerful, broker_url, tmp_path) as worker:
        worker.until(lambda: "PowerfulRole" in worker.log.read_text())
    queue.close()
    assert status(film, job) == "queued"
